from django.urls import path

from filmsite.views import leaving, lists, operator, reasons

app_name = "operator"

urlpatterns = [
    path("", operator.overview, name="overview"),
    path("rollen/", operator.roles, name="roles"),
    path("rollen/entziehen/", operator.withdraw_role_of, name="withdraw_role"),
    path("konten/loeschen/", leaving.delete_account, name="delete_account"),
    path("rollen/foren/", operator.limit_moderator, name="limit_moderator"),
    path("foren/neu/", operator.board, name="new_board"),
    path("foren/<int:pk>/", operator.board, name="board"),
    path("meldegruende/", reasons.report_reasons, name="report_reasons"),
    path("meldegruende/neu/", reasons.report_reason, name="new_report_reason"),
    path("meldegruende/<int:pk>/", reasons.report_reason, name="report_reason"),
    path("woerter/", lists.word_rules, name="word_rules"),
    path("woerter/<int:pk>/loeschen/", lists.drop_word_rule, name="drop_word_rule"),
    path("maildomains/", lists.mail_domains, name="mail_domains"),
    path("maildomains/<int:pk>/loeschen/", lists.drop_mail_domain, name="drop_mail_domain"),
    path("regeln/", operator.rules, name="rules"),
    path("seiten/<slug:kind>/", operator.legal_page, name="legal_page"),
]
