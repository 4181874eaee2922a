"""What stands around every page and is the same for everybody."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from text.fragments import render_kept

register = template.Library()


@register.simple_tag
def footer() -> SafeString:
    return render_kept("_footer.html", settings.SITE_NAME, site_name=settings.SITE_NAME)
