"""What a password must not be, in our words."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)

__all__ = ["LikeTheAddressValidator", "TooShortValidator", "TooWellKnownValidator"]


class TooShortValidator(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Zu kurz: mindestens {self.min_length} Zeichen."


class TooWellKnownValidator(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Dieses Passwort ist zu bekannt: Nimm eins, das nur dir einfällt."


class LikeTheAddressValidator(UserAttributeSimilarityValidator):
    """Of what it compares, members have a mail address alone."""

    def get_error_message(self) -> str:
        return "Dieses Passwort ähnelt zu sehr deiner E-Mail-Adresse."
