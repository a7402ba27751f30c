"""The house of the design: imports run downwards only, between rooms and inside them; each library has one home."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "careers_workbook"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

FLOORS = (
    ("__main__", "__init__"),
    ("api", "cli"),
    ("desk",),
    ("demo",),
    ("reports",),
    ("hub",),
    ("figures",),
    ("returns", "blanks"),
    ("layout",),
    ("spec", "spreadsheet"),
    ("core",),
    ("__version__",),
)
"""The house from the roof down: a room imports from lower floors only, never from its neighbour on the same floor.

The public face is the package's own `__init__` with api.py; its version is all that a room may take from it.
"""

INSIDE = {
    "cli": (
        ("main",),
        ("root",),
        ("desktop_icon", "hub", "launched", "local_page", "returns", "reference"),
        ("in_hub",),
        ("options",),
        ("exit_codes", "overview", "terminal"),
    ),
    "desk": (
        ("server",),
        ("app",),
        ("site",),
        ("pages", "command_pages"),
        ("visit",),
        ("desk",),
        ("folder_watch", "looked_files", "offered_folders"),
        ("desk_jobs", "known_hubs", "interrupted_jobs"),
        ("instance",),
        ("protection",),
        ("session", "activity", "termination"),
    ),
    "demo": (("show",), ("damage",), ("fill",)),
    "reports": (
        ("hub",),
        ("status",),
        ("letters",),
        ("school", "problem_text"),
        ("svg_charts",),
        ("drawing",),
        ("access_document", "access_text"),
        ("catalogue_page", "pages", "return_document", "templating"),
        ("json_shapes", "pdf", "words", "wrapping"),
    ),
    "hub": (
        ("hub",),
        ("answers_file", "board", "by_question", "collect_run", "looked_at", "next_steps", "one_school"),
        ("answering", "moved_folder", "outgoing", "question_changes", "round_summary", "tables"),
        ("draft_message", "question_names", "settings_file"),
        ("drafts",),
        ("comparison", "forgetting", "publication", "rollover"),
        ("handover", "imported_register", "rounds", "setup"),
        ("cluster", "launcher", "register", "store"),
    ),
    "figures": (
        ("hub_middle", "leaver_summary", "since_last_round", "summary"),
        ("leaver_counts",),
        ("checklist_progress", "evidence", "filled_in", "quality"),
        ("answer_summary",),
    ),
    "returns": (
        ("worker",),
        ("access_check", "outline", "search", "thin"),
        ("read",),
        ("checks",),
        ("extraction",),
        ("matching",),
        ("context", "intake"),
        ("access_checked", "outlined", "pdf_text", "redaction", "searched", "submission"),
    ),
    "blanks": (
        ("batch",),
        ("stamping",),
        ("workbook",),
        ("sheets",),
        ("leaver_figures",),
        ("leaver_formulas",),
        ("progress_figures",),
        ("page",),
    ),
    "layout": (("plan",), ("editions", "fixed_sheets"), ("places",)),
    "spec": (
        ("describe", "load"),
        ("checked",),
        ("schema", "validation"),
        ("identity", "merge", "ref_history", "sent_answers"),
        ("questions",),
        ("sheets",),
        ("checkpoints", "records", "review_notes", "status"),
        ("compiled", "semantic_ids", "yaml_text", "years"),
        ("model",),
        ("answers",),
        ("lists",),
        ("strict",),
        ("nodes", "spec_files"),
    ),
    "spreadsheet": (("accessibility", "annotate"), ("read", "write"), ("own_comments",)),
    "core": (
        ("temporary", "user_folder"),
        ("input", "output"),
        ("problems",),
        ("brand", "cell_content", "file_names", "hub_folder"),
        ("palette",),
        ("vocabulary",),
        ("typed_days",),
        (
            "catalogue",
            "cells",
            "collector",
            "csv_safety",
            "days",
            "kept",
            "later",
            "packed",
            "school",
            "suggest",
            "text",
            "tick_boxes",
        ),
        ("frozen",),
    ),
}
"""Each room from the roof down: its sub-rooms and its own modules, by the same rule."""

HOMES = {
    "xlsxwriter": {"spreadsheet/write/xlsx_book.py"},
    "python_calamine": {"spreadsheet/read/xls.py"},
    "msoffcrypto": {"spreadsheet/read/locked.py"},
    "openpyxl": {"demo/damage.py"},
    "sqlite3": {"hub/store/remembered.py", "hub/store/store.py"},
    "pandas": {"hub/tables/consolidated.py"},
    "pyarrow": {"hub/tables/consolidated.py"},
    "yaml": {"spec/yaml_text.py"},
    "click": {"cli/*", "cli/*/*"},
    "typst": {"reports/pdf.py"},
    "pypdf": {"returns/pdf_text.py"},
    "jinja2": {"reports/templating.py"},
    "icalendar": {"reports/school/deadlines.py"},
    "email": {"hub/draft_message.py", "returns/intake/mail.py"},
    "starlette": {"desk/app.py", "desk/protection.py", "desk/visit.py"},
    "uvicorn": {"desk/server.py"},
    "cryptography": {"hub/handover/sealed_file.py", "returns/intake/aes_members.py"},
    "olefile": {"spreadsheet/read/compound.py"},
    "dask": {"hub/cluster/dask_cluster.py"},
    "distributed": {"hub/cluster/dask_cluster.py"},
    "ssl": {"hub/cluster/connection.py"},
    "socket": {"desk/server.py", "hub/cluster/connection.py"},
}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def imports(path: Path) -> Iterator[str]:
    """Every module that is imported, at the top or inside a function, with `from x import y` as x.y."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(dotted: str) -> tuple[str, str]:
    """The room of a module, and which part of the room it is or stands in ("" for the room's own `__init__`)."""
    parts = dotted.split(".")[1:]
    room = parts[0] if parts and any(parts[0] in floor for floor in FLOORS) else "__init__"
    known = {part for tier in INSIDE.get(room, ()) for part in tier}
    return room, parts[1] if len(parts) > 1 and parts[1] in known else ""


def own_place(path: Path) -> tuple[str, str]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 and parts[1] != "__init__" else ""


def own_imports(path: Path) -> set[tuple[str, str]]:
    return {place(module) for module in imports(path) if module.split(".")[0] == "careers_workbook"}


def floor(tiers: tuple[tuple[str, ...], ...], part: str) -> int:
    """How high a part stands, the roof highest; a part that no tier names is a mistake of this file."""
    for height, tier in enumerate(reversed(tiers)):
        if part in tier:
            return height
    raise AssertionError(part)


def upwards(here: tuple[str, str], there: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of the places that are imported from, those that do not stand lower."""
    room, part = here
    wrong = set()
    for other, piece in there:
        if other != room:
            if floor(FLOORS, other) >= floor(FLOORS, room):
                wrong.add((other, piece))
        elif piece and part and piece != part and floor(INSIDE[room], piece) >= floor(INSIDE[room], part):
            wrong.add((other, piece))
    return wrong


def test_imports_run_downwards() -> None:
    assert {name(path): wrong for path in MODULES if (wrong := upwards(own_place(path), own_imports(path)))} == {}


def test_every_module_has_a_place_in_the_plan() -> None:
    for room, part in map(own_place, MODULES):
        floor(FLOORS, room)
        if part:
            floor(INSIDE[room], part)


FACES = ("__init__", "api", "cli", "demo", "desk")
"""Rooms that show what the Hub says: of the Hub they know its methods alone."""


@pytest.mark.parametrize("path", [path for path in MODULES if own_place(path)[0] in FACES], ids=name)
def test_faces_call_the_hub_itself(path: Path) -> None:
    past = {module for module in imports(path) if module.startswith("careers_workbook.hub.")}
    assert not {module for module in past if not module.startswith("careers_workbook.hub.hub.")}


def test_every_place_of_the_plan_is_there() -> None:
    planned = {(room, part) for room, tiers in INSIDE.items() for tier in tiers for part in tier}
    found = {own_place(path) for path in MODULES}
    assert planned - found == set()


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library: str) -> None:
    importers = {name(path) for path in MODULES if any(module.split(".")[0] == library for module in imports(path))}
    homes = HOMES[library]
    strangers = {importer for importer in importers if not any(Path(importer).match(home) for home in homes)}
    assert not strangers, f"{library} is imported in {strangers}; its home is {homes}"


def public_names(path: Path) -> Iterator[str]:
    """The classes and the names of types that a module has for others."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name) and is_type(target.id))


def is_type(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for one in public_names(path):
            if not one.startswith("_"):
                homes.setdefault(one, []).append(name(path))
    assert {one: paths for one, paths in homes.items() if len(paths) > 1} == {}


def test_frozen_classes_are_made_by_our_own_decorator() -> None:
    """It compiles a method when it is first called: Python's own took a third of the start of `check`."""
    assert [where for path in MODULES for where in frozen_dataclasses(tree(path), name(path))] == []
    assert list(frozen_dataclasses(ast.parse("@dataclass(slots=True, frozen=True)\nclass Plain: ..."), "here")) != []


def frozen_dataclasses(module: ast.Module, where: str) -> Iterator[str]:
    """Where a class is `dataclass(frozen=True)` and not `frozen` of core/frozen.py."""
    for one in (node for node in ast.walk(module) if isinstance(node, ast.ClassDef)):
        for how in (decorator for decorator in one.decorator_list if isinstance(decorator, ast.Call)):
            options = {word.arg for word in how.keywords if ast.unparse(word.value) == "True"}
            if ast.unparse(how.func).endswith("dataclass") and "frozen" in options:
                yield f"{where}: {one.name}"


NAMED_AFTER = {
    "core/catalogue": "what the codes are about",
    "spec/answers": "the kind of answer",
    "spec/sheets": "the kind of sheet",
    "blanks/sheets": "the kind of sheet that it writes",
    "desk/pages": "the page",
}
"""Folders whose modules have the name of something else, and of what; all others have a name of their own."""


def test_file_names_occur_once() -> None:
    own = [path for path in MODULES if path.parent.relative_to(PACKAGE).as_posix() not in NAMED_AFTER]
    words = [path.stem for path in own if not path.stem.startswith("__")]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_modules_say_what_they_are() -> None:
    assert [name(path) for path in MODULES if not ast.get_docstring(tree(path))] == []


def test_only_the_command_line_prints_or_ends_the_process() -> None:
    outside = [path for path in MODULES if own_place(path)[0] != "cli"]
    assert [said for path in outside for said in forbidden(path)] == []


def forbidden(path: Path) -> Iterator[str]:
    """Where a module prints, ends the process, or catches whatever happens."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            done = ast.unparse(node.func)
            if done in ("print", "sys.exit", "exit", "click.echo"):
                yield f"{name(path)}:{node.lineno} calls {done}"
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in ("everything", "Exception", "BaseException"):
                yield f"{name(path)}:{node.lineno} catches {caught}"


def test_the_tests_themselves_see_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from careers_workbook.cli import root\ndef f():\n    import pandas.io\n", encoding="utf-8")
    assert list(imports(wrong)) == ["careers_workbook.cli.root", "pandas.io"]
    assert own_imports(wrong) == {("cli", "root")}
    assert upwards(("hub", "rounds"), own_imports(wrong)) == {("cli", "root")}
    assert upwards(("hub", "rounds"), {("hub", "tables"), ("hub", "store"), ("core", "text")}) == {("hub", "tables")}
    assert upwards(("hub", "store"), {("hub", "register")}) == {("hub", "register")}
