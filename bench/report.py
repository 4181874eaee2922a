"""From the values of the rounds to ratios, a table and two files."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from statistics import median
from typing import Any

from bench.rounds import Measured

__all__ = ["Result", "const_of", "markdown", "write"]

Values = dict[str, list[Measured]]


@dataclass(frozen=True)
class Result:
    """One run. Keys of `values` are „page|viewer|posts“, „tpl“ and `const_of` pages; sizes ascend."""

    facts: dict[str, Any]
    sizes: list[int]
    pages: list[tuple[str, str]]
    values: Values
    replies: dict[int, dict[str, int]]
    checks: dict[int, dict[str, Any]]
    limits: dict[str, str] = field(default_factory=dict)
    """By viewer, or by „page|viewer“."""

    def of(self, page: str, viewer: str, size: int) -> list[Measured]:
        return self.values[f"{page}|{viewer}|{size}"]


COMMON = "Thema, erste Seite"
"""Whose size stands for pages that only members have."""


def const_of(page: str) -> str:
    """The key of the constant that is as large as this page."""
    return f"const, so groß wie {page}"


def share(page: list[Measured], yardstick: list[Measured]) -> float:
    """Requests per second as a share of the yardstick's, round by round; the median of the rounds."""
    return median(p.rate / y.rate for p, y in zip(page, yardstick, strict=True))


def share_of_work(page: list[Measured], yardstick: list[Measured]) -> float:
    """The same by processor time: what others do on the machine touches it less, the asking not at all."""
    return median(
        y.processor_ms / p.processor_ms if p.processor_ms else 0 for p, y in zip(page, yardstick, strict=True)
    )


def times_the_work(page: list[Measured], other: list[Measured]) -> float:
    """How much dearer than `other`, by processor time."""
    return median(p.processor_ms / o.processor_ms if o.processor_ms else 0 for p, o in zip(page, other, strict=True))


def times_as_slow(page: list[Measured], other: list[Measured]) -> float:
    return median(o.rate / p.rate if p.rate else 0 for p, o in zip(page, other, strict=True))


LIMITS = """## Was die Zahlen nicht sagen

Nur Verhältnisse innerhalb dieses Laufs zählen. Wer fragt, rechnet auf denselben Kernen: Bei sehr schnellen Seiten misst
„Anteil“ zum Teil ihn, „Rechenzeit“ nicht. Was andere zur selben Zeit auf der Maschine tun, trifft „Anteil“ stärker als
„Rechenzeit“. Zur Rechenzeit gehören die Prozesse des Webservers und die Verbindungen von PostgreSQL, nicht deren parallele
Helfer und nicht, was PostgreSQL im Hintergrund schreibt. Alles liegt warm im Speicher. `tpl` ist die Seite in
`bench/yardstick/`; andere Messungen hatten eine andere."""


def markdown(result: Result) -> str:
    parts = [_facts(result), _shares(result), _ratios(result), _replies(result), _checks(result), LIMITS]
    return "\n\n".join(parts) + "\n"


def _facts(result: Result) -> str:
    lines = [f"# Messung vom {result.facts['Datum']}", ""]
    return "\n".join([*lines, *[f"- {name}: {value}" for name, value in result.facts.items() if name != "Datum"]])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shares(result: Result) -> str:
    tpl, common, rows = result.values["tpl"], result.values[const_of(COMMON)], list[list[str]]()
    for size in result.sizes:
        for page, viewer in result.pages:
            values, const = result.of(page, viewer, size), result.values.get(const_of(page), common)
            rows.append(
                [
                    f"{page}, {viewer}, {size}",
                    f"{share(values, tpl):.2f}",
                    f"{share(values, const):.2f}",
                    f"{share_of_work(values, tpl):.2f}",
                    f"{share_of_work(values, const):.2f}",
                    _ms(values),
                    result.limits.get(f"{page}|{viewer}", result.limits.get(viewer, "")),
                ]
            )
    for key, found in result.values.items():
        if "|" not in key:
            figures = [share(found, tpl), share(found, common), share_of_work(found, tpl), share_of_work(found, common)]
            rows.append([key, *(f"{figure:.2f}" for figure in figures), _ms(found), ""])
    head = [
        "Seite, für wen, Beiträge",
        "Anteil tpl",
        "Anteil const",
        "tpl, Rechenzeit",
        "const, Rechenzeit",
        "ms",
        "Grenze",
    ]
    words = (
        "Anteile an Anfragen je Sekunde, Runde für Runde, davon der Median; „Rechenzeit“ dasselbe nach Prozessorzeit von "
        "Server und Datenbank, „ms“ diese Zeit je Anfrage."
    )
    return f"## Anteile\n\n{words}\n\n{_table(head, rows)}"


def _ms(values: list[Measured]) -> str:
    return f"{median(v.processor_ms for v in values):.2f}"


def _ratios(result: Result) -> str:
    small, large = result.sizes[0], result.sizes[-1]
    rows = []
    for viewer in [viewer for page, viewer in result.pages if page == "Thema, letzte Seite"]:
        for size in result.sizes:
            deep, first = (result.of(f"Thema, {place} Seite", viewer, size) for place in ("letzte", "erste"))
            rows.append(_ratio(f"letzte Seite ÷ erste, {viewer}, {size}", deep, first))
    for page, viewer in result.pages if small != large else []:
        rows.append(
            _ratio(
                f"{large} ÷ {small}: {page}, {viewer}", result.of(page, viewer, large), result.of(page, viewer, small)
            )
        )
    return f"## Wie viel teurer\n\n{_table(['Vergleich', 'Dauer', 'Rechenzeit'], rows)}"


def _ratio(words: str, page: list[Measured], other: list[Measured]) -> list[str]:
    return [words, f"{times_as_slow(page, other):.2f}", f"{times_the_work(page, other):.2f}"]


def _replies(result: Result) -> str:
    rows = [[str(size), str(found["answered"]), str(found["stored"])] for size, found in result.replies.items()]
    return f"## Antworten, acht Mitglieder zugleich\n\n{_table(['Beiträge', 'bestätigt', 'gespeichert'], rows)}"


def _checks(result: Result) -> str:
    head = ["Beiträge", "Dauer in s", "Antworten daneben", "längste Wartezeit in ms", "ohne Prüfung", "Ergebnis"]
    rows = [
        [
            str(size),
            f"{c['seconds']:.1f}",
            str(c["replies"]),
            f"{c['longest_ms']:.0f}",
            f"{c['alone_ms']:.0f}",
            c["told"],
        ]
        for size, c in result.checks.items()
    ]
    return f"## check_consistency neben einem, der schreibt\n\n{_table(head, rows)}"


def write(result: Result, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    values = {key: _columns(found) for key, found in result.values.items()}
    content = {**result.facts, "replies": result.replies, "checks": result.checks}
    lines = ",\n".join(
        f"  {json.dumps(key, ensure_ascii=False)}: {json.dumps(columns)}" for key, columns in values.items()
    )
    head = json.dumps(content, indent=1, ensure_ascii=False).removesuffix("\n}")
    (folder / f"{name}.json").write_text(f'{head},\n "values": {{\n{lines}\n }}\n}}\n')
    file = folder / f"{name}.md"
    file.write_text(markdown(result))
    return file


def _columns(found: list[Measured]) -> dict[str, list[float]]:
    """One value per round."""
    return {column.name: [round(getattr(value, column.name), 3) for value in found] for column in fields(Measured)}
