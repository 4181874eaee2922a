"""The places of a review's content: order, pictures, and what several pictures have in common. Nothing is stored here.

A place is `{"number", "still", "caption", "alt"}`; with a picture also the names in `PICTURE`, as `Still` has them,
the holder by name and the day as ISO text. Number, caption and alternative text stay when a picture goes.
"""

from typing import Any

from reviews.models import Still
from reviews.models.still import CAPTION_LIMIT

__all__ = [
    "COMMON",
    "PICTURE",
    "Content",
    "Place",
    "drop_place",
    "empty_place",
    "fill_in",
    "move_place",
    "picture_content",
    "put_picture",
    "remove_picture",
    "replace_picture",
    "swap_pictures",
]

Content = dict[str, Any]
Place = dict[str, Any]

COMMON = ("creator", "credit", "rights_holder", "basis", "rights_until")
"""What the pictures of a press kit usually share."""

PICTURE = ("still", "decorative", *COMMON, "min_age", "focal_x", "focal_y")


def empty_place(number: int) -> Place:
    return {"number": number, "still": None, "caption": "", "alt": ""}


def picture_content(still: Still) -> Place:
    """A picture with its rights, as a place holds it."""
    return {
        "still": still.pk,
        "decorative": still.decorative,
        "creator": still.creator,
        "credit": still.credit,
        "rights_holder": still.rights_holder.name if still.rights_holder else "",
        "basis": still.basis,
        "rights_until": still.rights_until.isoformat() if still.rights_until else None,
        "min_age": still.min_age,
        "focal_x": still.focal_x,
        "focal_y": still.focal_y,
    }


def move_place(content: Content, number: int, *, step: int) -> Content:
    """One place towards the beginning (-1) or the end (+1); at the edge nothing changes."""
    places = list(content["stills"])
    here = next((at for at, place in enumerate(places) if place["number"] == number), None)
    if here is None or not 0 <= here + step < len(places):
        return content
    places[here], places[here + step] = places[here + step], places[here]
    return content | {"stills": places}


def swap_pictures(content: Content, number: int, other: int) -> Content:
    """Two places exchange their pictures; captions stay where they are."""
    pictures = {place["number"]: _picture_in(place) for place in content["stills"]}
    if not {number, other} <= pictures.keys():
        return content
    exchanged = {number: pictures[other], other: pictures[number]}
    places = [
        _words_of(place) | exchanged.get(place["number"], pictures[place["number"]]) for place in content["stills"]
    ]
    return content | {"stills": places}


def remove_picture(content: Content, number: int) -> Content:
    """The picture leaves its place, caption and number stay: put it back, or put another there."""
    places = [_words_of(place) if place["number"] == number else place for place in content["stills"]]
    return content | {"stills": places}


def drop_place(content: Content, number: int) -> Content:
    """An empty place goes with its caption; one that holds a picture stays."""
    places = [place for place in content["stills"] if place["number"] != number or place["still"]]
    return content | {"stills": places, "lead": None if _lacks(places, content["lead"]) else content["lead"]}


def _lacks(places: list[Place], number: int | None) -> bool:
    return all(place["number"] != number for place in places)


def put_picture(content: Content, still: Still, *, new_number: int) -> tuple[Content, int, bool]:
    """In the first place that waits for one, else in a new place at the end; with its number, and False if the
    picture was there already. What the file says of itself fills an empty caption, but never the lead's, who shows
    the teaser."""
    if there := _place_of(content, still):
        return content, there["number"], False
    free = next((place for place in content["stills"] if place["still"] is None), None)
    target = free or empty_place(new_number)
    caption = target["caption"]
    if not caption and (free is None or target["number"] != content["lead"]):
        caption = str(still.metadata.get("caption", ""))[:CAPTION_LIMIT]
    filled = target | picture_content(still) | {"caption": caption}
    places = [filled if place is free else place for place in content["stills"]]
    return content | {"stills": places if free else [*places, filled]}, filled["number"], True


def replace_picture(content: Content, still: Still, *, number: int) -> tuple[Content, int, bool]:
    """Another file in the place, which keeps number, caption and alternative text. Where the new file says nothing of
    its rights, those of the old one hold: mostly it is the same picture in a better quality."""
    if there := _place_of(content, still):
        return content, there["number"], False
    places = [_with_new_file(place, still) if place["number"] == number else place for place in content["stills"]]
    return content | {"stills": places}, number, True


def _with_new_file(place: Place, still: Still) -> Place:
    new = picture_content(still)
    if place["still"] and not (new["credit"] or new["creator"]):
        new |= {name: place[name] for name in (*COMMON, "decorative", "min_age") if name in place}
    return _words_of(place) | new


def fill_in(content: Content, values: Place, *, only_empty: bool) -> Content:
    """The same in every place with a picture: those of `values` (names of `COMMON`) that say something."""
    said = {name: value for name, value in values.items() if value}

    def filled(place: Place) -> Place:
        if not place["still"]:
            return place
        return place | {name: value for name, value in said.items() if not (only_empty and place.get(name))}

    return content | {"stills": [filled(place) for place in content["stills"]]}


def _place_of(content: Content, still: Still) -> Place | None:
    return next((place for place in content["stills"] if place["still"] == still.pk), None)


def _words_of(place: Place) -> Place:
    return empty_place(place["number"]) | {"caption": place["caption"], "alt": place["alt"]}


def _picture_in(place: Place) -> Place:
    return {name: value for name, value in place.items() if name not in ("number", "caption", "alt")}
