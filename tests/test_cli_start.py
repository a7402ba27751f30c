"""What each command imports: nothing it does not use, so that it starts fast."""

import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from careers_workbook import __version__
from careers_workbook.cli.overview import COMMANDS, EXIT_CODES, overview
from tests.support.program import BAD, GOOD, command, environment, run, workbook

SLOW = {"pandas", "numpy", "pyarrow", "matplotlib", "openpyxl", "xlsxwriter", "rich", "jinja2", "pydantic"}


def imported(*words: str, cwd: Path) -> set[str]:
    """Every module that one run imports, seen from outside, those of Python's own start taken away."""
    return _imported([*command(*words)], cwd) - _of_python()


@cache
def _of_python() -> set[str]:
    return _imported([sys.executable, "-c", "pass"], Path.cwd())


def _imported(words: list[str], cwd: Path) -> set[str]:
    python, *rest = words
    done = subprocess.run(
        [python, "-X", "importtime", *rest], check=False, cwd=cwd, env=environment(), capture_output=True, text=True
    )
    return set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))


@pytest.mark.parametrize("word", ["--help", "--version", "-h"])
def test_help_and_version_import_next_to_nothing(tmp_path: Path, word: str) -> None:
    modules = imported(word, cwd=tmp_path)
    assert {name for name in modules if name.startswith("careers_workbook")} == {
        "careers_workbook",
        "careers_workbook.cli",
        "careers_workbook.cli.main",
        "careers_workbook.cli.overview",
    }
    assert len(modules) < 60, sorted(modules)
    assert not modules & {"click", "typing", "inspect", "pydantic", "pathlib"}


HELP = """
import contextlib, io, sys
from careers_workbook.cli.root import run
for name in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as page:
        assert run([name, "--help"]) == 0
    assert page.getvalue().startswith("Usage: ")
    print(name, *({one.split(".")[0] for one in sys.modules} & {
        "click", "pydantic", "yaml", "xlsxwriter", "python_calamine", "openpyxl", "pandas", "rich", "jinja2"
    }))
"""


def test_help_of_a_command_imports_no_library_but_click(tmp_path: Path) -> None:
    assert modules_after(HELP, tmp_path, *COMMANDS) == [word for name in COMMANDS for word in (name, "click")]


READ = """
import sys
from functools import cache
from pathlib import Path
from careers_workbook.returns.read import read_file
assert read_file(Path("return.xlsx")).outcome == "problems"
print(*sys.modules)
"""


def modules_after(code: str, cwd: Path, *more: str) -> list[str]:
    """What has been imported at the end of a program that prints it."""
    words = [sys.executable, "-c", code, *more]
    done = subprocess.run(words, check=True, cwd=cwd, env=environment(), capture_output=True, text=True)
    return done.stdout.split()


def test_reading_a_return_imports_only_what_reading_needs(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    modules = modules_after(READ, tmp_path)
    tops = {name.split(".")[0] for name in modules}
    assert "careers_workbook.spreadsheet.read.xlsx" in modules
    assert not tops & (SLOW | {"python_calamine", "olefile"})  # they read older formats
    assert not tops & {"click", "yaml", "subprocess", "sqlite3"}
    assert rooms(modules) == {"core", "layout", "returns", "spec", "spreadsheet"}


def test_a_return_in_which_all_is_as_it_was_sent_is_compared_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD))
    code = READ.replace("problems", "accepted")
    assert not {name.split(".")[0] for name in modules_after(code, tmp_path)} & {"rapidfuzz"}


WORKER = """
import sys
import careers_workbook.returns.worker.serve, careers_workbook.returns.worker.jobs
print(*sys.modules)
"""


def test_a_process_that_reads_is_ready_with_what_reads_and_nothing_else(tmp_path: Path) -> None:
    modules = modules_after(WORKER, tmp_path)
    tops = {name.split(".")[0] for name in modules}
    assert not tops & (SLOW | {"click", "yaml", "email", "http", "subprocess", "concurrent", "sqlite3", "asyncio"})
    assert rooms(modules) == {"core", "layout", "returns", "spec", "spreadsheet"}
    assert "careers_workbook.spec.checked" not in modules


def rooms(modules: Iterable[str]) -> set[str]:
    """The rooms of the package that something was imported from."""
    ours = (name.split(".") for name in modules if name.startswith("careers_workbook."))
    return {parts[1] for parts in ours if len(parts) > 2}


def test_who_asks_a_process_to_read_imports_nothing_that_reads(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    modules = imported("check", "return.xlsx", cwd=tmp_path)
    assert not {name.split(".")[0] for name in modules} & (SLOW | {"yaml", "sqlite3", "rapidfuzz", "zipfile"})
    assert not modules & {"hashlib", "json", "careers_workbook.core.typed_days"}
    assert not rooms(modules) & {"blanks", "demo", "hub", "layout", "spec", "spreadsheet"}
    assert {name[17:] for name in modules if name.startswith("careers_workbook.returns.")} == {
        *(
            "returns.access_checked",
            "returns.context",
            "returns.intake",
            "returns.intake.disk",
            "returns.outlined",
            "returns.redaction",
        ),
        *("returns.redaction.names", "returns.redaction.personal_data", "returns.searched", "returns.submission"),
        *("returns.worker", "returns.worker.limits", "returns.worker.messages", "returns.worker.pipe"),
        *("returns.worker.process", "returns.worker.worker"),
    }


COMMANDS_ABOUT_A_RETURN = """
import sys
from careers_workbook.cli.root import run
for words in ("read", "read --format csv", "check", "check --format json", "report"):
    assert run([*words.split(), "return.xlsx", "-o", "out"]) == 1
print(*sys.modules)
"""


def test_commands_about_a_return_import_no_more(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    tops = {name.split(".")[0] for name in modules_after(COMMANDS_ABOUT_A_RETURN, tmp_path)}
    assert not tops & SLOW


def test_building_imports_no_reader(tmp_path: Path) -> None:
    tops = {m.split(".")[0] for m in imported("build", "--school", "Oak", "--urn", "990001", cwd=tmp_path)}
    assert "xlsxwriter" in tops
    assert not tops & {"pandas", "openpyxl", "python_calamine", "rich", "jinja2"}


def test_the_overview_names_everything_and_fits(tmp_path: Path) -> None:
    page = overview()
    assert page.isascii()
    assert max(map(len, page.splitlines())) <= 80
    for name, (_, about) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(about)}$", page, re.MULTILINE)
        shown = run(name, "--help", cwd=tmp_path, code=0).out
        assert shown.startswith(f"Usage: careers-workbook {name} ")
        inner = re.findall(r"^  ([a-z]+)  ", shown.partition("Commands:")[2], re.MULTILINE)
        pages = [shown, *(run(name, one, "--help", cwd=tmp_path, code=0).out for one in inner)]
        assert max(len(line) for one in pages for line in one.splitlines()) <= 80
    for code in EXIT_CODES:
        assert f"\n  {code} " in page


def test_every_way_of_asking_for_help_shows_the_same_page(tmp_path: Path) -> None:
    for words in ([], ["--help"], ["-h"], ["--help", "build"]):
        assert run(*words, cwd=tmp_path, code=0).out == overview()


def test_version(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path, code=0).out == f"careers-workbook {__version__}\n"
