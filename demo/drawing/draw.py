"""Draw the demo's stills: `python demo/drawing/draw.py [--only duenen,…] [--to FOLDER]`.

Needs Pillow and numpy; the site needs neither numpy nor this program, the drawn files lie under `demo/reviews/`.
"""

import argparse
import pathlib
import sys
import time

import far_lands
import first_lands
import first_streets
import near_things
import night_skies
import numpy as np
from canvas import RATIO, Frame
from PIL import Image

BASE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(BASE))

from images.metadata import Rights, embed  # noqa: E402 (the site's own way to write credits into files)

ROOMS = (first_lands, first_streets, far_lands, night_skies, near_things)
WIDTH, PORTRAIT_WIDTH, QUALITY = 1600, 1000, 70

PICTURES = [
    # film, number, scene, seed, label, and what differs: ratio, mirrored, gains of red, green, blue
    ("01-letzte-wache", 1, "leuchtturm", 7, "Nordlicht Verleih", {}),
    ("01-letzte-wache", 2, "schnee", 7, "Nordlicht Verleih", {}),
    ("01-letzte-wache", 3, "hafen", 7, "Nordlicht Verleih", {}),
    ("02-elf-stockwerke", 1, "regen", 7, "Kaltlicht Film", {}),
    ("02-elf-stockwerke", 2, "korridor", 7, "Kaltlicht Film", {}),
    ("02-elf-stockwerke", 3, "fenster", 7, "Kaltlicht Film", {}),
    ("02-elf-stockwerke", 4, "dach", 7, "Kaltlicht Film", {}),
    ("03-ebbe-und-soehne", 1, "kutter", 11, "Nordlicht Verleih", {}),
    ("03-ebbe-und-soehne", 2, "kueche", 11, "Nordlicht Verleih", {}),
    ("04-philippa-gruenspan", 1, "alpenpass", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 2, "apotheke", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 3, "abteil", 7, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 4, "wald", 21, "Dreiländereck Film", {"mirrored": True, "gains": (1.16, 0.98, 0.72)}),
    ("04-philippa-gruenspan", 5, "viadukt", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 6, "bergsee", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 7, "archiv", 7, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 8, "zypressen", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 9, "markt", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 10, "balkon", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 11, "segel", 11, "Dreiländereck Film", {}),
    ("04-philippa-gruenspan", 12, "nachtzug", 11, "Dreiländereck Film", {"ratio": 0.8}),
    ("05-nachtschicht-im-planetarium", 1, "planetarium", 11, "Archivschrank", {}),
    ("05-nachtschicht-im-planetarium", 2, "schlote", 11, "Archivschrank", {}),
    ("06-das-fleisch-der-kiefern", 1, "wald", 7, "Blutorange Home", {"gains": (0.62, 0.74, 0.78)}),
    ("07-perigaeum", 1, "mond", 11, "Kaltlicht Film", {}),
    ("07-perigaeum", 2, "cockpit", 11, "Kaltlicht Film", {}),
    ("08-tiefdruck", 1, "polarlicht", 11, "Nordlicht Verleih", {}),
    ("08-tiefdruck", 2, "windschutz", 11, "Nordlicht Verleih", {}),
    ("10-staub-und-salz", 1, "duenen", 11, "Wanderkino", {}),
    ("10-staub-und-salz", 2, "lagerfeuer", 11, "Wanderkino", {}),
    ("10-staub-und-salz", 3, "profil", 11, "Wanderkino", {"ratio": 0.8}),
    ("10-staub-und-salz", 4, "wueste", 7, "Wanderkino", {}),
    ("11-hotel-bellaria", 1, "hotel", 11, "Dreiländereck Film", {}),
    ("11-hotel-bellaria", 2, "treppe", 11, "Dreiländereck Film", {"ratio": 0.75}),
    ("11-hotel-bellaria", 3, "buehne", 7, "Dreiländereck Film", {}),
    ("12-bahnhof-der-fuechse", 1, "fuchs", 11, "Wanderkino", {}),
    ("12-bahnhof-der-fuechse", 2, "bahnsteig", 11, "Wanderkino", {}),
]


def still(scene, seed, ratio=RATIO, mirrored=False, gains=None):
    draw = next(vars(room)[scene] for room in ROOMS if scene in vars(room))
    picture = draw(Frame(WIDTH if ratio > 1 else PORTRAIT_WIDTH, seed, ratio))
    if mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if gains:
        values = np.asarray(picture, np.float32) * np.array(gains, np.float32)
        picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="scenes, parted by commas")
    parser.add_argument("--to", type=pathlib.Path, default=BASE / "demo" / "reviews")
    args = parser.parse_args()
    for film, number, scene, seed, label, differing in PICTURES:
        if args.only and scene not in args.only.split(","):
            continue
        began = time.perf_counter()
        path = args.to / film / "bilder" / f"{number:02}-{scene}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        rights = Rights(creator="Zeichenprogramm von Abspann", credit=label, copyright=f"© {label}")
        picture = still(scene, seed, **differing)
        picture.save(path, quality=QUALITY, progressive=True, optimize=True, **embed(rights))
        size = f"{picture.width}x{picture.height} {path.stat().st_size // 1000:4} kB"
        print(f"{film}/{path.name:20} {size} {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
