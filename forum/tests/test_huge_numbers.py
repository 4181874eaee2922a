"""Addresses with numbers no database knows: nothing is there, and nothing breaks."""

import pytest

from forum import posting
from tests.making import make_board

HUGE = [2**63, 10**40]

READ = [
    "/thema/{n}-x/",
    "/thema/{n}-x/neues/?nach=1",
    "/thema/{n}-x/druck/",
    "/thema/{n}-x/export/",
    "/thema/{n}-x/feed.atom",
    "/beitrag/{n}/",
    "/beitrag/{n}/reaktionen/",
    "/beitrag/{n}/antworten/",
]

WRITTEN = [
    *(f"/folgen/{kind}/{{n}}/" for kind in ("film", "tag", "author", "person")),
    *(f"/thema/{{n}}-x/{act}/" for act in ("entwurf", "antworten", "folgen", "mit-spoilern", "gelesen")),
    *(f"/beitrag/{{n}}/{act}/" for act in ("reagieren", "merken")),
]


@pytest.mark.parametrize("path", READ)
def test_a_huge_number_leads_nowhere(as_guest, signed_in, member, path):
    for client in (as_guest, signed_in(member)):
        assert {client.get(path.format(n=n)).status_code for n in HUGE} == {404}


@pytest.mark.parametrize("path", WRITTEN)
def test_a_huge_number_takes_no_form(signed_in, member, path):
    sent = {"body": "Wort", "stufe": "all", "art": "heart", "bis": "1"}
    assert {signed_in(member).post(path.format(n=n), sent).status_code for n in HUGE} == {404}


@pytest.mark.parametrize("path", ["seite-{n}/", "druck/teil-{n}/", "export/teil-{n}/"])
def test_a_thread_has_no_page_of_a_huge_number(as_guest, member, path):
    board = make_board("Foyer")
    thread = posting.open_thread(board, by=member, title="Der lange Gang", source="Erster", form_key="o")
    path = thread.get_absolute_url() + path
    assert {as_guest.get(path.format(n=n)).status_code for n in HUGE} == {404}
