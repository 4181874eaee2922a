"""The second table of docs/rights.md, cell by cell: every address of posts and threads for every role."""

import re
import time
from pathlib import Path

import pytest
from django.urls import get_resolver

from accounts.models import Member
from accounts.roles import Role
from forum import hits, moderation, notes, notifications, picture_files, posting, states, warnings, waves
from forum.models import (
    BoardMark,
    Bookmark,
    Decision,
    Draft,
    Follow,
    Note,
    Notification,
    PictureFile,
    Post,
    PostPicture,
    Reaction,
    ReadMark,
    SpamWave,
    SpoilerHint,
    Thread,
)
from forum.moderators import limit_to_boards
from tests.making import make_board, make_member, make_picture, make_post_picture, make_review

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parent.parent / "docs/rights.md").read_text()
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.partition("## Addresses of posts and threads")[2].partition("\n## ")[0].splitlines()
    if line.startswith("|")
]
CASES = TEXT.partition("## Addresses of reports and cases")[2].partition("\n## ")[0]
WHO = TABLE[0][2:]
CELLS = [(row[0], row[1], who, cell) for row in TABLE[2:] for who, cell in zip(WHO, row[2:], strict=True)]
ROLES = {
    "Guest": None,
    "Member": [],
    "Author": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}
GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Beleidigung"}
SENT = {
    "reply": {"body": "Hallo"},
    "open_thread": {"title": "Neu", "body": "Hallo"},
    "edit_post": {"body": "Anders", "base": "0"},
    "hide_post": GROUNDS,
    "reject_post": GROUNDS,
    "erase_post": {**GROUNDS, "sicher": "ja"},
    "erase_picture": {**GROUNDS, "bild-sicher": "ja"},
    "rename_thread": {"name-title": "Anders"},
    "mark_read": {"bis": "2"},
    "mark_board_read": {"stand": str(int(time.time()))},
    "mark_all_read": {"stand": str(int(time.time()))},
    "lock_thread": GROUNDS,
    "hide_thread": GROUNDS,
    "react": {"art": "heart"},
    "save_draft": {"body": "Entwurf"},
    "save_draft_of_thread": {"body": "Entwurf", "title": "Titel"},
    "follow_thread": {"stufe": "mentions"},
    "follow_board": {"stufe": "all"},
    "follow_subject": {"stufe": "all"},
    "read_told": {"stand": "4000000000"},
    "cover_post": {"base": "0", "title": "Film"},
    "slow_thread": {"slow-minutes": "10", "slow-until": "2099-01-01T06:00"},
    "add_note": {"text": "Notiz"},
    "hide_wave": {"seit": "0", **GROUNDS},
    "hold_replies": {"hold-until": "2099-01-01T06:00"},
}


WORLD_SETTINGS = {"POST_PICTURES": "members"}


def make_world():
    """A thread of the author's in a board for members to open, one of another member, and judges. The post has a
    picture. Somebody of each role."""
    people = {who: make_member(who, *roles) for who, roles in ROLES.items() if roles is not None and who != "Author"}
    people["Author"] = author = make_member("Autorin")
    board = make_board("Foyer")
    thread = posting.open_thread(board, by=author, title="Thema", source="Erster", form_key="1")
    picture = make_post_picture(author, "2")
    picture_files.prepare(picture.pk)
    post = posting.reply(thread, by=author, source="Zweiter\n\n[[bild 1]]", form_key="2")
    other = posting.open_thread(board, by=author, title="Anderes", source="Hier auch", form_key="3")
    sent = SENT | {
        "add_pictures": {"form_key": "4", "bilder": make_picture()},
        "merge_threads": {"merge-into": str(other.pk)},
        "move_thread": {"move-board": str(make_board("Saal").pk)},
        "decide_on_posts": {"tat": "hide", "beitrag": str(post.pk), **GROUNDS},
        "decide_on_threads": {"tat": "lock", "thema": str(thread.pk), **GROUNDS},
        "split_thread": {"split-numbers": "2", "split-title": "Abzweig", "split-board": str(board.pk)},
    }
    draft = Draft.objects.create(member=author, thread=other, source="Halb")
    Notification.objects.create(member=author, kind="reaction", post=post, thread=thread)
    things = {"author": author, "judge": make_member("Richterin", Role.MODERATOR), "people": people, "sent": sent}
    return things | {"board": board, "thread": thread, "post": post, "draft": draft}


@pytest.fixture
def house(world, settings):
    settings.POST_PICTURES = WORLD_SETTINGS["POST_PICTURES"]
    return world


def in_state(house, state):
    """Bring post or thread into the state the row is about."""
    post, thread, judge = house["post"], house["thread"], house["judge"]
    if state == "pending":
        held = states.append_pending_post(thread, author=house["author"], source="Wartet", html="<p>Wartet</p>")
        house["post"] = held
        PostPicture.objects.update(post=held)
    elif state == "hidden":
        moderation.hide_post(post, by=judge, decision=Decision(reasons="x"))
    elif state == "withdrawn":
        posting.withdraw_post(post, by=house["author"])
    elif state == "locked":
        moderation.lock_thread(thread, by=judge, decision=Decision(reasons="x"))
    elif state == "thread hidden":
        moderation.hide_thread(thread, by=judge, decision=Decision(reasons="x"))
    elif state == "thread pending":
        Thread.objects.filter(pk=thread.pk).update(state="pending")
    elif state == "review's thread":
        house["thread"] = make_review(make_member("Kritikerin", Role.EDITOR)).thread
    elif state == "with spoilers":
        warnings.allow_spoilers(thread, by=house["author"])
    elif state == "pinned":
        moderation.pin_thread(thread, by=judge, until=None)
    elif state == "replies held":
        moderation.hold_replies(thread, by=judge, until=thread.created_at.replace(year=2099))
    elif state == "slow":
        moderation.slow_thread(thread, by=judge, minutes=10, until=thread.created_at.replace(year=2099))
    elif state == "archived":
        moderation.archive_thread(thread, by=judge)
    elif state == "marked":
        hits.report_automatically(post, facts="Ein Wort", rule="Wortliste")
    elif state == "noted":
        house["note"] = notes.add_note(house["author"], by=judge, text="Notiz")
    elif state == "wave":
        house["wave"] = waves.hide_wave(
            house["author"], by=judge, since=thread.created_at, decision=Decision(reasons="x")
        )
    elif state.startswith("moderates "):
        board = house["board"] if "this" in state else make_board("Anderswo")
        limit_to_boards(house["people"]["Moderation"], [board], by=house["people"]["Betrieb"])
    elif state == "team board":
        type(house["board"]).objects.filter(pk=house["board"].pk).update(visible_to="team")
    else:
        assert state == "–", f"docs/rights.md names an unknown state: {state}"


def path_of(name, house):
    from django.urls import reverse

    thread, post = house["thread"], house["post"]
    if name == "post_picture":
        return PictureFile.objects.first().get_absolute_url()
    if name == "erase_picture":
        return reverse("forum:erase_picture", args=[post.pk, 1])
    if name in ("select_posts", "select_threads"):
        return reverse(f"forum:{name}") + f"?beitrag={post.pk}&thema={thread.pk}"
    if name in ("moderate_member", "add_note", "hide_wave"):
        return reverse(f"forum:{name}", args=[house["author"].name])
    if name in ("drop_note", "restore_wave"):
        return reverse(f"forum:{name}", args=[getattr(house.get("note" if "note" in name else "wave"), "pk", 1)])
    if name in ("add_pictures", "member_names", "decide_on_posts", "decide_on_threads"):
        return reverse(f"forum:{name}")
    if name == "discard_draft":
        return reverse(f"forum:{name}", args=[house["draft"].pk])
    if name == "follow_subject":
        return reverse(f"forum:{name}", args=["film", 1])
    if name == "count_told":
        return reverse(f"forum:{name}", args=[notifications.badge_token(house["author"])])
    if name == "said_since":
        return reverse(f"forum:{name}", args=[thread.pk, thread.slug]) + "?nach=1"
    if name in ("boards", "queue", "unread", "mark_all_read", "followed", "told", "read_told", "bookmarks", "drafts"):
        return reverse(f"forum:{name}")
    if name in ("board", "open_thread", "mark_board_read", "board_feed", "follow_board", "save_draft_of_thread"):
        return reverse(f"forum:{name}", args=[house["board"].slug])
    if name == "thread_page":
        return f"{thread.get_absolute_url()}seite-1/"
    if name in ("print_thread_part", "export_thread_part"):
        return reverse(f"forum:{name}", args=[thread.pk, thread.slug, 1])
    if name in ("thread", "thread_feed", "reply", "first_unread", "mark_read", "merge_threads", "save_draft") or (
        name.endswith(("_thread", "_replies", "_spoilers")) and not name.startswith("moderate")
    ):
        return reverse(f"forum:{name}", args=[thread.pk, thread.slug])
    return reverse(f"forum:{name}", args=[thread.pk if name == "moderate_thread" else post.pk])


def fingerprint():
    posts = list(Post.objects.order_by("pk").values_list("pk", "state", "source"))
    threads = list(
        Thread.objects.order_by("pk").values_list(
            "pk", "state", "pinned", "approval_until", "hidden_by_decision", "with_spoilers", "slow_until"
        )
    )
    marks = list(ReadMark.objects.order_by("pk").values_list("member", "number"))
    read = (marks, BoardMark.objects.count(), Member.objects.filter(all_read_at__isnull=False).count())
    own = [
        list(kept.objects.order_by("pk").values_list("member", "pk")) for kept in (Bookmark, Draft, Follow, Reaction)
    ]
    levels = list(Follow.objects.order_by("pk").values_list("level", flat=True))
    own += [levels, Notification.objects.filter(read_at=None).count()]
    pictures = list(PostPicture.objects.order_by("pk").values_list("pk", "state"))
    kept = Note.objects.count(), SpoilerHint.objects.count(), SpamWave.objects.filter(undone_at=None).count()
    return posts, threads, Decision.objects.count(), read, own, pictures, kept


@pytest.mark.parametrize(
    ("address", "state", "who", "cell"),
    CELLS,
    ids=[re.sub(r"\W+", "-", f"{who} {cell} {address} {state}") for address, state, who, cell in CELLS],
)
def test_the_table_of_addresses_holds(house, signed_in, as_guest, address, state, who, cell):
    in_state(house, state)
    client = as_guest if who == "Guest" else signed_in(house["people"][who])
    method, name = address.strip("`").split()
    before = fingerprint()
    path, sent = path_of(name, house), house["sent"].get(name, {})
    answer = client.post(path, sent) if method == "POST" else client.get(path)
    did = fingerprint() != before
    if cell == "does":
        assert (answer.status_code, did) == (200 if name == "add_pictures" else 302, True)
    elif cell == "signs in":
        assert (answer.status_code, answer.url.startswith("/konto/login/"), did) == (302, True, False)
    else:
        assert (answer.status_code, did) == (int(cell), False)


def test_the_table_names_every_address_of_the_forum_and_every_role():
    names = {
        pattern.name
        for r in get_resolver().url_patterns
        if getattr(r, "app_name", "") == "forum"
        for pattern in r.url_patterns
    }
    cases = re.findall(r"^\| `[A-Z]+ (\w+)`", CASES, re.MULTILINE)
    assert {row[0].strip("`").split()[1] for row in TABLE[2:]} | set(cases) == names
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", [row[0].strip("`").split()[1] for row in TABLE[2:] if "POST" in row[0]])
def test_an_address_that_only_acts_answers_405_to_get(house, signed_in, name):
    if name in ("open_thread", "edit_post", "bookmark", "cover_post", "hide_wave", "drop_note"):
        return  # a form stands at these
    answer = signed_in(house["judge"]).get(path_of(name, house))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)
