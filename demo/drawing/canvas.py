"""A float canvas on which light is added in linear numbers, then developed like film.

Halation, bloom, a shoulder curve, split toning, vignette, a touch of lens fringe, grain. Lengths are in picture
heights: x runs 0 … 2.39, y 0 (top) … 1. The same seed gives the same picture.
"""

import numpy as np
from PIL import Image, ImageDraw

RATIO = 2.39
SUPER = 2  # masks are drawn twice as large, then averaged: smooth edges


def resize(a, w, h, how=Image.BICUBIC):
    return np.asarray(Image.fromarray(a.astype(np.float32)).resize((max(1, w), max(1, h)), how))


def blur2(a, sx, sy):
    """Blur one plane by going down and up again: cost hardly depends on the radius."""
    h, w = a.shape
    small = resize(a, int(w / max(sx, 1)), int(h / max(sy, 1)), Image.BOX)
    for axis, s in ((1, sx), (0, sy)):
        if s > 0.5:
            pad = [(1, 1) if i == axis else (0, 0) for i in range(2)]
            p = np.pad(small, pad, mode="edge")
            n = small.shape[axis]
            small = (p.take(range(n), axis) + 2 * small + p.take(range(2, n + 2), axis)) / 4
    return resize(small, w, h)


def blur(a, sx, sy=None):
    sy = sx if sy is None else sy
    if a.ndim == 2:
        return blur2(a, sx, sy)
    return np.stack([blur2(a[..., i], sx, sy) for i in range(3)], -1)


def rgb(code):
    """Hex as linear light."""
    return np.array([(int(code[i : i + 2], 16) / 255) ** 2.2 for i in (0, 2, 4)], np.float32)


def spline(points, closed=True, steps=8):
    """Catmull-Rom through the points: outlines of bodies and hills need no corners."""
    p = np.array(points, float)
    if not closed:
        p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    n = len(p)
    out = []
    for i in range(n if closed else n - 3):
        a, b, c, d = (p[(i + k) % n] for k in ((-1, 0, 1, 2) if closed else (0, 1, 2, 3)))
        for t in np.linspace(0, 1, steps, endpoint=False):
            out.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            )
    return [tuple(q) for q in out] + ([] if closed else [tuple(p[-2])])


class Frame:
    def __init__(self, width, seed, ratio=RATIO):
        self.ratio = ratio
        self.w, self.h = width, round(width / ratio)
        self.rng = np.random.default_rng(seed)
        self.c = np.zeros((self.h, self.w, 3), np.float32)
        self.y, self.x = np.mgrid[0 : self.h, 0 : self.w].astype(np.float32) / self.h

    # light and paint
    def sky(self, *stops):
        at = [s[0] for s in stops]
        cols = np.array([rgb(s[1]) for s in stops])
        line = np.stack([np.interp(self.y[:, 0], at, cols[:, i]) for i in range(3)], -1)
        self.c[:] = line[:, None, :]

    def over(self, mask, colour, alpha=1.0):
        m = (mask * alpha)[..., None]
        self.c[:] = self.c * (1 - m) + (rgb(colour) if isinstance(colour, str) else colour) * m

    def add(self, mask, colour, power=1.0):
        self.c += mask[..., None] * (rgb(colour) if isinstance(colour, str) else colour) * power

    def glow(self, x, y, r, colour, power=1.0, squash=1.0):
        q = ((self.x[:1] - x) / r) ** 2 + ((self.y[:, :1] - y) * (squash / r)) ** 2
        self.add(np.exp(-q) * 0.7 + 0.3 / (1 + q) ** 2, colour, power)

    # masks
    def mask(self, draw_on, soft=0.0, fine=SUPER):
        img = Image.new("L", (self.w * fine, self.h * fine))
        draw_on(Pen(ImageDraw.Draw(img), self.h * fine))
        m = np.asarray(img.resize((self.w, self.h), Image.BOX) if fine > 1 else img, np.float32) / 255
        return blur(m, soft * self.h, soft * self.h) if soft else m

    def noise(self, sx, sy=None, octaves=4, gain=0.5):
        """Cloudy noise 0 … 1; sx, sy: size of the largest cloud in picture heights."""
        sy = sy or sx
        total, amp, out = 0, 1.0, np.zeros((self.h, self.w), np.float32)
        for o in range(octaves):
            nw, nh = int(self.ratio / sx * 2**o) + 3, int(1 / sy * 2**o) + 3
            out += amp * resize(self.rng.random((min(nh, self.h), min(nw, self.w))), self.w, self.h)
            total += amp
            amp *= gain
        return np.clip((out / total - 0.5) * 1.6 + 0.5, 0, 1)

    def ridge(self, base, rough, detail=7, wave=1.0):
        """A hill line as one y per column."""
        line = np.zeros(self.w)
        amp, n = rough, 3 * wave
        for _ in range(detail):
            k = self.rng.random(int(n) + 4) - 0.5
            line += amp * np.interp(np.linspace(0, int(n) + 3, self.w), range(int(n) + 4), k)
            amp, n = amp * 0.5, n * 2.1
        return base + line

    def below(self, line):
        return np.clip((self.y - line[None, :]) * self.h + 0.5, 0, 1)

    def mirror(self, at, smear=(2, 22), strength=0.6, ripple=0.012):
        """Fold what stands above `at` onto the wet or watery ground below it."""
        row = int(at * self.h)
        flip = self.c[:row][::-1]
        n = min(self.h - row, row)
        part = blur(flip[:n], *smear)
        depth = np.linspace(0.15, 1, n)[:, None]
        shift = (self.noise(0.10, 0.012, 3)[:n] - 0.5) * ripple * self.h * 6 * depth
        cols = np.clip(np.arange(self.w)[None] + shift.astype(int), 0, self.w - 1)
        self.c[row : row + n] += part[np.arange(n)[:, None], cols] * strength

    def rain(self, count, length, slant, power):
        def draw(p):
            for _ in range(count):
                x, y, k = self.rng.random() * 2.6, self.rng.random() * 1.1 - 0.1, 0.4 + self.rng.random()
                p.line([(x, y), (x - slant * length * k, y + length * k)], 0.0011, int(60 + 150 * self.rng.random()))

        self.add(self.mask(draw), "c8d6dc", power)

    def flakes(self, count, r0, r1, power=1.0, soft=0.0):
        def draw(p):
            for _ in range(count):
                x, y, r = self.rng.random() * self.ratio, self.rng.random(), r0 + (r1 - r0) * self.rng.random() ** 3
                p.dot(x, y, r, r, int(90 + 160 * self.rng.random()))

        self.add(self.mask(draw, soft), "e8eef2", power)

    # development
    def develop(
        self,
        shadows="0a1a22",
        lights="ffe2b8",
        exposure=1.0,
        contrast=1.0,
        grain=0.030,
        vignette=0.5,
        bloom=0.35,
        mix=0.5,
    ):
        c = self.c * exposure
        hot = np.clip(c - 0.55, 0, 6)
        px = self.h / 670
        c = c + blur(hot, 5 * px) * bloom + blur(hot, 26 * px) * bloom * 0.6 + blur(hot, 90 * px) * bloom * 0.35
        c = c + blur(hot.mean(-1), 12 * px)[..., None] * np.array([0.30, 0.06, 0.01], np.float32) * bloom  # halation
        c = 1 - np.exp(-1.35 * np.clip(c, 0, None))
        c = np.clip(c, 0, 1) ** (1 / 2.2)
        c = np.clip(0.5 + (c - 0.5) * contrast, 0, 1)
        lum = c.mean(-1, keepdims=True)
        sh, li = (np.array([int(k[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32) for k in (shadows, lights))
        c = c * (1 - mix * 0.35) + mix * 0.35 * (lum * li / li.mean()) + (1 - lum) ** 3 * sh * 0.38 * mix * 2
        d2 = ((self.x - self.ratio / 2) / (self.ratio / 2)) ** 2 * 0.75 + ((self.y - 0.5) / 0.5) ** 2 * 0.45
        c = c * (1 - vignette * np.clip(d2, 0, 1.3) ** 1.5 * 0.62)[..., None]
        img = np.stack([self.zoom(c[..., 0], 1.0011), c[..., 1], self.zoom(c[..., 2], 0.9992)], -1)  # lens fringe
        img = (
            img * 0.70 + (np.roll(img, 1, 0) + np.roll(img, -1, 0) + np.roll(img, 1, 1) + np.roll(img, -1, 1)) * 0.075
        )  # a lens, not a knife
        g = self.rng.normal(0, 1, (self.h, self.w)).astype(np.float32)
        g = g * 0.55 + (g + np.roll(g, 1, 0) + np.roll(g, 1, 1) + np.roll(g, (1, 1), (0, 1))) * 0.32
        lum = img.mean(-1)
        img = img + (g * grain * (0.35 + 1.1 * np.clip(lum * (1.25 - lum), 0, 1)))[..., None]
        img += self.rng.normal(0, 0.006, img.shape)
        return Image.fromarray((np.clip(img, 0, 1) * 255 + 0.5).astype(np.uint8))

    def zoom(self, a, k):
        dw, dh = self.w * (1 - 1 / k) / 2, self.h * (1 - 1 / k) / 2
        box = (max(dw, 0), max(dh, 0), self.w - max(dw, 0), self.h - max(dh, 0)) if k > 1 else None
        if box:
            return np.asarray(Image.fromarray(a).resize((self.w, self.h), Image.BICUBIC, box=box))
        p = 2
        b = np.pad(a, p, mode="edge")
        o = p + dw
        return np.asarray(
            Image.fromarray(b).resize(
                (self.w, self.h), Image.BICUBIC, box=(o, p + dh, b.shape[1] - o, b.shape[0] - p - dh)
            )
        )


class Pen:
    """ImageDraw in picture heights."""

    def __init__(self, d, unit):
        self.d, self.u = d, unit

    def _p(self, pts):
        return [(x * self.u, y * self.u) for x, y in pts]

    def poly(self, pts, v=255):
        self.d.polygon(self._p(pts), fill=v)

    def box(self, x0, y0, x1, y1, v=255):
        self.d.rectangle(
            [min(x0, x1) * self.u, min(y0, y1) * self.u, max(x0, x1) * self.u, max(y0, y1) * self.u], fill=v
        )

    def line(self, pts, width, v=255):
        self.d.line(self._p(pts), fill=v, width=max(1, round(width * self.u)), joint="curve")

    def round(self, x0, y0, x1, y1, r, v=255):
        self.d.rounded_rectangle([x0 * self.u, y0 * self.u, x1 * self.u, y1 * self.u], r * self.u, fill=v)

    def dot(self, x, y, rx, ry=None, v=255):
        ry = rx if ry is None else ry
        self.d.ellipse([(x - rx) * self.u, (y - ry) * self.u, (x + rx) * self.u, (y + ry) * self.u], fill=v)
