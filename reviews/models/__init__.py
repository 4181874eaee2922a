from reviews.models.address import SlugAlias
from reviews.models.correction import Correction
from reviews.models.facet import Facet, FacetKind, FacetTally
from reviews.models.film import Film, FilmTag, FilmTitle, Tag
from reviews.models.franchise import Franchise
from reviews.models.mention import Mention
from reviews.models.people import Credit, Job, Person, PersonAlias
from reviews.models.rating import BestFilm, Rating, RatingTally
from reviews.models.related import RelatedState, RelatedThread
from reviews.models.relation import Relation
from reviews.models.release import Organisation, Release
from reviews.models.review import Remark, Review, ReviewAuthor, ReviewState, Revision, RevisionKind, Withdrawal
from reviews.models.rights import RightsWarning
from reviews.models.seen import Seen, Viewing, Wanted
from reviews.models.source import Doubt, ImportSource
from reviews.models.still import Rendition, ReviewStill, Still, StillState, UnusedFile
from reviews.models.trailer import Trailer

__all__ = [
    "BestFilm",
    "Correction",
    "Credit",
    "Doubt",
    "Facet",
    "FacetKind",
    "FacetTally",
    "Film",
    "FilmTag",
    "FilmTitle",
    "Franchise",
    "ImportSource",
    "Job",
    "Mention",
    "Organisation",
    "Person",
    "PersonAlias",
    "Rating",
    "RatingTally",
    "RelatedState",
    "RelatedThread",
    "Relation",
    "Release",
    "Remark",
    "Rendition",
    "Review",
    "ReviewAuthor",
    "ReviewState",
    "ReviewStill",
    "Revision",
    "RevisionKind",
    "RightsWarning",
    "Seen",
    "SlugAlias",
    "Still",
    "StillState",
    "Tag",
    "Trailer",
    "UnusedFile",
    "Viewing",
    "Wanted",
    "Withdrawal",
]
