"""Where trailers lie: the providers we know, how their addresses read, and what a click calls."""

import re
from dataclasses import dataclass

__all__ = ["PROVIDERS", "Provider", "trailer_in"]


@dataclass(frozen=True)
class Provider:
    """`pattern` finds the id in an address an editor pastes; `page` and `player` take it back, the player without
    cookies where the provider offers that."""

    label: str
    pattern: re.Pattern[str]
    page: str
    player: str

    @property
    def origin(self) -> str:
        """What the content security policy lets into a frame."""
        return "/".join(self.player.split("/")[:3])


PROVIDERS = {
    "youtube": Provider(
        "YouTube",
        re.compile(
            r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:\S*&)?v=|embed/|shorts/)|youtu\.be/)"
            r"([\w-]{11})(?![\w-])",
            re.ASCII,
        ),
        "https://www.youtube.com/watch?v={}",
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    "vimeo": Provider(
        "Vimeo",
        re.compile(r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{6,12})(?!\d)", re.ASCII),
        "https://vimeo.com/{}",
        "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
    ),
}


def trailer_in(address: str) -> tuple[str, str] | None:
    """Provider and id of an address, or None where no provider is known."""
    for name, provider in PROVIDERS.items():
        if found := provider.pattern.match(address.strip()):
            return name, found[1]
    return None
