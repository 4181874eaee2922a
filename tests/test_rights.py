"""The table of docs/rights.md, cell by cell."""

import re
from pathlib import Path

import pytest

from accounts.models import MailDomain, Member
from accounts.roles import Role, grant_role
from forum import posting
from forum.models import Post, Sanction, WordRule
from reviews.models import Doubt, ImportSource, RelatedThread, Rendition, Review
from tests.making import make_board, make_draft, make_files, make_member, make_review

pytestmark = pytest.mark.django_db

TABLE = (Path(__file__).parent.parent / "docs/rights.md").read_text().partition("\n## ")[0]
ROLES = {
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Author": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}


def rows():
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("|")
    ]
    return lines[0][1:], {cells[0]: cells[1:] for cells in lines[2:]}


WHO, ROWS = rows()
CELLS = [(act, who, ROWS[act][n] == "yes") for act in ROWS for n, who in enumerate(WHO)]


def make_world():
    author = make_member("Autorin", Role.EDITOR)
    return {
        "author": author,
        "public": make_review(author),
        "draft": make_draft(author, pictures=1),
        "team": make_board("Team", visible_to="team"),
    }


@pytest.fixture
def house(world):
    return world


def client_of(who, house, signed_in, as_guest):
    if who == "Guest":
        return as_guest
    if who == "Author":
        return signed_in(house["author"])
    return signed_in(make_member("", *ROLES[who]))


def read_public(client, house):
    return all(
        client.get(path).status_code == 200
        for path in (
            "/",
            "/kritiken/",
            "/neuerscheinungen/",
            house["public"].get_absolute_url(),
            house["public"].thread.get_absolute_url(),
            "/forum/",
        )
    )


def reply(client, house):
    client.post(f"{house['public'].thread.get_absolute_url()}antworten/", {"body": "Hallo"})
    return Post.objects.filter(source="Hallo").exists()


def suggest(client, house):
    fields = {"title": "Alte Vorfreude", "source": "Wer noch?", "form_key": "s"}
    thread = posting.open_thread(make_board("Foyer"), by=house["author"], **fields)
    client.post(f"{house['public'].get_absolute_url()}auch-im-forum/", {"thread": thread.pk})
    return RelatedThread.objects.exists()


def read_team(client, house):
    return client.get(house["team"].get_absolute_url()).status_code == 200


def read_drafts(client, house):
    make_files(house["draft"])
    desk = f"/redaktion/kritiken/{house['draft'].pk}/"
    paths = [
        "/redaktion/",
        desk,
        f"{desk}vorschau/",
        f"{desk}fassungen/1/",
        Rendition.objects.first().get_absolute_url(),
    ]
    answers = {client.get(path).status_code == 200 for path in paths}
    assert len(answers) == 1
    return answers == {True}


def create(client, house):
    client.post("/redaktion/kritiken/neu/", {"original_title": "Neu"})
    return Review.objects.filter(title="Neu").exists()


def change(client, house):
    """Every act for itself; all of them agree."""
    author, done = house["author"], set()
    desk = "/redaktion/kritiken/{}/".format
    other = make_draft(author)
    client.post(f"{desk(other.pk)}planen/", {"publish_at": "2099-01-01T06:00"})
    done.add(Review.objects.get(pk=other.pk).state == "scheduled")
    client.post(f"{desk(other.pk)}loeschen/")
    done.add(not Review.objects.filter(pk=other.pk).exists())
    client.post(f"{desk(house['draft'].pk)}veroeffentlichen/")
    done.add(Review.objects.get(pk=house["draft"].pk).state == "published")
    client.post(f"{desk(house['public'].pk)}zurueckziehen/", {"reason": "Falscher Film"})
    done.add(Review.objects.get(pk=house["public"].pk).state == "withdrawn")
    assert len(done) == 1
    return done == {True}


def settle(client, house):
    source = ImportSource.objects.create(sha256="0" * 64, file_name="x", raw_text="x", review=house["draft"])
    doubt = Doubt.objects.create(source=source, field="x", text="Wirklich?")
    client.post(f"/redaktion/kritiken/{house['draft'].pk}/zweifel/{doubt.pk}/erledigt/")
    return Doubt.objects.get().settled_at is not None


REASONS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


def moderate(client, house):
    post = posting.reply(house["public"].thread, by=make_member("Verfasserin"), source="Nuss", form_key="n")
    client.post(f"/beitrag/{post.pk}/ausblenden/", REASONS)
    return Post.objects.get(pk=post.pk).state == "removed"


def measure(client, house):
    make_member("Verfasserin")
    client.post("/moderation/mitglieder/Verfasserin/massnahme/", REASONS | {"measure": "warning"})
    return Sanction.objects.exists()


def operate(client, house):
    someone = Member.objects.get(name="Autorin")
    paths = ["/betrieb/", "/betrieb/rollen/", "/betrieb/foren/neu/", "/betrieb/regeln/", "/betrieb/seiten/impressum/"]
    allowed = {client.get(path).status_code == 200 for path in paths}
    client.post("/betrieb/rollen/", {"name": someone.name, "role": "Moderation"})
    allowed.add(someone.groups.filter(name="Moderation").exists())
    client.post("/betrieb/seiten/impressum/", {"source": "Wer hier spricht", "number": 0})
    allowed.add("Wer hier spricht" in client.get("/impressum/").content.decode())
    assert len(allowed) == 1
    return allowed == {True}


def keep_lists(client, house):
    allowed = {client.get(path).status_code == 200 for path in ("/betrieb/woerter/", "/betrieb/maildomains/")}
    client.post("/betrieb/woerter/", {"words": "Kasino", "kind": "hold"})
    client.post("/betrieb/maildomains/", {"domains": "weg.example", "kind": "held"})
    allowed |= {WordRule.objects.exists(), MailDomain.objects.filter(domain="weg.example").exists()}
    assert len(allowed) == 1
    return allowed == {True}


ACTS = dict(
    zip(
        ROWS,
        (
            read_public,
            reply,
            suggest,
            read_team,
            read_drafts,
            create,
            change,
            settle,
            moderate,
            measure,
            operate,
            keep_lists,
        ),
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("act", "who", "allowed"),
    CELLS,
    ids=[re.sub(r"\W+", "-", f"{who} {'may' if yes else 'may-not'} {act}") for act, who, yes in CELLS],
)
def test_the_table_of_rights_holds(house, signed_in, as_guest, act, who, allowed):
    assert ACTS[act](client_of(who, house, signed_in, as_guest), house) is allowed


def test_the_table_names_every_role():
    assert [*WHO] == ["Guest", *ROLES]
    assert grant_role(make_member(), Role.EDITOR, by=None)
