"""Mountains, seas, deserts and skies, mostly by day."""

import math

import numpy as np
from canvas import blur, rgb, spline
from people import figure


def rim(f, mask, colour, power, dx=-1, dy=0):
    """The edge that looks towards the light."""
    step = max(1, f.h // 300)
    f.add(np.clip(mask - np.roll(mask, (dy * step, dx * step), (0, 1)), 0, 1), colour, power)


def stars(f, count, top=1.0, power=0.9):
    r = f.rng

    def draw(p):
        for _ in range(count):
            k = r.random() ** 4
            p.dot(r.random() * f.ratio, r.random() * top, 0.0006 + 0.0016 * k, None, int(50 + 205 * r.random() ** 2))

    f.add(f.mask(draw), "dfe8ff", power)


def range_of(f, base, rough, dark, snow, light=1.2, caps=0.16):
    """A chain of mountains with snow where it is high and sun from the left."""
    line = f.ridge(base, rough, 8, 1.1)
    body = f.below(line)
    deep = np.clip((f.y - line[None]) / 0.5, 0, 1)
    slope = np.gradient(blur(np.tile(line, (8, 1)).astype(np.float32), 3, 1)[4]) * f.h
    side = np.clip(0.5 + slope[None] * -1.1 + (f.noise(0.09, 0.20, 6, 0.62) - 0.5) * 1.8, 0, 1)
    stone = rgb(dark) * (0.55 + 0.75 * side[..., None])
    f.c = f.c * (1 - body[..., None]) + stone * body[..., None]
    white = np.clip((caps - deep + (f.noise(0.07, 0.12, 6, 0.65) - 0.5) * 0.42) * 9, 0, 1) * body
    f.over(white, rgb(snow) * light, 0.9)
    f.c *= (1 - 0.55 * white * (1 - side))[..., None]
    return body


def kutter(f):
    """A fishing boat between two waves, the storm's only warm light."""
    f.sky((0, "0b141a"), (0.35, "26383c"), (0.58, "6f7c72"), (1, "0c161a"))
    cl = f.noise(1.4, 0.22, 6, 0.58)
    f.over(np.clip(cl - 0.42, 0, 1) * np.clip(1.2 - f.y, 0, 1), "060c10", 1.6)
    f.add(
        np.clip(0.5 - cl, 0, 1) * np.exp(-(((f.y - 0.46) / 0.12) ** 2)) * np.exp(-(((f.x - 0.7) / 0.7) ** 2)),
        "e8d9a8",
        0.9,
    )

    def sea(base, high, length, tone, foam, seed):
        wave = base - high * np.abs(np.sin(f.x[0] * math.pi / length + seed)) ** 1.7 + f.ridge(0, 0.035, 6, 6)
        m = f.below(wave)
        z = np.clip((f.y - wave[None]) / 0.4, 0, 1)
        grain = f.noise(0.16, 0.03, 6, 0.62)
        body = rgb(tone) * (0.35 + 1.5 * np.clip(1 - z * 2.4, 0, 1) * grain + 0.4 * grain)[..., None]
        f.c = f.c * (1 - m[..., None]) + body * m[..., None]
        crest = np.exp(-(((f.y - wave[None] - 0.012) / 0.020) ** 2)) * np.clip(
            (f.noise(0.10, 0.03, 5, 0.65) - 0.40) * 4, 0, 1
        )
        veins = np.clip((f.noise(0.09, 0.035, 6, 0.7) - 0.60) * 7, 0, 1) * np.clip(1 - z * 1.5, 0, 1) * m
        f.over(np.clip(crest * np.clip(wave.max() - wave[None], 0, 0.12) * 9 + veins * 0.35, 0, 1), "c9d6d2", foam)

    sea(0.62, 0.10, 0.9, "2d4a4c", 0.5, 0.4)
    sea(0.70, 0.20, 1.30, "1d3a3e", 0.6, 2.0)
    bx, by, a, s = 1.02, 0.50, -0.20, 1.15

    def at(pts):
        c, q = math.cos(a), math.sin(a)
        return [(bx + (x * c - y * q) * s, by + (x * q + y * c) * s) for x, y in pts]

    hull = f.mask(
        lambda p: (
            p.poly(
                at(
                    spline(
                        [
                            (-0.23, -0.03),
                            (-0.20, 0.07),
                            (-0.05, 0.10),
                            (0.13, 0.09),
                            (0.20, 0.02),
                            (0.26, -0.09),
                            (0.16, -0.045),
                            (0, -0.02),
                            (-0.15, -0.02),
                        ]
                    )
                )
            ),
            p.poly(at([(-0.13, -0.02), (-0.13, -0.125), (-0.02, -0.125), (-0.005, -0.02)])),
            p.poly(at([(-0.145, -0.12), (-0.145, -0.135), (0.0, -0.135), (0.0, -0.12)])),
            p.line(at([(0.07, -0.03), (0.07, -0.34)]), 0.009),
            p.line(at([(-0.10, -0.13), (-0.10, -0.24)]), 0.006),
            p.line(at([(0.07, -0.33), (0.25, -0.09)]), 0.003),
            p.line(at([(0.07, -0.33), (-0.10, -0.23), (-0.23, -0.03)]), 0.003),
            p.line(at([(0.07, -0.10), (-0.06, -0.28)]), 0.006),
        )
    )
    f.over(hull, "0a0f12", 0.98)
    rim(f, hull, "b9c4b4", 0.35, 0, 1)
    f.over(f.mask(lambda p: p.poly(at([(-0.22, 0.01), (0.23, -0.01), (0.20, 0.02), (-0.21, 0.035)]))), "7a2a20", 0.55)
    for x in (-0.112, -0.080, -0.048):
        f.over(
            f.mask(lambda p, x=x: p.poly(at([(x, -0.105), (x + 0.022, -0.105), (x + 0.022, -0.07), (x, -0.07)]))),
            rgb("ffc36a") * 2.2,
            1,
        )
    lx, ly = at([(0.07, -0.345)])[0]
    f.glow(lx, ly, 0.014, "fff0cf", 4.0)
    f.glow(lx, ly, 0.13, "ffcf8a", 0.35)
    wx, wy = at([(-0.07, -0.09)])[0]
    f.glow(wx, wy, 0.16, "ffb45a", 0.32)
    man = f.mask(lambda p: figure(p, *at([(0.135, -0.03)])[0], 0.13, "coat", lean=0.12))
    f.over(man, "c8912c", 0.55)
    sea(0.98, 0.30, 1.75, "122a30", 0.75, 1.02)
    spray = np.clip((f.noise(0.06, 0.05, 6, 0.7) - 0.5) * 4, 0, 1)
    f.over(spray * np.exp(-(((f.x - 1.28) / 0.16) ** 2 + ((f.y - 0.60) / 0.10) ** 2)), "dbe4e0", 0.75)
    f.add(np.exp(-(((f.x - 0.94) / 0.10) ** 2 + ((f.y - 0.74) / 0.09) ** 2)) * f.noise(0.1, 0.012, 4), "ffb45a", 0.30)
    f.rain(700, 0.07, 0.9, 0.10)
    return f.develop("0a2228", "f2e6c0", 1.5, 1.12, vignette=0.75)


def alpenpass(f):
    """A red car on the hairpins of a pass, at noon."""
    r = f.rng
    f.sky((0, "2f6fa8"), (0.35, "7fb0d0"), (0.6, "cfe0e2"), (1, "8fa070"))
    cl = f.noise(0.8, 0.22, 6, 0.6)
    f.over(np.clip((cl - 0.56) * 3.4, 0, 1) * np.clip(1 - f.y * 2.0, 0, 1), rgb("ffffff") * 1.2, 0.85)
    range_of(f, 0.40, 0.32, "6f86a0", "f4f6fa", 1.15, 0.15)
    f.over(np.exp(-(((f.y - 0.58) / 0.16) ** 2)), "b9cfd8", 0.5)
    range_of(f, 0.50, 0.30, "4f6470", "f0f2f4", 1.05, 0.06)
    f.over(np.exp(-(((f.y - 0.68) / 0.12) ** 2)), "a9c0b8", 0.4)
    for base, rough, tone, hi in ((0.66, 0.16, "3f5a3a", 0.9), (0.74, 0.14, "5f7a3c", 1.1)):
        line = f.ridge(base, rough, 6)
        m = f.below(line)
        g = f.noise(0.16, 0.05, 6, 0.62)
        f.c = f.c * (1 - m[..., None]) + (rgb(tone) * (0.5 + hi * g)[..., None]) * m[..., None]

        def firs(p, line=line, base=base):
            for _ in range(220):
                x = r.random() * 2.5
                if 0.85 < x < 1.75 and base > 0.7:
                    continue
                y = line[min(f.w - 1, int(x / f.ratio * f.w))] + r.random() ** 1.5 * 0.10
                s = 0.018 + 0.03 * r.random()
                p.poly([(x - s * 0.30, y), (x, y - s), (x + s * 0.30, y)])

        f.over(f.mask(firs), "1f3a2a", 0.85)
    meadow = f.below(np.interp(f.x[0], [0, 0.5, 1.1, 1.7, 2.39], [0.80, 0.78, 0.80, 0.76, 0.70]) + f.ridge(0, 0.02, 4))
    tone = f.noise(0.3, 0.06, 6, 0.62)
    f.c = f.c * (1 - meadow[..., None]) + (rgb("7f9440") * (0.45 + 0.95 * tone)[..., None]) * meadow[..., None]
    path = [
        (1.48, 0.760),
        (1.78, 0.775),
        (1.90, 0.792),
        (1.55, 0.812),
        (1.02, 0.828),
        (0.86, 0.850),
        (1.10, 0.876),
        (1.80, 0.898),
        (2.05, 0.930),
        (1.70, 0.972),
        (1.10, 1.03),
    ]
    curve = spline(path, False, 26)

    def road(p, wide=1.0):
        for i in range(len(curve) - 1):
            t = np.clip((curve[i][1] - 0.75) / 0.28, 0, 1)
            p.line([curve[i], curve[i + 1]], (0.005 + 0.058 * t**1.2) * wide)
            p.dot(*curve[i], (0.0025 + 0.029 * t**1.2) * wide)

    f.over(f.mask(lambda p: road(p, 1.16)), "d8d4c0", 0.9)
    f.over(f.mask(road), "6a6a70", 0.95)
    cx, cy, s = 1.44, 0.884, 0.105
    shadow = f.mask(lambda p: p.dot(cx + 0.02, cy + 0.012, s * 0.72, 0.010), 0.003)
    f.over(shadow, "1c2018", 0.8)
    car = f.mask(
        lambda p: (
            p.poly(
                spline(
                    [
                        (cx - s * 0.66, cy),
                        (cx - s * 0.68, cy - s * 0.20),
                        (cx - s * 0.42, cy - s * 0.27),
                        (cx - s * 0.26, cy - s * 0.52),
                        (cx + s * 0.22, cy - s * 0.54),
                        (cx + s * 0.42, cy - s * 0.28),
                        (cx + s * 0.66, cy - s * 0.22),
                        (cx + s * 0.68, cy),
                    ]
                )
            ),
        )
    )
    shade = np.clip(1.25 - (f.y - cy + s * 0.54) * 9, 0.35, 1.2)
    f.c = f.c * (1 - car[..., None]) + (rgb("c8281c") * shade[..., None] * 1.1) * car[..., None]
    f.over(
        f.mask(
            lambda p: (
                p.poly(
                    [
                        (cx - s * 0.34, cy - s * 0.29),
                        (cx - s * 0.22, cy - s * 0.46),
                        (cx - s * 0.02, cy - s * 0.47),
                        (cx - s * 0.02, cy - s * 0.29),
                    ]
                ),
                p.poly(
                    [
                        (cx + s * 0.03, cy - s * 0.29),
                        (cx + s * 0.03, cy - s * 0.47),
                        (cx + s * 0.19, cy - s * 0.47),
                        (cx + s * 0.33, cy - s * 0.29),
                    ]
                ),
            )
        ),
        "1a2a34",
        0.9,
    )
    f.over(
        f.mask(
            lambda p: (
                p.box(cx - s * 0.3, cy - s * 0.70, cx + s * 0.1, cy - s * 0.56),
                p.box(cx - s * 0.1, cy - s * 0.82, cx + s * 0.14, cy - s * 0.56),
            )
        ),
        "7a4a24",
        1,
    )
    f.over(f.mask(lambda p: [(p.dot(x, cy, s * 0.15)) for x in (cx - s * 0.40, cx + s * 0.40)]), "15130f", 1)
    f.over(f.mask(lambda p: [(p.dot(x, cy, s * 0.06)) for x in (cx - s * 0.40, cx + s * 0.40)]), "b8b8b0", 1)
    flowers = f.mask(
        lambda p: [p.dot(r.random() * 2.4, 0.86 + r.random() * 0.16, 0.0025 + 0.003 * r.random()) for _ in range(420)]
    )
    f.over(flowers * meadow * (1 - f.mask(lambda p: road(p, 1.2))), rgb("fff2c0") * 1.1, 0.8)
    return f.develop("16283c", "ffeecb", 1.02, 1.08, vignette=0.45, bloom=0.25)


def bergsee(f):
    """Two people in a rowing boat, dawn on a mountain lake."""
    hz = 0.60
    f.sky((0, "5a6f9a"), (0.25, "b08fa8"), (0.45, "f0b8a0"), (0.6, "ffe2c0"), (1, "405068"))
    cl = f.noise(1.6, 0.08, 5)
    f.add(np.clip(cl - 0.52, 0, 1) * np.exp(-(((f.y - 0.2) / 0.16) ** 2)), "ffb09a", 0.9)
    f.glow(1.78, 0.50, 0.35, "ffd0a0", 0.6)
    range_of(f, 0.44, 0.34, "7a7090", "ffd8c8", 1.1, 0.10)
    f.over(np.exp(-(((f.y - hz) / 0.14) ** 2)), "f0c0b0", 0.5)
    for base, rough, tone in ((0.53, 0.12, "584f70"), (0.565, 0.09, "35344c")):
        f.over(f.below(f.ridge(base, rough, 7, 1.6)), tone, 0.95)
        f.over(np.exp(-(((f.y - hz) / 0.06) ** 2)) * f.noise(1.2, 0.1, 4), "e8b8a8", 0.55)

    def firs(p):
        for _k in range(150):
            x = f.rng.random() * 2.5
            t = max(0.0, abs(x - 1.25) - 0.35)
            s = 0.03 + 0.10 * t * f.rng.random()
            p.poly([(x - s * 0.22, hz + 0.004), (x, hz - s), (x + s * 0.22, hz + 0.004)])

    f.over(f.mask(firs), "1b2030", 0.95)
    f.c[int(hz * f.h) :] *= 0.05
    f.mirror(hz, (2, 7), 0.86, 0.004)
    low = np.clip((f.y - hz) * 40, 0, 1)
    f.c *= (1 - low * 0.35 * np.clip((f.noise(0.5, 0.012, 4) - 0.45) * 3, 0, 1))[..., None]
    f.over(np.exp(-(((f.y - hz - 0.012) / 0.02) ** 2)) * f.noise(0.7, 0.06, 4), "ffdcc8", 0.65)
    bx, by, s = 0.98, 0.80, 0.24
    wake = f.mask(
        lambda p: [
            p.line(
                spline(
                    [
                        (bx - 0.3 - 0.1 * k, by + 0.012 + 0.006 * k),
                        (bx, by + 0.018 + 0.012 * k),
                        (bx + 0.3 + 0.1 * k, by + 0.012 + 0.006 * k),
                    ],
                    False,
                ),
                0.0016,
            )
            for k in range(4)
        ],
        0.001,
    )
    f.over(wake, "ffe2cc", 0.4)
    boat = f.mask(
        lambda p: (
            p.poly(
                spline(
                    [
                        (bx - s, by - 0.035),
                        (bx - s * 0.72, by + 0.012),
                        (bx, by + 0.022),
                        (bx + s * 0.72, by + 0.012),
                        (bx + s, by - 0.04),
                        (bx + s * 0.6, by - 0.018),
                        (bx, by - 0.012),
                        (bx - s * 0.6, by - 0.016),
                    ]
                )
            ),
            [
                (
                    p.dot(x, by - 0.155, 0.017, 0.021),
                    p.poly(
                        spline(
                            [
                                (x - 0.03, by - 0.01),
                                (x - 0.036, by - 0.09),
                                (x - 0.014, by - 0.132),
                                (x + 0.014, by - 0.132),
                                (x + 0.036, by - 0.09),
                                (x + 0.03, by - 0.01),
                            ]
                        )
                    ),
                )
                for x in (bx - 0.085, bx + 0.095)
            ],
            p.dot(bx + 0.095, by - 0.168, 0.042, 0.006),
            p.line([(bx - 0.06, by - 0.07), (bx - 0.02, by - 0.05), (bx + 0.06, by + 0.045)], 0.006),
            p.line([(bx - 0.11, by - 0.07), (bx - 0.22, by + 0.04)], 0.006),
        )
    )
    ref = np.zeros_like(boat)
    n = int(0.14 * f.h)
    row = int((by + 0.02) * f.h)
    ref[row : row + n] = blur(boat[row - n : row][::-1], 2, 6)
    f.over(ref, "241f30", 0.55)
    f.over(boat, "15121c", 0.98)
    rim(f, boat, "ffcf9a", 0.8, -1, 0)
    return f.develop("1c2440", "ffdcc0", 1.0, 1.06, vignette=0.5)


def segel(f):
    """Sails in the glitter of a southern sea."""
    _r, hz = f.rng, 0.44
    f.sky((0, "2a7f98"), (0.3, "8fc4c0"), (0.44, "ffe9bc"), (1, "0e4a60"))
    f.glow(1.45, 0.22, 0.5, "fff0c4", 0.9)
    f.over(f.mask(lambda p: p.dot(1.45, 0.20, 0.05), 0.004), rgb("fffbe8") * 4, 1)
    isle = f.below(
        np.interp(f.x[0], [-0.1, 0.1, 0.35, 0.6, 0.85, 0.9, 3], [0.40, 0.36, 0.385, 0.40, 0.43, 0.46, 0.47])
        + f.ridge(0, 0.012, 6, 3)
    ) * (f.y < hz + 0.003)
    f.over(isle, "5a7f88", 0.9)
    sea = np.clip((f.y - hz) * f.h, 0, 1)
    z = np.clip((f.y - hz) / (1 - hz), 0, 1)
    deep = (rgb("9fd4c4") * (1 - z[..., None]) ** 2 + rgb("0f5a70") * (0.3 + 0.7 * z[..., None])) * 0.75
    f.c = f.c * (1 - sea[..., None]) + deep * sea[..., None]
    wave = f.noise(0.10, 0.010, 5, 0.66) * (1 - z) + f.noise(0.34, 0.06, 6, 0.62) * z
    f.c *= (1 - sea * 0.55 * np.clip((wave - 0.5) * 3, 0, 1))[..., None]
    cone = np.exp(-(((f.x - 1.45) / (0.10 + 0.75 * z)) ** 2))
    spark = np.clip((f.noise(0.022, 0.008, 3, 0.8) - 0.60 + 0.12 * cone) * 9, 0, 1)
    f.add(sea * spark * cone, "fff0c8", 2.2)

    def boat(p, x, y, s, flip=1):
        p.poly(
            spline(
                [
                    (x - 0.14 * s, y - 0.02 * s),
                    (x - 0.10 * s, y + 0.025 * s),
                    (x + 0.10 * s, y + 0.025 * s),
                    (x + 0.16 * s, y - 0.03 * s),
                    (x, y - 0.012 * s),
                ]
            )
        )
        p.line([(x, y), (x + 0.012 * s * flip, y - 0.47 * s)], 0.006 * s)

    def sails(p, x, y, s, flip=1):
        p.poly(
            spline(
                [
                    (x - 0.008 * s * flip, y - 0.03 * s),
                    (x - 0.008 * s * flip + 0.01 * s * flip, y - 0.45 * s),
                    (x - 0.15 * s * flip, y - 0.15 * s),
                    (x - 0.19 * s * flip, y - 0.035 * s),
                ]
            )
        )
        p.poly(
            spline(
                [
                    (x + 0.018 * s * flip, y - 0.42 * s),
                    (x + 0.12 * s * flip, y - 0.13 * s),
                    (x + 0.15 * s * flip, y - 0.03 * s),
                    (x + 0.03 * s * flip, y - 0.05 * s),
                ]
            )
        )

    for x, y, s, tone, flip in (
        (0.95, 0.452, 0.10, "f6e8d0", 1),
        (1.86, 0.455, 0.13, "f4dcc0", -1),
        (2.12, 0.465, 0.20, "f6ead8", 1),
        (0.60, 0.80, 1.30, "fff2dc", 1),
    ):
        m = f.mask(lambda p, x=x, y=y, s=s, flip=flip: sails(p, x, y, s, flip))
        light = np.clip(0.55 + (f.x - x) * 2.2 / s * flip + (y - f.y) * 0.4 / s, 0.35, 1.15)
        f.c = f.c * (1 - m[..., None]) + rgb(tone) * light[..., None] * m[..., None]
        f.over(f.mask(lambda p, x=x, y=y, s=s, flip=flip: boat(p, x, y, s, flip)), "2a1a14", 0.95)
        shade = f.mask(
            lambda p, x=x, y=y, s=s: p.poly(
                [
                    (x - 0.13 * s, y + 0.02 * s),
                    (x + 0.13 * s, y + 0.02 * s),
                    (x + 0.02 * s, y + 0.22 * s),
                    (x - 0.14 * s, y + 0.22 * s),
                ]
            ),
            0.012 * s,
        )
        f.over(shade * (f.y > y + 0.02 * s) * (0.4 + 0.6 * (wave > 0.48)), "07303c", 0.55)
    crew = f.mask(
        lambda p: [
            (
                p.dot(x, 0.735, 0.016, 0.020),
                p.poly(
                    spline([(x - 0.028, 0.80), (x - 0.03, 0.775), (x, 0.752), (x + 0.03, 0.775), (x + 0.028, 0.80)])
                ),
            )
            for x in (0.70, 0.765)
        ]
    )
    f.over(crew, "2a1812", 0.95)
    return f.develop("0c2c3c", "ffeec8", 0.98, 1.08, vignette=0.5)


def zypressen(f):
    """Cypresses, sunflowers and a late light on the hills."""
    r = f.rng
    f.sky((0, "6a8ca0"), (0.25, "c8c0a0"), (0.45, "ffd890"), (1, "a08040"))
    cl = f.noise(1.2, 0.12, 6, 0.6)
    f.add(np.clip(cl - 0.5, 0, 1) * np.exp(-(((f.y - 0.22) / 0.16) ** 2)), "fff0c8", 1.2)
    f.glow(0.42, 0.40, 0.45, "ffe0a0", 0.9)
    for i, (base, rough, tone) in enumerate(
        ((0.46, 0.09, "a89a78"), (0.50, 0.10, "8f8a55"), (0.57, 0.13, "7a7838"), (0.66, 0.10, "6a6424"))
    ):
        line = f.ridge(base, rough, 4, 1.0)
        m = f.below(line)
        fields = 0.7 + 0.3 * np.sign(np.sin(f.x * (30 - 5 * i) + 8 * f.noise(1.4, 0.3, 2) + i)) * f.noise(0.8, 0.2, 3)
        f.c = (
            f.c * (1 - m[..., None])
            + (
                rgb(tone)
                * ((0.6 + 0.7 * f.noise(0.5, 0.1, 5)) * fields * np.clip(1.5 - f.x * 0.25, 0.8, 1.5))[..., None]
            )
            * m[..., None]
        )

        def trees(p, line=line, i=i):
            n = 16 if i < 3 else 9
            for k in range(n):
                x = 1.15 + k * (0.045 + 0.03 * i) + r.random() * 0.012 if i == 2 else r.random() * 2.5
                y = line[min(f.w - 1, max(0, int(x / f.ratio * f.w)))] + 0.008
                s = (0.05 + 0.05 * i) * (0.7 + 0.5 * r.random())
                p.poly(
                    spline(
                        [
                            (x - s * 0.10, y),
                            (x - s * 0.13, y - s * 0.4),
                            (x, y - s),
                            (x + s * 0.13, y - s * 0.4),
                            (x + s * 0.10, y),
                        ]
                    )
                )

        t = f.mask(trees)
        f.over(t, "26301c", 0.92)
        rim(f, t, "ffd070", 0.5, 1, 0)
        if i == 2:
            hx = 1.02
            hy = line[int(hx / f.ratio * f.w)]
            house = f.mask(lambda p, hx=hx, hy=hy: p.box(hx - 0.07, hy - 0.07, hx + 0.07, hy + 0.02))
            f.over(house, rgb("e0b078") * np.clip(1.4 - (f.x - hx + 0.07)[..., None] * 5, 0.5, 1.4), 1)
            f.over(
                f.mask(
                    lambda p, hx=hx, hy=hy: (
                        p.poly([(hx - 0.085, hy - 0.068), (hx, hy - 0.105), (hx + 0.085, hy - 0.068)]),
                        [p.box(x, hy - 0.045, x + 0.014, hy - 0.02) for x in (hx - 0.04, hx + 0.02)],
                    )
                ),
                "8a4426",
                1,
            )
        f.over(np.exp(-(((f.y - base - 0.04) / 0.05) ** 2)), "ffe0a0", 0.28 - 0.06 * i)
    for row in range(8):
        y, s = 0.76 + 0.042 * row * (1 + row * 0.05), 0.008 + 0.0062 * row
        pos = [
            (x + r.random() * s, y + (r.random() - 0.5) * s * 1.4, 0.8 + 0.4 * r.random())
            for x in np.arange(-0.05, 2.45, s * 2.3)
        ]
        f.over(
            f.mask(
                lambda p, pos=pos, s=s: [
                    (p.dot(x, yy + s * 1.2, s * 1.1, s * 0.9), p.line([(x, yy), (x, yy + s * 4)], s * 0.3))
                    for x, yy, k in pos
                ]
            ),
            "2c3410",
            0.9,
        )
        petals = f.mask(
            lambda p, pos=pos, s=s: [
                [
                    p.dot(x + math.cos(a) * s * 0.75 * k, yy + math.sin(a) * s * 0.62 * k, s * 0.36 * k, s * 0.28 * k)
                    for a in np.linspace(0, 6.28, 10)[:-1]
                ]
                for x, yy, k in pos
            ],
            0.0004 * row,
        )
        f.over(petals, rgb("ffb820") * (0.85 + 0.05 * row), 0.92)
        f.over(
            f.mask(lambda p, pos=pos, s=s: [p.dot(x, yy, s * 0.46 * k, s * 0.40 * k) for x, yy, k in pos]),
            "4a2610",
            0.95,
        )
    return f.develop("2a2414", "ffe4a8", 1.0, 1.06, vignette=0.55)


def duenen(f):
    """A caravan on the edge of a dune."""
    f.sky((0, "a85a3c"), (0.3, "e08a4a"), (0.52, "ffc880"), (1, "7a3c20"))
    f.glow(1.72, 0.30, 0.55, "ffd890", 0.8)
    f.over(f.mask(lambda p: p.dot(1.72, 0.30, 0.105), 0.002), rgb("fff0c0") * 1.9, 1)
    f.add(f.noise(1.6, 0.07, 5) * np.exp(-(((f.y - 0.4) / 0.2) ** 2)), "ffb070", 0.2)
    for base, rough, lit, dark in ((0.52, 0.08, "d8905c", "a05c3c"), (0.60, 0.12, "c8783c", "7a3a22")):
        line = f.ridge(base, rough, 3, 0.9)
        m = f.below(line)
        slope = np.gradient(line)[None] * f.h / 1.5
        side = np.clip(0.5 - slope * 2 + (f.noise(0.5, 0.1, 3) - 0.5), 0, 1)
        f.c = f.c * (1 - m[..., None]) + (rgb(lit) * side[..., None] + rgb(dark) * (1 - side[..., None])) * m[..., None]
        f.over(np.exp(-(((f.y - base - 0.06) / 0.06) ** 2)), "ffb878", 0.35)
    crest_x = np.array([-0.1, 0.3, 0.75, 1.15, 1.6, 2.0, 2.5])
    crest_y = np.array([0.86, 0.76, 0.66, 0.635, 0.67, 0.75, 0.84])
    fine = np.array(spline(list(zip(crest_x, crest_y, strict=True)), False, 40))
    line = np.interp(f.x[0], fine[:, 0], fine[:, 1])
    dune = f.below(line)
    knife = spline([(1.15, 0.635), (1.02, 0.72), (1.22, 0.82), (0.90, 0.92), (1.05, 1.12)], False, 30)
    edge = np.interp(f.y[:, 0], [q[1] for q in knife], [q[0] for q in knife])[:, None]
    lit = 1 / (1 + np.exp(-(f.x - edge) * (90 - 60 * np.clip(f.y - 0.64, 0, 1))))
    ripple = np.sin((f.y * 210 + f.x * 46 + 22 * f.noise(0.9, 0.4, 3)) * 1.0) * np.clip((f.y - 0.68) * 3, 0, 1)
    body = rgb("e89a50") * (0.85 + 0.16 * ripple)[..., None] * lit[..., None] + rgb("4a1e16") * (0.9 + 0.12 * ripple)[
        ..., None
    ] * (1 - lit[..., None])
    f.c = f.c * (1 - dune[..., None]) + body * dune[..., None]
    f.add(np.exp(-(((f.y - line[None]) / 0.004) ** 2)) * (f.x > 0.9), "ffd8a0", 0.6)
    dust = np.exp(-(((f.y - line[None] + 0.02) / 0.05) ** 2)) * f.noise(0.5, 0.1, 5) * np.clip(f.x - 0.6, 0, 1)
    f.add(dust, "ffd090", 0.4)

    def camel(p, x, y, s, load=True):
        def at(pts):
            return [(x + a * s, y - b * s) for a, b in pts]

        p.poly(
            at(
                spline(
                    [
                        (-0.34, 0.62),
                        (-0.30, 0.74),
                        (-0.16, 0.78),
                        (-0.06, 0.98),
                        (0.04, 0.80),
                        (0.20, 0.76),
                        (0.30, 0.66),
                        (0.38, 0.64),
                        (0.47, 0.80),
                        (0.50, 0.97),
                        (0.58, 1.02),
                        (0.66, 0.96),
                        (0.68, 0.91),
                        (0.56, 0.90),
                        (0.54, 0.74),
                        (0.44, 0.54),
                        (0.28, 0.46),
                        (0.0, 0.43),
                        (-0.24, 0.46),
                    ]
                )
            )
        )
        for lx, k in ((-0.26, -0.05), (-0.20, 0.06), (0.20, -0.06), (0.27, 0.05)):
            p.poly(
                at(
                    [
                        (lx - 0.045, 0.50),
                        (lx + 0.045, 0.50),
                        (lx + k + 0.020, 0.24),
                        (lx + k * 1.6 + 0.026, 0),
                        (lx + k * 1.6 - 0.026, 0),
                        (lx + k - 0.018, 0.24),
                    ]
                )
            )
        p.line(at([(-0.34, 0.64), (-0.40, 0.46)]), 0.02 * s)
        if load:
            p.poly(at(spline([(-0.22, 0.62), (-0.20, 0.86), (0.04, 0.92), (0.16, 0.82), (0.14, 0.58)])))

    def caravan(p):
        for k, x in enumerate((0.52, 0.69, 0.86, 1.04, 1.22)):
            y = float(np.interp(x, fine[:, 0], fine[:, 1])) + 0.008
            camel(p, x, y, 0.115, k != 2)
            p.line([(x + 0.075, y - 0.105), (x + 0.135, y - 0.075)], 0.0016)
        x = 1.35
        y = float(np.interp(x, fine[:, 0], fine[:, 1])) + 0.008
        figure(p, x, y, 0.112, "walk")
        p.line([(x + 0.022, y), (x + 0.028, y - 0.115)], 0.003)
        x = 0.40
        figure(p, x, float(np.interp(x, fine[:, 0], fine[:, 1])) + 0.008, 0.108, "dress")

    people = f.mask(caravan)
    f.over(people, "200c0a", 0.98)
    rim(f, people, "ffc070", 0.8, -1, 0)
    return f.develop("2c1418", "ffd8a0", 1.05, 1.10, vignette=0.6)
