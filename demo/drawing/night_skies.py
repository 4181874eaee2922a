"""Nights: stars, northern lights, the moon's ground, lamps in the snow."""

import math

import numpy as np
from canvas import blur, rgb, spline
from far_lands import rim, stars
from people import figure


def planetarium(f):
    """The projector under an artificial sky, seen from the last row."""
    r = f.rng
    f.sky((0, "04081a"), (0.5, "0c1c44"), (0.72, "2c3c74"), (0.80, "6a5478"), (1, "05060c"))
    cx, cy = 1.2, 1.05
    dist = np.hypot((f.x - cx) / 1.15, f.y - cy)
    f.c *= np.clip(1.45 - dist * 0.75, 0.25, 1.3)[..., None]
    band = np.exp(-((((f.y - 0.30) + (f.x - 1.2) * 0.30) / 0.13) ** 2))
    milk = f.noise(0.5, 0.2, 6, 0.62)
    f.add(band * np.clip(milk - 0.30, 0, 1), "8aa0d8", 0.55)
    f.c *= (1 - 0.5 * band * np.clip(f.noise(0.3, 0.08, 5) - 0.55, 0, 1) * 3)[..., None].clip(0.3, 1)
    stars(f, 1500, 0.78, 1.1)
    for x, y, s in (
        (0.48, 0.20, 1),
        (0.62, 0.14, 0.8),
        (0.75, 0.19, 0.9),
        (0.86, 0.26, 0.8),
        (1.02, 0.25, 0.7),
        (1.06, 0.34, 0.8),
        (0.90, 0.35, 0.8),
    ):
        f.glow(x, y, 0.006, "f0f4ff", 2.4 * s)
        f.glow(x, y, 0.03, "a0b8ff", 0.10 * s)
    lines = [
        (0.48, 0.20),
        (0.62, 0.14),
        (0.75, 0.19),
        (0.86, 0.26),
        (1.02, 0.25),
        (1.06, 0.34),
        (0.90, 0.35),
        (0.86, 0.26),
    ]
    f.add(f.mask(lambda p: p.line(lines, 0.0014), 0.0006), "8fb4ff", 0.35)

    def city(p):
        x = -0.05
        while x < 2.5:
            w = 0.02 + 0.07 * r.random()
            p.box(x, 0.795 - 0.05 * r.random() ** 2, x + w, 0.86)
            if r.random() > 0.86:
                p.line([(x + w / 2, 0.8), (x + w / 2, 0.70)], 0.004)
            x += w

    f.over(np.exp(-(((f.y - 0.80) / 0.06) ** 2)), "c08a80", 0.35)
    f.over(f.mask(city), "07080f", 1)
    f.over(np.clip((f.y - 0.83) * 60, 0, 1), "05060a", 1)
    px = 1.44

    def machine(p):
        for x, y, s in ((px - 0.15, 0.40, 0.105), (px + 0.13, 0.60, 0.105)):
            p.dot(x, y, s)
            for a in np.linspace(0, 6.28, 15)[:-1]:
                p.dot(x + math.cos(a) * s * 0.98, y + math.sin(a) * s * 0.98, 0.016)
        p.poly([(px - 0.10, 0.47), (px - 0.06, 0.43), (px + 0.09, 0.54), (px + 0.05, 0.58)])
        for k in range(5):
            t = k / 4
            p.line([(px - 0.115 + 0.15 * t, 0.50 + 0.11 * t), (px - 0.045 + 0.15 * t, 0.405 + 0.11 * t)], 0.009)
        for s in (-1, 1):
            p.line([(px + s * 0.02, 0.50), (px + s * 0.16, 0.90)], 0.014)
        p.line([(px - 0.12, 0.80), (px + 0.12, 0.80)], 0.010)

    m = f.mask(machine)
    f.over(m, "0a0d18", 1)
    rim(f, m, "9fb4e8", 0.55, 1, 1)
    lenses = f.mask(
        lambda p: [
            p.dot(x + math.cos(a) * k, y + math.sin(a) * k, 0.0075)
            for x, y in ((px - 0.15, 0.40), (px + 0.13, 0.60))
            for k, n in ((0.045, 6), (0.082, 11))
            for a in np.linspace(0, 6.28, n + 1)[:-1]
        ]
    )
    f.over(lenses, rgb("ffe8b0") * 1.9, 0.95)
    f.glow(px - 0.15, 0.40, 0.14, "ffdca0", 0.16)
    f.glow(px + 0.13, 0.60, 0.14, "ffdca0", 0.16)
    for base, size, dark in ((0.90, 0.035, "0a0c14"), (0.985, 0.055, "05060a")):
        heads, x = [], -0.05
        while x < 2.5:
            if r.random() > 0.14:
                heads.append((x, base + (r.random() - 0.5) * size * 0.4, size * (0.85 + 0.3 * r.random())))
            x += size * 2.7
        m = f.mask(
            lambda p, heads=heads: [
                (
                    p.dot(hx, hy, s * 0.68, s * 0.9),
                    p.poly(
                        spline(
                            [
                                (hx - s * 0.3, hy + s * 0.6),
                                (hx - s * 1.3, hy + s * 1.5),
                                (hx - s * 1.5, hy + s * 4),
                                (hx + s * 1.5, hy + s * 4),
                                (hx + s * 1.3, hy + s * 1.5),
                                (hx + s * 0.3, hy + s * 0.6),
                            ]
                        )
                    ),
                )
                for hx, hy, s in heads
            ]
        )
        f.over(m, dark, 1)
        rim(f, m, "7f90c8", 0.35, 0, 1)
    return f.develop("0a1238", "e8ecff", 1.35, 1.08, vignette=0.65)


def polarlicht(f):
    """A car with its lights on under the aurora, far from everything."""
    _r, hz = f.rng, 0.66
    f.sky((0, "030a18"), (0.4, "0a2434"), (0.64, "1c4a50"), (1, "16242c"))
    stars(f, 900, 0.62, 0.8)
    for k, (base, amp, tone, power) in enumerate(
        ((0.50, 0.16, "3cff9a", 0.95), (0.40, 0.12, "58ffc0", 0.6), (0.30, 0.14, "7a6aff", 0.5))
    ):
        bend = base + amp * np.sin(f.x[0] * (2.0 + 0.5 * k) + 1.1 * k) * 0.6 + f.ridge(0, 0.06, 4, 0.8)
        up = bend[None] - f.y
        rays = 0.35 + 0.9 * f.noise(0.045, 3.0, 4, 0.6) * f.noise(0.5, 3.0, 3)
        curtain = np.where(up > 0, np.exp(-up / 0.16), np.exp(-((up / 0.022) ** 2))) * rays
        f.add(curtain * np.clip(f.noise(0.9, 0.9, 2) * 1.5 - 0.15, 0, 1), tone, power)
        if k == 0:
            f.add(np.exp(-np.clip(up - 0.10, 0, 9) / 0.16) * (up > 0.10) * rays, "b050ff", 0.16)
    for base, rough, tone in ((0.60, 0.14, "1c3a48"), (0.64, 0.08, "10222c")):
        line = f.ridge(base, rough, 7, 1.2)
        m = f.below(line)
        snow = np.clip((f.noise(0.07, 0.14, 6, 0.65) - 0.42) * 3, 0, 1)
        f.c = f.c * (1 - m[..., None]) + (rgb(tone) * (0.6 + 1.5 * snow)[..., None]) * m[..., None]
    ground = np.clip((f.y - hz) * f.h, 0, 1)
    z = np.clip((f.y - hz) / (1 - hz), 0, 1)
    drift = f.noise(0.6, 0.05, 6, 0.6)
    f.c = (
        f.c * (1 - ground[..., None])
        + (rgb("3f8a78") * (0.12 + 0.55 * drift * (1 - 0.6 * z))[..., None]) * ground[..., None]
    )
    centre = 1.30 - 0.75 * z**1.3
    road = np.clip((0.004 + 0.30 * z - np.abs(f.x - centre)) * f.h / 8, 0, 1) * ground
    f.over(road, "0e1c20", 0.72)
    for s in (-1, 1):
        f.over(np.exp(-(((f.x - centre - s * 0.13 * z) / (0.003 + 0.03 * z)) ** 2)) * road, "24424a", 0.7)
    cx, cy, s = 1.04, 0.80, 0.17
    for lx in (cx - 0.062, cx + 0.062):
        ang = np.arctan2(f.x - lx + 0.10 * (f.y - cy), f.y - cy + 0.02)
        f.add(
            np.exp(-((ang / 0.85) ** 2)) * np.exp(-np.hypot(f.x - lx, (f.y - cy) * 1.3) / 0.16) * ground, "ffe0a8", 0.8
        )
    car = f.mask(
        lambda p: (
            p.poly(
                spline(
                    [
                        (cx - s * 0.52, cy),
                        (cx - s * 0.54, cy - s * 0.26),
                        (cx - s * 0.44, cy - s * 0.36),
                        (cx - s * 0.33, cy - s * 0.66),
                        (cx, cy - s * 0.70),
                        (cx + s * 0.33, cy - s * 0.66),
                        (cx + s * 0.44, cy - s * 0.36),
                        (cx + s * 0.54, cy - s * 0.26),
                        (cx + s * 0.52, cy),
                    ]
                )
            ),
            p.box(cx - s * 0.50, cy - 0.02, cx - s * 0.32, cy + s * 0.12),
            p.box(cx + s * 0.32, cy - 0.02, cx + s * 0.50, cy + s * 0.12),
        )
    )
    f.over(car, "060a0e", 0.98)
    f.over(
        f.mask(
            lambda p: p.poly(
                [
                    (cx - s * 0.36, cy - s * 0.38),
                    (cx - s * 0.28, cy - s * 0.61),
                    (cx + s * 0.28, cy - s * 0.61),
                    (cx + s * 0.36, cy - s * 0.38),
                ]
            )
        ),
        rgb("ffb86a") * 0.25,
        0.9,
    )
    rim(f, car, "60ffb0", 0.5, 0, 1)
    for lx in (cx - 0.064, cx + 0.064):
        f.glow(lx, cy - 0.035, 0.016, "fff4d8", 4.2)
        f.glow(lx, cy - 0.035, 0.10, "ffe0a8", 0.35)
    man = f.mask(lambda p: (figure(p, 1.42, 0.845, 0.27, "coat"),))
    f.over(man, "04080b", 0.98)
    rim(f, man, "ffe0a8", 0.7, 1, 0)
    rim(f, man, "60ffb0", 0.4, 0, 1)
    f.flakes(180, 0.0006, 0.0022, 0.4)
    return f.develop("041c24", "dcffe8", 1.3, 1.08, vignette=0.6)


def mond(f):
    """Earthrise over the lander and one astronaut."""
    r = f.rng
    f.sky((0, "010103"), (1, "010103"))
    stars(f, 700, 0.62, 0.6)
    ex, ey, er = 0.62, 0.27, 0.165
    d = np.hypot(f.x - ex, f.y - ey) / er
    ball = np.clip((1 - d) * er * f.h, 0, 1)
    nz = np.sqrt(np.clip(1 - d**2, 0, 1))
    sun = np.clip(((f.x - ex) * 0.85 - (f.y - ey) * 0.35) / er + 0.28 * nz, 0, 1)
    land = np.clip((f.noise(0.16, 0.10, 6, 0.6) - 0.52) * 9, 0, 1)
    cloud = np.clip((f.noise(0.14, 0.05, 6, 0.68) - 0.50) * 5, 0, 1)
    globe = rgb("1458b0")[None, None] * (1 - land[..., None]) + rgb("7a7a48") * land[..., None]
    globe = globe * (1 - cloud[..., None]) + rgb("ffffff") * 1.1 * cloud[..., None]
    f.c = f.c * (1 - ball[..., None]) + globe * (sun**0.8)[..., None] * 1.5 * ball[..., None]
    f.add(np.exp(-np.clip(d - 1, 0, 9) / 0.07) * (d > 1) * np.clip((f.x - ex) / er + 0.3, 0, 1), "5aa0ff", 0.55)
    line = np.interp(f.x[0], [-0.1, 0.5, 1.1, 1.7, 2.4], [0.62, 0.655, 0.64, 0.60, 0.55]) + f.ridge(0, 0.035, 8, 2)
    far = f.below(f.ridge(0.585, 0.10, 6, 0.8))
    rock = f.noise(0.08, 0.04, 6, 0.66)
    f.c = (
        f.c * (1 - far[..., None])
        + (rgb("8a8884") * (0.15 + 0.9 * np.clip(rock - 0.25, 0, 1))[..., None]) * far[..., None]
    )
    ground = f.below(line)
    z = np.clip((f.y - line[None]) / 0.4, 0, 1)
    tone = 0.30 + 0.8 * f.noise(0.9, 0.06, 6, 0.6) + 0.25 * (f.noise(0.02, 0.008, 3) - 0.5)
    f.c = f.c * (1 - ground[..., None]) + (rgb("a8a49c") * (tone * (0.95 - 0.25 * z))[..., None]) * ground[..., None]
    for _ in range(90):
        t = r.random() ** 1.6
        x = r.random() * 2.4
        y = np.interp(x, f.x[0], line) + 0.012 + 0.36 * t
        s = (0.004 + 0.05 * r.random() ** 4) * (0.4 + 1.3 * t)
        q = np.hypot((f.x - x) / s, (f.y - y) / (s * 0.34))
        inside = np.exp(-(q**4))
        f.c *= (1 - 0.75 * inside * np.clip((f.x - x) / s * 0.8 + 0.55, 0, 1))[..., None]
        f.add(np.exp(-(((q - 1.08) / 0.16) ** 2)) * np.clip(-(f.x - x) / s, 0, 1), "fff4e0", 0.28)
    lx, ly = 1.92, 0.665

    def lander(p, k=1.0):
        p.poly(
            [
                (lx - 0.10, ly - 0.13),
                (lx - 0.06, ly - 0.16),
                (lx + 0.06, ly - 0.16),
                (lx + 0.10, ly - 0.13),
                (lx + 0.10, ly - 0.07),
                (lx - 0.10, ly - 0.07),
            ]
        )
        p.poly(
            [
                (lx - 0.065, ly - 0.16),
                (lx - 0.075, ly - 0.23),
                (lx - 0.03, ly - 0.275),
                (lx + 0.045, ly - 0.27),
                (lx + 0.075, ly - 0.22),
                (lx + 0.06, ly - 0.16),
            ]
        )
        for s in (-1, 1):
            p.line([(lx + s * 0.09, ly - 0.12), (lx + s * 0.155, ly + 0.015)], 0.008)
            p.line([(lx + s * 0.06, ly - 0.07), (lx + s * 0.13, ly - 0.04)], 0.004)
            p.dot(lx + s * 0.155, ly + 0.018, 0.024, 0.006)
        p.line([(lx + 0.03, ly - 0.27), (lx + 0.06, ly - 0.36)], 0.003)
        p.dot(lx + 0.065, ly - 0.36, 0.022, 0.008)

    f.over(
        f.mask(
            lambda p: p.poly(
                [(lx - 0.15, ly + 0.02), (lx + 0.15, ly + 0.02), (lx - 0.42, ly + 0.09), (lx - 0.66, ly + 0.085)]
            ),
            0.004,
        ),
        "050505",
        0.85,
    )
    m = f.mask(lander)
    light = np.clip((f.x - lx) * 6 + 0.55, 0.06, 1.2) * (0.8 + 0.5 * f.noise(0.03, 0.03, 3))
    gold = np.where((f.y > ly - 0.155)[..., None], rgb("c88a30"), rgb("b8b8b4"))
    f.c = f.c * (1 - m[..., None]) + gold * light[..., None] * m[..., None]
    fx, fy, hh = 1.16, 0.865, 0.36
    f.over(
        f.mask(
            lambda p: p.poly(
                spline(
                    [
                        (fx - 0.05, fy),
                        (fx + 0.06, fy),
                        (fx - 0.28, fy + 0.045),
                        (fx - 0.62, fy + 0.075),
                        (fx - 0.78, fy + 0.07),
                        (fx - 0.40, fy + 0.03),
                    ]
                )
            ),
            0.004,
        ),
        "050505",
        0.88,
    )

    def astronaut(p):
        p.dot(fx, fy - hh * 0.875, hh * 0.115, hh * 0.12)
        p.round(fx - hh * 0.17, fy - hh * 0.80, fx + hh * 0.17, fy - hh * 0.36, hh * 0.07)
        p.round(fx - hh * 0.27, fy - hh * 0.90, fx - hh * 0.10, fy - hh * 0.42, hh * 0.04)
        for s in (-1, 1):
            p.poly(
                spline(
                    [
                        (fx + s * hh * 0.02, fy - hh * 0.40),
                        (fx + s * hh * 0.17, fy - hh * 0.40),
                        (fx + s * hh * 0.17, fy - hh * 0.12),
                        (fx + s * hh * 0.20, fy),
                        (fx + s * hh * 0.03, fy),
                        (fx + s * hh * 0.03, fy - hh * 0.2),
                    ]
                )
            )
        p.poly(
            spline(
                [
                    (fx + hh * 0.13, fy - hh * 0.76),
                    (fx + hh * 0.24, fy - hh * 0.62),
                    (fx + hh * 0.22, fy - hh * 0.40),
                    (fx + hh * 0.14, fy - hh * 0.42),
                    (fx + hh * 0.12, fy - hh * 0.6),
                ]
            )
        )

    m = f.mask(astronaut)
    light = np.clip((f.x - fx) * 7.5 + 0.52, 0.05, 1.15) * (0.85 + 0.3 * f.noise(0.05, 0.02, 3))
    f.c = f.c * (1 - m[..., None]) + rgb("e8e6e0") * light[..., None] * m[..., None]
    visor = f.mask(lambda p: p.dot(fx + hh * 0.03, fy - hh * 0.875, hh * 0.083, hh * 0.082))
    f.over(visor, "0c0a08", 0.95)
    f.add(
        visor * np.exp(-(((f.x - fx - hh * 0.075) / 0.008) ** 2 + ((f.y - fy + hh * 0.90) / 0.014) ** 2)), "ffd890", 2.0
    )
    prints = f.mask(
        lambda p: [
            p.dot(
                lx - 0.16 - (lx - 0.16 - fx) * t + 0.012 * (k % 2),
                0.70 + (fy - 0.70) * t**1.3 + 0.006 * (k % 2),
                0.003 + 0.009 * t,
                0.0015 + 0.004 * t,
            )
            for k, t in enumerate(np.linspace(0, 0.97, 26))
        ]
    )
    f.over(prints, "1a1a1a", 0.6)
    return f.develop("0c1018", "fff2e0", 1.15, 1.12, vignette=0.55)


def lagerfeuer(f):
    """Three people at a fire, and above them everything else."""
    r, hz = f.rng, 0.80
    f.sky((0, "060a20"), (0.5, "10204a"), (0.8, "3a3a5a"), (1, "120a08"))
    band = np.exp(-((((f.x - 1.55) + (f.y - 0.4) * 0.75) / 0.24) ** 2))
    milk = f.noise(0.4, 0.3, 6, 0.64)
    f.add(band * np.clip(milk - 0.26, 0, 1), "a8b0e0", 0.75)
    f.add(band**3 * np.clip(milk - 0.3, 0, 1), "ffd0b0", 0.45)
    lane = np.exp(-((((f.x - 1.58) + (f.y - 0.4) * 0.78) / 0.07) ** 2)) * np.clip(
        (f.noise(0.25, 0.25, 5, 0.62) - 0.42) * 4, 0, 1
    )
    f.c *= (1 - 0.72 * lane)[..., None]
    stars(f, 2600, 0.80, 1.0)
    for base, rough, tone in ((0.755, 0.06, "141a38"), (0.79, 0.05, "0c0f20")):
        f.over(f.below(f.ridge(base, rough, 4, 0.9)), tone, 1)
    ground = np.clip((f.y - hz - 0.03 * np.sin(f.x * 2)) * f.h, 0, 1)
    f.over(ground, "0c0808", 1)
    cx, cy = 0.92, 0.885
    pool = np.exp(-(((f.x - cx) / 0.50) ** 2 + ((f.y - cy) / 0.085) ** 2))
    f.add(ground * pool * (0.5 + f.noise(0.12, 0.02, 5)), "e87a30", 0.55)
    tent = f.mask(lambda p: p.poly([(1.34, 0.90), (1.56, 0.655), (1.80, 0.90)]))
    f.over(tent, rgb("8a3c20") * np.clip(1.3 - (f.x - 1.30)[..., None] * 2.3, 0.10, 1), 1)
    f.over(f.mask(lambda p: (p.poly([(1.47, 0.90), (1.555, 0.66), (1.60, 0.90)]),)), rgb("ffb060") * 0.55, 1)
    f.over(
        f.mask(
            lambda p: (
                p.line([(1.56, 0.66), (1.56, 0.63)], 0.005),
                p.line([(1.34, 0.90), (1.27, 0.92)], 0.002),
                p.line([(1.80, 0.90), (1.88, 0.92)], 0.002),
            )
        ),
        "1a0c08",
        1,
    )
    for k in range(5):
        f.glow(
            cx + (k - 2) * 0.012,
            cy - 0.02 - 0.02 * (2 - abs(k - 2)),
            0.030,
            ["ff6a20", "ffa040", "ffe0a0", "ffa040", "ff6a20"][k],
            1.8,
            0.6,
        )
    flame = f.mask(
        lambda p: [
            p.poly(
                spline(
                    [
                        (cx + dx - w, cy),
                        (cx + dx - w * 0.8, cy - h * 0.4),
                        (cx + dx + w * 0.2, cy - h),
                        (cx + dx + w * 0.8, cy - h * 0.35),
                        (cx + dx + w, cy),
                    ]
                )
            )
            for dx, w, h in ((-0.018, 0.016, 0.062), (0.004, 0.020, 0.095), (0.024, 0.014, 0.055))
        ],
        0.003,
    )
    f.add(flame, "ffd080", 2.2)
    f.glow(cx, cy - 0.05, 0.30, "ff8a3c", 0.32)
    f.over(
        f.mask(
            lambda p: (
                p.line([(cx - 0.06, cy + 0.006), (cx + 0.05, cy - 0.012)], 0.012),
                p.line([(cx + 0.06, cy + 0.008), (cx - 0.04, cy - 0.012)], 0.012),
            )
        ),
        "1a0a04",
        1,
    )
    sparks = f.mask(
        lambda p: [
            p.dot(cx + r.normal() * (0.02 + 0.10 * t), cy - 0.08 - 0.42 * t, 0.0012 + 0.001 * r.random())
            for t in r.random(70)
        ]
    )
    f.add(sparks, "ffa050", 1.4)

    def seated(p, x, flip, s=1.0):
        def at(pts):
            return [(x + a * s * flip, 0.915 - b * s) for a, b in pts]

        p.poly(
            at(
                spline(
                    [
                        (-0.07, 0),
                        (-0.075, 0.09),
                        (-0.05, 0.165),
                        (-0.015, 0.185),
                        (0.02, 0.165),
                        (0.035, 0.10),
                        (0.09, 0.105),
                        (0.115, 0.09),
                        (0.12, 0.02),
                        (0.145, 0.0),
                    ]
                )
            )
        )
        hx, hy = at([(0.0, 0.222)])[0]
        p.dot(hx, hy, 0.028 * s, 0.034 * s)
        p.poly(
            at(
                spline(
                    [
                        (-0.036, 0.225),
                        (-0.02, 0.262),
                        (0.012, 0.262),
                        (0.026, 0.24),
                        (0.0, 0.235),
                        (-0.012, 0.19),
                        (-0.045, 0.17),
                    ]
                )
            )
        )

    people = f.mask(lambda p: (seated(p, 0.64, 1), seated(p, 0.48, 1, 0.88), seated(p, 1.20, -1)))
    f.over(people, "0c0605", 0.985)
    rim(f, people * (f.x < cx), "ff9a50", 1.0, -1, 0)
    rim(f, people * (f.x > cx), "ff9a50", 1.0, 1, 0)
    return f.develop("0a1030", "ffe0c0", 1.25, 1.08, vignette=0.6)


def hotel(f):
    """A grand hotel in the snow, every window lit."""
    r, gy = f.rng, 0.82
    f.sky((0, "0e1a3c"), (0.4, "2c4274"), (0.75, "7a86a8"), (1, "8a98b8"))
    stars(f, 240, 0.4, 0.5)
    for base, rough, tone in ((0.34, 0.34, "33486e"), (0.50, 0.26, "243656")):
        line = f.ridge(base, rough, 7, 1.0)
        m = f.below(line)
        snow = np.clip((f.noise(0.07, 0.16, 6, 0.65) - 0.40) * 3, 0, 1)
        f.c = f.c * (1 - m[..., None]) + (rgb(tone) * (0.6 + 1.6 * snow)[..., None]) * m[..., None]

    def firs(p):
        for _ in range(170):
            x = r.random() * 2.5
            s = 0.08 + 0.16 * r.random()
            y = 0.72 + 0.08 * r.random()
            for k in range(3):
                p.poly(
                    [
                        (x - s * (0.14 + 0.07 * k), y - s * (0.66 - 0.33 * k)),
                        (x, y - s * (1.1 - 0.28 * k)),
                        (x + s * (0.14 + 0.07 * k), y - s * (0.66 - 0.33 * k)),
                    ]
                )

    f.over(f.mask(firs), "101c30", 0.95)
    f.over(np.exp(-(((f.y - 0.74) / 0.07) ** 2)), "5a6a92", 0.5)
    x0, x1, top = 0.52, 1.86, 0.30
    walls = f.mask(
        lambda p: (
            p.box(x0, top, x1, gy),
            p.box(x0 - 0.06, top - 0.04, x0 + 0.16, gy),
            p.box(x1 - 0.16, top - 0.04, x1 + 0.06, gy),
            p.box(1.05, top - 0.05, 1.33, gy),
        )
    )
    f.over(walls, rgb("8a5a5c") * (0.55 + 0.25 * f.noise(0.5, 0.3, 3))[..., None], 1)

    def roofs(p):
        p.poly([(x0 - 0.02, top), (x0 + 0.06, top - 0.10), (x1 - 0.06, top - 0.10), (x1 + 0.02, top)])
        for a, b in ((x0 - 0.08, x0 + 0.18), (x1 - 0.18, x1 + 0.08)):
            p.poly(
                spline(
                    [
                        (a, top - 0.04),
                        (a + 0.03, top - 0.13),
                        ((a + b) / 2, top - 0.26),
                        (b - 0.03, top - 0.13),
                        (b, top - 0.04),
                    ]
                )
            )
            p.line([((a + b) / 2, top - 0.24), ((a + b) / 2, top - 0.30)], 0.005)
        p.poly([(1.03, top - 0.05), (1.19, top - 0.17), (1.35, top - 0.05)])

    m = f.mask(roofs)
    f.over(m, rgb("dfe6f4") * (0.75 + 0.3 * f.noise(0.3, 0.1, 4))[..., None] * 0.72, 1)
    f.over(
        f.mask(lambda p: [p.box(x0 - 0.065, y, x1 + 0.065, y + 0.006) for y in (top, 0.432, 0.565, 0.70)]),
        rgb("e8ecf4") * 0.5,
        0.8,
    )
    cells = [(x, y) for y in (0.335, 0.468, 0.60) for x in np.arange(x0 + 0.015, x1 - 0.03, 0.0605)]
    frames = f.mask(lambda p: [p.round(x - 0.004, y - 0.006, x + 0.036, y + 0.076, 0.012) for x, y in cells])
    f.over(frames, "3a2228", 0.9)
    lit = [(x, y, r.random()) for x, y in cells]
    warm = f.mask(
        lambda p: [p.round(x, y, x + 0.032, y + 0.07, 0.012, int(120 + 135 * k)) for x, y, k in lit if k > 0.12]
    )
    f.add(warm, "ffb658", 1.25)
    f.over(
        f.mask(
            lambda p: [
                (p.box(x + 0.0145, y, x + 0.0175, y + 0.07), p.box(x, y + 0.028, x + 0.032, y + 0.031))
                for x, y, _ in lit
            ]
        ),
        "3a1c10",
        0.8,
    )
    shapes = f.mask(
        lambda p: [
            (p.dot(x + 0.017, y + 0.035, 0.006, 0.007), p.round(x + 0.006, y + 0.044, x + 0.028, y + 0.08, 0.007))
            for x, y, k in lit
            if k > 0.90
        ]
    )
    f.over(shapes, "2a1008", 0.9)
    salon = f.mask(
        lambda p: [
            p.round(x, 0.72, x + 0.075, gy + 0.02, 0.034)
            for x in np.arange(x0 + 0.02, x1 - 0.06, 0.107)
            if abs(x + 0.037 - 1.19) > 0.10
        ]
    )
    f.add(salon, "ffc878", 1.35)
    f.over(
        f.mask(
            lambda p: [
                (p.box(x + 0.036, 0.72, x + 0.039, gy), p.box(x, 0.765, x + 0.075, 0.768))
                for x in np.arange(x0 + 0.02, x1 - 0.06, 0.107)
            ]
        ),
        "3a1c10",
        0.7,
    )
    f.over(f.mask(lambda p: p.box(1.09, 0.70, 1.29, gy)), rgb("ffe0a8") * 1.3, 0.95)
    f.over(
        f.mask(
            lambda p: (
                p.poly([(1.04, 0.705), (1.07, 0.665), (1.31, 0.665), (1.34, 0.705)]),
                [p.box(x, 0.70, x + 0.012, gy) for x in (1.065, 1.13, 1.238, 1.303)],
            )
        ),
        "4a2a20",
        1,
    )
    letters = f.mask(lambda p: [p.box(1.085 + 0.026 * k, 0.674, 1.085 + 0.026 * k + 0.015, 0.697) for k in range(8)])
    f.add(letters, "ff5a48", 1.6)
    f.glow(1.19, 0.685, 0.10, "ff6a50", 0.22)
    snow = np.clip((f.y - gy - 0.012 * np.sin(f.x * 3.1)) * f.h / 2, 0, 1)
    z = np.clip((f.y - gy) / 0.18, 0, 1)
    f.c = (
        f.c * (1 - snow[..., None])
        + (rgb("7f93c4") * (0.35 + 0.5 * f.noise(0.5, 0.04, 5) * (1 - 0.4 * z))[..., None]) * snow[..., None]
    )
    for x in np.arange(x0 + 0.06, x1, 0.107):
        f.add(
            snow * np.exp(-(((f.x - x - (x - 1.19) * z * 0.5) / (0.035 + 0.05 * z)) ** 2)) * np.exp(-z * 2.4),
            "ffb860",
            0.42,
        )
    f.over(
        f.mask(
            lambda p: [
                p.line(spline([(1.19 + s, gy + 0.01), (1.14 + s * 1.6, 0.90), (0.86 + s * 3, 1.02)], False), 0.006)
                for s in (-0.02, 0.02)
            ]
        ),
        "3f5080",
        0.6,
    )
    people = f.mask(
        lambda p: (
            figure(p, 1.02, 0.925, 0.15, "hat"),
            figure(p, 0.955, 0.93, 0.135, "dress"),
            p.box(1.065, 0.885, 1.10, 0.925),
            figure(p, 1.52, 0.885, 0.105, "coat"),
        )
    )
    f.over(people, "0a0c16", 0.97)
    rim(f, people, "ffc880", 0.7, -1, 0)
    for x in (0.30, 2.10):
        f.over(f.mask(lambda p, x=x: p.line([(x, 0.95), (x, 0.66)], 0.008)), "0c1020", 1)
        f.glow(x, 0.645, 0.022, "ffe0a0", 3.0)
        f.glow(x, 0.645, 0.14, "ffc070", 0.3)
        f.add(snow * np.exp(-(((f.x - x) / 0.16) ** 2 + ((f.y - 0.95) / 0.045) ** 2)), "ffc878", 0.5)
    f.glow(1.19, 0.62, 0.6, "ffa850", 0.10)
    f.flakes(420, 0.0008, 0.005, 0.75)
    return f.develop("10204a", "ffe0b4", 1.15, 1.06, vignette=0.6)


def fuchs(f):
    """A fox on the tracks, morning, fresh snow, a halt where no train stops."""
    r, hz, vx = f.rng, 0.50, 1.52
    f.sky((0, "8a9cc0"), (0.25, "d0b0b8"), (0.42, "ffd0b0"), (0.52, "fff0dc"), (1, "a8b4cc"))
    f.glow(vx, hz - 0.02, 0.35, "ffe0b8", 0.6)
    for d, tone in ((0.0, "c0aab8"), (0.5, "8f90a8"), (1.0, "5f6880")):

        def trees(p, d=d):
            for _ in range(int(120 - 60 * d)):
                x = r.random() * 2.5
                gap = abs(x - vx)
                if gap < 0.04 + 0.25 * d:
                    continue
                s = (0.05 + 0.10 * d) * (0.6 + 0.7 * r.random()) * (0.7 + gap * 0.5)
                for k in range(3):
                    p.poly(
                        [
                            (x - s * (0.13 + 0.07 * k), hz + 0.015 + 0.03 * d - s * (0.62 - 0.31 * k)),
                            (x, hz + 0.015 + 0.03 * d - s * (1.1 - 0.3 * k)),
                            (x + s * (0.13 + 0.07 * k), hz + 0.015 + 0.03 * d - s * (0.62 - 0.31 * k)),
                        ]
                    )

        f.over(f.mask(trees), tone, 0.92)
        f.over(np.exp(-(((f.y - hz) / 0.05) ** 2)), "ffe0d0", 0.4 - 0.25 * d)
    ground = np.clip((f.y - hz - 0.005) * f.h, 0, 1)
    z = np.clip((f.y - hz) / (1 - hz), 1e-3, 1)
    drift = f.noise(0.8, 0.05, 6, 0.58)
    snow = (
        rgb("dfe2f0") * (0.62 + 0.35 * drift)[..., None]
        + rgb("ffd8b8") * (np.exp(-(((f.x - vx) / (0.15 + z)) ** 2)) * (1 - z) * 0.45)[..., None]
    )
    f.c = f.c * (1 - ground[..., None]) + snow * ground[..., None]
    f.c *= (1 - ground * 0.35 * np.clip((drift - 0.55) * 4, 0, 1))[..., None] * np.array([1, 1, 1], np.float32)
    u = (f.x - vx) / z + 0.42
    sleeper = (
        (np.abs(u) < 0.42)
        * (np.abs((1 / z * 2.6) % 1 - 0.5) < 0.16)
        * np.clip(z * 5, 0, 1)
        * (f.noise(0.06, 0.02, 4) > 0.38)
    )
    f.over(blur((sleeper * ground).astype(np.float32), 1.5, 1.0), "4a4450", 0.5)
    for s in (-0.26, 0.26):
        rail = np.exp(-(((u - s) / 0.017) ** 2)) * ground
        f.over(rail, "4a4654", 0.9)
        f.add(np.exp(-(((u - s - 0.006) / 0.006) ** 2)) * ground * np.exp(-z * 1.4), "ffe0c0", 0.7)
    sx = 1.92
    f.over(
        f.mask(lambda p: (p.poly([(sx - 0.13, 0.60), (sx - 0.13, 0.44), (sx + 0.26, 0.42), (sx + 0.26, 0.63)]),)),
        "5a4038",
        1,
    )
    f.over(
        f.mask(lambda p: p.poly([(sx - 0.19, 0.45), (sx - 0.10, 0.375), (sx + 0.24, 0.345), (sx + 0.32, 0.43)])),
        rgb("f0f2fa") * 0.95,
        1,
    )
    f.over(
        f.mask(lambda p: (p.box(sx - 0.05, 0.485, sx - 0.005, 0.545), p.box(sx + 0.08, 0.48, sx + 0.13, 0.545))),
        rgb("ffc060") * 1.6,
        1,
    )
    f.over(
        f.mask(lambda p: p.poly([(sx - 0.30, 0.615), (sx + 0.42, 0.655), (sx + 0.42, 0.685), (sx - 0.30, 0.632)])),
        "8a8ca0",
        0.9,
    )
    f.over(
        f.mask(lambda p: p.poly([(sx - 0.30, 0.610), (sx + 0.42, 0.648), (sx + 0.42, 0.657), (sx - 0.30, 0.616)])),
        rgb("ffffff"),
        0.95,
    )
    px = 1.06
    f.over(
        f.mask(
            lambda p: (p.line([(px, 0.70), (px, 0.27)], 0.009), p.round(px - 0.022, 0.225, px + 0.022, 0.325, 0.018))
        ),
        "2c2a34",
        1,
    )
    f.glow(px, 0.252, 0.010, "ff4030", 3.5)
    f.glow(px, 0.252, 0.07, "ff5040", 0.35)
    f.over(
        f.mask(
            lambda p: [
                p.line([(-0.1, 0.16 + 0.02 * k), (px, 0.30 + 0.01 * k), (vx, hz - 0.04)], 0.0014) for k in range(2)
            ]
        ),
        "5a5868",
        0.6,
    )
    bx, by, s = 0.60, 0.90, 0.40

    def at(pts):
        return [(bx + a * s, by - b * s) for a, b in pts]

    tracks = f.mask(
        lambda p: [
            p.dot(
                bx + 0.04 + (1.18 - bx) * t + 0.008 * (-1) ** k,
                by + 0.01 - (by - 0.62) * t**0.8,
                0.010 * (1 - 0.8 * t),
                0.005 * (1 - 0.8 * t),
            )
            for k, t in enumerate(np.linspace(0, 1, 24))
        ]
    )
    f.over(tracks * ground, "8088a8", 0.8)
    f.over(
        f.mask(
            lambda p: p.poly(at(spline([(-0.5, 0.0), (0.3, 0.02), (0.2, -0.07), (-0.55, -0.10), (-0.95, -0.06)]))),
            0.010,
        ),
        "6a749c",
        0.55,
    )
    tail = f.mask(
        lambda p: p.poly(
            at(
                spline(
                    [
                        (-0.26, 0.20),
                        (-0.44, 0.16),
                        (-0.62, 0.06),
                        (-0.72, 0.04),
                        (-0.66, -0.005),
                        (-0.46, -0.01),
                        (-0.28, 0.05),
                    ]
                )
            )
        )
    )
    body = f.mask(
        lambda p: (
            p.poly(
                at(
                    spline(
                        [
                            (-0.30, 0.02),
                            (-0.36, 0.18),
                            (-0.28, 0.36),
                            (-0.10, 0.50),
                            (0.06, 0.58),
                            (0.16, 0.54),
                            (0.20, 0.40),
                            (0.17, 0.24),
                            (0.16, 0.02),
                            (0.20, -0.005),
                            (0.08, -0.005),
                            (0.06, 0.12),
                            (-0.02, 0.16),
                            (-0.06, 0.0),
                            (-0.20, -0.005),
                        ]
                    )
                )
            ),
            p.poly(
                at(
                    spline(
                        [
                            (-0.02, 0.56),
                            (-0.04, 0.70),
                            (0.02, 0.78),
                            (0.12, 0.80),
                            (0.22, 0.73),
                            (0.34, 0.645),
                            (0.365, 0.62),
                            (0.34, 0.60),
                            (0.24, 0.585),
                            (0.16, 0.53),
                            (0.06, 0.52),
                        ]
                    )
                )
            ),
            p.poly(at([(-0.035, 0.70), (-0.03, 0.94), (0.06, 0.79)])),
            p.poly(at([(0.055, 0.785), (0.095, 0.955), (0.15, 0.775)])),
        )
    )
    fur = 0.75 + 0.5 * f.noise(0.02, 0.05, 4, 0.65)
    light = np.clip(0.50 + (f.x - bx + 0.05) * 1.6, 0.38, 1.15)
    for m in (tail, body):
        f.c = f.c * (1 - m[..., None]) + rgb("c45a1c") * (fur * light)[..., None] * m[..., None]
    white = f.mask(
        lambda p: (
            p.poly(
                at(
                    spline(
                        [
                            (0.10, 0.52),
                            (0.20, 0.585),
                            (0.33, 0.605),
                            (0.20, 0.56),
                            (0.205, 0.42),
                            (0.175, 0.25),
                            (0.13, 0.30),
                            (0.11, 0.42),
                        ]
                    )
                )
            ),
            p.poly(at(spline([(-0.60, 0.07), (-0.73, 0.04), (-0.66, -0.005), (-0.57, 0.0)]))),
        ),
        0.004,
    )
    f.over(white, rgb("f4ece4") * 0.95, 0.92)
    dark = f.mask(
        lambda p: (
            p.poly(at([(0.09, 0.0), (0.075, 0.15), (0.155, 0.15), (0.155, 0.0)])),
            p.poly(at([(-0.02, 0.72), (-0.022, 0.91), (0.03, 0.79)])),
            p.dot(*at([(0.355, 0.622)])[0], 0.007, 0.006),
            p.poly(at(spline([(0.165, 0.675), (0.195, 0.69), (0.215, 0.672), (0.19, 0.664)]))),
        ),
        0.001,
    )
    f.over(dark, "1c0e08", 0.92)
    rim(f, np.maximum(body, tail), "ffd8a8", 0.55, -1, 0)
    f.flakes(160, 0.0008, 0.004, 0.5)
    return f.develop("2a3450", "ffe4d0", 0.82, 1.06, vignette=0.45, bloom=0.25)


def bahnsteig(f):
    """A woman under the only lamp of a platform, snow falling."""
    r = f.rng
    f.sky((0, "05080f"), (0.6, "101c2c"), (1, "0a1018"))
    f.glow(0.10, 0.5, 0.7, "2c4a6a", 0.25)
    gy = 0.80
    f.over(
        f.mask(
            lambda p: [
                p.poly([(x - s * 0.3, 0.72), (x, 0.72 - s), (x + s * 0.3, 0.72)])
                for x, s in zip(r.random(60) * 2.5, 0.1 + 0.18 * r.random(60), strict=True)
            ]
        ),
        "070c14",
        0.9,
    )
    ground = np.clip((f.y - gy + 0.05 * (f.x - 1.2)) * f.h, 0, 1)
    f.c = (
        f.c * (1 - ground[..., None])
        + (rgb("34465c") * (0.3 + 0.5 * f.noise(0.5, 0.03, 5))[..., None]) * ground[..., None]
    )
    lx, ly = 1.36, 0.20
    cone = np.exp(-(((f.x - lx) / (0.035 + (f.y - ly) * 0.42 + 1e-3)) ** 2)) * (f.y > ly)
    f.add(cone * np.exp(-(f.y - ly) * 1.5) * (0.6 + 0.6 * f.noise(0.4, 0.4, 4)), "ffd090", 0.36)
    f.add(ground * np.exp(-(((f.x - lx) / 0.46) ** 2 + ((f.y - 0.90) / 0.075) ** 2)), "ffd8a0", 0.85)
    f.over(
        f.mask(
            lambda p: (
                p.line([(1.62, 0.98), (1.62, 0.14)], 0.013),
                p.line(spline([(1.62, 0.16), (1.58, 0.11), (1.46, 0.11), (lx, 0.15)], False), 0.008),
                p.poly([(lx - 0.055, 0.195), (lx - 0.02, 0.150), (lx + 0.02, 0.150), (lx + 0.055, 0.195)]),
            )
        ),
        "070a10",
        1,
    )
    f.glow(lx, ly, 0.026, "fff0cc", 4.0)
    f.glow(lx, ly, 0.16, "ffc880", 0.4)
    f.over(
        f.mask(
            lambda p: (
                p.box(1.74, 0.42, 2.16, 0.52),
                p.line([(1.78, 0.52), (1.78, 0.90)], 0.008),
                p.line([(2.12, 0.52), (2.12, 0.89)], 0.008),
            )
        ),
        rgb("3a5068") * np.clip(1.3 - (f.x - 1.4)[..., None] * 0.9, 0.2, 1),
        1,
    )
    signs = f.mask(
        lambda p: [
            p.line(
                [(x, 0.445), (x + 0.03, 0.455), (x + 0.005, 0.47), (x + 0.03, 0.495)]
                if k % 2
                else [(x + 0.015, 0.44), (x + 0.015, 0.50), (x + 0.035, 0.47), (x, 0.47)],
                0.006,
            )
            for k, x in enumerate(np.arange(1.80, 2.08, 0.06))
        ]
    )
    f.over(signs, rgb("f0e0c0") * 0.6, 0.9)
    f.over(
        f.mask(
            lambda p: (
                p.box(0.62, 0.80, 1.02, 0.825),
                [p.box(x, 0.82, x + 0.016, 0.93) for x in (0.66, 0.96)],
                p.box(0.62, 0.71, 1.02, 0.735),
            )
        ),
        "0c1018",
        0.98,
    )
    f.over(
        f.mask(lambda p: (p.poly(spline([(0.61, 0.802), (0.70, 0.785), (0.9, 0.788), (1.03, 0.802)])),)),
        rgb("c8c8d0") * 0.5,
        0.9,
    )
    fx, fy, hh = 1.30, 0.925, 0.50
    f.over(
        f.mask(lambda p: p.poly([(fx - 0.06, fy), (fx + 0.06, fy), (fx - 0.02, 1.02), (fx - 0.16, 1.02)]), 0.010),
        "05080c",
        0.7,
    )
    m = f.mask(
        lambda p: (
            figure(p, fx, fy, hh, "dress"),
            p.box(fx + 0.07, fy - 0.13, fx + 0.17, fy),
            p.line([(fx + 0.10, fy - 0.13), (fx + 0.14, fy - 0.13)], 0.02),
        )
    )
    shade = np.clip((fy - hh * 0.72 - f.y) * 3.2, 0, 1)
    f.c = (
        f.c * (1 - m[..., None])
        + (rgb("14090a") + rgb("9a2a24") * (0.16 + 0.5 * shade * np.clip(1 + (f.x - fx) * 6, 0, 2))[..., None])
        * m[..., None]
    )
    rim(f, m, "ffdca8", 1.0, 0, 1)
    rim(f, m, "ffd090", 0.5, -1, 0)
    flake = f.mask(
        lambda p: [
            p.dot(r.random() * 2.4, r.random(), 0.0012 + 0.0045 * r.random() ** 2, None, int(80 + 170 * r.random()))
            for _ in range(900)
        ],
        0.0008,
    )
    f.add(flake * (0.10 + 1.5 * cone), "fff0dc", 0.9)
    big = f.mask(lambda p: [p.dot(r.random() * 2.4, r.random(), 0.012 + 0.014 * r.random()) for _ in range(26)], 0.009)
    f.add(big, "8fa8c8", 0.14)
    return f.develop("0a1626", "ffe0b0", 1.35, 1.10, vignette=0.7)
