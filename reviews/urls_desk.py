from django.urls import path

from reviews.views import (
    desk,
    desk_editing,
    desk_import,
    desk_library,
    desk_planning,
    desk_proposals,
    desk_revisions,
    desk_stills,
    desk_uploads,
)

app_name = "desk"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("bilder/", desk_library.library, name="library"),
    path("bilder/tabelle.csv", desk_library.library_csv, name="library_csv"),
    path("bilder/verlaengern/", desk_library.renew_rights, name="renew_rights"),
    path("import/", desk_import.import_reviews, name="import_reviews"),
    path("kritiken/<int:pk>/quelle/", desk_import.source, name="source"),
    path("kritiken/neu/", desk.new_review, name="new_review"),
    path("kritiken/<int:pk>/", desk_editing.edit_review, name="edit_review"),
    path("kritiken/<int:pk>/zustand/", desk_editing.state, name="state"),
    path("kritiken/<int:pk>/vorschau/", desk_editing.preview, name="preview"),
    path("kritiken/<int:pk>/bilder/", desk_uploads.add_pictures, name="add_pictures"),
    path("kritiken/<int:pk>/bilder/<int:number>/", desk_stills.frame, name="frame"),
    path("kritiken/<int:pk>/bilder/<int:still>/verwenden/", desk_stills.use_picture, name="use_picture"),
    path("kritiken/<int:pk>/vorschlaege/<int:number>/", desk_proposals.merge_proposal, name="merge_proposal"),
    path(
        "kritiken/<int:pk>/vorschlaege/<int:number>/weglegen/",
        desk_proposals.settle_proposal,
        name="settle_proposal",
    ),
    path("kritiken/<int:pk>/fassungen/", desk_revisions.revisions, name="revisions"),
    path("kritiken/<int:pk>/fassungen/<int:number>/", desk_revisions.revision, name="revision"),
    path(
        "kritiken/<int:pk>/fassungen/<int:number>/wiederherstellen/",
        desk_revisions.restore_revision,
        name="restore_revision",
    ),
    path("kritiken/<int:pk>/veroeffentlichen/", desk.publish, name="publish"),
    path("kritiken/<int:pk>/aenderung-veroeffentlichen/", desk.publish_change, name="publish_change"),
    path("kritiken/<int:pk>/aenderung-verwerfen/", desk.discard_change, name="discard_change"),
    path("kritiken/<int:pk>/einreichen/", desk_planning.submit, name="submit"),
    path("kritiken/<int:pk>/zurueckgeben/", desk_planning.return_with_remarks, name="return_with_remarks"),
    path("kritiken/<int:pk>/freigeben/", desk_planning.approve, name="approve"),
    path("kritiken/<int:pk>/ende/", desk_planning.plan_withdrawal, name="plan_withdrawal"),
    path("kritiken/<int:pk>/sperrfrist/", desk_planning.set_embargo, name="set_embargo"),
    path("kritiken/<int:pk>/filmseite-freigeben/", desk_planning.release_film_page, name="release_film_page"),
    path("kritiken/<int:pk>/filmseite-verbergen/", desk_planning.hide_film_page, name="hide_film_page"),
    path("kritiken/<int:pk>/planen/", desk_planning.schedule, name="schedule"),
    path("kritiken/<int:pk>/planung-aufheben/", desk_planning.unschedule, name="unschedule"),
    path("kritiken/<int:pk>/zurueckziehen/", desk.withdraw, name="withdraw"),
    path("kritiken/<int:pk>/loeschen/", desk.delete_draft, name="delete_draft"),
    path("kritiken/<int:pk>/zweifel/<int:doubt>/erledigt/", desk.settle_doubt, name="settle_doubt"),
]
