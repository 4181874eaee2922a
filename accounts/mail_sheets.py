"""A mail in the site's look, made of its text: whoever changes the text has changed both."""

import re

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

__all__ = ["with_sheet"]

CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
"""What allauth sends to be typed."""


def with_sheet(message: EmailMessage) -> EmailMultiAlternatives:
    """The same mail with its text beside an HTML part. It loads nothing from anywhere."""
    mail = EmailMultiAlternatives(
        message.subject,
        message.body,
        message.from_email,
        message.to,
        headers=message.extra_headers,
    )
    title = message.subject.removeprefix(settings.EMAIL_SUBJECT_PREFIX)
    context = {
        "title": title,
        "paragraphs": [_paragraph(text) for text in _paragraphs_of(str(message.body))],
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    mail.attach_alternative(render_to_string("mail/sheet.html", context), "text/html")
    return mail


def _paragraphs_of(body: str) -> list[str]:
    """Without the lines that end every text: the sheet has its own foot."""
    texts = [text.strip("\n") for text in re.split(r"\n[ \t]*\n", body.strip())]
    return [text for text in texts if text != f"{settings.SITE_NAME}\n{settings.SITE_URL}"]


def _paragraph(text: str) -> SafeString:
    if CODE.fullmatch(text.strip()):
        return format_html('<p class="code">{}</p>', text.strip())
    lines = [urlize(line.strip(), autoescape=True) for line in text.splitlines()]
    return format_html("<p>{}</p>", mark_safe("<br>\n".join(lines)))  # noqa: S308 (urlize has escaped each)
