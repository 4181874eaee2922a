from django.urls import path

from reviews.views import feeds, films, media, rating, reading, related, releases, seeing

app_name = "reviews"

urlpatterns = [
    path("kritiken/feed.atom", feeds.reviews_feed, name="reviews_feed"),
    path("kritiken/", reading.reviews, name="reviews"),
    path("kritiken/<slug:slug>/", reading.review, name="review"),
    path("kritiken/<slug:slug>/bilder/<int:number>/", reading.picture, name="picture"),
    path("kritiken/<slug:slug>/auch-im-forum/", related.suggest_thread, name="suggest_thread"),
    path("filme/<slug:slug>/", films.film, name="film"),
    path("filme/<slug:slug>/gesehen/", seeing.mark_seen, name="mark_seen"),
    path("filme/<slug:slug>/nicht-gesehen/", seeing.unmark_seen, name="unmark_seen"),
    path("filme/<slug:slug>/tagebuch/", seeing.write_viewing, name="write_viewing"),
    path("filme/<slug:slug>/tagebuch/streichen/", seeing.strike_viewing, name="strike_viewing"),
    path("filme/<slug:slug>/will-ich-sehen/", seeing.want, name="want"),
    path("filme/<slug:slug>/will-ich-nicht-mehr/", seeing.want_no_more, name="want_no_more"),
    path("filme/<slug:slug>/wertung/", rating.vote, name="vote"),
    path("filme/<slug:slug>/wertung/zuruecknehmen/", rating.withdraw_vote, name="withdraw_vote"),
    path("filme/<slug:slug>/stimmen/", rating.votes, name="votes"),
    path("filme/<slug:slug>/stimmen/herausnehmen/", rating.take_out_votes, name="take_out_votes"),
    path("personen/<slug:slug>/", films.person, name="person"),
    path("personen/<slug:slug>/feed.atom", feeds.person_feed, name="person_feed"),
    path("schlagworte/<slug:slug>/feed.atom", feeds.tag_feed, name="tag_feed"),
    path("schlagworte/<slug:slug>/", films.tag, name="tag"),
    path("neuerscheinungen/", releases.releases, name="releases"),
    path("neuerscheinungen/kalender.ics", releases.releases_calendar, name="releases_calendar"),
    path("neuerscheinungen/feed.atom", releases.releases_feed, name="releases_feed"),
    path("bilder/<str:name>", media.media, name="media"),
]
