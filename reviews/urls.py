from django.urls import path

from reviews.views import feeds, films, media, rating, reading, registers, related, seeing, shelves

app_name = "reviews"

urlpatterns = [
    path("kritiken/feed.atom", feeds.reviews_feed, name="reviews_feed"),
    path("kritiken/", shelves.reviews, name="reviews"),
    path("archiv/", shelves.archive, name="archive"),
    path("jahre/<slug:slug>/", shelves.year, name="year"),
    path("laender/<slug:slug>/", shelves.country, name="country"),
    path("autoren/<slug:slug>/", shelves.author, name="author"),
    path("autoren/<slug:slug>/feed.atom", feeds.author_feed, name="author_feed"),
    path("kritiken/<slug:slug>/", reading.review, name="review"),
    path("kritiken/<slug:slug>/bilder/<int:number>/", reading.picture, name="picture"),
    path("kritiken/<slug:slug>/auch-im-forum/", related.suggest_thread, name="suggest_thread"),
    path("filme/", registers.films, name="films"),
    path("filme/<slug:slug>/", films.film, name="film"),
    path("filme/<slug:slug>/feed.atom", feeds.film_feed, name="film_feed"),
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
    path("personen/", registers.persons, name="persons"),
    path("personen/<slug:slug>/", films.person, name="person"),
    path("personen/<slug:slug>/feed.atom", feeds.person_feed, name="person_feed"),
    path("reihen/", registers.franchises, name="franchises"),
    path("reihen/<slug:slug>/", registers.franchise, name="franchise"),
    path("reihen/<slug:slug>/feed.atom", feeds.franchise_feed, name="franchise_feed"),
    path("labels/", registers.labels, name="labels"),
    path("labels/<slug:slug>/", registers.label, name="label"),
    path("schlagworte/", registers.tags, name="tags"),
    path("schlagworte/<slug:slug>/", shelves.tag, name="tag"),
    path("schlagworte/<slug:slug>/feed.atom", feeds.tag_feed, name="tag_feed"),
    path("bilder/<str:name>", media.media, name="media"),
]
