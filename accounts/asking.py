"""A page that asks before what cannot be undone."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["ask_first"]


def ask_first(
    request: HttpRequest,
    question: str,
    act: str,
    *,
    back: tuple[str, str],
    consequence: str = "",
    text: str = "",
    sent: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """`act` is what the button says, `back` the words and the address of the page one comes from, `text` what would be
    gone, in its author's words, `sent` what the answer sends along to this page's own address."""
    words, address = back
    context = {"question": question, "act": act, "back": words, "back_url": address, "sent": sent}
    return render(request, "sure.html", context | {"consequence": consequence, "text": text})
