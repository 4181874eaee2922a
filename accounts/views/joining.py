from typing import Any

from allauth.account.views import SignupView
from django.db import IntegrityError
from django.http import HttpResponse


class SignUp(SignupView):
    """allauth's view, with the race for a name answered as a field error."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.name_was_taken()
            return self.form_invalid(form)
