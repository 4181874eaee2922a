"""Whatever colours a file uses, the site works in sRGB with eight bits and without transparency."""

import io

from PIL import Image, ImageCms

# Transparent parts become white, as on paper: stills have none, logos and posters are drawn for white.
BACKDROP = "white"

_MODE_OF_SPACE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}


def to_srgb(image: Image.Image) -> Image.Image:
    """A decoded picture in mode RGB.

    Only ICC profiles are honoured. CMYK without a profile is converted by Pillow's plain formula, which is
    brighter than print; PNG's gamma chunks and AVIF's own colour numbers are ignored.
    """
    profile, mode = _usable_profile(image.info.get("icc_profile"))
    picture = _opaque(_eight_bit(image))
    # Greyscale stills often carry the RGB profile of the program that made them.
    picture = picture.convert("RGB") if mode == "RGB" and picture.mode in ("1", "L") else picture
    if profile is not None and picture.mode == mode:
        picture = _through_profile(picture, profile)
    # Only when needed: a copy of 60 megapixels takes 240 MB.
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    if not image.mode.startswith("I"):
        return image
    # convert("L") alone clips instead of scaling: everything above 255 would be white.
    picture = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    # A transparent grey would still be counted in sixteen bits.
    picture.info.pop("transparency", None)
    return picture


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB") if image.mode == "P" else image
    layer = image if image.mode == "RGBA" else image.convert("RGBA")
    backdrop = Image.new("RGB", layer.size, BACKDROP)
    backdrop.paste(layer, mask=layer)
    return backdrop


def _usable_profile(icc: object) -> tuple[ImageCms.ImageCmsProfile | None, str | None]:
    """The profile and the mode it is for; without a readable one a picture counts as sRGB, as in browsers."""
    if not icc or not isinstance(icc, bytes):
        return None, None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        return profile, _MODE_OF_SPACE.get(profile.profile.xcolor_space.strip())
    except (OSError, UnicodeError):
        return None, None


def _through_profile(picture: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """Unchanged when the profile can be read but not computed."""
    try:
        converted = ImageCms.profileToProfile(
            picture,
            profile,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError:
        return picture
    return converted or picture
