from django.urls import include, path

from accounts.views import ignoring, mails, viewing
from accounts.views.joining import SignUp
from filmsite.models import PageKind
from filmsite.views import diary, home, leaving, machines, pages, patterns, profile

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("reviews.urls")),
    path("", include("forum.urls")),
    path("mitglieder/<str:name>/", profile.profile, name="profile"),
    path("mitglieder/<str:name>/feed.atom", profile.posts_feed, name="posts_feed"),
    path("mitglieder/<str:name>/gesehen/", diary.diary, name="diary"),
    path("mitglieder/<str:name>/will-ich-sehen/", diary.wanted, name="wanted"),
    path("mitglieder/<str:name>/ignorieren/", ignoring.ignore, name="ignore"),
    path("mitglieder/<str:name>/wieder-lesen/", ignoring.hear_again, name="hear_again"),
    path("redaktion/", include("reviews.urls_desk")),
    path("betrieb/", include("filmsite.urls_operator")),
    path("konto/signup/", SignUp.as_view(), name="account_signup"),
    path("konto/ansicht/", viewing.change_view, name="change_view"),
    path("konto/mail-abbestellen/<str:token>/", mails.stop_mail, name="stop_mail"),
    path("konto/mail-wieder-bestellen/<str:token>/", mails.resume_mail, name="resume_mail"),
    path("konto/mails/<str:token>/", mails.mail_settings_by_mail, name="mail_settings_by_mail"),
    path("konto/mails/", mails.mail_settings, name="mail_settings"),
    path("konto/ignoriert/", ignoring.ignored, name="ignored"),
    path("konto/daten/", leaving.own_data, name="own_data"),
    path("konto/daten/bestellen/", leaving.ask_for_export, name="ask_for_export"),
    path("konto/daten/holen/", leaving.fetch_export, name="fetch_export"),
    path("konto/daten/loeschen/", leaving.discard_export, name="discard_export"),
    path("konto/loeschen/", leaving.leave, name="leave"),
    path("konto/geloescht/", leaving.left, name="left"),
    path("konto/", include("allauth.account.urls")),
    path("impressum/", pages.page, {"kind": PageKind.IMPRINT}, name="imprint"),
    path("datenschutz/", pages.page, {"kind": PageKind.PRIVACY}, name="privacy"),
    path("kontakt/", pages.page, {"kind": PageKind.CONTACT}, name="contact"),
    path("regeln/", pages.rules, name="rules"),
    path("regeln/gelesen/", pages.know_rules, name="know_rules"),
    path("regeln/fassung-<int:number>/", pages.rules_version, name="rules_version"),
    path("sitemap.xml", machines.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", machines.part, name="sitemap_part"),
    path("robots.txt", machines.robots, name="robots"),
    path("muster/", patterns.patterns, name="patterns"),
]

handler400 = "filmsite.views.refusals.bad_request"
handler403 = "filmsite.views.refusals.forbidden"
handler404 = "filmsite.views.refusals.not_found"
handler500 = "filmsite.views.refusals.broken"
