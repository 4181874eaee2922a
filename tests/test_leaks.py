"""A draft's words, names and pictures are in no answer, over all addresses of the URL configuration."""

from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from reviews import drafting
from reviews.content import snapshot
from reviews.models import Film, Person, Rendition, Review, Tag
from tests.making import make_draft, make_files, make_picture, make_review, save
from tests.walking import addresses

pytestmark = pytest.mark.django_db

SECRETS = [
    "Geheimtitel",
    "Geheimtext",
    "Geheimvorspann",
    "Geheimperson",
    "Geheimrolle",
    "Geheimtag",
    "Geheimlabel",
    "Geheimunterschrift",
    "Geheimcredit",
    "geheimtitel",
    "geheimperson",
    "geheimtag",
]


@pytest.fixture
def draft(editor, member):
    """A draft that shares a director with a published review, so that there is something to leak into."""
    public = make_review(editor, "Öffentlich")
    review = make_draft(editor, "Geheimtitel", teaser="Geheimvorspann", text="Geheimtext")
    drafting.add_picture(review, make_picture(), "geheimdatei.jpg", by=editor)
    content = snapshot(review)
    content["stills"][0] |= {"caption": "Geheimunterschrift", "credit": "Geheimcredit", "alt": "Geheimalt"}
    release = dict.fromkeys(("version_name", "fsk_descriptors", "cut_note", "index_status", "fsk"), "")
    content["film"] |= {
        "crew": {"director": ["Geheimperson"]},
        "cast": [{"name": "Geheimperson", "role": "Geheimrolle"}],
        "tags": ["Geheimtag"],
        "releases": [
            release
            | {
                "medium": "cinema",
                "label": "Geheimlabel",
                "date_from": "2030-01-01",
                "date_to": None,
                "date_precision": "day",
                "cut": "no",
            }
        ],
    }
    save(review, content, by=editor)
    make_files(review)
    assert public.state == "published"
    return Review.objects.get(pk=review.pk)


@pytest.mark.parametrize("persona", ["guest", "member", "moderator", "operator"])
def test_a_drafts_secrets_are_in_no_answer(draft, as_guest, signed_in, member, moderator, operator, persona):
    client = (
        as_guest
        if persona == "guest"
        else signed_in({"member": member, "moderator": moderator, "operator": operator}[persona])
    )
    walked = addresses(draft)
    assert len(walked) > 60
    for path in walked:
        answer = client.get(path)
        body = answer.getvalue().decode(errors="replace")
        assert answer.status_code < 500, path
        headers = str(answer.headers).replace(quote(path), "")  # the way back after signing in is what was asked for
        leaked = [secret for secret in SECRETS if secret in body or secret in headers]
        assert not leaked, f"{path} shows {leaked}"


def test_a_drafts_addresses_answer_like_addresses_that_never_were(draft, as_guest, signed_in, member):
    person, tag = Person.objects.get(name="Geheimperson"), Tag.objects.get(name="Geheimtag")
    media = Rendition.objects.first().get_absolute_url()
    for client in (as_guest, signed_in(member)):
        for path in (
            draft.get_absolute_url(),
            f"{draft.get_absolute_url()}bilder/1/",
            draft.film.get_absolute_url(),
            person.get_absolute_url(),
            tag.get_absolute_url(),
            media,
        ):
            unknown = client.get(f"/{path.split('/')[1]}/das-gab-es-nie/")  # the menu marks the first part
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, unknown.content), path


def test_the_desk_does_not_tell_members_which_numbers_exist(draft, signed_in, member):
    client = signed_in(member)
    there, nowhere = (client.get(f"/redaktion/kritiken/{pk}/") for pk in (draft.pk, 999_999))
    assert (there.status_code, nowhere.status_code) == (403, 403)
    assert there.content == nowhere.content


def test_a_guest_walks_the_public_site_without_cookie_or_foreign_host(draft, as_guest):
    import re

    for path in addresses(draft):
        if path.startswith(("/konto/", "/bilder/")):
            continue
        answer = as_guest.get(path)
        assert not answer.cookies, path
        body = answer.getvalue().decode()
        ours = urlsplit(settings.SITE_URL).netloc  # feeds name their addresses in full
        named = re.findall(r'(?:src|srcset|href|action)="(?:https?:)?//([^/"]+)', body)
        foreign = [host for host in named if not (path.endswith(".atom") and host == ours)]
        assert not foreign, path
        assert " style=" not in body and "javascript:" not in body, path
        assert not re.search(r'<script(?! type="module" src="/static/|[^>]* src="/static/)', body), path


def test_the_sign_in_family_sets_the_form_token_and_nothing_else(as_guest, db):
    for path in ("/konto/login/", "/konto/signup/", "/konto/password/reset/"):
        cookies = as_guest.get(path).cookies
        assert set(cookies) <= {"csrftoken"}
        assert all(cookie["max-age"] == "" and cookie["expires"] == "" for cookie in cookies.values())


def test_every_answer_carries_the_security_headers(as_guest, editor):
    make_review(editor)
    for path in ("/", "/kritiken/", "/gibt-es-nicht/", "/konto/login/", "/regeln/"):
        headers = as_guest.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "nonce" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_films_persons_and_tags_of_a_published_review_show_up(draft, as_guest, editor):
    from reviews import publishing

    publishing.publish(draft, by=editor)
    for path in (
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}bilder/1/",
        draft.film.get_absolute_url(),
        Person.objects.get(name="Geheimperson").get_absolute_url(),
        Tag.objects.get(name="Geheimtag").get_absolute_url(),
    ):
        assert as_guest.get(path).status_code == 200, path
    assert Film.objects.visible_to(None).count() == 2
