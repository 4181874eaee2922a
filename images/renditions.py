"""The small files readers get, made from one decoded picture."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from images.metadata import Rights, embed

__all__ = [
    "CROPS",
    "FORMATS",
    "WIDTHS",
    "Impression",
    "Recipe",
    "crops_for",
    "impression",
    "make_renditions",
    "recipes_for",
]

WIDTHS = (480, 800, 1200, 1600, 2400)
FORMATS = ("avif", "jpeg")

# Cuts around the focal point: width and height in pixels by the shape's name, and in which formats. `card` is what
# other sites and messengers show of a link; they know JPEG.
CROPS: dict[str, tuple[tuple[tuple[int, int], ...], tuple[str, ...]]] = {
    "wide": (((480, 270), (800, 450)), FORMATS),
    "square": (((240, 240),), FORMATS),
    "card": (((1200, 630),), ("jpeg",)),
}

# A picture between two steps also gets its own width when that is at least a quarter more than the step
# below: 799 pixels would otherwise be shown from 480, while 1000 or 1280 lose little.
OWN_WIDTH_FROM = 1.25
# Part of every name: raise it when resizing changes, so that old and new files do not mix.
REVISION = 1
# Pixels of the longer side of the placeholder: about 150 bytes of WebP, any larger and it competes with text.
PLACEHOLDER_SIDE = 24


@dataclass(frozen=True)
class Encoding:
    """How one format is written; `quality_name` stands for all parameters that change the bytes."""

    mime: str
    extension: str
    quality_name: str
    parameters: dict[str, Any]


# Always set: Pillow's own AVIF quality makes files larger than WebP, and its encoder takes every core.
ENCODINGS = {
    "avif": Encoding("image/avif", "avif", "q61s8", {"quality": 61, "speed": 8, "max_threads": 1}),
    "jpeg": Encoding("image/jpeg", "jpg", "q76p", {"quality": 76, "progressive": True, "optimize": True}),
}


@dataclass(frozen=True)
class Recipe:
    """One file to make: `width` in pixels and a format out of `FORMATS`; a `shape` out of `CROPS` is cut to `height`,
    without one the whole picture is shown and `height` is 0."""

    width: int
    format: str
    shape: str = ""
    height: int = 0

    @property
    def extension(self) -> str:
        return ENCODINGS[self.format].extension

    @property
    def mime(self) -> str:
        return ENCODINGS[self.format].mime

    @property
    def key(self) -> str:
        """Changes exactly when the bytes made by this recipe would; goes into the keyed file name."""
        size = f"{self.shape}{self.width}x{self.height}" if self.shape else f"w{self.width}"
        return f"{size}-{self.format}-{ENCODINGS[self.format].quality_name}-r{REVISION}"


@dataclass(frozen=True)
class Impression:
    """What a page shows before the picture: `colour` as #rrggbb, `placeholder` as the bytes of a WebP."""

    colour: str
    placeholder: bytes


def recipes_for(width: int, widths: Sequence[int] = WIDTHS) -> tuple[Recipe, ...]:
    """Narrow before wide, so that pages fill early; never wider than the picture."""
    return tuple(Recipe(step, format_) for step in _steps(width, widths) for format_ in FORMATS)


def crops_for(width: int, height: int) -> tuple[Recipe, ...]:
    """The cuts a picture of this size is large enough for."""
    return tuple(
        Recipe(across, format_, shape, down)
        for shape, (sizes, formats) in CROPS.items()
        for across, down in sizes
        if across <= width and down <= height
        for format_ in formats
    )


def make_renditions(
    image: Image.Image, recipes: Sequence[Recipe], rights: Rights, focus: tuple[float, float] = (0.5, 0.5)
) -> Iterator[tuple[Recipe, bytes, int, int]]:
    """Encoded bytes with width and height in pixels, in the order of `recipes`. `focus` runs from 0 to 1.

    `image` is what `open_picture` returned. One file is encoded per step of the iterator, so the caller
    stores the narrow ones while the wide ones are still to come.
    Raises ValueError for a recipe wider than the picture.
    """
    embedded = embed(rights)
    scaled = _scaled(image, {recipe.width for recipe in recipes if not recipe.shape})
    for recipe in recipes:
        picture = _cut(image, recipe, focus) if recipe.shape else scaled[recipe.width]
        yield recipe, _encoded(picture, recipe, embedded), picture.width, picture.height


def impression(image: Image.Image) -> Impression:
    small = image.convert("RGB")
    small.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE))
    small.info = {}
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=40, method=6)
    return Impression(_dominant_colour(small), buffer.getvalue())


def _steps(width: int, widths: Sequence[int]) -> tuple[int, ...]:
    steps = tuple(step for step in widths if step <= width)
    own = min(width, widths[-1])
    if not steps or own >= steps[-1] * OWN_WIDTH_FROM:
        steps += (own,)
    return steps


def _scaled(image: Image.Image, widths: set[int]) -> dict[int, Image.Image]:
    """Each from the next wider one, which costs a fraction of starting from the original."""
    scaled = {}
    source = image
    for width in sorted(widths, reverse=True):
        if width > image.width:
            raise ValueError(f"{width} pixels wanted of a picture {image.width} wide")
        height = max(1, round(image.height * width / image.width))
        source = source.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        source.info = {}
        scaled[width] = source
    return scaled


def _cut(image: Image.Image, recipe: Recipe, focus: tuple[float, float]) -> Image.Image:
    """The largest part of the wanted shape that has the focal point as near to its middle as the edges allow."""
    ratio = recipe.width / recipe.height
    across = min(image.width, image.height * ratio)
    down = across / ratio
    left = min(max(focus[0] * image.width - across / 2, 0), image.width - across)
    top = min(max(focus[1] * image.height - down / 2, 0), image.height - down)
    box = (left, top, left + across, top + down)
    cut = image.resize((recipe.width, recipe.height), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    cut.info = {}
    return cut


def _encoded(picture: Image.Image, recipe: Recipe, embedded: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, recipe.format.upper(), **ENCODINGS[recipe.format].parameters, **embedded)
    return buffer.getvalue()


def _dominant_colour(small: Image.Image) -> str:
    """The most frequent of six colours; an average of red and green would be mud."""
    reduced = small.quantize(6)
    counts = reduced.histogram()
    winner = 3 * counts.index(max(counts))
    return "#" + bytes((reduced.getpalette() or [])[winner : winner + 3]).hex()
