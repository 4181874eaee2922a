from django.apps import AppConfig


class FilmsiteConfig(AppConfig):
    name = "filmsite"
    verbose_name = "Seite"

    def ready(self) -> None:
        from filmsite import checks  # noqa: F401
