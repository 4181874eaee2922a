import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import MailDomain
from forum import posting
from forum.models import ReportReason, WordRule
from tests.making import make_thread

pytestmark = pytest.mark.django_db

WORDS, DOMAINS = "/betrieb/woerter/", "/betrieb/maildomains/"


def test_the_operator_writes_a_word_down_and_drops_it_again(signed_in, operator):
    client = signed_in(operator)
    answer = client.post(WORDS, {"words": "  Gratis  Geld ", "kind": "hold", "note": "Spam im Mai"}, follow=True)
    page = answer.content.decode()
    assert "„Gratis Geld“ gilt ab jetzt." in page and "Spam im Mai" in page
    rule = WordRule.objects.get()
    assert (rule.words_folded, rule.by, rule.is_part) == ("gratis geld", operator, False)
    client.post(f"{WORDS}{rule.pk}/loeschen/")
    assert not WordRule.objects.exists()


def test_what_a_word_would_meet_is_shown_and_nothing_is_stored(signed_in, operator, editor, member):
    thread = make_thread(editor)
    posting.reply(thread, by=member, source="Gehen wir ins Kasino?", form_key="1")
    answer = signed_in(operator).post(WORDS, {"words": "kasino", "kind": "hold", "probe": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "steht in <b>1</b> der letzten 1 Beiträge" in page and "Gehen wir ins Kasino?" in page
    assert 'value="kasino"' in page and not WordRule.objects.exists()


def test_a_word_that_meets_nothing_says_so(signed_in, operator):
    page = signed_in(operator).post(WORDS, {"words": "kasino", "kind": "hold", "probe": ""}).content.decode()
    assert "steht in keinem der letzten 0 Beiträge" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": "", "kind": "hold"}, "Welches Wort?"),
        ({"words": "…", "kind": "hold"}, "kein Buchstabe"),
        ({"words": "\u200b", "kind": "hold"}, "kein Buchstabe"),
        ({"words": "x", "kind": "block"}, "Sag denen, die es schreiben"),
        ({"words": "x" * 61, "kind": "hold"}, "höchstens 60 Zeichen"),
        ({"words": "MÜLL", "kind": "mark"}, "steht schon in der Liste"),
        ({"words": "x", "kind": "anders"}, "keine gültige Auswahl"),
    ],
)
def test_what_cannot_be_a_rule_comes_back_with_a_reason(signed_in, operator, fields, words):
    WordRule.objects.create(words="muell", kind="hold")
    answer = signed_in(operator).post(WORDS, fields)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert WordRule.objects.count() == 1


def test_domains_are_pasted_by_the_line(signed_in, operator):
    MailDomain.objects.all().delete()
    client = signed_in(operator)
    answer = client.post(
        DOMAINS, {"domains": "@Weg.example\nx@bücher.example\n\nweg.example", "kind": "refused"}, follow=True
    )
    assert "Neu in der Liste: 2." in answer.content.decode()
    found = MailDomain.objects.get(domain="weg.example")
    client.post(f"{DOMAINS}{found.pk}/loeschen/")
    assert list(MailDomain.objects.values_list("domain", flat=True)) == ["xn--bcher-kva.example"]


@pytest.mark.parametrize("domains", ["", "keine", "a.example keine", "x.example\n" * 501])
def test_what_is_no_domain_comes_back(signed_in, operator, domains):
    before = MailDomain.objects.count()
    answer = signed_in(operator).post(DOMAINS, {"domains": domains, "kind": "held"})
    assert answer.status_code == 422 and MailDomain.objects.count() == before


def test_each_line_that_is_no_domain_is_named(signed_in, operator):
    sent = {"domains": "keine domain\nweg.example\nnix", "kind": "held"}
    page = signed_in(operator).post(DOMAINS, sent).content.decode()
    assert "„keine domain“ ist keine Domain.</p>" in page and "„nix“ ist keine Domain.</p>" in page


def test_what_is_taken_out_of_a_list_is_asked_about_first(signed_in, operator):
    rule, domain = WordRule.objects.create(words="geheim", kind="hold"), MailDomain.objects.first()
    client = signed_in(operator)
    for address, named in ((f"{WORDS}{rule.pk}/loeschen/", "geheim"), (f"{DOMAINS}{domain.pk}/loeschen/", domain)):
        page = client.get(address).content.decode()
        assert f"„{named}“ löschen?" in page and "Abbrechen" in page
    assert WordRule.objects.exists() and MailDomain.objects.filter(pk=domain.pk).exists()


def test_the_lists_are_the_operators_alone(signed_in, as_guest, member, moderator, editor, operator):
    rule = WordRule.objects.create(words="geheim", kind="hold")
    domain = MailDomain.objects.first()
    acts = [f"{WORDS}{rule.pk}/loeschen/", f"{DOMAINS}{domain.pk}/loeschen/"]
    for who in (member, moderator, editor):
        client = signed_in(who)
        assert [client.get(path).status_code for path in (WORDS, DOMAINS, *acts)] == [403] * 4
        assert [client.post(path, {"words": "x", "kind": "hold"}).status_code for path in (WORDS, *acts)] == [403] * 3
    assert [as_guest.get(path).status_code for path in (WORDS, DOMAINS, *acts)] == [302] * 4
    assert WordRule.objects.count() == 1 and MailDomain.objects.filter(pk=domain.pk).exists()


def test_long_lists_cost_as_many_queries_as_short_ones(signed_in, operator):
    client = signed_in(operator)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert [client.get(path).status_code for path in (WORDS, DOMAINS, "/betrieb/")] == [200] * 3
        return len(captured)

    WordRule.objects.create(words="eins", kind="hold")
    few = queries()
    WordRule.objects.bulk_create(WordRule(words=f"wort {n}", kind="hold") for n in range(40))
    assert queries() == few


def reason_form(**more):
    return {"name": "Schlechter Geschmack", "help": "", "position": 5, "weight": 2, "is_offered": "on", **more}


def test_the_operator_keeps_the_reasons_people_report_for(operator, signed_in, as_guest):
    client = signed_in(operator)
    assert client.post("/betrieb/meldegruende/neu/", reason_form()).status_code == 302
    assert "Schlechter Geschmack" in as_guest.get("/meldung/").content.decode()
    reason = ReportReason.objects.get(name="Schlechter Geschmack")
    client.post(f"/betrieb/meldegruende/{reason.pk}/", reason_form(is_offered=""))
    assert "Schlechter Geschmack" not in as_guest.get("/meldung/").content.decode()
    assert "nicht angeboten" in client.get("/betrieb/meldegruende/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Wie heißt der Grund?"),
        ({"name": "Etwas anderes"}, "Diesen Grund gibt es schon."),
        ({"weight": 11}, "Das Gewicht geht von 1 bis 10."),
        ({"goes_to_desk": "on", "is_danger": "on"}, "gehört zur Moderation"),
    ],
)
def test_a_reason_that_makes_no_sense_comes_back_with_a_word(operator, signed_in, wrong, words):
    answer = signed_in(operator).post("/betrieb/meldegruende/neu/", reason_form(**wrong))
    assert answer.status_code == 422 and words in answer.content.decode()


def test_only_the_operator_keeps_the_reasons(member, moderator, editor, signed_in):
    for who in (member, moderator, editor):
        assert signed_in(who).post("/betrieb/meldegruende/neu/", reason_form()).status_code == 403
    assert not ReportReason.objects.filter(name="Schlechter Geschmack").exists()
