"""Streets, rooms and roofs at night."""

import numpy as np
from canvas import RATIO, blur, rgb, spline
from people import figure, profile, umbrella


def regen(f):
    """Night street in rain."""
    hz, vx, r = 0.50, 1.30, f.rng
    f.sky((0, "03090e"), (0.3, "0b2028"), (0.5, "2c5a60"), (1, "04090b"))
    f.glow(vx, hz - 0.05, 0.30, "5aa7a0", 0.55, 1.2)
    f.glow(vx + 0.04, hz - 0.01, 0.09, "ffd9a0", 1.1)
    signs = []
    for i, d in enumerate(np.linspace(0, 1, 7)):
        k = 0.10 + 1.25 * d**1.7
        wall = rgb("3e6e70") * (1 - d) ** 1.6 * 0.50 + rgb("081116") * (0.30 + 0.5 * (1 - d))
        for side in (-1, 1):
            near, step = vx + side * k * (1.0 + 0.12 * r.random()), 0.14 + 0.5 * d
            top = hz - (0.16 + 0.62 * d**0.9) * (1 + 0.5 * r.random()) - 0.08
            m = f.mask(lambda p: p.box(near, top, near + side * 3, hz + 0.012 + 0.03 * d), fine=1)
            f.over(m * np.clip(1 - (f.y[:, :1] - hz + 0.22) * (1 - d) * 1.5, 0.35, 1), wall)
            cell = 0.018 + 0.040 * d

            def windows(p, lit=0.25 + 0.16 * r.random()):
                for wx in np.arange(near + side * cell * 0.5, near + side * (step + 0.3), side * cell * 1.5):
                    for wy in np.arange(top + cell * 0.8, hz - 0.03 - 0.08 * d, cell * 1.75):
                        if r.random() < lit:
                            p.box(wx, wy, wx + side * cell * 0.78, wy + cell * 1.05, int(40 + 200 * r.random() ** 2))

            f.add(f.mask(windows, fine=1), ["ffb765", "ffd79a", "bfe3dd"][r.integers(3)], 0.34 + 0.25 * (1 - d))
            if i > 1:  # shop fronts at street level, out of focus
                tone, far = ["ffc98a", "ffe6c0", "9fe0d4", "ffb070"][r.integers(4)], step * 0.8
                shop = f.mask(
                    lambda p: [
                        p.box(
                            near + side * far * q,
                            hz - 0.035 - 0.045 * d,
                            near + side * far * (q + 0.36),
                            hz + 0.006 + 0.02 * d,
                            int(90 + 160 * r.random()),
                        )
                        for q in (0.06, 0.52)
                        if r.random() < 0.8
                    ],
                    0.0035,
                    1,
                )
                f.add(shop, tone, 0.55 - 0.25 * d)
            if 0 < i < 6:
                signs.append(
                    (near - side * 0.006, top + 0.30 * (hz - top) + 0.05, 0.016 + 0.045 * d, 0.10 + 0.26 * d, side, i)
                )
        f.over(np.exp(-(((f.y[:, :1] - hz) / 0.14) ** 2)) * 0.30 * (1 - d), "4c8a88", 0.55)
    for n, (x, y, w, h, side, _) in enumerate(signs):
        col = ["ff4a3c", "2fcdb6", "ffb648", "ffb648", "2fcdb6", "ff4a3c", "f4efdc", "ff8a3c", "2fcdb6", "ffb648"][
            n % 10
        ]
        if n % 4 == 3:
            continue
        m = f.mask(
            lambda p: (
                p.box(x, y, x - side * w, y + h),
                [
                    p.box(x - side * w * 0.22, y + h * (q + 0.16) / 5, x - side * w * 0.78, y + h * (q + 0.78) / 5, 120)
                    for q in range(5)
                ],
            )
        )
        f.add(m, col, 1.35)
        f.glow(x - side * w / 2, y + h / 2, 0.05 + h * 0.55, col, 0.22)
    for x, y, col in (
        (vx - 0.05, hz + 0.018, "fff0cf"),
        (vx - 0.022, hz + 0.018, "fff0cf"),
        (vx + 0.055, hz + 0.024, "ff3a22"),
        (vx + 0.09, hz + 0.024, "ff3a22"),
        (vx - 0.16, hz + 0.04, "fff0cf"),
        (vx - 0.10, hz + 0.04, "fff0cf"),
    ):
        f.glow(x, y, 0.013, col, 3.0)
        f.glow(x, y, 0.05, col, 0.25)
    f.c[int(hz * f.h + 0.055 * f.h) :] *= 0.25
    f.mirror(hz + 0.055, (3, 26), 0.85, 0.010)
    wet = f.noise(0.5, 0.05, 5)
    low = np.clip((f.y - hz - 0.055) * 18, 0, 1)
    f.c *= (1 - low * (0.62 * np.clip(wet * 1.7 - 0.35, 0, 1)))[..., None]
    f.add(low * np.clip(wet - 0.62, 0, 1) * np.exp(-(((f.x - vx) / 0.5) ** 2)), "9fd0c8", 0.5)
    z = 1 / np.clip(f.y - hz + 0.012, 0.02, 9)
    stripes = (np.abs(((f.x - vx) * z * 2.2) % 1 - 0.5) < 0.21) * low * np.exp(-(((f.y - 0.80) / 0.045) ** 4))
    f.add(blur(stripes.astype(np.float32), 3, 2) * (wet * 0.6 + 0.3), "a8bfc0", 0.16)
    fx, foot, hh = 1.02, 0.875, 0.40
    man = f.mask(lambda p: (figure(p, fx, foot, hh, "walk"), umbrella(p, fx + 0.035, foot, hh)))
    rim = np.clip(man - np.roll(man, -max(1, f.h // 260), 1), 0, 1)
    refl = f.mask(
        lambda p: (p.poly([(fx - 0.06, foot + 0.005), (fx + 0.07, foot + 0.005), (fx + 0.05, 1.0), (fx - 0.04, 1.0)]),),
        0.012,
    )
    f.over(refl, "020506", 0.7)
    f.over(man, "04090c", 0.97)
    f.add(rim, "ffd7a8", 0.8)
    f.rain(900, 0.05, 0.16, 0.10)
    f.rain(170, 0.17, 0.15, 0.16)
    f.over(np.exp(-(((f.y - hz) / 0.10) ** 2)), "5d9a96", 0.12)
    return f.develop("0a222c", "ffd8a6", 1.2, 1.16, vignette=0.75)


def fenster(f):
    """An apartment window seen from across the street."""
    f.sky((0, "0a1620"), (1, "101c26"))
    brick = f.noise(0.05, 0.012, 3) * 0.35 + f.noise(0.9, 0.9, 3) * 0.5
    rows = (np.abs((f.y * 46) % 1 - 0.5) > 0.42) | (np.abs((f.x * 22 + np.floor(f.y * 46) % 2 * 0.5) % 1 - 0.5) > 0.47)
    f.c *= (0.55 + brick[..., None]) * (1 - 0.22 * rows[..., None])
    f.glow(-0.1, 1.0, 0.9, "2d5a74", 0.35)
    main = (1.06, 0.20, 1.52, 0.80)

    def window(x0, y0, x1, y1, lit, warm):
        fr = f.mask(lambda p: p.box(x0 - 0.022, y0 - 0.02, x1 + 0.022, y1 + 0.035))
        f.over(fr, "0b1218", 0.95)
        f.add(f.mask(lambda p: p.box(x0 - 0.03, y1 + 0.02, x1 + 0.03, y1 + 0.032)), warm, 0.05 + 0.10 * lit)
        g = f.mask(lambda p: p.box(x0, y0, x1, y1))
        f.over(g, "0a1922", 1)
        grad = np.clip(1.15 - np.abs(f.x - (x0 + x1) / 2) / (x1 - x0) * 1.0 - (f.y - y0) / (y1 - y0) * 0.35, 0, 1.2)
        f.add(g * grad, warm, lit)
        return g

    for x0 in (-0.14, 0.46, 1.76, 2.30):
        for y0, y1 in ((-0.48, 0.02), (0.20, 0.80), (0.97, 1.5)):
            lit, warm = (0, "ffffff")
            if (x0, y0) == (1.76, 0.20):
                lit, warm = 0.16, "7fb7c9"
            elif (x0, y0) == (-0.14, 0.20):
                lit, warm = 0.16, "ff9f55"
            g = window(x0, y0, x0 + 0.34, y1, lit, warm)
            f.add(g * np.clip(f.noise(0.4, 0.6, 3) - 0.5, 0, 1), "3c6a80", 0.22)
            f.over(
                f.mask(lambda p: (p.box(x0 + 0.164, y0, x0 + 0.176, y1), p.box(x0, y0 + 0.19, x0 + 0.34, y0 + 0.20))),
                "0a1117",
                0.95,
            )
    for y0, y1 in ((-0.48, 0.02), (0.97, 1.5)):
        window(main[0], y0, main[2], y1, 0.03, "ffb36a")
    x0, y0, x1, y1 = main
    g = window(x0, y0, x1, y1, 1.15, "ffa24f")
    f.add(g * np.exp(-(((f.x - 1.40) / 0.10) ** 2 + ((f.y - 0.36) / 0.12) ** 2)), "ffe0a0", 1.5)
    f.over(
        g * f.mask(lambda p: (p.poly([(1.36, 0.30), (1.44, 0.30), (1.475, 0.385), (1.325, 0.385)]),), 0.004),
        "fff0c4",
        0.95,
    )
    f.over(
        g * f.mask(lambda p: (p.box(1.396, 0.385, 1.404, 0.66), p.box(1.31, 0.64, 1.52, 0.81)), 0.003), "3a1c0c", 0.9
    )
    f.over(
        g * f.mask(lambda p: (p.box(1.085, 0.27, 1.165, 0.40), p.box(1.175, 0.30, 1.215, 0.36)), 0.003), "70401c", 0.7
    )
    people = f.mask(
        lambda p: (
            profile(p, 1.20, 0.52, 0.115),
            p.box(1.092, 0.60, 1.262, 0.9),
            p.poly(
                spline(
                    [
                        (1.235, 0.66),
                        (1.30, 0.645),
                        (1.345, 0.575),
                        (1.352, 0.53),
                        (1.335, 0.52),
                        (1.318, 0.57),
                        (1.27, 0.61),
                        (1.22, 0.60),
                    ]
                )
            ),
            p.box(1.328, 0.505, 1.356, 0.537),
        ),
        0.003,
    )
    f.over(g * people, "1c0d07", 0.97)
    for cx, s in ((x0, 1), (x1, -1)):
        fold = 0.5 + 0.5 * np.sin((f.x - cx) * 190)
        cur = np.clip((0.085 - s * (f.x - cx) + 0.012 * np.sin(f.y * 7)) * 90, 0, 1) * g
        f.over(cur, rgb("c9742f") * 1.0, 0.62)
        f.c *= (1 - cur * 0.45 * fold)[..., None]
    f.over(f.mask(lambda p: (p.box(1.284, y0, 1.296, y1), p.box(x0, 0.395, x1, 0.405))), "140b07", 0.98)
    f.glow(1.29, 0.5, 0.42, "ff9a45", 0.16)
    f.add(f.mask(lambda p: p.box(x0 - 0.03, y1 + 0.02, x1 + 0.03, y1 + 0.034)), "ffae66", 0.35)
    f.rain(420, 0.06, 0.10, 0.05)
    dark = f.mask(
        lambda p: (
            p.box(-0.1, -0.1, 0.17, 1.1),
            p.box(2.27, -0.1, 2.5, 1.1),
            p.poly([(0.17, -0.1), (0.60, -0.1), (0.42, 0.10), (0.30, 0.45), (0.17, 0.8)]),
        ),
        0.035,
    )
    f.over(np.clip(dark * 1.1, 0, 1), "020507", 0.93)
    return f.develop("0b2230", "ffd09c", 1.15, 1.05, vignette=0.55)


def korridor(f):
    """Corridor in one-point perspective."""
    vx, vy = 1.195, 0.47
    f.sky((0, "000000"), (1, "000000"))
    dx, dy = (f.x - vx), (f.y - vy)
    s = np.maximum(np.abs(dx) / 0.62, np.abs(dy) / 0.46) + 1e-4
    z = 1 / s  # 1 at the picture's edge, large far away
    wallside = np.abs(dx) / 0.62 >= np.abs(dy) / 0.46
    floor, ceil = (~wallside) & (dy > 0), (~wallside) & (dy < 0)
    band = np.zeros_like(s)
    for k in range(1, 16):
        zc = k * 1.15
        band += np.exp(-(((z - zc) / (0.16)) ** 2)) * (0.25 if k in (3, 4, 8) else 1)
    fade = np.exp(-z * 0.085)
    base = np.where(wallside, 1.0, np.where(floor, 0.8, 0.7)) * fade
    light = base * (0.10 + 0.42 * band)
    up = np.clip(1 - (dy / np.abs(s) / 0.46 + 1) / 2, 0, 1)
    col = np.where(
        wallside[..., None],
        np.where((dy / s / 0.46 > 0.28)[..., None], rgb("2c5a50"), rgb("a9b59a")),
        np.where(floor[..., None], rgb("54665c"), rgb("9aa692")),
    )
    f.c[:] = col * (light * np.where(wallside, 0.45 + 0.75 * up, 1))[..., None]
    tube = ceil & (np.abs(dx / s) < 0.12) & ((z % 1.15) > 0.80) & (z < 18) & (z > 0.5)
    broken = (np.abs(z - 3.45) < 0.5) | (np.abs(z - 9.2) < 0.6)
    tm = (tube & ~broken).astype(np.float32)
    f.add(tm * np.clip(1.3 - z * 0.03, 0.2, 1), "eaffea", 2.4)
    ft = floor & (np.abs(dx / s) < 0.26)
    f.add(
        blur(ft * np.exp(-((((z % 1.15) - 1.0) / 0.2) ** 2)), 6 * f.w / 1600, 12 * f.w / 1600) * np.exp(-z * 0.05),
        "d8ffe4",
        0.42,
    )
    grid = floor & ((np.abs((z * 2.4) % 1 - 0.5) > 0.475) | (np.abs((dx / s * 6) % 1 - 0.5) > 0.485))
    f.c *= 1 - 0.35 * grid[..., None]
    rail = wallside & (np.abs(dy / s / 0.46 - 0.28) < 0.022)
    f.c *= 1 - 0.75 * rail[..., None]
    zf, h = z % 2.3, dy / s / 0.46
    door = wallside & (zf > 0.55) & (zf < 1.45) & (h > -0.62)
    frame = wallside & (zf > 0.48) & (zf < 1.52) & (h > -0.68) & ~door
    f.c *= (1 - 0.62 * door[..., None]) * (1 - 0.80 * frame[..., None])
    opened = door & (dx > 0) & (np.abs(z - 3.3) < 0.5)
    f.add(opened.astype(np.float32), "ffb45e", 1.3)
    fl = np.exp(-(((f.x - 1.30) / 0.10) ** 2)) * floor * np.exp(-(((z - 3.3) / 0.75) ** 2))
    f.add(blur(fl, 5), "ffb45e", 0.75)
    f.glow(1.40, 0.50, 0.10, "ffb45e", 0.24)
    end = s < 0.055
    f.over(end.astype(np.float32), rgb("c8ffe6") * 1.5)
    f.glow(vx, vy, 0.10, "c8ffe6", 0.5)
    foot = vy + 0.46 * 0.215
    fig = f.mask(lambda p: figure(p, vx - 0.02, foot, 0.215, "dress"))
    sh = f.mask(lambda p: p.poly([(vx - 0.045, foot), (vx + 0.005, foot), (vx + 0.03, 0.98), (vx - 0.13, 0.98)]), 0.007)
    f.over(sh * np.clip(1.2 - (f.y - foot) * 2.0, 0, 1), "050807", 0.72)
    f.over(fig, "060a09", 0.98)
    f.add(np.clip(fig - np.roll(fig, -1, 1), 0, 1), "ffcf9a", 0.5)
    f.c *= (0.78 + 0.44 * f.noise(0.5, 0.5, 4))[..., None]
    f.over(np.exp(-(((s) / 0.22) ** 2)), "8fc7ae", 0.16)
    return f.develop("06251f", "f2ffdc", 1.75, 1.10, vignette=0.75, mix=0.65)


def dach(f):
    """Rooftop above the city, blue hour."""
    r = f.rng
    f.sky((0, "121d3c"), (0.30, "2c3f6c"), (0.55, "8a6a86"), (0.70, "e59a72"), (0.78, "f2b27a"), (1, "20202e"))
    cl = f.noise(1.5, 0.08, 5)
    f.over(np.clip(cl - 0.50, 0, 1) * np.clip(1 - f.y / 0.7, 0, 1), "28345c", 1.1)
    f.add(np.clip(0.46 - cl, 0, 1) * np.exp(-(((f.y - 0.58) / 0.12) ** 2)), "ff9a70", 0.8)
    f.over(f.mask(lambda p: p.dot(1.98, 0.17, 0.030)), rgb("fff4dc") * 1.4, 0.95)
    f.glow(1.98, 0.17, 0.11, "cdd8f4", 0.22)
    for i, d in enumerate(np.linspace(0, 1, 5)):
        col = rgb("a9798a") * (1 - d) ** 1.5 + rgb("131626") * (0.35 + 0.65 * d)
        blocks, x = [], -0.1
        while x < 2.5:
            w = (0.03 + 0.09 * r.random()) * (1 + d)
            tall = (r.random() ** 2) * (0.20 - 0.13 * d) + (0.16 * (1 - d) if r.random() > 0.93 else 0)
            blocks.append((x, 0.735 + 0.115 * d - tall, w, r.random()))
            x += w * (0.9 + 0.2 * r.random())

        def city(p):
            for x, t, w, k in blocks:
                p.box(x, t, x + w, 1.1)
                if k > 0.75:
                    p.box(x + w * 0.3, t - 0.025, x + w * 0.55, t)
                if k > 0.86:
                    p.line([(x + w * 0.42, t - 0.02), (x + w * 0.42, t - 0.11 * k)], 0.0028)
                if k < 0.2:
                    p.poly([(x, t), (x + w * 0.5, t - 0.03 * (1 + d)), (x + w, t)])

        f.over(f.mask(city), col, 0.97)

        def lights(p, d=d):
            c = 0.0045 + 0.0055 * d
            for x, t, w, _k in blocks:
                for wx in np.arange(x + c, x + w - c, c * 2.4):
                    for wy in np.arange(t + c * 2, 0.95, c * 3):
                        if r.random() < 0.10 + 0.14 * d:
                            p.box(wx, wy, wx + c, wy + c * 1.3, int(60 + 190 * r.random()))

        m = f.mask(lights)
        f.add(m, ["ffc27a", "ffb060", "ffd9a0", "ffc27a", "cfe0e8"][i], 0.55 + 0.35 * d)
        f.over(np.exp(-(((f.y - 0.80 - 0.05 * d) / 0.07) ** 2)) * (1 - d), "d98f7c", 0.40)
        if i == 2:
            f.over(
                f.mask(
                    lambda p: (
                        p.poly([(0.62, 0.76), (0.632, 0.33), (0.648, 0.33), (0.66, 0.76)]),
                        p.dot(0.64, 0.40, 0.030, 0.017),
                        p.dot(0.64, 0.375, 0.020, 0.010),
                        p.line([(0.64, 0.34), (0.64, 0.19)], 0.005),
                    )
                ),
                "4a3a52",
                0.97,
            )
            f.glow(0.64, 0.19, 0.010, "ff4030", 2.2)
            f.glow(0.64, 0.38, 0.05, "ffcf8a", 0.12)
    roof = f.mask(
        lambda p: (
            p.poly([(-0.1, 0.89), (1.90, 0.865), (2.5, 0.905), (2.5, 1.1), (-0.1, 1.1)]),
            p.box(0.16, 0.66, 0.30, 0.90),
            p.box(0.145, 0.645, 0.315, 0.668),
            p.box(0.19, 0.60, 0.205, 0.65),
            p.box(0.245, 0.585, 0.26, 0.65),
            p.line([(0.44, 0.89), (0.44, 0.46)], 0.006),
            [p.line([(0.44 - w, y), (0.44 + w, y)], 0.0042) for w, y in ((0.06, 0.48), (0.05, 0.515), (0.04, 0.55))],
            p.box(2.10, 0.74, 2.34, 0.90),
        )
    )
    f.over(roof, "0a0c15", 1)
    m = f.mask(lambda p: (figure(p, 1.25, 1.13, 0.70, "coat"), figure(p, 1.455, 1.12, 0.63, "dress", lean=-0.03)))
    f.over(m, "070911", 1)
    rim = np.clip(np.maximum(m, roof) - np.roll(np.maximum(m, roof), max(1, f.h // 330), 0), 0, 1)
    f.add(rim * np.exp(-(((f.x - 1.4) / 0.6) ** 2)), "ffae86", 0.55)
    f.over(
        f.mask(
            lambda p: (
                [p.line([(-0.1, 0.52 + 0.03 * k), (0.44, 0.49 + 0.03 * k)], 0.0016) for k in range(2)]
                + [
                    p.line(spline([(0.44, 0.50), (1.2, 0.60 + 0.01 * k), (2.5, 0.44 + 0.05 * k)], False), 0.0016)
                    for k in range(2)
                ]
            )
        ),
        "0a0c15",
        0.8,
    )
    return f.develop("14183a", "ffd6b0", 1.15, 1.08, vignette=0.6)


def archiv(f):
    """Archive between shelves, lamps in a row."""
    r = f.rng
    vx, vy = 1.02, 0.50
    f.sky((0, "050302"), (1, "050302"))
    dx, dy = f.x - vx, f.y - vy
    a = np.where(dx < 0, 0.34, 0.40)
    sh, sv = np.abs(dx) / a, np.abs(dy) / np.where(dy > 0, 0.34, 0.44)
    s = np.maximum(sh, sv) + 1e-4
    z, wall = 1 / s, sh >= sv
    v = dy / s
    lamps = sum(np.exp(-(((z - k) / 0.42) ** 2)) for k in (0.55, 1.7, 2.85, 4.0, 5.2, 6.5))
    fade = np.exp(-z * 0.13)
    glowv = np.clip(0.95 - np.abs(v + 0.10) * 1.7, 0.10, 1)
    shelf = np.abs(((v + 0.44) / 0.1115) % 1 - 0.5) > 0.44
    post = np.abs((z % 0.62) - 0.31) > 0.285
    row = np.floor((v + 0.44) / 0.1115)
    slot = np.floor(z * 34 + row * 7.3)
    hsh = np.abs(np.sin(slot * 12.9898 + row * 78.233 + (dx > 0) * 31.7) * 43758.5453) % 1
    hs2 = np.abs(np.sin(slot * 39.346 + row * 11.135 + (dx > 0) * 17.1) * 24634.6345) % 1
    inrow = 1 - ((v + 0.44) / 0.1115) % 1
    book = (inrow < 0.52 + 0.40 * hsh) & (np.abs((z * 34 + row * 7.3) % 1 - 0.5) < 0.45)
    pal = np.stack([rgb(k) for k in ("7a4a2a", "5c2f22", "8a6a40", "3e4634", "6a3a30", "2f3a40", "a08458", "4a3020")])
    colb = pal[(hs2 * 7.99).astype(int)] * (0.55 + 0.8 * hsh)[..., None]
    spine = (np.abs(inrow - 0.30) < 0.02) & (hsh > 0.45)
    surf = np.where(book[..., None], colb, rgb("0c0704"))
    surf = np.where((spine & book)[..., None], surf * 2.2, surf)
    surf = np.where((shelf | post)[..., None], rgb("2c170b"), surf)
    light = (0.05 + 0.62 * lamps) * fade * glowv
    floor = (~wall) & (dy > 0)
    boards = 0.6 + 0.4 * (np.abs((dx / s * 9) % 1 - 0.5) < 0.47)
    f.c[:] = np.where(wall[..., None], surf * (light * 1.9)[..., None], 0)
    fl = np.where(floor, (0.03 + 0.55 * lamps) * fade * boards * np.exp(-((dx / s / 0.22) ** 2)), 0)
    f.c += fl[..., None] * rgb("9a6434") * 1.1
    ceil = (~wall) & (dy < 0)
    f.c += np.where(ceil, 0.03 * fade * (1 + 2 * lamps), 0)[..., None] * rgb("6a4a30")
    for k in (0.9, 1.75, 2.85, 4.0, 5.2, 6.5, 8.0):
        y, w = vy - 0.30 / k, 0.050 / k
        if k > 0.95:
            f.over(
                f.mask(
                    lambda p: (
                        p.line([(vx, vy - 0.44 / k), (vx, y)], 0.003 / k),
                        p.poly([(vx - w * 0.35, y - w * 0.5), (vx + w * 0.35, y - w * 0.5), (vx + w, y), (vx - w, y)]),
                    )
                ),
                "120a05",
                0.95,
            )
            f.glow(vx, y + 0.006 / k, 0.026 / k + 0.003, "ffe0a0", 3.2 / k**0.25)
            f.glow(vx, y + 0.03 / k, 0.20 / k, "ffb866", 0.42)
            cone = (
                np.clip(1 - np.abs(f.x - vx) / (0.006 + (f.y - y) * 0.62 + 1e-4), 0, 1)
                * (f.y > y)
                * np.exp(-(f.y - y) * 3.4 * k**0.5)
            )
            f.add(cone, "ffc880", 0.20 / k**0.6)
    f.glow(vx, vy, 0.05, "ffd9a0", 0.8)

    def ladder(p):
        p.line([(1.62, 0.985), (1.43, 0.10)], 0.011)
        p.line([(1.725, 1.02), (1.50, 0.04)], 0.013)
        for t in np.linspace(0.06, 0.95, 10):
            p.line([(1.62 - 0.19 * t, 0.985 - 0.885 * t), (1.725 - 0.225 * t, 1.02 - 0.98 * t)], 0.007)

    f.over(f.mask(ladder), "0f0804", 0.96)
    fx, foot, hh = 0.93, 0.845, 0.46
    sh2 = f.mask(lambda p: p.poly([(fx - 0.04, foot), (fx + 0.06, foot), (fx + 0.02, 1.05), (fx - 0.22, 1.05)]), 0.010)
    f.over(sh2, "050302", 0.75)
    man = f.mask(
        lambda p: (
            figure(p, fx, foot, hh, "dress"),
            p.poly(
                spline(
                    [
                        (fx + 0.03, foot - 0.36),
                        (fx + 0.065, foot - 0.31),
                        (fx + 0.088, foot - 0.265),
                        (fx + 0.072, foot - 0.255),
                        (fx + 0.03, foot - 0.29),
                    ]
                )
            ),
            p.poly(
                [
                    (fx + 0.065, foot - 0.30),
                    (fx + 0.115, foot - 0.315),
                    (fx + 0.122, foot - 0.262),
                    (fx + 0.072, foot - 0.248),
                ]
            ),
        )
    )
    f.over(man, "080403", 0.985)
    f.add(np.clip(man - np.roll(man, -max(1, f.h // 280), 1), 0, 1), "ffc47c", 0.95)
    f.over(np.exp(-((np.abs(dx) / 0.5) ** 2)) * f.noise(0.4, 0.3, 4), "6a4420", 0.10)
    motes = f.mask(
        lambda p: [
            p.dot(vx + r.normal() * 0.3, r.random(), 0.0006 + 0.0022 * r.random() ** 3, None, int(255 * r.random()))
            for _ in range(260)
        ]
    )
    f.add(motes, "ffdca0", 0.45)
    return f.develop("1c120c", "ffdca4", 1.55, 1.08, vignette=0.75)


def buehne(f):
    """Stage with a spotlight, seen from the stalls."""
    r = f.rng
    f.sky((0, "080405"), (0.7, "120709"), (1, "050303"))
    lx, ly, fx, fy = 1.86, -0.22, 1.12, 0.735
    folds = 0.5 + 0.5 * np.sin(f.x * 62 + 2.2 * np.sin(f.x * 9) + 0.5 * np.sin(f.y * 3))
    drape = (0.25 + 0.75 * folds**1.6) * np.clip(1 - np.abs(f.y - 0.4) * 0.9, 0, 1)
    back = np.clip((0.66 - f.y) * 200, 0, 1)
    f.add(
        back * drape * (0.10 + 1.0 * np.exp(-(((f.x - 1.0) / 0.46) ** 2 + ((f.y - 0.52) / 0.34) ** 2))), "8e1620", 0.85
    )
    board = np.clip((f.y - 0.66) * 200, 0, 1) * np.clip((0.845 - f.y) * 200, 0, 1)
    zz = 1 / (f.y - 0.50 + 0.02)
    planks = 0.75 + 0.35 * f.noise(0.6, 0.01, 4) - 0.5 * (np.abs(((f.x - 1.2) * zz * 1.1) % 1 - 0.5) > 0.475)
    f.add(board * planks * 0.10, "a86a3c", 0.8)
    pool = np.exp(-((((f.x - fx) / 0.30) ** 2 + ((f.y - fy) / 0.058) ** 2) ** 2))
    f.add(board * pool * planks, "ffd9a0", 1.15)
    ax = np.arctan2(fx - lx, fy - ly)
    ang = np.arctan2(f.x - lx, f.y - ly)
    dist = np.hypot(f.x - lx, f.y - ly)
    cone = 1 / (1 + np.exp((np.abs(ang - ax) - 0.185) * 90))
    dust = 0.55 + 0.9 * f.noise(0.35, 0.25, 5)
    f.add(cone * dust * np.clip((0.80 - f.y) * 8, 0, 1) / (dist + 0.25) ** 1.3, "ffe2b4", 0.34)
    for x, p, col in ((0.30, 0.05, "6fa6c8"), (2.16, 0.05, "6fa6c8")):
        a2 = np.arctan2(f.x - x, f.y + 0.3)
        f.add(1 / (1 + np.exp((np.abs(a2 - (1.1 - x) * 0.45) - 0.10) * 60)) * np.clip(0.8 - f.y, 0, 1), col, p)
    shadow = f.mask(
        lambda p: p.poly([(fx - 0.05, fy), (fx + 0.03, fy), (fx - 0.16, fy + 0.07), (fx - 0.30, fy + 0.075)]), 0.006
    )
    f.over(shadow * board, "120604", 0.8)
    hh = 0.42
    singer = f.mask(
        lambda p: (
            figure(p, fx, fy, hh, "sing"),
            p.poly(
                spline(
                    [
                        (fx - 0.036, fy - 0.2),
                        (fx + 0.036, fy - 0.2),
                        (fx + 0.062, fy + 0.004),
                        (fx - 0.066, fy + 0.004),
                    ],
                    True,
                    5,
                )
            ),
        )
    )
    lit = np.clip((f.x - fx) / 0.05 + 0.35, 0, 1)
    f.c = (
        f.c * (1 - singer[..., None])
        + (rgb("12070a") + rgb("ffd2a0") * (0.75 * lit**2.2)[..., None]) * singer[..., None]
    )
    f.over(
        f.mask(
            lambda p: (
                p.line([(fx + 0.078, fy), (fx + 0.078, fy - 0.315)], 0.0045),
                p.line([(fx + 0.078, fy - 0.315), (fx + 0.055, fy - 0.355)], 0.009),
                p.dot(fx + 0.053, fy - 0.36, 0.009, 0.011),
                p.line([(fx + 0.05, fy), (fx + 0.106, fy)], 0.006),
            )
        ),
        "0a0506",
        1,
    )
    f.flakes(260, 0.0006, 0.0022, 0.0)
    motes = f.mask(
        lambda p: [
            p.dot(r.random() * RATIO, r.random() * 0.8, 0.0007 + 0.002 * r.random() ** 3, None, int(255 * r.random()))
            for _ in range(700)
        ]
    )
    f.add(motes * cone, "fff0d0", 0.9)
    f.over(np.clip((f.y - 0.845) * 200, 0, 1), "040203", 0.97)
    f.add(np.exp(-(((f.y - 0.846) / 0.004) ** 2)) * np.exp(-(((f.x - fx) / 0.6) ** 2)), "ffcf94", 0.4)
    for row, (base, size, dark) in enumerate(
        ((0.90, 0.036, "0b0506"), (0.975, 0.056, "060304"), (1.09, 0.088, "020102"))
    ):
        heads, x = [], -0.06 + row * 0.03
        while x < 2.5:
            if r.random() > 0.10:
                heads.append(
                    (
                        x + (r.random() - 0.5) * size * 0.5,
                        base + (r.random() - 0.5) * size * 0.5,
                        size * (0.85 + 0.3 * r.random()),
                    )
                )
            x += size * 2.9
        m = f.mask(
            lambda p: [
                (
                    p.dot(hx, hy, s * 0.70, s * 0.92),
                    p.poly(
                        spline(
                            [
                                (hx - s * 0.3, hy + s * 0.5),
                                (hx - s * 0.4, hy + s),
                                (hx - s * 1.35, hy + s * 1.5),
                                (hx - s * 1.6, hy + s * 4),
                                (hx + s * 1.6, hy + s * 4),
                                (hx + s * 1.35, hy + s * 1.5),
                                (hx + s * 0.4, hy + s),
                                (hx + s * 0.3, hy + s * 0.5),
                            ],
                            True,
                            5,
                        )
                    ),
                )
                for hx, hy, s in heads
            ],
            0.0 if row < 2 else 0.003,
        )
        f.over(m, dark, 1)
        rim = np.clip(m - np.roll(m, max(1, f.h // 260), 0), 0, 1)
        f.add(rim * np.exp(-(((f.x - fx) / 0.75) ** 2)), "ffb070", 0.42 - 0.12 * row)
    side = f.mask(
        lambda p: (
            p.poly([(-0.1, -0.1), (0.20, -0.1), (0.16, 0.5), (0.24, 1.1), (-0.1, 1.1)]),
            p.poly([(2.5, -0.1), (2.20, -0.1), (2.25, 0.5), (2.16, 1.1), (2.5, 1.1)]),
        ),
        0.004,
    )
    f.c *= (1 - side * (0.75 + 0.2 * np.sin(f.x * 120)))[..., None]
    return f.develop("14070c", "ffdcae", 1.35, 1.10, vignette=0.75)


def abteil(f):
    """Train compartment, a profile against the moving land."""
    f.sky((0, "4d6a7c"), (0.30, "a7b2ab"), (0.48, "f2cf97"), (0.56, "d9a86a"), (0.58, "54604c"), (1, "28352c"))
    f.glow(1.55, 0.47, 0.24, "ffd48c", 0.9)
    for base, col in ((0.50, "8c8f7c"), (0.55, "5f6c55"), (0.62, "3d4a3a"), (0.74, "222d25")):
        line = f.ridge(base, 0.07, 5, 1.5)
        f.over(blur(f.below(line), 26 + 120 * (base - 0.5), 1.2), col, 0.92)
    streak = blur(f.noise(0.08, 0.006, 3), 90, 1)
    f.c *= 1 + (streak - 0.5)[..., None] * 1.5 * np.clip((f.y - 0.45) * 3, 0, 1)[..., None]
    for x in (1.84,):
        f.over(np.exp(-(((f.x - x) / 0.030) ** 2)) * (f.y < 0.8), "2b342e", 0.5)
    f.rain(130, 0.16, -2.6, 0.10)
    frame = 1 - f.mask(lambda p: p.round(0.66, 0.095, 1.98, 0.725, 0.045))
    wood = 0.55 + 0.75 * f.noise(2.2, 0.02, 5, 0.6)
    f.c = f.c * (1 - frame[..., None]) + (rgb("2e1911") * wood[..., None]) * frame[..., None]
    brass = f.mask(lambda p: (p.round(0.645, 0.08, 1.995, 0.74, 0.058), p.round(0.656, 0.091, 1.984, 0.729, 0.048, 0)))
    f.over(brass, "c08f50", 0.7)
    f.over(f.mask(lambda p: (p.box(0.60, 0.745, 2.06, 0.79),)), "4a2a18", 0.95)
    f.over(f.mask(lambda p: (p.box(0.60, 0.745, 2.06, 0.752),)), "e8b878", 0.6)
    f.over(f.mask(lambda p: (p.box(0.66, 0.385, 1.98, 0.397),)), "1c120d", 0.9)

    def seat(p, x0, x1, s):
        p.poly(
            spline(
                [
                    (x0, 1.1),
                    (x0, 0.30),
                    (x0 + s * 0.02, 0.22),
                    (x0 + s * 0.10, 0.19),
                    (x1 - s * 0.06, 0.21),
                    (x1, 0.29),
                    (x1 + s * 0.03, 0.72),
                    (x1 + s * 0.20, 0.80),
                    (x1 + s * 0.24, 1.1),
                ],
                True,
                6,
            )
        )

    seats = f.mask(lambda p: (seat(p, -0.3, 0.40, 1), seat(p, 2.7, 2.18, -1)))
    plush = 0.6 + 0.5 * (np.sin(f.x * 260) * 0.25 + 0.5) + 0.3 * f.noise(0.2, 0.2, 3)
    f.c = (
        f.c * (1 - seats[..., None])
        + (rgb("3a1218") * plush[..., None] * np.clip(1.25 - np.abs(f.x - 1.3) * 0.55, 0.2, 1)[..., None])
        * seats[..., None]
    )
    f.glow(0.36, 0.30, 0.24, "ffb46a", 0.10)
    lamp = f.mask(lambda p: p.poly([(1.665, 0.555), (1.755, 0.555), (1.785, 0.645), (1.635, 0.645)]), 0.002)
    f.over(lamp, rgb("ffcf80") * 1.7, 1)
    f.over(f.mask(lambda p: (p.box(1.704, 0.645, 1.716, 0.735), p.box(1.67, 0.733, 1.75, 0.747))), "2a180c", 1)
    f.glow(1.71, 0.62, 0.22, "ffab55", 0.35)
    woman = f.mask(
        lambda p: (
            profile(p, 1.00, 0.60, 0.40),
            p.dot(0.828, 0.545, 0.088, 0.078),
            p.poly(
                spline([(0.80, 0.95), (0.90, 0.80), (1.05, 0.76), (1.16, 0.79), (1.22, 0.88), (1.26, 1.2), (0.6, 1.2)])
            ),
        )
    )
    f.over(woman, "0e0a0b", 0.985)
    edge = np.clip(woman - np.roll(woman, -max(1, f.h // 220), 1), 0, 1) * (f.x > 0.98)
    f.add(blur(edge, 1.4) * np.clip(1.5 - np.abs(f.y - 0.50) * 2.6, 0, 1), "ffc98a", 1.4)
    book = f.mask(
        lambda p: (
            p.poly([(1.33, 0.752), (1.47, 0.70), (1.49, 0.708), (1.50, 0.752)]),
            p.poly([(1.50, 0.752), (1.49, 0.708), (1.60, 0.735), (1.64, 0.752)]),
        )
    )
    f.over(book, "d9c6a0", 0.8)
    f.over(np.clip(f.noise(0.5, 0.5, 3) - 0.3, 0, 1) * frame * np.clip(1 - f.y, 0, 1), "0d0a0c", 0.6)
    refl = f.mask(lambda p: profile(p, 1.42, 0.53, 0.27, -1), 0.006) * (1 - frame)
    f.over(refl * np.exp(-(((f.x - 1.42) / 0.22) ** 2)), "26221f", 0.16)
    return f.develop("14222a", "ffdca4", 1.05, 1.10, vignette=0.7)
