"""Lands and coasts with one small figure."""

import math

import numpy as np
from canvas import blur, rgb, spline
from people import figure


def wueste(f):
    """Desert road at dusk with a lone figure."""
    hz, vx = 0.60, 1.42
    f.sky((0, "1c3346"), (0.22, "41566a"), (0.42, "a9836f"), (0.55, "f0a35c"), (0.61, "ffd38a"), (1, "30211d"))
    cloud = f.noise(1.5, 0.10, 5)
    f.add(np.clip(cloud - 0.5, 0, 1) * np.exp(-(((f.y - 0.30) / 0.2) ** 2)), "ff9a6a", 1.1)
    f.over(np.clip(cloud - 0.58, 0, 1) * np.clip(1 - f.y / 0.5, 0, 1), "1d2c3e", 0.9)
    f.glow(1.62, hz - 0.006, 0.20, "ffb35c", 1.1)
    f.glow(1.62, hz + 0.004, 0.055, "fff0c8", 2.6)
    for _i, (b, rough, col) in enumerate(((0.585, 0.02, "b97a5c"), (0.59, 0.03, "8a5a4e"))):
        f.over(f.below(f.ridge(b, rough, 6)), col, 0.85)

    def mesas(p):
        for x, w, t in ((0.10, 0.32, 0.44), (0.52, 0.12, 0.505), (2.05, 0.26, 0.475), (2.34, 0.2, 0.41)):
            p.poly(
                [
                    (x, 0.61),
                    (x + 0.02, t + 0.055),
                    (x + 0.035, t + 0.01),
                    (x + w * 0.3, t),
                    (x + w * 0.55, t + 0.006),
                    (x + w * 0.8, t + 0.004),
                    (x + w - 0.03, t + 0.03),
                    (x + w + 0.01, t + 0.075),
                    (x + w + 0.05, 0.61),
                ]
            )

    f.over(f.mask(mesas), "5f4048", 0.95)
    f.over(np.exp(-(((f.y - hz) / 0.04) ** 2)), "ffb878", 0.42)
    ground = np.clip((f.y - hz) * f.h, 0, 1)
    tone = f.noise(0.9, 0.012, 6, 0.6) * 0.7 + 0.2
    depth = np.clip((f.y - hz) / 0.4, 0, 1)[..., None]
    soil = rgb("b9764a") * (1 - depth) + rgb("2a1c1c") * depth
    f.c = f.c * (1 - ground[..., None]) + (soil * (0.55 + 0.9 * tone[..., None])) * ground[..., None]

    def scrub(p):
        for _ in range(340):
            t = f.rng.random() ** 2.2
            x, y, s = f.rng.random() * 2.5, hz + 0.004 + 0.40 * t, 0.002 + 0.016 * t
            for k in range(3):
                p.dot(x + s * (k - 1) * 0.9, y - s * 0.25 * (k % 2), s * (0.6 + 0.5 * f.rng.random()), s * 0.42)

    f.over(f.mask(scrub) * ground, "241a1a", 0.8)
    t = np.clip((f.y - hz) / (1 - hz), 0, 1)
    centre = vx - 0.26 * t
    half = 0.003 + 0.62 * t
    road = np.clip((half - np.abs(f.x - centre)) * f.h / 2, 0, 1) * ground
    f.over(road, "3b3236", 0.92)
    sheen = np.exp(-(((f.x - centre - 0.10 * t) / (0.10 + 0.25 * t)) ** 2)) * np.exp(-t * 2.6)
    f.add(road * sheen, "ffbf80", 0.8)
    dash = (np.sin(1 / (t + 0.05) * 14) > 0.1) * (np.abs(f.x - centre) < 0.004 + 0.008 * t) * ground
    f.over(blur(dash.astype(np.float32), 1.5) * np.clip(t * 9, 0, 1), "e8c79a", 0.8)
    for s in (-1, 1):
        f.over(
            (np.abs(f.x - centre - s * half * 0.93) < 0.001 + 0.005 * t) * ground * np.clip(t * 6, 0, 1), "c9a888", 0.45
        )

    def poles(p):
        for k in range(8):
            0.88**k * 0.9
            tt = 1.0 * 0.60**k
            x, foot, hgt = vx - 0.26 * tt - (0.02 + 0.88 * tt), hz + 0.40 * tt, 0.05 + 0.62 * tt
            p.line([(x, foot), (x, foot - hgt)], 0.0016 + 0.009 * tt)
            p.line([(x - 0.085 * hgt, foot - hgt * 0.93), (x + 0.085 * hgt, foot - hgt * 0.93)], 0.001 + 0.006 * tt)

    f.over(f.mask(poles), "1b1417", 0.92)
    fx, foot, hh = 1.30, 0.80, 0.25
    shadow = f.mask(
        lambda p: p.poly([(fx - 0.028, foot), (fx + 0.028, foot), (fx - 0.22, 1.0), (fx - 0.32, 1.0)]), 0.006
    )
    f.over(shadow, "171113", 0.62)
    man = f.mask(lambda p: (figure(p, fx, foot, hh, "walk"), p.box(fx - 0.062, foot - 0.125, fx - 0.030, foot - 0.055)))
    f.over(man, "140f12", 0.98)
    f.add(np.clip(man - np.roll(man, -max(1, f.h // 300), 1), 0, 1), "ffb066", 0.9)
    return f.develop("14222e", "ffd09a", 1.05, 1.08, vignette=0.6)


def wald(f):
    """Forest in fog with shafts of light."""
    r = f.rng
    f.sky((0, "b9c9a8"), (0.4, "93aa90"), (0.75, "5b7563"), (1, "1e2c26"))
    f.glow(1.66, 0.08, 0.55, "fff3c4", 1.0)
    for i, d in enumerate(np.linspace(0, 1, 7)):
        fog = rgb("a9bfa2") * (1 - d) ** 1.2 * 0.85 + rgb("0f1a17") * (0.25 + 0.75 * d) * (0.45 + 0.55 * d)
        ground = f.ridge(0.72 + 0.17 * d, 0.06, 6)

        def trunks(p, d=d):
            n = int(34 - 27 * d)
            for k in range(n):
                x = (k + r.random() * 0.9) / n * 2.5 - 0.05
                if d > 0.45 and 1.18 < x < 1.86:
                    continue
                w, bend = (0.006 + 0.030 * d**1.3) * (0.6 + 0.8 * r.random()), (r.random() - 0.5) * 0.06
                base = 0.76 + 0.2 * d
                p.poly(
                    spline(
                        [
                            (x - w, -0.05),
                            (x + bend * 0.5 - w * 0.8, 0.4),
                            (x + bend - w, base - 0.05),
                            (x + bend - w * 1.9, base + 0.03),
                            (x + bend + w * 1.9, base + 0.03),
                            (x + bend + w, base - 0.05),
                            (x + bend * 0.5 + w * 0.8, 0.4),
                            (x + w, -0.05),
                        ],
                        True,
                        4,
                    )
                )
                for _ in range(int(2 + 4 * (1 - d) + 2 * r.random())):
                    y, s, ln = r.random() * 0.62, 1 if r.random() > 0.5 else -1, 0.03 + 0.13 * r.random()
                    p.line(
                        [(x + bend * y, y), (x + s * ln * 0.5, y - 0.015), (x + s * ln, y + 0.02 + 0.04 * r.random())],
                        0.0014 + 0.0030 * d,
                    )

        m = f.mask(trunks)
        f.over(np.maximum(m, f.below(ground)), fog, 0.96)
        leaf = np.clip(f.noise(0.20, 0.12, 6, 0.68) - 0.60 + 0.34 * np.clip(0.34 - f.y, -1, 0.34), 0, 0.14) / 0.14
        f.over(leaf * np.clip(1 - f.y / 0.5, 0, 1), fog, 0.7)
        mist = f.noise(1.3, 0.10, 4) * np.exp(-(((f.y - 0.74 - 0.06 * d) / 0.12) ** 2))
        f.over(mist, "c3d3b8", 0.50 * (1 - d))
        if i == 3:
            fx, foot = 1.43, 0.835
            man = f.mask(lambda p: figure(p, fx, foot, 0.25, "coat"))
            f.over(man, "18231f", 0.95)
        if i in (2, 4, 5):
            ang = np.arctan2(f.x - 1.70, f.y + 0.30)
            wob = np.interp(ang, np.linspace(-1.6, 1.6, 90), r.random(90))
            f.add(
                np.clip(wob - 0.52, 0, 1) * np.exp(-((np.abs(ang + 0.12) / 0.55) ** 2)) * np.clip(1.05 - f.y, 0, 1),
                "fff0bd",
                1.15,
            )
    moss = f.noise(0.10, 0.02, 5)
    low = np.clip((f.y - 0.84) * 7, 0, 1)
    f.over(low * np.clip((moss - 0.45) * 3, 0, 1), "060c0a", 0.8)
    return f.develop("0e241f", "fff0c4", 0.92, 1.12, vignette=0.7)


def hafen(f):
    """Harbour with cranes at dawn."""
    hz, r = 0.64, f.rng
    f.sky((0, "2f4a66"), (0.25, "6d8199"), (0.45, "c9a59a"), (0.58, "f6bf8e"), (0.65, "ffe0b0"), (1, "22303c"))
    cl = f.noise(1.6, 0.07, 5)
    f.over(np.clip(cl - 0.52, 0, 1) * np.clip(1 - f.y / 0.62, 0, 1), "4e5a72", 1.2)
    f.add(np.clip(0.50 - cl, 0, 1) * np.exp(-(((f.y - 0.48) / 0.14) ** 2)), "ffb58a", 0.7)
    f.glow(0.82, 0.585, 0.26, "ffc48a", 0.75)
    f.over(f.mask(lambda p: p.dot(0.82, 0.575, 0.036)), rgb("fff3d6") * 3.2, 1)

    def skyline(p, base, n, hmax):
        x = -0.05
        while x < 2.5:
            w = 0.03 + 0.12 * r.random()
            p.box(x, base - hmax * r.random() ** 2, x + w, base + 0.05)
            x += w + 0.02 * r.random()

    f.over(f.mask(lambda p: skyline(p, hz, 20, 0.05)), "b08a86", 0.8)

    def crane(p, x, s, up=0.0):
        b, t = hz + 0.012, hz - 0.40 * s
        for dx in (0, 0.10 * s, 0.20 * s):
            p.line([(x + dx, b), (x + dx, t + 0.10 * s)], 0.0085 * s)
        for y in (b - 0.12 * s, b - 0.05 * s, t + 0.10 * s):
            p.line([(x, y), (x + 0.20 * s, y)], 0.008 * s)
        p.line([(x, b - 0.12 * s), (x + 0.10 * s, t + 0.10 * s), (x + 0.20 * s, b - 0.12 * s)], 0.004 * s)
        apex = (x + 0.12 * s, t - 0.09 * s)
        p.line([(x + 0.06 * s, t + 0.10 * s), apex, (x + 0.17 * s, t + 0.10 * s)], 0.007 * s)
        tip = (x - 0.36 * s * math.cos(up), t + 0.06 * s - 0.36 * s * math.sin(up))
        back = (x + 0.36 * s, t + 0.06 * s)
        p.line([tip, (x + 0.1 * s, t + 0.06 * s), back], 0.012 * s)
        p.line([(tip[0], tip[1] + 0.02 * s), (x + 0.1 * s, t + 0.08 * s), (back[0], back[1] + 0.018 * s)], 0.004 * s)
        p.line([tip, apex, back], 0.0028 * s)
        p.line([((tip[0] + x) / 2, (tip[1] + t + 0.06 * s) / 2), apex], 0.0024 * s)
        p.box(x + 0.26 * s, t + 0.06 * s, x + 0.35 * s, t + 0.115 * s)
        p.box(x - 0.02 * s, t + 0.075 * s, x + 0.03 * s, t + 0.115 * s)
        if not up:
            p.line([(x - 0.17 * s, t + 0.07 * s), (x - 0.17 * s, t + 0.25 * s)], 0.002 * s)
            p.box(x - 0.215 * s, t + 0.25 * s, x - 0.125 * s, t + 0.285 * s)

    f.over(f.mask(lambda p: [crane(p, x, 0.42, u) for x, u in ((0.30, 0.9), (1.06, 0), (1.26, 0.9))]), "a07c7e", 0.85)
    f.over(np.exp(-(((f.y - hz) / 0.05) ** 2)), "ffd2a4", 0.35)
    f.over(f.mask(lambda p: [crane(p, x, 0.78, u) for x, u in ((1.42, 0), (1.74, 1.0))]), "5d535f", 0.92)

    def ship(p):
        p.poly(
            [
                (0.98, hz - 0.035),
                (1.02, hz + 0.02),
                (1.98, hz + 0.02),
                (2.03, hz - 0.05),
                (1.92, hz - 0.045),
                (1.90, hz - 0.035),
            ]
        )
        for i in range(22):
            x, n = 1.06 + i * 0.036, r.integers(1, 4)
            p.box(x, hz - 0.036 - 0.021 * n, x + 0.033, hz - 0.03)
        p.box(1.86, hz - 0.16, 1.92, hz - 0.03)
        p.box(1.845, hz - 0.165, 1.935, hz - 0.15)
        p.line([(1.89, hz - 0.16), (1.89, hz - 0.21)], 0.004)

    f.over(f.mask(ship), "473e4a", 0.94)
    f.over(np.exp(-(((f.y - hz) / 0.03) ** 2)), "ffcf9e", 0.25)
    f.over(f.mask(lambda p: [crane(p, x, 1.30, u) for x, u in ((2.02, 0),)]), "231f2a", 0.97)
    f.c[int((hz + 0.02) * f.h) :] *= 0.16
    f.mirror(hz + 0.02, (3, 9), 0.80, 0.006)
    low = np.clip((f.y - hz - 0.02) * 50, 0, 1)
    wave = f.noise(0.18, 0.010, 4)
    f.c *= (1 - low * 0.55 * np.clip((wave - 0.42) * 3, 0, 1))[..., None]
    f.add(
        low
        * np.clip((wave - 0.56) * 6, 0, 1)
        * np.exp(-(((f.x - 0.82) / (0.05 + 0.25 * np.clip(f.y - hz, 0, 1))) ** 2)),
        "ffe2b4",
        1.0,
    )
    quay = f.mask(
        lambda p: (
            p.poly([(-0.1, 0.93), (0.98, 0.905), (1.06, 0.925), (1.06, 1.1), (-0.1, 1.1)]),
            [
                p.poly(
                    [
                        (x, 0.932),
                        (x + 0.008, 0.885),
                        (x - 0.006, 0.872),
                        (x + 0.042, 0.872),
                        (x + 0.03, 0.885),
                        (x + 0.036, 0.932),
                    ]
                )
                for x in (0.26, 0.92)
            ],
            figure(p, 0.56, 0.925, 0.30, "coat"),
            p.box(0.615, 0.86, 0.675, 0.921),
            p.line([(0.635, 0.86), (0.655, 0.86)], 0.012),
        )
    )
    f.over(quay, "15151d", 0.98)
    man_rim = np.clip(quay - np.roll(quay, max(1, f.h // 320), 1), 0, 1) * 0 + np.clip(
        quay - np.roll(quay, -max(1, f.h // 320), 1), 0, 1
    )
    f.add(man_rim * np.exp(-(((f.x - 0.6) / 0.5) ** 2)), "ffc890", 0.7)

    def gulls(p):
        for x, y, s in (
            (0.62, 0.30, 0.020),
            (0.70, 0.27, 0.013),
            (1.00, 0.20, 0.024),
            (1.09, 0.235, 0.012),
            (0.44, 0.36, 0.011),
        ):
            p.line(
                spline(
                    [
                        (x - s, y - s * 0.35),
                        (x - s * 0.4, y - s * 0.5),
                        (x, y),
                        (x + s * 0.45, y - s * 0.55),
                        (x + s, y - s * 0.2),
                    ],
                    False,
                ),
                0.0022,
            )

    f.over(f.mask(gulls), "2a2730", 0.8)
    return f.develop("1a2c3c", "ffdcb4", 0.95, 1.06, vignette=0.5)


def schnee(f):
    """Snowfield with a hut."""
    r = f.rng
    f.sky((0, "3f566c"), (0.35, "7f95a6"), (0.58, "c7ced2"), (1, "b9c8d4"))
    for base, rough, col, a in ((0.42, 0.22, "8fa3b2", 0.55), (0.52, 0.16, "728899", 0.55)):
        f.over(f.below(f.ridge(base, rough, 7)), col, a)

    def firs(p, base, size, n):
        for k in range(n):
            x = 2.5 * (k + r.random()) / n - 0.05
            h = size * (0.55 + 0.75 * r.random())
            pts = [(x, base - h)]
            for q in range(1, 8):
                w, y = h * 0.20 * q / 7, base - h + h * q / 7
                pts += [(x + w, y), (x + w * 0.62, y - h * 0.012)]
            left = [(2 * x - a, b) for a, b in pts[:0:-1]]
            p.poly(pts + left)

    f.over(f.mask(lambda p: firs(p, 0.61, 0.10, 90)), "71848f", 0.75)
    f.over(f.noise(1.2, 0.09, 4) * np.exp(-(((f.y - 0.58) / 0.06) ** 2)), "d2dade", 0.9)
    f.over(f.mask(lambda p: firs(p, 0.64, 0.17, 46)) * np.clip(np.abs(f.x - 1.55) * 3 - 0.3, 0, 1), "3c4f5b", 0.9)
    f.over(f.noise(0.8, 0.06, 4) * np.exp(-(((f.y - 0.64) / 0.05) ** 2)), "d6dee2", 0.8)
    snow = f.below(f.ridge(0.645, 0.035, 4, 0.5))
    shade = f.noise(1.4, 0.10, 4)
    depth = np.clip((f.y - 0.62) / 0.4, 0, 1)
    f.over(snow, rgb("c3d0da"), 1)
    f.add(snow * (shade - 0.5), "9fb4c6", 0.55)
    f.over(snow * depth, "7f97ad", 0.38)

    def tracks(p):
        for k in range(44):
            t = (k / 44) ** 1.9
            x, y, s = 1.62 - 0.08 * math.sin(t * 5) - 0.62 * t, 0.70 + 0.32 * t, 0.003 + 0.013 * t
            p.dot(x + (s * 1.5 if k % 2 else -s * 1.5), y, s, s * 0.45)

    f.over(f.mask(tracks), "54697f", 0.8)
    hx, hy = 1.66, 0.70

    def hut(p):
        p.box(hx, hy - 0.115, hx + 0.30, hy)
        p.poly([(hx, hy - 0.115), (hx + 0.10, hy - 0.205), (hx + 0.20, hy - 0.115)])

    f.over(f.mask(hut), "1c2026", 0.98)
    planks = f.mask(
        lambda p: [p.line([(hx, hy - y), (hx + 0.30, hy - y)], 0.0016) for y in np.arange(0.012, 0.115, 0.014)]
    )
    f.over(planks, "0d1013", 0.6)
    f.over(
        f.mask(
            lambda p: (
                p.poly(
                    [
                        (hx - 0.022, hy - 0.100),
                        (hx + 0.10, hy - 0.222),
                        (hx + 0.10, hy - 0.200),
                        (hx - 0.010, hy - 0.092),
                    ]
                ),
                p.poly(
                    [
                        (hx + 0.10, hy - 0.222),
                        (hx + 0.345, hy - 0.222),
                        (hx + 0.345, hy - 0.205),
                        (hx + 0.345, hy - 0.098),
                        (hx + 0.21, hy - 0.098),
                        (hx + 0.10, hy - 0.200),
                    ]
                ),
            )
        ),
        "dde6ec",
        1,
    )
    f.over(
        f.mask(
            lambda p: p.poly(
                [(hx + 0.10, hy - 0.216), (hx + 0.345, hy - 0.216), (hx + 0.345, hy - 0.098), (hx + 0.215, hy - 0.098)]
            )
        ),
        "b7c6d3",
        0.55,
    )
    f.over(f.mask(lambda p: p.box(hx + 0.25, hy - 0.27, hx + 0.28, hy - 0.21)), "20242a", 1)
    smoke = (
        np.exp(
            -(
                (
                    (f.x - (hx + 0.265 + 0.35 * np.clip(hy - 0.27 - f.y, 0, 1) + 0.02 * np.sin(f.y * 40)))
                    / (0.012 + 0.20 * np.clip(hy - 0.27 - f.y, 0, 1))
                )
                ** 2
            )
        )
        * (f.y < hy - 0.27)
        * np.clip(1 - (hy - 0.27 - f.y) * 2.6, 0, 1)
    )
    f.over(smoke * (0.5 + 0.5 * f.noise(0.1, 0.1, 3)), "dfe6ea", 0.55)
    win = f.mask(
        lambda p: (
            p.box(hx + 0.215, hy - 0.082, hx + 0.262, hy - 0.036),
            p.box(hx + 0.075, hy - 0.078, hx + 0.122, hy - 0.036),
        )
    )
    f.over(win, rgb("ffb04a") * 2.2, 1)
    f.over(
        f.mask(
            lambda p: (
                p.box(hx + 0.2365, hy - 0.082, hx + 0.2405, hy - 0.036),
                p.box(hx + 0.0965, hy - 0.078, hx + 0.1005, hy - 0.036),
            )
        ),
        "2a1608",
        0.9,
    )
    for x in (hx + 0.24, hx + 0.10):
        f.glow(x, hy - 0.05, 0.06, "ff9d3c", 0.35)
        f.glow(x, hy + 0.035, 0.085, "ffa548", 0.55, 3.2)
    f.over(f.mask(lambda p: figure(p, 1.30, 0.815, 0.20, "walk")), "20262e", 0.97)
    f.over(f.mask(lambda p: p.dot(1.318, 0.70, 0.019, 0.028)), "2c3038", 0.97)
    f.over(f.mask(lambda p: p.poly([(1.28, 0.812), (1.33, 0.812), (1.24, 0.845), (1.16, 0.852)]), 0.004), "5b7188", 0.6)
    f.flakes(900, 0.0008, 0.0022, 0.8)
    f.flakes(120, 0.002, 0.006, 0.55, 0.0015)
    f.flakes(26, 0.008, 0.02, 0.35, 0.007)
    return f.develop("16283a", "fff0da", 0.80, 1.12, vignette=0.5, bloom=0.28)


def leuchtturm(f):
    """Sea cliff with a lighthouse beam."""
    _r, hz = f.rng, 0.66
    f.sky((0, "0a1524"), (0.35, "1c3348"), (0.60, "4a6a7c"), (0.67, "7c95a0"), (1, "08111a"))
    cl = f.noise(1.3, 0.20, 6, 0.55)
    f.over(np.clip(cl - 0.42, 0, 1) * np.clip(1.1 - f.y / 0.7, 0, 1), "070f1b", 1.5)
    f.add(np.clip(0.52 - cl, 0, 1) * np.exp(-(((f.y - 0.42) / 0.22) ** 2)), "86a8b8", 0.35)
    lx, ly = 1.78, 0.235
    ang, dist = np.arctan2(f.y - ly, f.x - lx), np.hypot(f.x - lx, f.y - ly)
    haze = 0.6 + 0.8 * f.noise(0.5, 0.3, 5)
    for a, w, p in ((math.pi - 0.075, 0.060, 1.0), (-0.16, 0.075, 0.8)):
        off = np.abs((ang - a + math.pi) % (2 * math.pi) - math.pi)
        f.add(np.exp(-((off / w) ** 2)) * haze / (dist + 0.16) ** 1.05, "ffe9b8", 0.36 * p)
        f.add(np.exp(-((off / (w * 0.35)) ** 2)) * haze / (dist + 0.2), "fff2d0", 0.16 * p)
    sea = np.clip((f.y - hz) * f.h, 0, 1)
    f.over(sea, "0d1f2c", 1)
    z = np.clip(f.y - hz, 0, 1)
    wave = f.noise(0.22, 0.012, 5, 0.6) * np.clip(1 - z * 1.5, 0, 1) + f.noise(0.5, 0.05, 5, 0.6) * np.clip(
        z * 2.2, 0, 1
    )
    f.add(sea * np.clip(wave - 0.50, 0, 1) * 1.6, "6f92a2", 0.50)
    f.add(
        sea * np.clip(wave - 0.52, 0, 1) * np.exp(-(((f.x - 0.85) / 0.50) ** 2)) * np.clip(1 - z * 2.2, 0, 1),
        "ffe4b4",
        1.2,
    )
    f.over(np.exp(-(((f.y - hz) / 0.02) ** 2)), "89a3ad", 0.45)
    far = f.below(
        np.interp(f.x[0], [-0.1, 0.1, 0.28, 0.5, 0.62, 0.66, 3], [0.55, 0.565, 0.58, 0.63, 0.655, 0.68, 0.7])
    ) * np.clip((hz + 0.006 - f.y) * f.h, 0, 1)
    f.over(far, "24394a", 0.9)
    jag = f.ridge(0, 0.05, 8, 5)
    cliff_line = (
        np.interp(
            f.x[0],
            [0, 1.22, 1.30, 1.36, 1.48, 1.60, 1.74, 1.95, 2.2, 2.39],
            [1.2, 1.06, 0.90, 0.76, 0.66, 0.615, 0.60, 0.585, 0.60, 0.57],
        )
        + jag * 0.55
    )
    cliff = f.below(cliff_line)
    rock = f.noise(0.05, 0.16, 6, 0.62)
    f.c = (
        f.c * (1 - cliff[..., None])
        + (rgb("0a1016") + rgb("41525a") * (np.clip(rock - 0.45, 0, 1) * np.clip(1.9 - f.x, 0.12, 1) * 1.1)[..., None])
        * cliff[..., None]
    )
    grass = np.clip(1 - np.abs(f.y - cliff_line[None] - 0.012) / 0.018, 0, 1) * (f.x > 1.42)
    f.add(grass * f.noise(0.02, 0.01, 2), "7d8a6a", 0.10)
    foam = f.noise(0.07, 0.04, 5, 0.65)
    spray = np.exp(-(((f.x - 1.30) / 0.16) ** 2)) * np.clip((f.y - 0.80) * 6, 0, 1)
    f.over(np.clip(foam - 0.48, 0, 1) * spray * 2.2, "c3d3d8", 0.75)
    base = 0.60
    tower = f.mask(
        lambda p: p.poly(
            [(lx - 0.048, base + 0.01), (lx - 0.031, ly + 0.035), (lx + 0.031, ly + 0.035), (lx + 0.048, base + 0.01)]
        )
    )
    shade = np.clip(1.0 - (f.x - lx + 0.03) * 16, 0.12, 1)
    f.c = f.c * (1 - tower[..., None]) + (rgb("9fb0b4") * (shade * 0.42)[..., None]) * tower[..., None]
    bands = tower * ((((f.y - ly) / 0.088) % 1) > 0.55) * (f.y > ly + 0.06)
    f.over(bands, rgb("6a1f1c") * shade[..., None] * 0.9 + 0.002, 0.85)
    f.over(
        f.mask(
            lambda p: (
                p.box(lx - 0.044, ly + 0.028, lx + 0.044, ly + 0.040),
                p.poly([(lx - 0.030, ly - 0.032), (lx, ly - 0.068), (lx + 0.030, ly - 0.032)]),
                p.box(lx - 0.002, ly - 0.09, lx + 0.002, ly - 0.06),
                [p.line([(lx + k, ly - 0.03), (lx + k, ly + 0.03)], 0.0028) for k in (-0.025, -0.009, 0.009, 0.025)],
            )
        ),
        "0a1015",
        1,
    )
    f.glow(lx, ly, 0.022, "fff0c4", 5.0)
    f.glow(lx, ly, 0.10, "ffe2a8", 0.45)

    def house(p):
        p.box(lx + 0.07, 0.535, lx + 0.25, 0.61)
        p.poly([(lx + 0.055, 0.54), (lx + 0.10, 0.485), (lx + 0.22, 0.485), (lx + 0.265, 0.54)])
        p.box(lx + 0.19, 0.46, lx + 0.205, 0.50)

    f.over(f.mask(house), "0b1218", 1)
    f.over(
        f.mask(lambda p: (p.box(lx + 0.115, 0.555, lx + 0.135, 0.583), p.box(lx + 0.185, 0.555, lx + 0.205, 0.583))),
        rgb("ffb45a") * 1.5,
        1,
    )
    f.over(f.mask(lambda p: figure(p, 1.575, 0.628, 0.105, "coat")), "060a0e", 1)
    f.rain(500, 0.05, 0.5, 0.06)
    return f.develop("0a1e30", "ffe6b8", 1.45, 1.08, vignette=0.6)
