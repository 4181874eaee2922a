"""Every page of the site, judged: access in both schemes at three widths, valid HTML, nothing wider than the screen."""

import datetime
import shutil
from collections import Counter
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from accounts import ignoring, viewing
from accounts.models import NotificationKind
from accounts.preferences import mail_token
from accounts.roles import Role
from filmsite import leaving, personal_data
from forum import (
    bookmarks,
    covering,
    following,
    hits,
    moderation,
    moderators,
    notes,
    notifications,
    posting,
    reacting,
    screening,
    states,
    wordlist,
)
from forum import drafting as drafting_of_posts
from forum.cases import appealing, claiming, duty, reporting, sanctions
from forum.cases.finding import words_of
from forum.models import Case, Decision, ReasonText, ReportReason, Statement, WordRule
from forum.models.links import ReactionKind
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from forum.models.screening import HitKind
from reviews import corrections, drafting, publishing, ratings, related, relations, seeing, shelving
from reviews.content import newest_revision
from reviews.models import Doubt, ImportSource, Person, Still
from tests.judging import faults_in, findings_of
from tests.making import make_board, make_draft, make_files, make_member, make_review, save
from tests.test_journeys import sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="pages are judged once, on SQLite"),
]

WIDTHS = (320, 768, 1280)
READERS = ("guest", "member", "reporter", "dense member")
TEAM = ("moderator of one board", "chief editor", "moderator", "operator")
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
TEXT = """Der Anfang ist gut. ||Das Ende verrate ich nicht.||

> Ein Zitat aus dem Film

:::spoiler Der Turm
Er springt.
:::

- eins
- zwei

Und [ein Link](https://abspann.example/) mit `Code` und **fettem** Wort."""


@pytest.fixture
def house(running_site, editor, chief_editor, member, other_member, moderator, operator):
    """Something of everything, with long words and empty places."""
    review = make_draft(editor, f"Der Turm der {LONG}", pictures=3)
    content = newest_revision(review).content
    content["film"] |= {
        "german_title": "Ein deutscher Titel",
        "runtime": 101,
        "countries": ["DE", "DDR"],
        "tags": ["Nebel", LONG],
        "franchise": f"Türme und {LONG}",
        "part": 2,
        "crew": {"director": ["Noor Talsma"], "music": ["Ole Sandvig"]},
        "cast": [{"name": f"Person {n} Sandvig", "role": f"Rolle {n}"} for n in range(30)],
        "releases": [
            {
                "medium": "cinema",
                "version_name": "",
                "date_from": "2026-12-01",
                "date_to": None,
                "date_precision": "day",
                "fsk": "16",
                "fsk_descriptors": "Gewalt",
                "cut": "no",
                "cut_note": "",
                "index_status": "",
                "label": "Kaltlicht Film",
            },
            {
                "medium": "bluray",
                "version_name": f"Fassung der {LONG}"[:80],
                "date_from": "2026-12-01",
                "date_to": None,
                "date_precision": "month",
                "fsk": "folgt",
                "fsk_descriptors": "Gewalt",
                "cut": "no",
                "cut_note": "",
                "index_status": "",
                "label": "Kaltlicht Film",
            },
        ],
        "trailers": [{"provider": "vimeo", "external_id": "123456789", "title": "", "language": "de", "fsk": "12"}],
    }
    content |= {
        "text": "## Zwischentitel\n\nErster Absatz.\n\n[[bild 2]]\n\nZweiter.\n\n[[trailer]]\n\nDritter.",
        "score": 15,
    }
    content["stills"][1] |= {"caption": "Rolle 1 (Person 1 Sandvig) am Fenster"}
    save(review, content, by=editor)
    make_files(review)
    publishing.publish(review, by=editor)
    review.refresh_from_db()
    neighbour = make_draft(editor, "Der Nachbar")
    facts = newest_revision(neighbour).content
    facts["film"] |= {"franchise": f"Türme und {LONG}", "crew": {"director": ["Noor Talsma"]}, "countries": ["DE"]}
    save(neighbour, facts, by=editor)
    publishing.publish(neighbour, by=editor)
    akin = make_draft(editor, "Der Verwandte")
    facts = newest_revision(akin).content
    facts["film"] |= {"crew": {"director": ["Noor Talsma"]}, "tags": ["Nebel"]}
    save(akin, facts, by=editor)
    publishing.publish(akin, by=editor)
    relations.relate(review.film_id)
    shelving.count_facets()
    Still.objects.filter(uses__review=review, uses__number=3).update(min_age=16)
    seeing.write_viewing(review.film, datetime.date(2026, 5, 3), by=member)
    seeing.want(review.film, by=other_member)
    for number, voter in enumerate((editor, member, other_member, moderator, operator)):
        ratings.vote(review.film, 5 + number, by=voter)
    thread = review.thread
    first = posting.reply(thread, by=member, source=TEXT, form_key="1")
    posting.reply(thread, by=other_member, source=f"[zitat {first.pk}]\n\n@Ada Lünemann {LONG}", form_key="2")
    own = posting.reply(thread, by=member, source="Später zurückgezogen.", form_key="3")
    posting.withdraw_post(own, by=member)
    hidden = posting.reply(thread, by=other_member, source="Böse.", form_key="4")
    moderation.hide_post(hidden, by=moderator, decision=Decision(rule="1", reasons="Beleidigung"))
    board = make_board("Foyer", description="Letzte Sätze, beste Plätze.")
    talk = posting.open_thread(board, by=member, title=f"Ein Thema über {LONG}", source="Hallo", form_key="5")
    related.link_thread(review, talk, by=editor)
    for number in range(6, 8):
        about = posting.open_thread(board, by=member, title=f"Der Turm der {LONG}", source="Ja", form_key=str(number))
    related.suggest_thread(review, about, by=member)
    dense = make_member("Dietlind Eng")
    viewing.change_view(dense, reads_densely=True, has_shortcuts=True)
    empty = make_board("Leerer Saal")
    for kept in (first, talk.first_post):
        bookmarks.keep(kept, by=member, note=f"Notiz {LONG}"[:200])
        following.follow(kept.thread, by=member)
    reacting.react(first, by=other_member, kind=ReactionKind.HEART)
    reacting.react(thread.posts.get(number=3), by=member, kind=ReactionKind.STAR)
    drafting_of_posts.save_draft_of_reply(thread, by=member, source=f"Halb fertig {LONG}")
    drafting_of_posts.save_draft_of_reply(talk, by=member, source="Halb fertig")
    ignoring.ignore(moderator, by=member)
    wordlist.add_word_rule(WordRule(words=LONG[:60], kind="block", message=f"Nicht so: {LONG}"), by=operator)
    hits.report_automatically(first, facts=f"„{LONG}“ steht im Text.", rule=f"Wortliste: {LONG}")
    covering.report_spoiler(first, by=other_member)
    notes.add_note(member, by=moderator, text=f"Schreibt gern {LONG}.")
    moderation.slow_thread(talk, by=moderator, minutes=10, until=timezone.now() + datetime.timedelta(hours=3))
    reason = ReportReason.objects.get(name__startswith="Gefahr")
    own_report = reporting.report(first, reason=reason, words=f"Das ist {LONG}", by=other_member, form_key="m").report
    words = f"Das sehe ich so: {LONG}"
    secret = reporting.report(
        talk, reason=reason, words=words, guest=reporting.Guest("Gast", "g@abspann.example")
    ).secret
    own = posting.reply(about, by=moderator, source=f"Ja, {LONG}", form_key="11")
    reporting.report(own, reason=ReportReason.objects.first(), words=words, by=other_member, form_key="o")
    restriction = Decision.objects.get(post=hidden, action="hide")
    appealing.appeal(restriction, AppealSide.AUTHOR, words=words, member=other_member)
    sanctions.impose(member, SanctionKind.WARNING, by=moderator, decision=Decision(rule="1", reasons=words))
    reason_of_law = ReportReason.objects.get(name="Rechte verletzt")
    place = review.stills.get(number=2)
    for target in (("review", review.pk), ("still", place.pk), dense):
        reporting.report(target, reason=reason_of_law, words=words, by=other_member, seen=words_of(target))
    second_moderator = make_member("Birte Falck", Role.MODERATOR)
    wrong = posting.reply(thread, by=other_member, source="War gar nicht böse.", form_key="10")
    moderation.hide_post(wrong, by=moderator, decision=Decision(rule="1", reasons=words))
    case_of_wrong = Case.objects.get(post=wrong)
    objection = appealing.appeal(
        Decision.objects.get(post=wrong, action="hide"), AppealSide.AUTHOR, words=words, member=other_member
    )
    appealing.decide_appeal(objection, AppealOutcome.REVERSED, by=second_moderator, answer=words)
    held = states.append_pending_post(talk, author=dense, form_key="11", **posting.write_text(f"Neu: {LONG}").columns)
    screening.hand_over(held, [screening.Finding(HitKind.FIRST, "Erste Beiträge", "Von einem neuen Mitglied")])
    claiming.claim_case(Case.objects.get(post=held), by=second_moderator)
    limited = make_member("Foyerdienst", Role.MODERATOR)
    moderators.limit_to_boards(limited, [board], by=operator)
    duty.save_reason_text(None, by=moderator, name="Ton", words=words)
    duty.leave_note(words, by=moderator)
    corrections.take_correction(review, words=words, by=member)
    for told in thread.posts.filter(state="visible"):
        notifications.tell_of_post(told.pk)
    former = make_member("Wer Ging")
    asked = posting.open_thread(board, by=former, title="Noch Fragen?", source="Ich nicht", form_key="8")
    posting.reply(
        asked, by=member, source=f":::zitat {asked.first_post_id}\nIch nicht\n:::\n@„Wer Ging“!", form_key="9"
    )
    leaving.leave(former, takes_texts=False)
    assert personal_data.make_export(personal_data.ask_for_export(operator).pk)
    draft = make_draft(editor, "Der Entwurf", pictures=2)
    base = newest_revision(draft).number
    save(draft, newest_revision(draft).content | {"text": "Anders"}, by=editor)
    proposal = drafting.save_review(
        draft, draft.revisions.get(number=base).content | {"title": "Vorgeschlagen"}, by=chief_editor, base=base
    ).revision
    source = ImportSource.objects.create(sha256="0" * 64, file_name="x.txt", raw_text="Roh\n" * 5, review=draft)
    Doubt.objects.create(source=source, field="film.cast", text="Ist das eine Rolle?")
    gone = make_review(editor, "Zurückgezogen")
    publishing.withdraw(gone, by=editor, reason="Falscher Film")
    Still.objects.filter(uses__review=draft).update(rights_until=timezone.localdate() + datetime.timedelta(days=3))
    return locals()


def pages_of(house):
    review, draft, thread, talk = house["review"], house["draft"], house["thread"], house["talk"]
    desk = f"/redaktion/kritiken/{draft.pk}/"
    token = mail_token(house["editor"], NotificationKind.RIGHTS_ENDING)
    public = {
        "home": "/",
        "reviews": "/kritiken/",
        "review": review.get_absolute_url(),
        "picture": f"{review.get_absolute_url()}bilder/2/",
        "film": review.film.get_absolute_url(),
        "person": review.film.credits.first().person.get_absolute_url(),
        "tag": "/schlagworte/nebel/",
        "filtered reviews": "/kritiken/?jahr=2026&land=deutschland&fsk=7",
        "nothing found": "/kritiken/?jahr=1977&wertung=ab-9",
        "archive": "/archiv/",
        "year": "/jahre/2026/",
        "country": "/laender/ddr/",
        "author": review.authors.first().get_absolute_url(),
        "films": "/filme/",
        "films by letter": "/filme/?buchstabe=q",
        "readers' best": "/filme/?ordnung=leserwertung",
        "persons": "/personen/",
        "franchises": "/reihen/",
        "franchise": review.film.franchise.get_absolute_url(),
        "labels": "/labels/",
        "label": "/labels/kaltlicht-film/",
        "tags": "/schlagworte/",
        "releases": "/neuerscheinungen/?woche=2026-W49",
        "releases without a day": "/neuerscheinungen/?woche=2026-W49&nur=ohne-tag",
        "releases nobody knows": f"/neuerscheinungen/?woche=2031-W01&medium=vhs&fsk=x&seite=7&text={LONG}",
        "boards": "/forum/",
        "board": house["board"].get_absolute_url(),
        "empty board": house["empty"].get_absolute_url(),
        "thread": thread.get_absolute_url(),
        "printed thread": f"{thread.get_absolute_url()}druck/",
        "profile": house["member"].get_absolute_url(),
        "reactions": f"/beitrag/{house['first'].pk}/reaktionen/",
        "answers": f"/beitrag/{house['first'].pk}/antworten/",
        "rules": "/regeln/",
        "imprint": "/impressum/",
        "privacy": "/datenschutz/",
        "contact": "/kontakt/",
        "transparency": "/transparenz/",
        "decisions for everybody": "/entscheidungen/",
        "report of something": "/meldung/",
        "earlier rules": "/regeln/fassung-1/",
        "patterns": "/muster/",
        "not found": "/gibt-es-nicht/",
        "withdrawn": house["gone"].get_absolute_url(),
    }
    family = {
        "sign in": "/konto/login/",
        "sign up": "/konto/signup/",
        "reset": "/konto/password/reset/",
        "report": f"/meldung/?adresse=/beitrag/{house['first'].pk}/",
        "report status": f"/meldung/{house['secret']}/",
        "off link": f"/konto/mail-abbestellen/{token}/",
        "mails by mail": f"/konto/mails/{token}/",
        "account deleted": "/konto/geloescht/",
        "member who left": "/mitglieder/Wer Ging/",
    }
    member = public | {
        "new for you": "/neu/",
        "told": "/benachrichtigungen/",
        "followed": "/folgen/",
        "bookmarks": "/merker/",
        "bookmark": f"/beitrag/{house['first'].pk}/merken/",
        "drafts": "/entwuerfe/",
        "mails": "/konto/mails/",
        "ignored": "/konto/ignoriert/",
        "report of a member": f"/meldung/?adresse=/beitrag/{house['first'].pk}/",
        "report of a thread": f"/meldung/?adresse={thread.get_absolute_url()}",
        "report of a profile": f"/meldung/?adresse={house['other_member'].get_absolute_url()}",
        "report of a review": f"/meldung/?adresse={review.get_absolute_url()}",
        "correction of a still": f"/meldung/?adresse={review.get_absolute_url()}bilder/2/&grund=korrektur",
        "no reports": "/konto/meldungen/",
        "decisions": "/konto/entscheidungen/",
        "decision": f"/konto/entscheidungen/{Statement.objects.get(member=house['member']).pk}/",
        "open thread": f"{house['board'].get_absolute_url()}neues-thema/",
        "own profile": house["member"].get_absolute_url(),
        "edit post": f"/beitrag/{house['first'].pk}/bearbeiten/",
        "suggest thread": f"{review.get_absolute_url()}auch-im-forum/",
        "diary": f"{house['member'].get_absolute_url()}gesehen/",
        "nothing wanted": f"{house['member'].get_absolute_url()}will-ich-sehen/",
        "view": "/konto/ansicht/",
        "mail": "/konto/email/",
        "own data": "/konto/daten/",
        "leave": "/konto/loeschen/",
        "thread of one who left": house["asked"].get_absolute_url(),
        "password": "/konto/password/change/",
        "sign out": "/konto/logout/",
        "forbidden": "/redaktion/",
    }
    editor = {
        "desk": "/redaktion/",
        "new review": "/redaktion/kritiken/neu/",
        "edit review": desk,
        "edit published": f"/redaktion/kritiken/{review.pk}/",
        "preview": f"{desk}vorschau/",
        "revisions": f"{desk}fassungen/",
        "revision": f"{desk}fassungen/3/",
        "merge": f"{desk}vorschlaege/{house['proposal'].number}/",
        "source": f"{desk}quelle/",
        "delete draft": f"{desk}loeschen/",
        "names in text": f"{desk}namen/",
        "other names": f"/redaktion/personen/{Person.objects.earliest('pk').pk}/",
        "import": "/redaktion/import/",
        "library": "/redaktion/bilder/",
        "empty library": "/redaktion/bilder/?text=gibtesnicht",
    }
    moderator = {
        "queue": "/moderation/",
        "heaviest first": "/moderation/?ordnung=gewicht",
        "appeals": "/moderation/?ansicht=widersprueche",
        "decided": "/moderation/?ansicht=entschieden",
        "case": f"/moderation/faelle/{Case.objects.get(post=house['first']).pk}/",
        "appealed case": f"/moderation/faelle/{Case.objects.get(post=house['hidden']).pk}/",
        "own case": f"/moderation/faelle/{Case.objects.get(post=house['own']).pk}/",
        "case of thread": f"/moderation/faelle/{Case.objects.get(thread=talk).pk}/",
        "case of held post": f"/moderation/faelle/{Case.objects.get(post=house['held']).pk}/",
        "case of review": f"/moderation/faelle/{Case.objects.get(subject_kind='review').pk}/",
        "case of still": f"/moderation/faelle/{Case.objects.get(subject_kind='still').pk}/",
        "case of member": f"/moderation/faelle/{Case.objects.get(member=house['dense']).pk}/",
        "closed case": f"/moderation/faelle/{house['case_of_wrong'].pk}/",
        "held post": f"/moderation/beitrag/{house['held'].pk}/",
        "since yesterday": "/moderation/seit-gestern/",
        "reason texts": "/moderation/textbausteine/",
        "delete reason text": f"/moderation/textbausteine/{ReasonText.objects.get(name='Ton').pk}/loeschen/",
        "moderate post": f"/moderation/beitrag/{house['first'].pk}/",
        "moderate thread": f"/moderation/thema/{talk.pk}/",
        "thread of moderator": thread.get_absolute_url(),
        "board of moderator": house["board"].get_absolute_url(),
        "moderate member": f"/moderation/mitglieder/{house['member'].name}/",
        "wave": f"/moderation/mitglieder/{house['member'].name}/welle/",
        "empty wave": f"/moderation/mitglieder/{house['dense'].name}/welle/",
        "chosen posts": f"/moderation/auswahl/beitraege/?beitrag={house['first'].pk}&beitrag={house['hidden'].pk}&tat=hide",
        "chosen threads": f"/moderation/auswahl/themen/?thema={thread.pk}&thema={talk.pk}&tat=move",
        "nothing chosen": "/moderation/auswahl/beitraege/",
        "no diary": f"{house['moderator'].get_absolute_url()}gesehen/",
        "votes": f"{review.film.get_absolute_url()}stimmen/",
        "cover": f"/beitrag/{house['first'].pk}/verdecken/",
    }
    operator = {
        "operator": "/betrieb/",
        "roles": "/betrieb/rollen/",
        "new board": "/betrieb/foren/neu/",
        "words": "/betrieb/woerter/",
        "report reasons": "/betrieb/meldegruende/",
        "new report reason": "/betrieb/meldegruende/neu/",
        "report reason": f"/betrieb/meldegruende/{house['reason'].pk}/",
        "mail domains": "/betrieb/maildomains/",
        "rules edit": "/betrieb/regeln/",
        "page edit": "/betrieb/seiten/impressum/",
        "delete account": "/betrieb/konten/loeschen/",
        "own data that is ready": "/konto/daten/",
    }
    dense = {name: public[name] for name in ("review", "boards", "board", "thread")} | {"view": "/konto/ansicht/"}
    visits = [
        ("guest", None, public | family),
        ("member", house["member"], member),
        (
            "reporter",
            house["other_member"],
            {
                "reports": "/konto/meldungen/",
                "own report": f"/konto/meldungen/{house['own_report'].pk}/",
                "wanted": f"{house['other_member'].get_absolute_url()}will-ich-sehen/",
                "film": review.film.get_absolute_url(),
                "appealed decision": f"/konto/entscheidungen/{house['restriction'].statement.pk}/",
                "reversed decision": f"/konto/entscheidungen/{house['objection'].decision.statement.pk}/",
            },
        ),
        (
            "moderator of one board",
            house["limited"],
            {"own queue": "/moderation/", "member": f"/moderation/mitglieder/{house['member'].name}/"},
        ),
        ("dense member", house["dense"], dense),
        ("chief editor", house["chief_editor"], editor),
        ("moderator", house["moderator"], moderator),
        ("operator", house["operator"], operator),
    ]
    assert {role for role, _, _ in visits} == {*READERS, *TEAM}
    return visits


STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getClientRects()[0] || { width: 0, height: 0 };
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const seen = (y) => {
    const above = document.elementFromPoint(box.left + box.width / 2, y);
    return above && (at.contains(above) || above.contains(at));
  };
  const style = getComputedStyle(at);
  const faults = [];
  if (!box.width || !box.height) faults.push("takes no room");
  else if (![top + 3, (top + bottom) / 2, bottom - 3].some(seen)) faults.push(`is covered or out of sight: ${document.elementFromPoint(box.left + box.width / 2, (top + bottom) / 2)?.outerHTML.slice(0, 90)} ${box.top}`);
  const inner = at.dataset.stop && /date/.test(at.type); // its button has a focus of its own, which no script can see
  if (!inner && style.outlineStyle === "none" && style.boxShadow === "none") faults.push("has no focus to be seen");
  at.dataset.stop ??= String(window.stops = (window.stops || 0) + 1);
  return { stop: at.dataset.stop, html: at.outerHTML.slice(0, 90), parts: /date/.test(at.type) ? 8 : 1, faults };
}"""
"""`parts`: how often Tab may stay in a field that has several (day, month, year)."""


def faults_of_tabbing(page):
    """Through the whole page by Tab alone: each stop can be seen, and nothing holds the focus."""
    stays, faults = Counter(), []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] == "1" and len(stays) > 1:
            return faults
        stays[stop["stop"]] += 1
        if stays[stop["stop"]] > stop["parts"]:
            return [*faults, f"{stop['html']} holds the focus"]
        faults += [f"{stop['html']} {fault}" for fault in stop["faults"]]
    return [*faults, "no end after 400 stops"]


@pytest.mark.patience(900)
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_walked_by_tab_and_the_focus_is_always_seen(house, browse, width):
    found = []
    for role, who, pages in pages_of(house):
        page = browse(reduced_motion="reduce", width=width)
        if who:
            sign_in(page, who.name)
        for name, path in pages.items():
            page.goto(path)
            found += [f"{role}: {name}: {fault}" for fault in faults_of_tabbing(page)]
    assert not found, "\n".join(found)


@pytest.mark.patience(900)
@pytest.mark.parametrize("visitors", [READERS, TEAM], ids=["readers", "team"])
def test_every_page_is_open_to_all_valid_and_fits_the_screen(house, browse, axe_source, tmp_path, visitors):
    found = []
    for role, who, pages in pages_of(house):
        if role not in visitors:
            continue
        page = browse(bypass_csp=True, reduced_motion="reduce")  # no colour is judged on its way to another
        if who:
            sign_in(page, who.name)
        for name, path in pages.items():
            answer = page.goto(path)
            assert answer.status < 500, path
            (tmp_path / f"{role} {name}.html".replace(" ", "-")).write_text(answer.text())
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    where = f"{role}: {name}, {scheme}, {width}"
                    found += [f"{where}: {finding}" for finding in findings_of(page, axe_source)]
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        found.append(f"{where}: {wide} pixels wide")
    assert not found, "\n".join(found)
    assert not (faults := faults_in(tmp_path)), "\n".join(faults)


def test_own_data_are_pages_open_to_all_valid_and_without_the_net(house, browse, axe_source, tmp_path):
    export = personal_data.ask_for_export(house["member"])
    assert personal_data.make_export(export.pk)
    export.refresh_from_db()
    with default_storage.open(export.file) as file, ZipFile(file) as archive:
        archive.extractall(tmp_path)
    page, found = browse(bypass_csp=True, reduced_motion="reduce"), []
    page.route("http://**", lambda route: route.abort())
    for path in sorted(tmp_path.glob("*.html")):
        page.goto(path.as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{path.name}, {scheme}, {width}: {finding}" for finding in findings_of(page, axe_source)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path.name} is too wide at {width}")
    assert not found, "\n".join(found)
    for folder in ("daten", "aussehen"):
        shutil.rmtree(tmp_path / folder)
    assert not (faults := faults_in(tmp_path)), "\n".join(faults)
