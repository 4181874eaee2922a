from typing import Any

from allauth.account.views import SignupView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Member


class SignUp(SignupView):
    """allauth's view, with the race for a name answered as a field error."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            form.name_was_taken()
            return self.form_invalid(form)


def profile(request: HttpRequest, name: str) -> HttpResponse:
    """The exact spelling is the address; any other that folds to it redirects there."""
    member = get_object_or_404(Member.objects.visible_to(request.user).named(name))
    if member.name != name:
        return redirect(member, permanent=True)
    return render(request, "accounts/profile.html", {"member": member})
