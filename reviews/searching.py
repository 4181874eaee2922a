"""What a still is found by: film, credit, file name and rights holder, folded, in a column of its own. Every verb that
changes one of them calls `index_still` or `index_stills_of`; `check_consistency` proves it."""

from reviews.models import Film, Still
from reviews.models.still import SEARCH_TEXT_LENGTH
from text.folding import fold

__all__ = ["index_still", "index_stills_of", "search_text_of"]


def search_text_of(still: Still) -> str:
    """Costs a query each for film and rights holder unless they are loaded."""
    holder = still.rights_holder.name if still.rights_holder else ""
    titles = [still.film.original_title, still.film.german_title]
    return fold(" ".join([*titles, still.credit, holder, still.original_name]))[:SEARCH_TEXT_LENGTH]


def index_still(pk: int) -> bool:
    """False if the column was right. Needs an open transaction that has written or locked the still."""
    still = Still.objects.select_related("film", "rights_holder").get(pk=pk)
    text = search_text_of(still)
    return Still.objects.filter(pk=pk).exclude(search_text=text).update(search_text=text) == 1


def index_stills_of(film: Film) -> None:
    """After a change of its titles. Needs the film's lock. Locks the stills before it reads them: whoever changes a
    credit at the same time has read the titles of before."""
    rows = Still.objects.select_for_update(no_key=True, of=("self",)).filter(film=film).order_by("pk")
    stills = list(rows.select_related("film", "rights_holder"))
    for still in stills:
        still.search_text = search_text_of(still)
    Still.objects.bulk_update(stills, ["search_text"], batch_size=200)
