import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filmsite.settings")

application = get_wsgi_application()

from filmsite.checks import refuse_unsafe_start  # noqa: E402 (the apps must be ready)

refuse_unsafe_start()
