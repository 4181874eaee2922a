"""The third table of docs/rights.md, cell by cell: every address of the desk and of pictures for every role."""

import datetime
import re
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.roles import Role
from forum import posting
from reviews import corrections, drafting, films, planning, publishing
from reviews.content import current_content, newest_revision, snapshot
from reviews.models import (
    Correction,
    Doubt,
    Film,
    ImportSource,
    Mention,
    Person,
    PersonAlias,
    RelatedThread,
    Rendition,
    Review,
    Revision,
    Still,
)
from tests.making import make_board, make_draft, make_files, make_member, make_review, save

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parent.parent / "docs/rights.md").read_text()
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.partition("## Addresses of the desk and of pictures")[2].partition("\n## ")[0].splitlines()
    if line.startswith("|")
]
WHO = TABLE[0][2:]
CELLS = [(row[0], row[1], who, cell) for row in TABLE[2:] for who, cell in zip(WHO, row[2:], strict=True)]
ROLES = {
    "Guest": None,
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Author": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}
LATER = "2099-01-01T06:00"
SENT = {
    "new_review": {"original_title": "Neu"},
    "schedule": {"publish_at": LATER},
    "plan_withdrawal": {"withdraw_at": LATER},
    "set_embargo": {"embargo_until": LATER, "embargo_terms": "Nichts vorher"},
    "withdraw": {"reason": "Falscher Film"},
    "return_with_remarks": {"text": "Bitte kürzen"},
    "merge_proposal": {"title": "vorschlag"},
    "other_names": {"names": "I. D. Horn"},
}


def make_world():
    people = {who: make_member(who, *roles) for who, roles in ROLES.items() if roles is not None}
    author = people["Author"]
    return {"people": people, "author": author, "review": make_draft(author, "Der Turm", pictures=1)}


@pytest.fixture
def house(world):
    return world


def in_state(house, state, settings):
    """Bring the review into the state the row is about."""
    review, author = house["review"], house["author"]
    if state in ("published", "changed", "withdrawn"):
        make_files(review)
        publishing.publish(review, by=author)
    if state == "changed":
        save(review, current_content(Review.objects.get()) | {"text": "Neu"}, by=author)
    elif state == "withdrawn":
        publishing.withdraw(review, by=author, reason="x")
    elif state == "scheduled":
        planning.schedule(review, at=timezone.now() + datetime.timedelta(days=1), by=author)
    elif state in ("approval", "submitted"):
        settings.REVIEW_APPROVAL = True
        if state == "submitted":
            planning.submit(review, by=author)
    elif state == "proposal":
        base = newest_revision(review).number
        save(review, snapshot(Review.objects.get()) | {"text": "Anders"}, by=author)
        content = review.revisions.get(number=base).content | {"title": "Vorgeschlagen"}
        house["proposal"] = drafting.save_review(review, content, by=author, base=base).revision
    elif state == "film page":
        films.release_film_page(review.film, by=author)
    elif state == "doubt":
        source = ImportSource.objects.create(sha256="0" * 64, file_name="x", raw_text="x", review=review)
        house["doubt"] = Doubt.objects.create(source=source, field="x", text="Wirklich?")
    elif state == "correction":
        house["correction"] = corrections.take_correction(review, words="Es war 2025.", by=None)
    elif state == "named":
        Mention.objects.create(review=review, place="teaser", offset=0, text="Der Turm")
    elif state not in ("–", "published"):
        raise AssertionError(f"docs/rights.md names an unknown state: {state}")


def path_of(name, house, who):
    review = house["review"]
    if name == "media":
        make_files(review)
        return Rendition.objects.first().get_absolute_url()
    if name in ("desk", "import_reviews", "new_review"):
        return reverse(f"desk:{name}")
    if name == "other_names":
        return reverse(
            "desk:other_names", args=[Person.objects.get_or_create(name="Ilka Dornhagen", slug="ilka")[0].pk]
        )
    args = [review.pk]
    if name in ("revision", "restore_revision", "frame"):
        args.append(1)
    elif name in ("merge_proposal", "settle_proposal"):
        args.append(house["proposal"].number)
    elif name == "settle_doubt":
        args.append(house["doubt"].pk)
    elif name == "settle_correction":
        args.append(house["correction"].pk)
    elif name == "use_picture":
        args.append(make_review(make_member("", Role.EDITOR), pictures=1).stills.get().still_id)
    return reverse(f"desk:{name}", args=args)


def sent_to(name, house):
    if name in ("merge_proposal",):
        return SENT[name] | {"base": newest_revision(house["review"]).number}
    if name in ("link_thread", "unlink_thread"):
        fields = {"title": "Alte Vorfreude", "source": "Wer noch?", "form_key": "l"}
        return {"thread": posting.open_thread(make_board("Foyer"), by=house["author"], **fields).pk}
    if name == "decide_mention":
        return {"worte": "Der Turm", "nichts": "1"}
    if name == "add_pictures":
        from tests.making import make_picture

        return {"files": make_picture()}
    if name == "import_reviews":
        from reviews.tests.test_desk_import import text
        from tests.test_journeys import SOURCE

        return {"texts": text(source=SOURCE)}
    if name == "edit_review":
        from reviews.tests.test_desk import form_of

        return form_of(house["client_of_author"], house["review"]) | {"title": "Neuer Titel"}
    return SENT.get(name, {})


def fingerprint():
    reviews = Review.objects.order_by("pk").values_list(
        "pk", "state", "title", "publish_at", "withdraw_at", "embargo_until"
    )
    return (
        list(reviews),
        list(Revision.objects.order_by("pk").values_list("pk", "settled_at")),
        list(Still.objects.order_by("pk").values_list("pk", "rights_until")),
        list(Film.objects.order_by("pk").values_list("pk", "page_released_at")),
        Doubt.objects.filter(settled_at=None).count(),
        Correction.objects.filter(settled_at=None).count(),
        list(RelatedThread.objects.values_list("state")),
        list(Mention.objects.values_list("forbidden", "film")),
        list(PersonAlias.objects.values_list("name")),
    )


@pytest.mark.parametrize(
    ("address", "state", "who", "cell"),
    CELLS,
    ids=[re.sub(r"\W+", "-", f"{who} {cell} {address} {state}") for address, state, who, cell in CELLS],
)
def test_the_table_of_desk_addresses_holds(house, signed_in, as_guest, settings, address, state, who, cell):
    in_state(house, state, settings)
    client = as_guest if who == "Guest" else signed_in(house["people"][who])
    house["client_of_author"] = signed_in(house["author"])
    method, name = address.strip("`").split()
    path, sent = path_of(name, house, who), sent_to(name, house) if method == "POST" else {}
    before = fingerprint()
    answer = client.post(path, sent) if method == "POST" else client.get(path)
    did = fingerprint() != before
    if cell == "does":
        assert (answer.status_code in (200, 302), did) == (True, True)
    elif cell == "signs in":
        assert (answer.status_code, answer.url.startswith("/konto/login/"), did) == (302, True, False)
    else:
        assert (answer.status_code, did) == (int(cell), False)


def test_the_table_names_every_address_of_the_desk_and_every_role():
    names = {
        pattern.name
        for r in get_resolver().url_patterns
        if getattr(r, "app_name", "") == "desk"
        for pattern in r.url_patterns
    }
    assert {row[0].strip("`").split()[1] for row in TABLE[2:]} == (
        names - {"library", "library_csv", "renew_rights"}
    ) | {"media"}  # those stand in another table
    assert [*ROLES] == WHO


FORMS = {"new_review", "import_reviews", "edit_review", "delete_draft", "merge_proposal", "other_names"}


@pytest.mark.parametrize(
    "name", sorted({row[0].strip("`").split()[1] for row in TABLE[2:] if "POST" in row[0]} - FORMS)
)
def test_a_desk_address_that_only_acts_answers_405_to_get(house, signed_in, settings, name):
    states = {"settle_doubt": "doubt", "settle_proposal": "proposal", "settle_correction": "correction"}
    in_state(house, states.get(name, "–"), settings)
    answer = signed_in(house["author"]).get(path_of(name, house, "Author"))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)
