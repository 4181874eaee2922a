"""How a member likes the pages: dense or airy, with keys or without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import viewing
from accounts.models import Member

pytestmark = pytest.mark.django_db

PATH = "/konto/ansicht/"


def page_of(client, path="/forum/"):
    return client.get(path).content.decode()


def test_nobody_has_a_dense_view_and_every_member_has_keys_unless_said_otherwise(member, signed_in, as_guest):
    page = page_of(signed_in(member))
    assert "data-dense" not in page and 'id="tasten"' in page and "shortcuts.js" in page
    guest = page_of(as_guest)
    assert "data-dense" not in guest and "tasten" not in guest and "shortcuts.js" not in guest


def test_a_member_switches_both_by_a_plain_form(member, other_member, signed_in):
    client = signed_in(member)
    form = client.get(PATH).content.decode()
    assert 'name="has_shortcuts" aria-describedby="id_has_shortcuts_helptext" id="id_has_shortcuts" checked' in form
    answer = client.post(PATH, {"reads_densely": "on"}, follow=True)
    assert answer.redirect_chain == [(PATH, 302)] and "Gespeichert" in answer.content.decode()
    page = page_of(client)
    assert '<html lang="de" data-dense>' in page and "shortcuts.js" not in page and 'id="tasten"' not in page
    client.post(PATH, {"has_shortcuts": "on"})
    page = page_of(client)
    assert "data-dense" not in page and "shortcuts.js" in page
    assert "data-dense" not in page_of(signed_in(other_member))


def test_the_choice_is_written_once(member):
    wanted = {"reads_densely": True, "has_shortcuts": False}
    assert [viewing.change_view(member, **wanted) for _ in range(2)] == [True, False]
    member.refresh_from_db()
    assert (member.reads_densely, member.has_shortcuts) == (True, False)


def test_guests_are_sent_to_sign_in_and_what_they_send_changes_nobody(as_guest, member):
    assert as_guest.get(PATH).url.startswith("/konto/login/")
    assert as_guest.post(PATH, {"reads_densely": "on"}).status_code == 403
    assert not Member.objects.filter(reads_densely=True).exists()


def test_the_settings_name_every_key_and_the_profile_leads_there(member, signed_in):
    client = signed_in(member)
    assert f'href="{PATH}"' in page_of(client, member.get_absolute_url())
    viewing.change_view(member, reads_densely=False, has_shortcuts=False)
    page = page_of(client, PATH)
    assert [key for key in "jkurqghfn?" if f"<kbd>{key}</kbd>" not in page] == []


def test_the_choice_costs_no_query(member, signed_in):
    client, counts = signed_in(member), []
    for choice in (False, True):
        viewing.change_view(member, reads_densely=choice, has_shortcuts=choice)
        page_of(client)
        with CaptureQueriesContext(connection) as captured:
            page_of(client)
        counts.append(len(captured))
    assert counts[0] == counts[1]
