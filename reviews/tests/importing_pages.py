"""Pages of invented films in the form the importer reads."""

FACTS = {
    "Originaltitel": "Firnruhe",
    "Herstellungsland": "Norwegen",
    "Erscheinungsjahr": "2026",
    "Regie": "Tadeusz Wernowitz",
    "Darsteller": "Runa Eikeland, Ole Sandvig, Bente Halvard u.a.",
}
FOOTER = {
    "Copyright aller Filmbilder/Label": "Nordlicht Verleih",
    "FSK Freigabe": "ab 12",
    "Geschnitten": "Nein",
    "Blu Ray/DVD": "Nein/Nein, ab 5.6.2026 in den deutschen Kinos",
}
BODY = """
Tadeusz Wernowitz schickt in „Firnruhe“ zwei Geschwister über einen Gletscher, der nicht stillhält
Der erste Absatz nennt „Ebbe und Söhne“ und hört dann auf.

Solveig Granli (Runa Eikeland) prüft das Seil
Der zweite Absatz hat nichts zu sagen.
Schaut euch den Trailer zu „Firnruhe“ an
Der dritte Absatz auch nicht.
Nordlicht Verleih bringt „Firnruhe“ am 5. Juni 2026 in die deutschen Kinos, ungekürzt ab 12 Jahren freigegeben."""
TAIL = """
© Jule Wiebrandt (Firnspur)
Würdest du umkehren?
Zur Filmdiskussion
"""


def row(fields):
    return "| " + "__".join(f"{label}: {value}" for label, value in fields.items()) + " | "


def facts_row(**changes):
    """Changes by label; None leaves a field out."""
    fields = FACTS | changes
    return row({label: value for label, value in fields.items() if value is not None})


def footer_row(*, label="Nordlicht Verleih", fsk="ab 12", cut="Nein", discs=FOOTER["Blu Ray/DVD"]):
    return row(dict(zip(FOOTER, (label, fsk, cut, discs), strict=True)))


def page_text(body=BODY, *, facts=None, tail=TAIL, footer=None):
    return f"{facts or facts_row()}\n{body}{tail}{footer_row() if footer is None else footer}\n\n\n"
