from django.urls import path

from reviews.views import desk

app_name = "desk"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("kritiken/neu/", desk.new_review, name="new_review"),
    path("kritiken/<int:pk>/", desk.edit_review, name="edit_review"),
    path("kritiken/<int:pk>/vorschau/", desk.preview, name="preview"),
    path("kritiken/<int:pk>/fassungen/<int:number>/", desk.revision, name="revision"),
    path("kritiken/<int:pk>/veroeffentlichen/", desk.publish, name="publish"),
    path("kritiken/<int:pk>/planen/", desk.schedule, name="schedule"),
    path("kritiken/<int:pk>/planung-aufheben/", desk.unschedule, name="unschedule"),
    path("kritiken/<int:pk>/zurueckziehen/", desk.withdraw, name="withdraw"),
    path("kritiken/<int:pk>/loeschen/", desk.delete_draft, name="delete_draft"),
    path("kritiken/<int:pk>/zweifel/<int:doubt>/erledigt/", desk.settle_doubt, name="settle_doubt"),
]
