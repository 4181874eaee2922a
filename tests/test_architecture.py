"""The house keeps its own rules: import arrows, sizes, names, and who may write what."""

import ast
import itertools
from pathlib import Path

import pytest

BASE = Path(__file__).parent.parent

MAY_IMPORT = {
    "filmsite": {"reviews", "forum", "accounts", "search", "images", "text"},
    "reviews": {"forum", "accounts", "search", "images", "text"},
    "forum": {"accounts", "images", "search", "text"},
    "accounts": {"images", "text"},
    "search": {"text"},
    "images": set(),
    "text": set(),
}
FORBIDDEN_MODULES = {"utils", "helpers", "common", "services", "signals", "managers", "constants", "misc"}
FORBIDDEN_CLASSES = ("Manager", "Service", "Helper", "Handler", "Util", "Processor")
ALLOWED_CLASSES = {"MemberManager"}  # Django's own word for what makes members

STATE_FIELDS = {
    "forum/states.py": {
        "last_number",
        "last_visible_number",
        "visible_count",
        "reply_count",
        "pending_count",
        "last_post",
        "last_posted_at",
        "hidden_by_review",
        "hidden_by_decision",
        "hidden_by_author",
    },
    "reviews/publishing.py": {"published_at"},
}
ALSO_WRITES = {"forum/states.py": "forum/recounting.py"}  # the repair, under the same lock
MODULE_LINES = 400
FUNCTION_LINES = 50


def modules():
    return list(found_modules())


def found_modules():
    for room in MAY_IMPORT:
        for path in sorted((BASE / room).rglob("*.py")) if (BASE / room).exists() else []:
            if not {"tests", "migrations"} & set(path.relative_to(BASE).parts):
                yield path


def parsed(path):
    return ast.parse(path.read_text())


def imported_rooms(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def name_of(path):
    return str(path.relative_to(BASE))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_only_what_its_arrows_allow(path):
    room = path.relative_to(BASE).parts[0]
    foreign = set(imported_rooms(parsed(path))) & set(MAY_IMPORT) - {room}
    assert foreign <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_is_short_and_has_a_topic(path):
    tree = parsed(path)
    assert path.stem not in FORBIDDEN_MODULES
    assert path.read_text().count("\n") <= MODULE_LINES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < FUNCTION_LINES, node.name
        if isinstance(node, ast.ClassDef):
            assert node.name in ALLOWED_CLASSES or not node.name.endswith(FORBIDDEN_CLASSES), node.name


def assigned_attributes(tree):
    """Attributes of other objects that are assigned, with the name of the object."""
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in itertools.chain.from_iterable(ast.walk(t) for t in targets):
            if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                root = target.value
                while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
                    root = root.func if isinstance(root, ast.Call) else root.value
                yield target.attr, root.id if isinstance(root, ast.Name) else ""


THIN = {"views", "forms", "templatetags", "commands"}


@pytest.mark.parametrize("path", [p for p in modules() if THIN & {*p.parts, p.stem}], ids=name_of)
def test_views_forms_tags_and_commands_assign_no_field(path):
    objects = {owner for _, owner in assigned_attributes(parsed(path))}
    assert objects <= {"self", "cls", "response", "request"}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_states_and_counters_are_written_in_their_module_only(path):
    written = {attribute for attribute, _ in assigned_attributes(parsed(path))}
    for node in ast.walk(parsed(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "create"}
        ):
            written |= {keyword.arg for keyword in node.keywords}
    for owner, fields in STATE_FIELDS.items():
        if name_of(path) not in (owner, ALSO_WRITES.get(owner)):
            assert not written & fields


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_of_ours_hangs_on_signals_or_save(path):
    tree = parsed(path)
    assert not any(isinstance(n, ast.Name) and n.id == "receiver" for n in ast.walk(tree))
    assert not any(isinstance(n, ast.FunctionDef) and n.name == "save" for n in ast.walk(tree))


def test_there_is_no_admin():
    assert not any("django.contrib.admin" in path.read_text() for path in modules())


ADDRESSES = {"SlugAlias", "ThreadAlias", "PostAddress", "FilmTag"}  # lead to something that is asked itself


def test_every_model_says_who_may_see_its_rows():
    from django.apps import apps

    models = [model for room in MAY_IMPORT for model in apps.all_models.get(room, {}).values()]
    ours = [m for m in models if not m._meta.auto_created and m.__name__ not in ADDRESSES]
    assert len(ours) > 25
    assert [m.__name__ for m in ours if not hasattr(m._default_manager.all(), "visible_to")] == []
