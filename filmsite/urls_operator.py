from django.urls import path

from filmsite.views import leaving, operator

app_name = "operator"

urlpatterns = [
    path("", operator.overview, name="overview"),
    path("rollen/", operator.roles, name="roles"),
    path("rollen/entziehen/", operator.withdraw_role_of, name="withdraw_role"),
    path("konten/loeschen/", leaving.delete_account, name="delete_account"),
    path("foren/neu/", operator.board, name="new_board"),
    path("foren/<int:pk>/", operator.board, name="board"),
    path("regeln/", operator.rules, name="rules"),
    path("seiten/<slug:kind>/", operator.legal_page, name="legal_page"),
]
