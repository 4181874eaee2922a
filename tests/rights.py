"""Reading the tables of docs/rights.md, and what their cells say of an answer."""

import re
from pathlib import Path

TEXT = (Path(__file__).parent.parent / "docs/rights.md").read_text()


def table_of(heading, *, columns=1):
    """Roles and cells of the table under the heading. A cell is a tuple of what stands in the first `columns` of its row, the
    role, and what stands there."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    roles = rows[0][columns:]
    cells = [
        (row[0].strip("`"), *row[1:columns], role, cell)
        for row in rows[2:]
        for role, cell in zip(roles, row[columns:], strict=True)
    ]
    return roles, cells


def name_of(cell):
    """For a test's id."""
    return re.sub(r"\W+", "-", " ".join(cell))


def assert_holds(cell, answer, did, *, done=302):
    """A number is the status and nothing has changed; „does“ is the act, answered with `done`; „signs in“ leads there."""
    if cell == "does":
        assert (answer.status_code, did) == (done, True)
    elif cell == "signs in":
        assert (answer.status_code, answer.url.startswith("/konto/login/"), did) == (302, True, False)
    else:
        assert (answer.status_code, did) == (int(cell), False)
