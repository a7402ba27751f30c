"""The house of the design: imports run downwards only, each library has one home, modules and functions stay small."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "careers_workbook"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

FLOORS = (
    ("cli", "__main__", "commands"),
    ("demo",),
    ("reports",),
    ("hub",),
    ("figures",),
    ("returns", "build"),
    ("layout",),
    ("leaver_plans",),
    ("furniture",),
    ("status", "blocks"),
    ("excel",),
    ("spec",),
    ("output",),
    ("problems",),
    ("catalogue",),
    ("codes", "cells", "school", "__init__"),
)
"""The house from the roof down: a module imports from its own room or from a lower floor."""
ROOMS = {room: floor for floor, rooms in enumerate(reversed(FLOORS)) for room in rooms}
SAME_FLOOR = {("__main__", "cli"), ("cli", "commands"), ("commands", "cli")}
"""The doors between two rooms of one floor."""
HOMES = {
    "xlsxwriter": {"excel/writer.py"},
    "python_calamine": {"excel/grid.py"},
    "msoffcrypto": {"excel/locked.py"},
    "openpyxl": {"excel/edit.py"},
    "sqlite3": {"hub/store.py"},
    "pandas": {"hub/consolidate.py"},
    "yaml": {"spec/yaml_text.py"},
    "pydantic": {"spec/model.py", "spec/extension.py", "spec/shape.py"},
    "click": {"commands/*"},
    "rich": {"commands/terminal.py"},
    "jinja2": {"reports/templating.py"},
    "icalendar": {"reports/calendar.py"},
    "email": {"returns/mail.py", "reports/drafts.py"},
    "olefile": {"returns/outlook.py"},
}
MOST_LINES, MOST_FUNCTION_LINES = 300, 45


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports(path: Path) -> Iterator[str]:
    """Every module that is imported, at the top or inside a function, with `from x import y` as x.y."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_rooms(path: Path) -> set[str]:
    parts = (module.split(".") for module in imports(path) if module.split(".")[0] == "careers_workbook")
    return {part[1] if part[1] in ROOMS else "__init__" for part in parts}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_run_downwards(path: Path) -> None:
    here = room(path)
    assert here in ROOMS, f"{here} has no floor: say in ROOMS where it belongs"
    upwards = {
        there
        for there in own_rooms(path)
        if there != here and (here, there) not in SAME_FLOOR and ROOMS[there] >= ROOMS[here]
    }
    assert not upwards, f"{name(path)} imports from {upwards}"


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library: str) -> None:
    importers = {name(path) for path in MODULES if any(module.split(".")[0] == library for module in imports(path))}
    homes = HOMES[library]
    strangers = {importer for importer in importers if not any(Path(importer).match(home) for home in homes)}
    assert not strangers, f"{library} is imported in {strangers}; its home is {homes}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_say_what_they_are_and_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = nodes(path)[0]
    assert isinstance(module, ast.Module)
    assert ast.get_docstring(module), f"{name(path)} has no docstring"
    assert text.count("\n") <= MOST_LINES, f"{name(path)} has more than {MOST_LINES} lines"
    long = [
        node.name
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert not long, f"{name(path)}: longer than {MOST_FUNCTION_LINES} lines: {long}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_command_line_prints_or_ends_the_process(path: Path) -> None:
    if room(path) in ("cli", "commands"):
        return
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("print", "sys.exit", "exit", "click.echo"), f"{name(path)}:{node.lineno} {called}"
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in ("everything", "Exception", "BaseException"), (
                f"{name(path)}:{node.lineno} catches {caught}"
            )


def test_the_tests_themselves_see_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from careers_workbook.commands import root\ndef f():\n    import pandas.io\n", encoding="utf-8")
    assert list(imports(wrong)) == ["careers_workbook.commands.root", "pandas.io"]
    assert own_rooms(wrong) == {"commands"}
