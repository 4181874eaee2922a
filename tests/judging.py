"""Two judges of a page: axe for its access, the Nu checker for its HTML. Both come from `tests/tools` by npm."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = Path(settings.BASE) / "tests/tools/node_modules"
AXE = TOOLS / "axe-core/axe.min.js"
CHECKER = TOOLS / "vnu-jar/build/dist/vnu.jar"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe_source():
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm): the access of pages was not judged")
    return AXE.read_text()


def findings_of(page, axe_source):
    """What axe says of the open page, one line each. The page needs `bypass_csp`. Half a megabyte, read once in a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source)
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def faults_in(folder):
    """What the checker says of all `.html` files in the folder, by file."""
    if not CHECKER.exists() or shutil.which("java") is None:
        pytest.skip("the HTML checker or Java is not installed: the HTML of pages was not judged")
    command = ["java", "-Xmx512m", "-jar", CHECKER, "--format", "json", "--exit-zero-always", folder]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(answer.stderr or answer.stdout)["messages"]
    return [f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if m["type"] == "error"]
