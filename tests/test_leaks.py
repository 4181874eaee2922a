"""A draft's words, names and pictures are in no answer, over all addresses of the URL configuration."""

import datetime
import html
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import NotificationKind
from forum import bookmarks, digests, following, notification_mails, notifications, posting, reacting, warnings
from forum.models import Notification
from forum.models.links import ReactionKind
from reviews import drafting, seeing
from reviews.content import snapshot
from reviews.models import Film, Person, Rendition, Review, Tag
from tests.making import make_board, make_draft, make_files, make_member, make_picture, make_review, save
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
    "Geheimreihe",
    "Geheimkurztitel",
    "Geheimautor",
    "Geheimunterschrift",
    "Geheimcredit",
    "geheimtitel",
    "geheimperson",
    "geheimtag",
    "geheimlabel",
    "geheimreihe",
    "geheimautor",
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
    content["authors"] = [{"name": "Geheimautor", "nick": ""}]
    content["film"] |= {
        "countries": ["IS"],
        "crew": {"director": ["Geheimperson"]},
        "cast": [{"name": "Geheimperson", "role": "Geheimrolle"}],
        "tags": ["Geheimtag"],
        "titles": ["Geheimkurztitel"],
        "franchise": "Geheimreihe",
        "part": 2,
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
            "/reihen/geheimreihe/",
            "/labels/geheimlabel/",
            "/autoren/geheimautor/",
            "/laender/island/",
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
    for path in addresses(draft):
        if path.startswith(("/konto/", "/bilder/")):
            continue
        answer = as_guest.get(path)
        if path.startswith("/meldung/"):  # forms for guests: one token, gone with the browser
            assert {(name, cookie["max-age"]) for name, cookie in answer.cookies.items()} <= {("csrftoken", "")}, path
        else:
            assert not answer.cookies, path
        canonical = f'<link rel="canonical" href="{settings.SITE_URL}{quote(path.partition("?")[0])}'
        body = answer.getvalue().decode().replace(canonical, "")  # the page itself, for machines
        ours = urlsplit(settings.SITE_URL).netloc  # feeds name their addresses in full
        named = re.findall(r'(?:src|srcset|href|action)="(?:https?:)?//([^/"]+)', body)
        foreign = [host for host in named if not (path.endswith(".atom") and host == ours)]
        assert not foreign, path
        assert " style=" not in body and "javascript:" not in body, path
        assert not re.search(
            r'<script(?! type="module" src="/static/| type="application/ld\+json">|[^>]* src="/static/)', body
        ), path


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
        "/reihen/geheimreihe/",
        "/labels/geheimlabel/",
        "/autoren/geheimautor/",
        "/laender/island/",
    ):
        assert as_guest.get(path).status_code == 200, path
    assert Film.objects.visible_to(None).count() == 2


COVERED = {
    "block": ":::spoiler\nVerratblock\n:::",
    "inline": "Am Ende ||Verratzeile|| und Schluss.",
    "named": ":::spoiler Der Turm\nVerratfilm\n:::",
    "another film": ":::spoiler Der Hafen S2E5\nVerrathafen\n:::",
    "quote": ":::zitat {pk}\n:::spoiler\nVerratzitat\n:::\n:::\nGenau.",
    "edit": "Verratfassung",
    "on its line": ":::spoiler Der Turm ||Verratwort||\nVerratrest\n:::",
    "unclosed": "Vorher\n\n:::spoiler Der Turm\nVerratende\n\n- Verratliste",
}
"""Each a post; what begins with „Verrat“ is covered in it."""


class Uncovered(HTMLParser):
    """Every word of a page, its attributes included, that stands in no closed spoiler."""

    def __init__(self, page):
        super().__init__()
        self.covers, self.words = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.words += [value or "" for _, value in attributes if not any(self.covers)]
        if tag == "details":
            self.covers.append(("open", None) not in attributes)

    def handle_endtag(self, tag):
        if tag == "details":
            self.covers.pop()

    def handle_data(self, data):
        if not any(self.covers):
            self.words.append(data)


def told_by(answer):
    body = answer.getvalue().decode(errors="replace")
    words = [body]
    if (
        "Verrat" in html.unescape(body) and ".atom" not in answer.request["PATH_INFO"]
    ):  # most pages are not worth reading
        words = Uncovered(body).words
    return sorted({word for text in [*words, str(answer.headers)] for word in re.findall(r"Verrat\w*", text)})


@pytest.fixture
def discussion(editor, member):
    """Of „Der Turm“: the newest post, and so the last voice, is each of them once."""
    review = make_review(editor, "Der Turm", pictures=1)
    make_review(editor, "Der Hafen")
    first = posting.reply(review.thread, by=member, source="Hallo", form_key="first")
    for name, source in COVERED.items():
        text = "Harmlos" if name == "edit" else source.replace("{pk}", str(first.pk))
        post = posting.reply(review.thread, by=member, source=text, form_key=name)
        if name == "edit":
            posting.edit_post(post, by=member, source=f"Doch ||{source}|| dazu", base=0)
    return review


@pytest.mark.parametrize("who", ["guest", "member", "spectator"])
def test_what_a_spoiler_covers_is_told_nowhere_but_under_it(discussion, as_guest, signed_in, who):
    reader = make_member("Wer Liest") if who != "guest" else None
    if who == "spectator":
        seeing.mark_seen(discussion.film, by=reader)
    client, thread = signed_in(reader) if reader else as_guest, discussion.thread
    thread.refresh_from_db()
    for path in addresses(discussion):
        told = told_by(client.get(path))
        if who == "spectator" and path == thread.get_absolute_url():
            assert told == [
                "Verratblock",
                "Verratende",
                "Verratfassung",
                "Verratfilm",
                "Verratliste",
                "Verratzeile",
                "Verratzitat",
            ]
        else:
            assert not told, path
    assert as_guest.get(thread.get_absolute_url()).content.decode().count("Verrat") == 10


@pytest.mark.parametrize("name", COVERED)
def test_the_last_voice_tells_nothing_that_is_covered_in_it(editor, member, as_guest, name):
    thread = make_review(editor, "Der Turm").thread
    source = COVERED[name].replace("{pk}", "1") if name != "edit" else "||Verratfassung||"
    posting.reply(thread, by=member, source=f"Stimme\n\n{source}", form_key="x")
    thread.refresh_from_db()
    paths = ["/", thread.review.get_absolute_url(), member.get_absolute_url(), thread.board.get_absolute_url()]
    paths += [f"{path}feed.atom" for path in (*paths[2:], thread.get_absolute_url())]
    for path in paths:
        page = as_guest.get(path).content.decode()
        assert "Verrat" not in page, path
        assert "Stimme" in page or path == paths[3], path


@pytest.mark.parametrize("name", COVERED)
def test_a_quote_and_a_preview_keep_covered_what_was_covered(discussion, signed_in, name):
    reader = make_member("Wer Liest")
    seeing.mark_seen(discussion.film, by=reader)
    client, thread = signed_in(reader), discussion.thread
    post = thread.posts.get(form_key=name)
    page = client.get(f"{thread.get_absolute_url()}?zitat={post.pk}")
    source = page.context["form"].initial["body"]
    assert ("Verrat" in source) == (name != "quote")  # a quote of a quote leaves the inner one out
    sent = {"body": source + "Antwort", "form_key": "n", "vorschau": ""}
    answer = client.post(f"{thread.get_absolute_url()}antworten/", sent)
    preview = answer.context["preview"]
    assert "Antwort" in preview and not [word for word in Uncovered(preview).words if "Verrat" in word]


def test_what_stands_open_in_a_thread_with_spoilers_is_told_in_no_other_place(discussion, as_guest, signed_in, member):
    talk = posting.open_thread(
        make_board("Foyer"), by=member, title="Offen", source="Verratoffen", form_key="o", with_spoilers=True
    )
    warnings.allow_spoilers(discussion.thread, by=discussion.owner)
    posting.reply(discussion.thread, by=member, source="Verratoffen", form_key="p")
    discussion.refresh_from_db()
    for client in (as_guest, signed_in(make_member())):
        threads = [thread.get_absolute_url() for thread in (talk, discussion.thread)]
        own = {
            f"{path}{whole}" for path in threads for whole in ("", "druck/", "export/")
        }  # the thread itself, taken along
        walked = addresses(discussion)
        tell = {path for path in walked if "Verratoffen" in told_by(client.get(path))}
        assert tell == own & set(walked)


@pytest.mark.parametrize("name", [*COVERED, "thread with spoilers"])
def test_no_mail_notification_or_bookmark_tells_what_is_covered(editor, member, other_member, signed_in, name):
    thread = make_review(editor, "Der Turm").thread
    following.follow(thread, by=other_member)
    seeing.mark_seen(thread.review.film, by=other_member)
    source = COVERED.get(name, "Verratoffen").replace("{pk}", "1")
    if name == "edit":
        source = "||Verratfassung||"
    if name not in COVERED:
        warnings.allow_spoilers(thread, by=editor)
    post = posting.reply(thread, by=member, source=f"Stimme\n\n{source}", form_key="x")
    notifications.tell_of_post(post.pk)
    bookmarks.keep(post, by=other_member)
    reacting.react(post, by=editor, kind=ReactionKind.values[0])
    Notification.objects.update(due_at=timezone.now())
    assert notification_mails.send_notifications(other_member.pk, NotificationKind.REPLY)
    told = [str(message.message()) + message.body for message in mail.outbox]
    told.append(str(digests.contents_of(other_member, timezone.now() - datetime.timedelta(days=1))))
    told += [signed_in(other_member).get(path).content.decode() for path in ("/benachrichtigungen/", "/merker/")]
    assert len(told) == 4
    for text in told:
        assert "Verrat" not in text and ("[Spoiler" in text or name == "quote"), text
