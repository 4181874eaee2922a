"""What templates need to draw a still: addresses by format and width, size, words. No queries of its own."""

from dataclasses import dataclass

from reviews.models import Rendition, Review, ReviewStill, Still

__all__ = ["PLACE", "Picture", "card_of", "cut_of", "lead_of", "picture_of"]

VEILED_FROM = 16
"""Years; the youth protection law's two upper steps."""

PLACE = (
    "still_id",
    "still__state",
    "still__alt",
    "still__credit",
    "still__creator",
    "still__rights_holder_id",
    "still__rights_until",
    "still__min_age",
)
"""What a page shows of the picture in a review's place, and what decides which of its files it names. Stills have no
version."""


@dataclass(frozen=True)
class Picture:
    """`avif` and `jpeg` are `srcset` values, `src` the JPEG for those who know neither; without `src` the files are
    still being made and the page shows a placeholder of the right shape. Sizes in pixels of the upright original."""

    avif: str
    jpeg: str
    src: str
    width: int
    height: int
    alt: str
    credit: str
    colour: str
    min_age: int = 0

    @property
    def is_veiled(self) -> bool:
        """A guest sees it after a click; no teaser and no link preview shows it."""
        return self.min_age >= VEILED_FROM

    @property
    def is_tall(self) -> bool:
        """As wide as a text it would be higher than a window."""
        return 2 * self.width < 3 * self.height


def picture_of(still: Still, *, alt: str) -> Picture:
    """Needs `renditions` prefetched."""
    whole = (file for file in still.renditions.all() if not file.shape)
    files: list[Rendition] = sorted(whole, key=lambda rendition: rendition.width)
    jpegs = [file for file in files if file.format == "jpeg"]
    middle = next((file for file in jpegs if file.width >= 800), jpegs[-1] if jpegs else None)
    return Picture(
        avif=_srcset([file for file in files if file.format == "avif"]),
        jpeg=_srcset(jpegs),
        src=middle.get_absolute_url() if middle else "",
        width=still.width,
        height=still.height,
        alt=alt,
        credit=still.credit,
        colour=still.colour,
        min_age=still.min_age,
    )


def _srcset(files: list[Rendition]) -> str:
    if not files:
        return ""
    folder = (
        files[0].get_absolute_url().removesuffix(files[0].name)
    )  # to ask for each address takes as long as the rest
    return ", ".join(f"{folder}{file.name} {file.width}w" for file in files)


def cut_of(still: Still, shape: str, *, alt: str) -> Picture | None:
    """The still cut to a shape of `images.renditions.CROPS`; None where it is too small or not made yet."""
    files: list[Rendition] = sorted((f for f in still.renditions.all() if f.shape == shape), key=lambda f: f.width)
    jpegs = [file for file in files if file.format == "jpeg"]
    if not jpegs:
        return None
    return Picture(
        avif=_srcset([file for file in files if file.format == "avif"]),
        jpeg=_srcset(jpegs),
        src=jpegs[-1].get_absolute_url(),
        width=jpegs[-1].width,
        height=jpegs[-1].height,
        alt=alt,
        credit=still.credit,
        colour=still.colour,
        min_age=still.min_age,
    )


def card_of(lead: ReviewStill | None) -> Picture | None:
    """What other sites show of a link to the review with this lead."""
    if lead is None or not lead.is_shown or lead.still is None or lead.still.min_age >= VEILED_FROM:
        return None
    return cut_of(lead.still, "card", alt=lead.alt_text)


def lead_of(review: Review) -> Picture | None:
    """The lead picture, if it may be shown; not for teasers when it has a minimum age of 16 or more."""
    place: ReviewStill | None = review.lead
    if place is None or not place.is_shown or place.still is None or place.still.min_age >= VEILED_FROM:
        return None
    return picture_of(place.still, alt=place.alt_text)
