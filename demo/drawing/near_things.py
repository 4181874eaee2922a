"""Rooms, faces, things close by, and streets full of people. Two scenes are made for portrait format."""

import math

import numpy as np
from canvas import blur, rgb, spline
from far_lands import range_of, rim, stars
from people import figure, profile


def bust(p, x, chin, head, flip=1):
    """A face from the side on shoulders."""
    profile(p, x, chin, head, flip)
    p.poly(
        spline(
            [
                (x - 0.30 * head * flip, chin + 0.1 * head),
                (x + 0.2 * head * flip, chin + 0.35 * head),
                (x + 0.75 * head * flip, chin + 0.85 * head),
                (x + 0.95 * head * flip, chin + 3 * head),
                (x - 1.5 * head * flip, chin + 3 * head),
                (x - 1.15 * head * flip, chin + 0.85 * head),
            ]
        )
    )


def kueche(f):
    """Two brothers at one table and one lamp."""
    f.sky((0, "0a0c0e"), (1, "0c0a08"))
    wall = 0.6 + 0.4 * f.noise(1.2, 1.0, 4)
    boards = 1 - 0.25 * (np.abs((f.x * 7) % 1 - 0.5) > 0.485)
    lx, ly = 1.20, 0.30
    pool = np.exp(-(((f.x - lx) / 0.75) ** 2 + ((f.y - 0.50) / 0.42) ** 2))
    f.c += rgb("5a6a5c") * (wall * boards * (0.10 + 0.75 * pool))[..., None]
    f.over(f.mask(lambda p: p.box(1.80, 0.10, 2.20, 0.56)), "2a1c12", 1)
    pane = f.mask(lambda p: p.box(1.825, 0.13, 2.175, 0.53))
    f.over(pane, rgb("3a5a80") * np.clip(1.2 - f.y[..., None] * 1.3, 0.3, 1.2), 1)
    f.over(pane * f.below(0.42 + f.ridge(0, 0.03, 5, 3)), "101c2c", 1)
    f.over(f.mask(lambda p: (p.box(1.992, 0.12, 2.008, 0.54), p.box(1.82, 0.32, 2.18, 0.335))), "2a1c12", 1)
    f.glow(2.0, 0.33, 0.3, "4a74a8", 0.12)
    f.over(
        f.mask(
            lambda p: (
                p.box(0.22, 0.30, 0.70, 0.32),
                [
                    p.round(x, 0.30 - h, x + w, 0.30, 0.008)
                    for x, w, h in (
                        (0.26, 0.05, 0.09),
                        (0.33, 0.06, 0.12),
                        (0.41, 0.04, 0.07),
                        (0.47, 0.07, 0.10),
                        (0.57, 0.05, 0.13),
                        (0.64, 0.04, 0.06),
                    )
                ],
            )
        ),
        "16120e",
        0.9,
    )
    cone = np.clip(1 - np.abs(f.x - lx) / (0.05 + np.clip(f.y - ly, 0, 1) * 1.05), 0, 1) * (f.y > ly)
    f.add(cone * (0.6 + 0.7 * f.noise(0.5, 0.3, 5)) * np.exp(-(f.y - ly) * 1.8), "ffc880", 0.36)
    table = f.mask(lambda p: p.poly([(0.62, 0.765), (1.78, 0.765), (2.0, 0.86), (0.40, 0.86)]))
    f.over(
        table,
        rgb("8a5228")
        * ((0.5 + 0.5 * f.noise(1.4, 0.012, 5)) * (0.30 + 1.3 * np.exp(-(((f.x - lx) / 0.48) ** 2))))[..., None],
        1,
    )
    f.over(f.mask(lambda p: p.poly([(0.40, 0.86), (2.0, 0.86), (2.0, 0.90), (0.40, 0.90)])), "1c0e06", 1)
    f.over(f.mask(lambda p: p.line([(lx, -0.1), (lx, 0.22)], 0.004)), "050505", 1)
    shade = f.mask(
        lambda p: p.poly(
            spline(
                [
                    (lx - 0.16, 0.315),
                    (lx - 0.11, 0.25),
                    (lx - 0.04, 0.215),
                    (lx + 0.04, 0.215),
                    (lx + 0.11, 0.25),
                    (lx + 0.16, 0.315),
                    (lx, 0.32),
                ]
            )
        )
    )
    f.over(shade, rgb("2c5a48") * np.clip(0.35 + (f.y[..., None] - 0.22) * 5, 0.3, 1), 1)
    f.glow(lx, 0.325, 0.035, "fff0c8", 4.5, 2)
    f.glow(lx, 0.36, 0.20, "ffc070", 0.35)
    for x, flip in ((0.60, 1), (1.80, -1)):
        m = f.mask(
            lambda p, x=x, flip=flip: (
                bust(p, x, 0.555, 0.215, flip),
                p.poly(
                    spline(
                        [
                            (x - 0.02 * flip, 0.80),
                            (x + 0.10 * flip, 0.72),
                            (x + 0.30 * flip, 0.755),
                            (x + 0.36 * flip, 0.775),
                            (x + 0.33 * flip, 0.80),
                            (x + 0.1 * flip, 0.84),
                        ]
                    )
                ),
            )
        )
        tone = "1c1410" if flip == 1 else "141618"
        f.over(m, tone, 0.985)
        inner = np.clip(m - np.roll(m, -flip * int(0.030 * f.h), 1), 0, 1)
        f.add(blur(inner, 5 * f.h / 400) * m * np.clip(1.6 - np.abs(f.y - 0.52) * 3, 0, 1), "ffb060", 0.42)
        rim(f, m, "ffcf90", 1.2, -flip, 0)
    cap = f.mask(
        lambda p: (
            p.poly(spline([(0.48, 0.375), (0.50, 0.325), (0.60, 0.315), (0.68, 0.345), (0.70, 0.385), (0.60, 0.375)])),
            p.round(0.49, 0.365, 0.70, 0.405, 0.015),
        )
    )
    f.over(cap, "141c26", 1)
    rim(f, cap, "ffcf90", 0.5, -1, 0)
    for x in (1.02, 1.40):
        f.over(
            f.mask(
                lambda p, x=x: (p.round(x - 0.032, 0.725, x + 0.032, 0.80, 0.010), p.dot(x + 0.04, 0.757, 0.018, 0.020))
            ),
            rgb("d8d4c4") * 0.75,
            1,
        )
        f.over(f.mask(lambda p, x=x: p.dot(x, 0.728, 0.030, 0.007)), "2a1408", 1)
        steam = (
            f.noise(0.05, 0.14, 4)
            * np.exp(-(((f.x - x - 0.02 * np.sin(f.y * 30)) / 0.022) ** 2))
            * np.clip((0.72 - f.y) * 9, 0, 1)
            * np.clip((f.y - 0.46) * 4, 0, 1)
        )
        f.add(steam, "ffe8c8", 0.55)
    f.over(
        f.mask(lambda p: p.poly([(1.15, 0.79), (1.30, 0.79), (1.32, 0.815), (1.14, 0.815)])), rgb("f0ead8") * 0.95, 1
    )
    f.over(f.mask(lambda p: [p.line([(1.17, y), (1.28, y)], 0.0022) for y in (0.797, 0.803, 0.809)]), "4a4a5a", 0.8)
    f.over(np.clip(f.noise(0.8, 0.3, 4) - 0.45, 0, 1) * cone, "ffdcae", 0.16)
    return f.develop("101814", "ffd8a0", 1.45, 1.10, vignette=0.8)


def markt(f):
    """A square at night, lights on strings, people dancing."""
    r = f.rng
    f.sky((0, "0c1434"), (0.45, "2c2a54"), (0.62, "5a3a4a"), (1, "2a1408"))
    x = -0.05
    while x < 2.45:
        w = 0.20 + 0.14 * r.random()
        top = 0.20 + 0.12 * r.random()
        tone = ["8a5a44", "a0704c", "7a4a48", "94644a"][r.integers(4)]
        f.over(
            f.mask(
                lambda p, x=x, w=w, top=top: (
                    p.box(x, top, x + w, 0.8),
                    p.poly([(x - 0.012, top), (x + w * 0.5, top - 0.05), (x + w + 0.012, top)]),
                )
            ),
            rgb(tone) * np.clip(0.12 + (f.y[..., None] - 0.2) * 1.2, 0.1, 0.8),
            1,
        )
        for wy in (top + 0.05, top + 0.18):
            for q in (0.18, 0.58):
                wx = x + w * q
                lit = r.random()
                f.over(
                    f.mask(
                        lambda p, wx=wx, wy=wy: p.round(wx - 0.004, wy - 0.004, wx + 0.044, wy + 0.084, 0.004), fine=1
                    ),
                    "1a1018",
                    1,
                )
                if lit > 0.45:
                    f.add(
                        f.mask(lambda p, wx=wx, wy=wy: p.box(wx, wy, wx + 0.04, wy + 0.08), fine=1),
                        "ffb860",
                        0.75 * lit,
                    )
                f.over(
                    f.mask(
                        lambda p, wx=wx, wy=wy: (
                            p.box(wx - 0.024, wy, wx - 0.004, wy + 0.082),
                            p.box(wx + 0.044, wy, wx + 0.064, wy + 0.082),
                        ),
                        fine=1,
                    ),
                    "24403a",
                    0.85,
                )
        f.add(f.mask(lambda p, x=x, w=w: p.round(x + w * 0.2, 0.62, x + w * 0.8, 0.82, 0.03), 0.004, 1), "ffa850", 0.7)
        x += w
    f.over(
        f.mask(lambda p: (p.box(1.62, 0.0, 1.76, 0.75), p.poly([(1.60, 0.0), (1.69, -0.2), (1.78, 0.0)]))),
        rgb("6a4a48") * 0.5,
        1,
    )
    f.over(f.mask(lambda p: p.dot(1.69, 0.12, 0.045)), rgb("ffe8b8") * 1.1, 1)
    f.over(
        f.mask(lambda p: (p.line([(1.69, 0.12), (1.69, 0.088)], 0.005), p.line([(1.69, 0.12), (1.712, 0.13)], 0.005))),
        "2a1810",
        1,
    )
    ground = np.clip((f.y - 0.78) * f.h / 3, 0, 1)
    z = np.clip((f.y - 0.78) / 0.22, 1e-3, 1)
    stone = 0.5 + 0.5 * f.noise(0.05, 0.015, 4)
    f.c = (
        f.c * (1 - ground[..., None])
        + (rgb("c88a50") * (0.42 * stone * (1 - 0.6 * z) * np.exp(-(((f.x - 1.2) / 0.95) ** 2)))[..., None])
        * ground[..., None]
    )
    bulbs = []
    for a, b, sag in (
        ((-0.1, 0.06), (1.62, 0.22), 0.16),
        ((1.70, 0.22), (2.5, 0.02), 0.10),
        ((-0.1, 0.30), (0.9, 0.12), 0.10),
        ((0.9, 0.12), (2.5, 0.26), 0.20),
        ((0.3, 0.0), (2.1, 0.0), 0.30),
    ):
        pts = [
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t + sag * 4 * t * (1 - t)) for t in np.linspace(0, 1, 60)
        ]
        f.over(f.mask(lambda p, pts=pts: p.line(pts, 0.0018)), "120a08", 0.8)
        bulbs += [pts[k] for k in range(2, 60, 4)]
    f.add(f.mask(lambda p: [p.dot(x, y + 0.008, 0.0075) for x, y in bulbs]), "ffdc98", 2.6)
    f.add(f.mask(lambda p: [p.dot(x, y + 0.008, 0.03) for x, y in bulbs], 0.012), "ff9a40", 0.30)
    r2 = np.random.default_rng(5)
    crowd = [
        (
            x,
            0.80 + 0.03 * r2.random(),
            0.20 + 0.03 * r2.random(),
            ["coat", "dress", "walk", "dress"][int(4 * r2.random())],
        )
        for x in np.arange(0.1, 2.35, 0.105)
    ]
    f.over(f.mask(lambda p: [figure(p, x, y, h, pose) for x, y, h, pose in crowd]), "1c0c0c", 0.9)

    def couple(p, x, y, h, lean):
        figure(p, x - 0.055 * h / 0.4, y, h, "coat", lean=lean)
        figure(p, x + 0.075 * h / 0.4, y, h * 0.92, "dress", lean=-lean * 0.4 + 0.03)
        p.line(
            spline(
                [(x - 0.03 * h / 0.4, y - 0.73 * h), (x + 0.02, y - 0.66 * h), (x + 0.09 * h / 0.4, y - 0.68 * h)],
                False,
            ),
            0.035 * h,
        )
        p.line(
            spline(
                [(x + 0.04 * h / 0.4, y - 0.76 * h), (x + 0.16 * h, y - 0.80 * h), (x + 0.30 * h, y - 0.88 * h)], False
            ),
            0.028 * h,
        )
        p.poly(
            spline(
                [
                    (x + 0.06 * h, y - 0.46 * h),
                    (x + 0.30 * h, y - 0.46 * h),
                    (x + 0.52 * h, y - 0.19 * h),
                    (x + 0.26 * h, y - 0.15 * h),
                    (x + 0.02 * h, y - 0.20 * h),
                ]
            )
        )

    for x, y, h, lean, tone in (
        (0.52, 0.90, 0.33, -0.06, "180a0c"),
        (1.92, 0.91, 0.34, 0.05, "180a0c"),
        (1.18, 0.965, 0.46, 0.07, "10060a"),
    ):
        f.over(f.mask(lambda p, x=x, y=y, h=h: p.dot(x, y + 0.006, 0.5 * h, 0.05 * h), 0.01), "0a0404", 0.6)
        m = f.mask(lambda p, x=x, y=y, h=h, lean=lean: couple(p, x, y, h, lean))
        f.over(m, tone, 0.985)
        rim(f, m, "ffc070", 0.9, 0, 1)
        rim(f, m, "ff9a50", 0.6, -1, 0)
    front = f.mask(
        lambda p: [p.dot(r.random() * 2.4, r.random() * 0.35, 0.05 + 0.03 * r.random()) for _ in range(7)], 0.006
    )
    f.add(front, "ffb050", 0.16)
    return f.develop("1c0c24", "ffd098", 1.30, 1.08, vignette=0.65)


def apotheke(f):
    """Coloured bottles on a shelf, light from behind."""
    r = f.rng
    f.sky((0, "2a1a0e"), (1, "140a06"))
    f.glow(1.5, 0.45, 0.9, "ffd890", 0.85)
    f.c *= (0.8 + 0.4 * f.noise(0.6, 0.9, 4))[..., None]
    for base, _row in ((0.40, 0), (0.90, 1)):
        x = -0.08
        while x < 2.42:
            w = 0.10 + 0.09 * r.random()
            h = 0.20 + 0.14 * r.random()
            tone = ["c8641c", "2c7a4a", "2456a0", "a02c24", "d8a030", "6a3a8a", "e8dcc0", "1c7a80"][r.integers(8)]
            neck, cx = w * 0.17, x + w / 2
            kind = r.integers(3)
            shoulder = base - h * (0.62 if kind else 0.74)
            if kind == 2:
                outline = spline(
                    [
                        (cx - w * 0.46, base - 0.01),
                        (cx - w * 0.5, base - h * 0.25),
                        (cx - w * 0.36, base - h * 0.5),
                        (cx - neck, shoulder - 0.04),
                        (cx - neck, base - h),
                        (cx + neck, base - h),
                        (cx + neck, shoulder - 0.04),
                        (cx + w * 0.36, base - h * 0.5),
                        (cx + w * 0.5, base - h * 0.25),
                        (cx + w * 0.46, base - 0.01),
                    ]
                )
            else:
                outline = [
                    (cx - w * 0.46, base),
                    (cx - w * 0.46, shoulder + 0.02),
                    (cx - w * 0.30, shoulder - 0.012),
                    (cx - neck, shoulder - 0.03),
                    (cx - neck, base - h),
                    (cx + neck, base - h),
                    (cx + neck, shoulder - 0.03),
                    (cx + w * 0.30, shoulder - 0.012),
                    (cx + w * 0.46, shoulder + 0.02),
                    (cx + w * 0.46, base),
                ]
            m = f.mask(lambda p, o=outline: p.poly(o), 0.0012)
            u = np.clip((f.x - cx) / (w * 0.46), -1, 1)
            level = base - h * (0.30 + 0.25 * r.random())
            liquid = np.clip((f.y - level) * f.h / 2, 0, 1)
            back = np.exp(-(((f.x - 1.5) / 0.9) ** 2))
            through = (0.10 + 1.15 * (1 - np.abs(u) ** 2.2)) * (0.35 + 0.9 * back) * (0.55 + 0.6 * liquid)
            f.c = f.c * (1 - 0.93 * m[..., None]) + rgb(tone) * (through * 1.35)[..., None] * m[..., None]
            f.add(m * np.exp(-(((u + 0.62) / 0.07) ** 2)) * (f.y > shoulder + 0.02), "fff0d8", 0.55)
            f.add(m * np.exp(-(((u - 0.70) / 0.05) ** 2)) * (f.y > shoulder + 0.02), "fff0d8", 0.28)
            f.add(m * np.exp(-(((f.y - level) / 0.004) ** 2)), "fff0d8", 0.35)
            cork = f.mask(
                lambda p, cx=cx, neck=neck, y=base - h: (
                    p.round(cx - neck * 1.25, y - 0.035, cx + neck * 1.25, y + 0.006, 0.006),
                    p.dot(cx, y - 0.042, neck * 1.5, 0.016),
                )
            )
            f.over(cork, rgb("6a4020") if kind else rgb(tone) * 0.6, 0.95)
            if kind != 2 and r.random() > 0.25:
                lab = f.mask(
                    lambda p, cx=cx, w=w, b=base, h=h: p.round(
                        cx - w * 0.36, b - h * 0.44, cx + w * 0.36, b - h * 0.12, 0.006
                    )
                )
                f.over(
                    lab,
                    rgb("efe2c4") * np.clip(0.5 + 0.35 * back, 0, 1)[..., None] * (1 - 0.5 * np.abs(u))[..., None],
                    0.95,
                )
                f.over(
                    f.mask(
                        lambda p, cx=cx, w=w, b=base, h=h: [
                            p.line(
                                [(cx - w * 0.26 + w * 0.04 * k, b - h * y), (cx + w * (0.26 - 0.07 * k), b - h * y)],
                                0.005 if k == 0 else 0.0025,
                            )
                            for k, y in enumerate((0.36, 0.29, 0.23, 0.18))
                        ]
                    ),
                    "3a2010",
                    0.85,
                )
            x += w + 0.012 + 0.02 * r.random()
        f.over(
            f.mask(lambda p, b=base: p.box(-0.1, b, 2.5, b + 0.045)),
            rgb("4a2814") * (0.5 + 0.7 * f.noise(1.5, 0.01, 5))[..., None],
            1,
        )
        f.add(
            f.mask(lambda p, b=base: p.box(-0.1, b, 2.5, b + 0.004)) * np.exp(-(((f.x - 1.5) / 0.9) ** 2)),
            "ffd8a0",
            0.55,
        )
        f.c *= (1 - 0.6 * np.exp(-(((f.y - base - 0.055) / 0.014) ** 2)))[..., None]
    motes = f.mask(
        lambda p: [p.dot(r.random() * 2.4, r.random(), 0.0008 + 0.002 * r.random() ** 3) for _ in range(220)]
    )
    f.add(motes, "ffe8b8", 0.4)
    return f.develop("1c0e08", "ffdca0", 1.15, 1.10, vignette=0.7)


def viadukt(f):
    """A lit train on a viaduct, fog in the valley."""
    r = f.rng
    f.sky((0, "1c2a50"), (0.3, "4a5484"), (0.52, "b07a88"), (0.62, "f0b088"), (1, "2a2c44"))
    stars(f, 120, 0.25, 0.5)
    range_of(f, 0.42, 0.26, "4a4c74", "d8b8c8", 0.8, 0.06)
    f.over(np.exp(-(((f.y - 0.62) / 0.10) ** 2)), "d8a0a0", 0.45)
    for base, tone in ((0.62, "383c60"), (0.72, "24284a")):
        f.over(f.below(f.ridge(base, 0.14, 7, 1.4)), tone, 0.95)
        f.over(f.noise(1.1, 0.08, 4) * np.exp(-(((f.y - base - 0.11) / 0.06) ** 2)), "c8a0b0", 0.55)
    y0 = 0.50

    def bridge(p):
        p.box(-0.1, y0, 2.5, y0 + 0.045)
        for k in range(13):
            x = -0.06 + 0.205 * k
            p.poly([(x - 0.026, y0 + 0.03), (x + 0.026, y0 + 0.03), (x + 0.036, 1.1), (x - 0.036, 1.1)])
            a, b = x + 0.026, x + 0.179
            arc = [
                (a + (b - a) * t, y0 + 0.045 + 0.095 * (1 - math.sin(math.pi * t) ** 0.6))
                for t in np.linspace(0, 1, 22)
            ]
            p.poly([(a, y0 + 0.03), *arc, (b, y0 + 0.03)])

    m = f.mask(bridge)
    stone = 0.6 + 0.5 * f.noise(0.05, 0.02, 4)
    f.c = (
        f.c * (1 - m[..., None])
        + (rgb("6a5468") * (stone * np.clip(1.3 - (f.y - 0.45) * 1.7, 0.12, 1.1))[..., None]) * m[..., None]
    )
    rim(f, m, "ffc8a8", 0.35, -1, 0)
    f.over(
        f.mask(lambda p: [p.line([(x, y0), (x, y0 - 0.022)], 0.003) for x in np.arange(0, 2.4, 0.05)]), "2a2438", 0.9
    )

    def train(p):
        for k in range(5):
            x = 0.42 + 0.295 * k
            p.round(x, y0 - 0.098, x + 0.285, y0 - 0.006, 0.012)
        p.poly(
            spline(
                [
                    (1.895, y0 - 0.098),
                    (2.10, y0 - 0.098),
                    (2.19, y0 - 0.065),
                    (2.21, y0 - 0.02),
                    (2.19, y0 - 0.006),
                    (1.895, y0 - 0.006),
                ]
            )
        )

    t = f.mask(train)
    f.over(t, rgb("7a1c20") * np.clip(0.9 - (f.y[..., None] - y0 + 0.1) * 6, 0.25, 1), 1)
    rim(f, t, "ffb8a0", 0.5, 0, 1)
    wins = [0.42 + 0.295 * k + 0.02 + 0.036 * j for k in range(5) for j in range(7)]
    f.add(
        f.mask(
            lambda p: (
                [p.round(x, y0 - 0.078, x + 0.026, y0 - 0.044, 0.004, int(170 + 85 * r.random())) for x in wins]
                + [p.round(x, y0 - 0.078, x + 0.03, y0 - 0.05, 0.004) for x in (1.92, 1.97, 2.02)]
            )
        ),
        "ffd080",
        1.7,
    )
    f.add(f.mask(lambda p: p.box(0.42, y0 - 0.07, 1.9, y0 - 0.03), 0.03), "ffb050", 0.25)
    f.glow(2.20, y0 - 0.03, 0.014, "fff4d0", 4.0)
    f.glow(2.22, y0 - 0.03, 0.12, "ffe0a0", 0.4)
    fog = f.noise(1.2, 0.12, 5, 0.55) * np.clip((f.y - 0.62) * 3.4, 0, 1)
    f.over(np.clip(fog * 1.35, 0, 1), "a890a8", 0.8)
    f.over(
        f.mask(
            lambda p: [
                p.poly([(x - s * 0.24, 1.05), (x, 1.05 - s), (x + s * 0.24, 1.05)])
                for x, s in zip(r.random(70) * 2.5, 0.08 + 0.16 * r.random(70), strict=True)
            ]
        ),
        "14182c",
        0.97,
    )
    return f.develop("18204a", "ffd8b8", 1.12, 1.08, vignette=0.55)


def balkon(f):
    """White curtains, an open door, the sea."""
    _r, hz = f.rng, 0.46
    f.sky((0, "7ab8d8"), (0.3, "bfe0e4"), (0.46, "fff4dc"), (0.465, "5aa8b8"), (1, "1c7088"))
    sea = np.clip((f.y - hz) * f.h, 0, 1)
    wave = f.noise(0.16, 0.012, 5, 0.62)
    f.c *= (1 - sea * 0.4 * np.clip((wave - 0.45) * 3, 0, 1))[..., None]
    f.add(
        sea * np.clip((f.noise(0.03, 0.008, 3, 0.8) - 0.6) * 8, 0, 1) * np.exp(-(((f.x - 1.1) / 0.30) ** 2)),
        "fff8e0",
        1.8,
    )
    f.glow(1.1, 0.18, 0.6, "fff4d0", 0.7)
    f.over(
        f.mask(
            lambda p: (
                p.poly([(1.52, 0.458), (1.55, 0.475), (1.66, 0.475), (1.69, 0.455)]),
                p.poly([(1.60, 0.45), (1.60, 0.36), (1.66, 0.45)]),
            )
        ),
        "f4ece0",
        0.9,
    )
    f.over(
        f.mask(
            lambda p: (
                p.box(0.7, 0.665, 1.8, 0.685),
                [p.line([(x, 0.68), (x, 0.93)], 0.006) for x in np.arange(0.74, 1.8, 0.044)],
            )
        ),
        "1c2a30",
        0.95,
    )
    f.over(f.mask(lambda p: p.poly([(0.7, 0.92), (1.8, 0.92), (1.9, 1.1), (0.5, 1.1)])), rgb("e8d8b8") * 0.9, 1)
    m = f.mask(
        lambda p: (
            figure(p, 1.36, 0.985, 0.66, "dress", lean=-0.02),
            p.line(spline([(1.33, 0.46), (1.26, 0.55), (1.19, 0.655)], False), 0.026),
            p.line(spline([(1.40, 0.46), (1.46, 0.56), (1.47, 0.66)], False), 0.026),
        )
    )
    f.over(m, "2c1a1c", 0.97)
    rim(f, m, "fff0d0", 1.1, 1, 0)
    rim(f, m, "fff0d0", 0.7, 0, 1)
    room = 1 - f.mask(lambda p: p.box(0.72, 0.04, 1.78, 1.1))
    plaster = 0.7 + 0.3 * f.noise(1.2, 0.9, 4)
    fall = np.exp(-np.clip(np.minimum(np.abs(f.x - 0.72), np.abs(f.x - 1.78)), 0, 2) / 0.30)
    f.c = f.c * (1 - room[..., None]) + (rgb("4a5a6a") * (plaster * (0.10 + 0.32 * fall))[..., None]) * room[..., None]
    floor = np.clip((f.y - 0.93 + 0.0 * f.x) * f.h, 0, 1) * room
    f.over(floor, rgb("6a4428") * 0.35, 1)
    f.over(
        f.mask(
            lambda p: (p.box(0.700, 0.02, 0.735, 1.0), p.box(1.765, 0.02, 1.80, 1.0), p.box(0.70, 0.02, 1.80, 0.055))
        ),
        "e4e0d4",
        0.9,
    )
    f.over(f.mask(lambda p: (p.poly([(1.80, 0.05), (2.02, 0.0), (2.02, 1.1), (1.80, 0.95)]),)), rgb("8a98a0") * 0.55, 1)
    for y0, y1 in ((0.10, 0.34), (0.38, 0.62), (0.66, 0.9)):
        f.over(
            f.mask(lambda p, a=y0, b=y1: p.poly([(1.825, a), (1.995, a - 0.035), (1.995, b + 0.03), (1.825, b)])),
            rgb("9fd0dc") * 0.75,
            0.9,
        )

    def curtain(edge, top_x, flow, seed):
        y = np.linspace(0, 1.05, f.h)
        swing = flow * np.sin(np.clip(y, 0, 1) * 2.6) ** 2 + 0.02 * np.sin(y * 9 + seed)
        inner = np.interp(f.y[:, 0], y, top_x + swing)[:, None]
        side = 1 if top_x > edge else -1
        mk = np.clip((inner - f.x) * side * f.h / 2, 0, 1) * np.clip((f.x - edge) * side * f.h / 2, 0, 1)
        fold = 0.72 + 0.28 * np.sin(
            (f.x - edge) / np.clip(np.abs(inner - edge), 0.05, 9) * 30 + 2.5 * np.sin(f.y * 3 + seed)
        )
        light = np.exp(-np.abs(f.x - 1.2) / 0.75)
        f.over(mk, rgb("fffaf0") * (fold * (0.35 + 0.85 * light))[..., None], 0.80)

    curtain(0.30, 0.78, 0.34, 0.6)
    curtain(2.02, 1.80, -0.10, 2.0)
    f.add(np.exp(-(((f.x - 1.15) / 0.6) ** 2 + ((f.y - 1.0) / 0.10) ** 2)) * room, "fff0d0", 0.5)
    f.over(
        f.mask(
            lambda p: (
                p.box(0.06, 0.70, 0.40, 0.72),
                [p.box(x, 0.72, x + 0.014, 1.0) for x in (0.08, 0.37)],
                p.poly(spline([(0.20, 0.70), (0.17, 0.64), (0.20, 0.60), (0.24, 0.60), (0.27, 0.64), (0.24, 0.70)])),
            )
        ),
        "141a20",
        1,
    )
    f.over(
        f.mask(
            lambda p: (
                [
                    p.line(spline([(0.22, 0.61), (0.22 + dx * 0.5, 0.53), (0.22 + dx, 0.50 + dy)], False), 0.004)
                    for dx, dy in ((-0.07, 0.01), (0.02, -0.05), (0.09, 0.0))
                ]
                + [p.dot(0.22 + dx, 0.49 + dy, 0.024, 0.020) for dx, dy in ((-0.07, 0.01), (0.02, -0.05), (0.09, 0.0))]
            )
        ),
        "8a2c30",
        0.9,
    )
    return f.develop("12303c", "fff2d8", 0.95, 1.08, vignette=0.5)


def cockpit(f):
    """A pilot against the window of the capsule, the planet's edge outside."""
    r = f.rng
    f.sky((0, "010204"), (1, "02050a"))
    stars(f, 700, 1.0, 0.8)
    px, py, pr = 1.55, 1.55, 1.15
    d = np.hypot(f.x - px, f.y - py)
    ball = np.clip((pr - d) * f.h / 2, 0, 1)
    rust = f.noise(0.9, 0.05, 6, 0.6)
    lit = np.clip((px - f.x) * 0.55 + (py - f.y) * 0.55 + 0.10, 0, 1.2)
    f.c = (
        f.c * (1 - ball[..., None])
        + (rgb("d87a48") * (0.4 + 0.9 * rust[..., None]) + rgb("5a2c24") * (1 - rust[..., None]))
        * (lit * 0.9)[..., None]
        * ball[..., None]
    )
    f.add(np.exp(-np.abs(d - pr) / 0.022) * np.clip(lit * 2, 0, 1), "ffc8a0", 0.85)
    f.add(np.exp(-np.clip(d - pr, 0, 9) / 0.07) * (d > pr) * np.clip(lit, 0, 1), "ff9a70", 0.35)
    f.glow(0.72, 0.30, 0.018, "fff8f0", 5.0)
    f.glow(0.72, 0.30, 0.16, "ffd8b0", 0.4)
    f.add(np.exp(-(((f.y - 0.30) / 0.004) ** 2)) * np.exp(-np.abs(f.x - 0.72) / 0.25), "ffd0b0", 0.7)
    frame = 1 - f.mask(lambda p: (p.round(0.30, 0.10, 1.08, 0.72, 0.10), p.round(1.14, 0.10, 1.96, 0.72, 0.10)))
    metal = 0.5 + 0.4 * f.noise(1.2, 0.5, 4)
    f.c = f.c * (1 - frame[..., None]) + (rgb("2a3440") * (metal * 0.35)[..., None]) * frame[..., None]
    edge = f.mask(
        lambda p: (
            p.round(0.285, 0.085, 1.095, 0.735, 0.11),
            p.round(1.125, 0.085, 1.975, 0.735, 0.11),
            p.round(0.30, 0.10, 1.08, 0.72, 0.10, 0),
            p.round(1.14, 0.10, 1.96, 0.72, 0.10, 0),
        )
    )
    f.over(edge, rgb("8a7468") * 0.5, 0.9)
    f.over(
        f.mask(lambda p: [p.dot(x, y, 0.007) for x in np.arange(0.36, 1.96, 0.08) for y in (0.055, 0.765)]),
        "5a5a60",
        0.6,
    )
    f.over(
        f.mask(lambda p: p.poly([(-0.1, 0.86), (0.4, 0.80), (2.0, 0.80), (2.5, 0.86), (2.5, 1.1), (-0.1, 1.1)])),
        "0c1014",
        1,
    )
    for _ in range(150):
        x, y = 0.1 + r.random() * 2.2, 0.84 + r.random() * 0.14
        col = ["ff9a40", "40e0c0", "ffd890", "ff4a40", "9ac8ff"][r.integers(5)]
        s = 0.004 + 0.004 * r.random()
        f.add(f.mask(lambda p, x=x, y=y, s=s: p.round(x, y, x + s * 2, y + s, 0.002), 0.001, 1), col, 0.9 * r.random())
    for x in (0.46, 1.72):
        f.add(
            f.mask(lambda p, x=x: p.round(x - 0.12, 0.83, x + 0.12, 0.95, 0.01), 0.002, 1)
            * (0.6 + 0.4 * np.sin(f.y * 900)),
            "30a890",
            0.22,
        )
        f.add(
            f.mask(
                lambda p, x=x: p.line(
                    spline([(x - 0.1 + 0.02 * k, 0.89 + 0.03 * math.sin(k * 1.3)) for k in range(11)], False), 0.004
                ),
                0.001,
            ),
            "90ffe0",
            0.8,
        )
    m = f.mask(
        lambda p: (
            bust(p, 1.16, 0.58, 0.34, -1),
            p.poly(
                spline(
                    [
                        (1.10, 0.265),
                        (1.19, 0.225),
                        (1.30, 0.25),
                        (1.36, 0.34),
                        (1.35, 0.46),
                        (1.30, 0.54),
                        (1.27, 0.44),
                        (1.24, 0.33),
                    ]
                )
            ),
        )
    )
    f.over(m, "07090c", 0.985)
    f.over(
        f.mask(
            lambda p: (
                p.dot(1.245, 0.44, 0.045, 0.055),
                p.line(spline([(1.24, 0.49), (1.18, 0.55), (1.075, 0.555)], False), 0.008),
                p.dot(1.068, 0.553, 0.013, 0.010),
            )
        ),
        "1a1e24",
        1,
    )
    rim(f, m, "ffb890", 1.2, 1, 0)
    f.add(blur(np.clip(m - np.roll(m, int(0.02 * f.h), 1), 0, 1), 4) * m, "ff9a60", 0.30)
    f.add(f.mask(lambda p: p.dot(1.245, 0.44, 0.006), 0.001), "40ffc0", 2.0)
    f.glow(1.2, 0.90, 0.5, "30806a", 0.10, 2)
    return f.develop("081620", "ffe0c8", 1.30, 1.10, vignette=0.6)


def windschutz(f):
    """The city through a wet windscreen, the driver from behind."""
    r = f.rng
    f.sky((0, "05080e"), (0.5, "101e2c"), (0.7, "1c2430"), (1, "06080a"))
    for _ in range(150):
        t = r.random()
        side = 1 if r.random() > 0.5 else -1
        x = 1.25 + side * (0.04 + 1.1 * t**1.4) + r.normal() * 0.05
        y = 0.50 + r.normal() * (0.04 + 0.16 * t)
        col = ["ffb050", "ff4a30", "40d0b0", "ffe0b0", "ff8a3c", "80b8ff"][r.integers(6)]
        s = 0.010 + 0.032 * t * (0.6 + 0.6 * r.random())
        disc = f.mask(lambda p, x=x, y=y, s=s: (p.dot(x, y, s), p.dot(x, y, s * 0.86, None, 185)), 0.0015, 1)
        f.add(disc, col, 0.28 + 0.5 * r.random())
    for x, y, col in ((1.16, 0.54, "ff3020"), (1.24, 0.54, "ff3020"), (1.42, 0.55, "fff0d0"), (1.49, 0.55, "fff0d0")):
        f.add(f.mask(lambda p, x=x, y=y: p.dot(x, y, 0.030), 0.002), col, 1.2)
        f.glow(x, y, 0.12, col, 0.15)
    f.c[int(0.60 * f.h) :] *= 0.4
    f.mirror(0.60, (4, 30), 0.55, 0.008)
    drops = [(r.random() * 2.4, r.random() * 0.8, 0.003 + 0.009 * r.random() ** 3) for _ in range(900)]
    wipe = np.hypot(f.x - 0.75, f.y - 1.02)
    wipe2 = np.hypot(f.x - 1.65, f.y - 1.02)
    clear = (((wipe > 0.30) & (wipe < 0.86) & (f.x > 0.2)) | ((wipe2 > 0.30) & (wipe2 < 0.86))).astype(np.float32)
    clear = blur(clear, 3)
    m = f.mask(lambda p: [p.dot(x, y, s, s * 1.15) for x, y, s in drops])
    hi = f.mask(lambda p: [p.dot(x, y + s * 0.35, s * 0.6, s * 0.4) for x, y, s in drops])
    wet = blur(f.c, 10, 10)
    k = (m * (1 - 0.88 * clear))[..., None]
    f.c = f.c * (1 - k) + wet * 0.35 * k
    f.add(hi * (1 - 0.88 * clear), wet.mean((0, 1)) * 4 + 0.05, 0.9)
    f.c = f.c * clear[..., None] + (f.c * 0.75 + wet * 0.35) * (1 - clear)[..., None]
    f.add(np.exp(-(((wipe - 0.86) / 0.006) ** 2)) * (f.x > 0.2) * 0.5 * f.noise(0.05, 0.05, 3), "8090a0", 0.3)
    f.over(
        f.mask(lambda p: (p.line([(1.65, 1.0), (1.18, 0.40)], 0.011), p.line([(0.75, 1.0), (0.30, 0.42)], 0.011))),
        "040506",
        0.96,
    )
    body = f.mask(
        lambda p: (
            p.poly([(-0.1, -0.1), (0.34, -0.1), (0.05, 0.80), (-0.1, 0.80)]),
            p.poly([(2.5, -0.1), (2.06, -0.1), (2.35, 0.80), (2.5, 0.80)]),
            p.poly([(0.2, -0.1), (2.2, -0.1), (2.1, 0.03), (0.33, 0.03)]),
            p.poly(
                spline([(-0.2, 0.86), (0.4, 0.80), (1.2, 0.785), (2.0, 0.80), (2.6, 0.86), (2.6, 1.2), (-0.2, 1.2)])
            ),
        ),
        0.004,
    )
    f.over(body, "030405", 0.985)
    f.over(f.mask(lambda p: [p.dot(0.62, 0.98, 0.24, 0.20), p.dot(0.62, 0.98, 0.215, 0.175, 0)]), "0a0b0c", 1)
    dash = f.mask(lambda p: (p.dot(0.55, 0.90, 0.055, 0.045), p.dot(0.70, 0.90, 0.055, 0.045)), 0.002)
    f.add(dash, "ff9a40", 0.16)
    f.add(
        f.mask(
            lambda p: (p.line([(0.55, 0.90), (0.58, 0.865)], 0.004), p.line([(0.70, 0.90), (0.665, 0.88)], 0.004)),
            0.0008,
        ),
        "ff5a30",
        1.6,
    )
    f.over(
        f.mask(lambda p: (p.round(1.04, 0.045, 1.44, 0.165, 0.03), p.line([(1.24, -0.05), (1.24, 0.06)], 0.02))),
        "050607",
        1,
    )
    glass = f.mask(lambda p: p.round(1.055, 0.058, 1.425, 0.152, 0.022))
    f.over(glass, rgb("243444") * 0.7, 1)
    face = np.exp(-(((f.x - 1.24) / 0.11) ** 2)) * glass
    f.over(face * np.exp(-(((f.y - 0.105) / 0.05) ** 2)), rgb("c88a60") * 0.55, 0.9)
    eyes = f.mask(
        lambda p: [
            (p.poly(spline([(x - 0.030, 0.107), (x, 0.094), (x + 0.030, 0.107), (x, 0.116)])),) for x in (1.185, 1.295)
        ],
        0.001,
    )
    f.over(eyes, rgb("e8d8c8") * 0.6, 0.9)
    f.over(
        f.mask(
            lambda p: [
                (
                    p.dot(x + 0.005, 0.105, 0.009),
                    p.line(spline([(x - 0.036, 0.087), (x, 0.074), (x + 0.036, 0.084)], False), 0.008),
                )
                for x in (1.185, 1.295)
            ],
            0.0008,
        ),
        "140a06",
        0.95,
    )
    m = f.mask(
        lambda p: (
            p.dot(0.66, 0.50, 0.115, 0.145),
            p.poly(
                spline(
                    [
                        (0.60, 0.62),
                        (0.57, 0.70),
                        (0.36, 0.77),
                        (0.28, 1.2),
                        (1.04, 1.2),
                        (0.96, 0.77),
                        (0.75, 0.70),
                        (0.72, 0.62),
                    ]
                )
            ),
            p.dot(0.66, 0.40, 0.118, 0.085),
            p.round(0.50, 0.66, 0.82, 0.86, 0.05),
        )
    )
    f.over(m, "020304", 0.99)
    rim(f, m, "ffb060", 0.6, -1, 0)
    rim(f, m, "60b0d0", 0.4, 1, 0)
    return f.develop("061420", "ffdcb0", 1.35, 1.08, vignette=0.7)


def schlote(f):
    """Chimneys, prefabricated blocks, the first tram of the morning shift."""
    r = f.rng
    f.sky((0, "3a4460"), (0.3, "806a78"), (0.5, "d8906a"), (0.64, "ffcf90"), (1, "3a2c30"))
    f.glow(1.55, 0.60, 0.32, "ffd8a0", 0.7)
    f.over(f.mask(lambda p: p.dot(1.55, 0.585, 0.05), 0.002), rgb("ffeeca") * 2.2, 1)

    def works(p):
        for x, w, t in ((0.30, 0.030, 0.16), (0.47, 0.026, 0.24), (0.63, 0.022, 0.30)):
            p.poly([(x - w, 0.72), (x - w * 0.62, t), (x + w * 0.62, t), (x + w, 0.72)])
        for x in (0.98, 1.26):
            p.poly(
                spline(
                    [
                        (x - 0.12, 0.72),
                        (x - 0.085, 0.56),
                        (x - 0.075, 0.46),
                        (x - 0.09, 0.40),
                        (x + 0.09, 0.40),
                        (x + 0.075, 0.46),
                        (x + 0.085, 0.56),
                        (x + 0.12, 0.72),
                    ],
                    True,
                    6,
                )
            )
        p.box(0.1, 0.60, 0.86, 0.72)
        p.box(0.72, 0.55, 0.86, 0.72)

    m = f.mask(works)
    f.over(m, rgb("4a3a4a") * (0.7 + 0.3 * np.clip(1.4 - np.abs(f.x - 1.5), 0, 1))[..., None], 0.95)
    for k in range(3):
        f.over(
            f.mask(
                lambda p: [
                    p.box(x - 0.03, t + 0.02 + 0.09 * k, x + 0.03, t + 0.055 + 0.09 * k) for x, t in ((0.30, 0.16),)
                ]
            )
            * m,
            "8a3a34",
            0.6,
        )
    for x, y, w in (
        (0.30, 0.15, 0.03),
        (0.47, 0.23, 0.028),
        (0.63, 0.29, 0.024),
        (0.98, 0.40, 0.075),
        (1.26, 0.40, 0.075),
    ):
        drift = x + (y - f.y) * 1.25 + 0.03 * np.sin(f.y * 22 + x * 9)
        spread = w + np.clip(y - f.y, 0, 1) * 0.36
        plume = (
            np.exp(-(((f.x - drift) / spread) ** 2))
            * np.clip((y + 0.012 - f.y) * 40, 0, 1)
            * np.exp(-np.clip(y - f.y, 0, 1) * 1.5)
        )
        body = np.clip(f.noise(0.14, 0.12, 6, 0.62) * 1.9 - 0.35, 0, 1)
        f.over(plume * body, rgb("ffd8c0") * (0.6 + 0.5 * body)[..., None], 0.85)
        f.c *= (1 - 0.30 * plume * (1 - body))[..., None]
    f.over(np.exp(-(((f.y - 0.70) / 0.06) ** 2)), "ffc090", 0.45)
    for x0, x1, top, tone in ((1.72, 2.5, 0.30, "3c3444"), (-0.1, 0.20, 0.36, "342c3a")):
        f.over(f.mask(lambda p, a=x0, b=x1, t=top: p.box(a, t, b, 0.86)), tone, 1)
        f.over(
            f.mask(
                lambda p, a=x0, b=x1, t=top: (
                    [p.line([(x, t), (x, 0.86)], 0.003) for x in np.arange(a, b, 0.085)]
                    + [p.line([(a, y), (b, y)], 0.003) for y in np.arange(t + 0.075, 0.86, 0.075)]
                )
            ),
            "1e1824",
            0.8,
        )
        cells = [(x, y) for x in np.arange(x0 + 0.022, x1, 0.085) for y in np.arange(top + 0.018, 0.80, 0.075)]
        f.over(f.mask(lambda p, c=cells: [p.box(x, y, x + 0.046, y + 0.042) for x, y in c]), rgb("6a5a64") * 0.6, 0.9)
        f.add(
            f.mask(
                lambda p, c=cells: [
                    p.box(x, y, x + 0.046, y + 0.042, int(120 + 130 * r.random())) for x, y in c if r.random() < 0.30
                ]
            ),
            "ffc060",
            1.0,
        )
        f.add(f.mask(lambda p, a=x0, t=top: p.line([(a, t), (a, 0.86)], 0.006)) * (x0 > 1), "ffc890", 0.7)
    f.over(np.clip((f.y - 0.84) * f.h / 2, 0, 1), "1a1418", 1)
    f.add(
        np.exp(-(((f.y - 0.90) / 0.05) ** 2)) * np.exp(-(((f.x - 1.5) / 0.35) ** 2)) * f.noise(0.3, 0.01, 4),
        "ffb880",
        0.4,
    )
    for y in (0.905, 0.94):
        f.add(np.exp(-(((f.y - y) / 0.0025) ** 2)) * np.exp(-(((f.x - 1.5) / 0.6) ** 2)), "ffd0a0", 0.8)
    f.over(f.mask(lambda p: p.line([(-0.1, 0.50), (2.5, 0.475)], 0.003)), "1a1418", 0.9)
    for k in range(2):
        x = 0.72 + 0.50 * k
        f.over(
            f.mask(lambda p, x=x: (p.round(x, 0.665, x + 0.48, 0.915, 0.03), p.box(x + 0.1, 0.65, x + 0.36, 0.67))),
            rgb("c8a060") * np.clip(0.62 - (f.y[..., None] - 0.66) * 1.4, 0.14, 1),
            1,
        )
        f.over(f.mask(lambda p, x=x: p.box(x, 0.805, x + 0.48, 0.865)), rgb("7a1c1c") * 0.5, 0.9)
        f.add(
            f.mask(
                lambda p, x=x: [
                    p.round(x + 0.03 + 0.107 * j, 0.69, x + 0.03 + 0.107 * j + 0.09, 0.785, 0.012) for j in range(4)
                ]
            ),
            "ffd898",
            0.75,
        )
        f.over(
            f.mask(
                lambda p, x=x: [
                    (
                        p.dot(x + 0.075 + 0.107 * j, 0.735, 0.016, 0.020),
                        p.round(x + 0.047 + 0.107 * j, 0.757, x + 0.103 + 0.107 * j, 0.80, 0.02),
                    )
                    for j in range(4)
                    if (j + k) % 3
                ]
            ),
            "2a1814",
            0.9,
        )
        f.over(f.mask(lambda p, x=x: [p.dot(x + d, 0.915, 0.030) for d in (0.10, 0.38)]), "0c0a0c", 1)
    f.over(f.mask(lambda p: p.line([(1.0, 0.65), (1.06, 0.56), (0.99, 0.493)], 0.005)), "14100f", 1)
    f.glow(1.715, 0.86, 0.014, "fff0d0", 3.0)
    f.glow(1.73, 0.86, 0.09, "ffe0b0", 0.3)
    m = f.mask(
        lambda p: [
            figure(p, x, 0.985, h, pose)
            for x, h, pose in ((1.98, 0.31, "hat"), (2.10, 0.29, "dress"), (0.38, 0.31, "walk"))
        ]
    )
    f.over(m, "0c090b", 0.985)
    rim(f, m * (f.x > 1.5), "ffc890", 0.9, -1, 0)
    rim(f, m * (f.x < 1.5), "ffc890", 0.9, 1, 0)
    return f.develop("20202e", "ffd8b0", 1.05, 1.08, vignette=0.6, grain=0.042)


def profil(f):
    """Portrait format: a face in a scarf before the sun."""
    w = f.ratio
    f.sky((0, "7a2c24"), (0.45, "d8643a"), (0.75, "f0a058"), (1, "4a1c18"))
    f.add(f.noise(0.7, 0.05, 5) * np.exp(-(((f.y - 0.6) / 0.25) ** 2)), "ffb070", 0.25)
    cx, cy, rr = w * 0.56, 0.40, 0.27
    f.glow(cx, cy, 0.42, "ffb060", 0.55)
    f.over(
        f.mask(lambda p: p.dot(cx, cy, rr), 0.0015),
        rgb("ffdc9a") * np.clip(1.5 - (f.y[..., None] - cy) * 1.4, 0.9, 2),
        1,
    )
    f.over(f.below(f.ridge(0.76, 0.05, 4, 0.6)), "8a3c28", 0.9)
    f.over(f.below(f.ridge(0.80, 0.06, 4, 0.6)), "5a2420", 0.9)
    hx, chin, head = w * 0.48, 0.53, 0.285

    def scarf(p):
        p.poly(
            spline(
                [
                    (hx + 0.34 * head, chin - 0.93 * head),
                    (hx + 0.1 * head, chin - 1.08 * head),
                    (hx - 0.35 * head, chin - 1.03 * head),
                    (hx - 0.68 * head, chin - 0.72 * head),
                    (hx - 0.74 * head, chin - 0.25 * head),
                    (hx - 0.66 * head, chin + 0.25 * head),
                    (hx - 1.25 * head, chin + 0.8 * head),
                    (hx - 1.7 * head, chin + 2.4 * head),
                    (hx + 1.3 * head, chin + 2.4 * head),
                    (hx + 0.92 * head, chin + 0.72 * head),
                    (hx + 0.40 * head, chin + 0.30 * head),
                    (hx + 0.20 * head, chin + 0.06 * head),
                    (hx - 0.05 * head, chin - 0.05 * head),
                    (hx - 0.16 * head, chin - 0.35 * head),
                    (hx + 0.0 * head, chin - 0.72 * head),
                ]
            )
        )

    face = f.mask(lambda p: profile(p, hx, chin, head))
    f.over(face, "1c0a0a", 0.99)
    cloth = f.mask(scarf)
    fold = 0.5 + 0.5 * np.sin(70 * np.hypot(f.x - hx - 0.1, (f.y - chin + 0.12) * 0.8) + 6 * f.noise(0.3, 0.3, 3))
    f.over(cloth, rgb("4a1c2c") * (0.16 + 0.40 * fold * np.clip(0.6 + (f.x - hx) * 2.5, 0.1, 1))[..., None], 0.99)
    both = np.maximum(face, cloth)
    rim(f, both, "ffc880", 1.2, -1, 0)
    rim(f, both, "ffa860", 0.6, 0, 1)
    f.add(f.mask(lambda p: p.dot(hx - 0.18 * head, chin + 0.02 * head, 0.012, 0.016)), "ffcf80", 1.1)
    f.over(
        f.mask(
            lambda p: p.poly(
                spline(
                    [
                        (hx + 0.335 * head, chin + -0.60 * head),
                        (hx + 0.22 * head, chin - 0.625 * head),
                        (hx + 0.24 * head, chin - 0.575 * head),
                    ]
                )
            )
        ),
        "5a2418",
        0.7,
    )
    dust = f.mask(
        lambda p: [p.dot(f.rng.random() * w, f.rng.random(), 0.0008 + 0.0022 * f.rng.random() ** 3) for _ in range(260)]
    )
    f.add(dust, "ffe0b0", 0.6)
    return f.develop("2c1014", "ffd0a0", 1.1, 1.12, vignette=0.5)


def treppe(f):
    """Portrait format: a spiral staircase from above."""
    cx, cy = f.ratio * 0.52, 0.50
    dx, dy = f.x - cx, (f.y - cy) * 0.92
    rad, ang = np.hypot(dx, dy) + 1e-4, np.arctan2(dy, dx)
    turn = ang / (2 * math.pi)
    level = np.log(rad / 0.60) / math.log(0.54) - turn
    k = np.floor(level)
    t = level - k
    depth = k + t
    fade = np.exp(-np.clip(depth + 1, 0, 9) * 0.22)
    wood = t < 0.13
    rail = (t >= 0.13) & (t < 0.19)
    bars = (t >= 0.19) & (t < 0.33) & (np.abs(((ang + 0.15 * t) * 30 / math.pi) % 1 - 0.5) < 0.13)
    void = (t >= 0.19) & (t < 0.33)
    steps = (t >= 0.33) & (t < 0.88)
    outer = t >= 0.88
    step = ((ang + 0.25 * t) * 22 / math.pi) % 1
    carpet = (t > 0.46) & (t < 0.76)
    light = 0.42 + 0.58 * np.clip(0.5 + 0.5 * np.cos(ang - 2.2 + depth * 0.5), 0, 1)
    tread = 0.62 + 0.42 * step
    col = np.zeros_like(f.c)
    for mask, tone, shade in (
        (wood, "5a2c14", 0.35 + 0.7 * np.sin(np.clip(t / 0.13, 0, 1) * math.pi)),
        (rail, "e0b060", 0.5 + 0.8 * np.sin(np.clip((t - 0.13) / 0.06, 0, 1) * math.pi)),
        (void, "1a100c", 0.5),
        (bars, "c89a50", 0.7),
        (steps & ~carpet, "c8b898", tread),
        (steps & carpet, "b0181c", tread),
        (outer, "3a2418", 0.6),
    ):
        col = np.where(
            mask[..., None], rgb(tone) * np.asarray(shade)[..., None] if np.ndim(shade) else rgb(tone) * shade, col
        )
    f.c[:] = blur(col * (light * fade * 1.35)[..., None], 2.2)
    f.over(np.exp(-((rad / 0.05) ** 2)), "ffe8c0", 0.9)
    f.glow(cx, cy, 0.05, "ffe0a8", 1.6)
    f.glow(cx, cy, 0.22, "ffc070", 0.35)
    for a, q in ((2.0, 0.300), (4.35, 0.235), (0.55, 0.42), (5.6, 0.16)):
        x, y = cx + math.cos(a) * q, cy + math.sin(a) * q
        f.glow(x, y, 0.007 + 0.01 * q, "fff0c8", 2.6)
        f.glow(x, y, 0.05 + 0.1 * q, "ffb860", 0.30)
    return f.develop("140c10", "ffdcae", 1.5, 1.10, vignette=0.7)


def nachtzug(f):
    """Portrait format: one lit window of a night train, a face, rain on the glass."""
    r, w = f.rng, f.ratio
    f.sky((0, "0a1426"), (1, "0c1830"))
    panel = 0.7 + 0.3 * f.noise(1.2, 0.02, 4)
    f.c += rgb("1c3a6a") * (panel * np.clip(0.75 - np.abs(f.y - 0.45) * 0.8, 0.1, 1) * 0.45)[..., None]
    for y in (0.055, 0.075, 0.80, 0.86):
        f.over(np.exp(-(((f.y - y) / 0.003) ** 2)), "c8a860" if y in (0.055, 0.80) else "050a14", 0.75)
    f.over(
        f.mask(lambda p: [p.dot(x, y, 0.004) for x in np.arange(0.03, w, 0.06) for y in (0.035, 0.83)]), "3a5a8a", 0.8
    )
    x0, y0, x1, y1 = w * 0.15, 0.17, w * 0.85, 0.70
    f.over(
        f.mask(lambda p: p.round(x0 - 0.03, y0 - 0.03, x1 + 0.03, y1 + 0.03, 0.06)),
        rgb("b89858") * np.clip(1.2 - (f.y[..., None] - 0.1), 0.3, 1.2) * 0.6,
        1,
    )
    g = f.mask(lambda p: p.round(x0, y0, x1, y1, 0.045))
    f.over(g, "1c0c06", 1)
    lamp = (x0 + 0.14, 0.33)
    f.add(g * np.exp(-(((f.x - lamp[0]) / 0.32) ** 2 + ((f.y - lamp[1]) / 0.30) ** 2)), "ffb458", 1.0)
    f.add(g * np.clip(0.9 - np.abs(f.x - w / 2) * 1.2, 0, 1), "c87a3c", 0.35)
    f.over(g * f.mask(lambda p: [p.line([(x, y0), (x, y1)], 0.003) for x in np.arange(x0, x1, 0.045)]), "7a4420", 0.35)
    f.over(
        g
        * f.mask(
            lambda p: p.poly(
                [(lamp[0] - 0.04, 0.29), (lamp[0] + 0.04, 0.29), (lamp[0] + 0.06, 0.36), (lamp[0] - 0.06, 0.36)]
            ),
            0.002,
        ),
        rgb("ffe0a0") * 1.7,
        1,
    )
    f.over(g * f.mask(lambda p: p.box(x0, 0.175, x1, 0.205)), "8a5a2c", 0.8)
    m = f.mask(lambda p: (bust(p, x0 + 0.33, 0.515, 0.225, -1), p.dot(x0 + 0.42, 0.44, 0.055, 0.055))) * g
    f.over(m, "1a0a08", 0.97)
    rim(f, m, "ffcf88", 1.2, 1, 0)
    for x, s in ((x0, 1), (x1, -1)):
        fold = 0.5 + 0.5 * np.sin((f.x - x) * 230)
        cloth = np.clip((0.075 - s * (f.x - x) + 0.03 * (f.y - 0.4) ** 2) * 120, 0, 1) * g
        f.over(cloth, rgb("7a1c24") * (0.35 + 0.5 * fold)[..., None], 0.95)
    f.over(f.mask(lambda p: p.box(x0, 0.625, x1, 0.64)) * g, "3a1c0c", 1)
    f.over(
        f.mask(lambda p: (p.box(x0 + 0.10, 0.555, x0 + 0.135, 0.625), p.box(x0 + 0.11, 0.535, x0 + 0.125, 0.56))) * g,
        "2c6a48",
        0.95,
    )
    f.glow(w / 2, 0.45, 0.45, "ff9a48", 0.14)
    drops = [(r.random() * w, r.random(), 0.0016 + 0.005 * r.random() ** 3) for _ in range(520)]
    f.add(f.mask(lambda p: [p.dot(x, y, s, s * 1.25) for x, y, s in drops]) * (0.15 + g), "ffdcae", 0.22)
    f.over(
        f.mask(lambda p: [p.line([(x, y), (x - 0.02 * s * 60, y + s * 16)], 0.002) for x, y, s in drops[:46]]) * g,
        "0c0604",
        0.4,
    )
    f.over(f.mask(lambda p: (p.round(w * 0.36, 0.745, w * 0.64, 0.785, 0.006),)), rgb("e8dcc0") * 0.75, 1)
    f.over(
        f.mask(
            lambda p: [
                p.box(w * 0.39 + 0.022 * k, 0.756, w * 0.39 + 0.022 * k + 0.013, 0.775) for k in range(9) if k != 4
            ]
        ),
        "1c2438",
        0.9,
    )
    f.rain(260, 0.07, 0.5, 0.14)
    return f.develop("0a1430", "ffdcae", 1.3, 1.10, vignette=0.6)
