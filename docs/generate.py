"""Makes what is generated in the documentation anew: `make docs`.

Enters: PAGES with marked blocks. Leaves: the same pages with the real output of every command named in a mark,
docs/problems.md, docs/data-dictionary.md, docs/schema/*.json, the tables in docs/store.md, what each piece of Python in
docs/python.md prints, the plan in ARCHITECTURE.md; and specs/compiled. tests/test_docs.py checks that nothing is stale.
A mark looks like this, and what stands up to `<!-- end -->` is replaced. Where the program breaks down, nothing is
written at all:

    <!-- run: careers-workbook problems DATE-001 -->

    <!-- run: careers-workbook report returned/990001* | with --today 2026-11-23 | head 10 -->   more words that are not
    shown, so that the page is the same on any day, and a cut after ten lines; "| in my-hub" runs it in that folder

    <!-- meanwhile: five schools answer -->   what people do between two commands, by MEANWHILE
"""

import ast
import contextlib
import datetime as dt
import io
import json
import os
import re
import runpy
import shlex
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from unittest import mock

from careers_workbook.cli.main import main as main_program
from careers_workbook.cli.overview import PROGRAM
from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.rows import STEPS
from careers_workbook.hub.tables import export
from careers_workbook.reports import catalogue_page
from careers_workbook.reports.access_document import access_schema
from careers_workbook.reports.return_document import return_schema
from careers_workbook.reports.school.report_document import report_schema
from careers_workbook.reports.status.status_data import status_schema
from careers_workbook.returns.worker.messages import NOT_STARTED, STOPPED
from careers_workbook.spec.answers.registry import entries
from careers_workbook.spec.load import COMPILED, compiled_shipped
from careers_workbook.spec.schema import json_schema

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PACKAGE = ROOT / "careers_workbook"
TODAY = "2026-11-23"
PAGES = ("README.md", "docs/hub.md", "docs/json.md", "docs/roll-forward.md", "docs/deadlines.md", "docs/register.md")
_BLOCK = re.compile(
    r"<!-- run: (?P<line>.*?)(?: \| with (?P<more>.*?))?(?: \| in (?P<folder>\S+?))?(?: \| head (?P<head>\d+))? -->"
    r"\n.*?<!-- end -->|<!-- meanwhile: (?P<meanwhile>.+?) -->",
    re.DOTALL,
)


_PYTHON = re.compile(r"<!-- python -->\n```python\n(?P<code>.*?)```\n.*?<!-- end -->", re.DOTALL)


_TABLES = re.compile(r"(<!-- tables -->\n).*?(<!-- end -->)", re.DOTALL)


_PLAN = re.compile(r"(<!-- plan -->\n).*?(<!-- end -->)", re.DOTALL)


_NAMES = 24
"""Columns that the plan has for names."""
_CUT = "-- the next piece --"
"""Stands between the output of two pieces."""
_DAYS = [TODAY]
"""The days that were said, the last of them last: the journal says of it that something was done at half past ten."""
_SENT = 1795168800
"""When the returns were sent: 20 November 2026, 10:00 UTC."""
MEANWHILE: dict[str, Callable[[Path, Path], None]] = runpy.run_path(str(DOCS / "year.py"))["MEANWHILE"]
"""What people do between two commands of docs/hub.md: in a desk, in its Hub."""
_MISTAKEN = """\
id: my-checklist
version: "1"
extends: send-careers-checklist
reword:
  CL9: The Careers Leader has a named deputy.
colour: green
"""
"""A spec with two mistakes."""
_BROKEN = (
    "Traceback (most recent call last)",
    *(CATALOGUE[code].message.partition("{")[0] for code in (STOPPED, NOT_STARTED)),
)
"""What no page may show: the program broke down, or the process that reads returns did."""


_EXTRACT = """\
URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),TypeOfEstablishment (name),\
EstablishmentStatus (code),EstablishmentStatus (name),StatutoryLowAge,StatutoryHighAge
990001,991,Northmoor,Oak Lane School,7,Community special school,1,Open,11,19
990002,991,Northmoor,St Brannoc's School,12,Foundation special school,1,Open,4,19
990005,992,Wexcombe,The Bridge Pupil Referral Unit,14,Pupil referral unit,1,Open,11,16
990020,991,Northmoor,Moor Edge School,7,Community special school,2,Closed,11,16
990021,991,Northmoor,Northmoor High School,1,Community school,1,Open,11,18
"""
"""An extract of GIAS with a few of its columns."""


class BrokenDownError(Exception):
    """The program did not do what a page shows of it."""


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file and its text."""
    yield DOCS / "problems.md", catalogue_page.page(entries())
    yield DOCS / "data-dictionary.md", export.dictionary_page()
    schemas = {"return": return_schema(), "report": report_schema(), "status": status_schema(), "spec": json_schema()}
    schemas["accessibility"] = access_schema()
    for name, content in schemas.items():
        yield DOCS / "schema" / f"{name}.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    for name, content in compiled_shipped():
        yield ROOT / "specs" / COMPILED / name, content.decode()
    store = (DOCS / "store.md").read_text(encoding="utf-8")
    yield DOCS / "store.md", _TABLES.sub(lambda found: f"{found[1]}```sql\n{_sql()}\n```\n{found[2]}", store)
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    yield ROOT / "ARCHITECTURE.md", _PLAN.sub(lambda found: f"{found[1]}```\n{_plan()}\n```\n{found[2]}", architecture)
    with (
        tempfile.TemporaryDirectory() as own,
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(
            os.environ,
            {"XDG_STATE_HOME": own, "USERPROFILE": own},  # what is kept of a user
        ),
    ):
        desk = _desk(Path(folder))
        for page in PAGES:
            shutil.rmtree(desk / "northmoor", ignore_errors=True)  # a page begins without the Hub of the one before
            text = (ROOT / page).read_text(encoding="utf-8")
            yield ROOT / page, _BLOCK.sub(lambda found: _block(found, desk), text)
        yield DOCS / "python.md", _as_run((DOCS / "python.md").read_text(encoding="utf-8"), desk)


def _sql() -> str:
    """The tables of the store as they stand in it."""
    return "\n".join(textwrap.dedent(step).strip() for step in STEPS)


def _plan() -> str:
    """Rooms and their parts from the roof down, by the test that holds them; what each says of itself first."""
    plan = runpy.run_path(str(ROOT / "tests" / "test_architecture.py"))
    rooms = [room for floor in plan["FLOORS"] for room in floor if room in plan["INSIDE"]]
    lines = []
    for room in rooms:
        lines += [f"{room}/".ljust(_NAMES) + _said_by(PACKAGE / room)]
        parts = [part for tier in plan["INSIDE"][room] for part in sorted(tier)]
        lines += [
            f"  {part}{'/' * (PACKAGE / room / part).is_dir()}".ljust(_NAMES) + _said_by(PACKAGE / room / part)
            for part in parts
        ]
    return "\n".join(lines)


def _said_by(part: Path) -> str:
    """The first sentence of the docstring of a module, or of a folder."""
    path = part / "__init__.py" if part.is_dir() else part.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.splitlines()[0].split(". ")[0].removesuffix(".")


def _desk(folder: Path) -> Path:
    """A co-ordinator's folder: a register with one mistake, and what twelve schools returned."""
    _demo(folder)
    for name in ("returned", "reports"):
        shutil.copytree(folder / "output" / "demo" / name, folder / name)
    register = (ROOT / "examples" / "register.csv").read_text(encoding="utf-8")
    (folder / "schools.csv").write_text(
        f"{register}99001,Mistyped School,Northmoor,Pupil referral unit,11-16\n", encoding="utf-8"
    )
    (folder / "my-checklist.yaml").write_text(_MISTAKEN, encoding="utf-8")
    shutil.copy(ROOT / "examples" / "gias_extract.csv", folder)
    (folder / "edubasealldata.csv").write_text(_EXTRACT, encoding="utf-8")
    (folder / "password.txt").write_text("three words or four\n", encoding="utf-8")
    _hub(folder)
    return folder


def _hub(folder: Path) -> None:
    """A Hub that has collected what ten of the twelve schools returned, and a file that is no workbook."""
    about = ["--hub", "Northmoor Careers Hub", "--return-to", "careers@northmoor.example"]
    _run(["init", "my-hub", *about, "--today", TODAY], folder)
    hub = folder / "my-hub"
    head, *lines = (ROOT / "examples" / "register.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{line},{f'careers@{line[:6]}.example' if number else ''}" for number, line in enumerate(lines)]
    (hub / "register.csv").write_text("\n".join([f"{head},E-mail", *lines]) + "\n", encoding="utf-8")
    for path in sorted((folder / "returned").iterdir())[:10]:
        shutil.copyfile(path, hub / "inbox" / path.name)
        os.utime(hub / "inbox" / path.name, (_SENT, _SENT))
    (hub / "inbox" / "Careers programme.pdf").write_bytes(b"%PDF-1.7\n")
    _run(["collect", "--today", TODAY], hub)


def _block(found: re.Match[str], desk: Path) -> str:
    if found["meanwhile"]:
        MEANWHILE[found["meanwhile"]](desk, desk / "northmoor")
        return found[0]
    line, head = found["line"], found["head"]
    program, *words = shlex.split(f"{line} {found['more'] or ''}")
    assert program == PROGRAM, line
    where = desk / (found["folder"] or "")
    said = (_demo(where) if words[0] == "demo" else _run(words, where)).rstrip("\n").splitlines()
    shown = [*said[: int(head)], "..."] if head and len(said) > int(head) else said
    mark = found[0].splitlines()[0]
    return "\n".join([mark, "```console", f"$ {line}", *shown, "```", "<!-- end -->"])


def _as_run(page: str, desk: Path) -> str:
    """The page with what each piece of Python prints; the pieces are one program."""
    pieces = [found["code"] for found in _PYTHON.finditer(page)]
    said = _python(f"\nprint({_CUT!r})\n".join(pieces), desk).split(f"{_CUT}\n")
    assert len(said) == len(pieces), said[-1]
    shown = (
        f"<!-- python -->\n```python\n{piece}```\n```text\n{text}```\n<!-- end -->"
        for piece, text in zip(pieces, said, strict=True)
    )
    return _PYTHON.sub(lambda _: next(shown), page)


def _run(words: list[str], folder: Path) -> str:
    """What one run of the program says. Its day is that of the clock too, until another one is said."""
    _DAYS.extend(day for word, day in pairwise(words) if word == "--today")
    with mock.patch.object(sys, "argv", [PROGRAM, *words]):
        return _heard(shlex.join([PROGRAM, *words]), main_program, folder)


def _python(code: str, folder: Path) -> str:
    """What a piece of Python says."""
    return _heard(
        "the Python of docs/python.md", lambda: exec(compile(code, "a page", "exec"), {"__name__": "__main__"}), folder
    )


@cache
def _demo(folder: Path) -> str:
    """What `demo` says; it is run once, and the desk has what it made."""
    return _run(["demo", "--today", TODAY], folder)


def _heard(what: str, done: Callable[[], object], folder: Path) -> str:
    """Both streams of this process in their order, while this is done in that folder and a window of 80 columns.

    A process of its own would take half of its time to start. BrokenDownError where it is broken, not merely wrong.
    """
    said = io.BytesIO()
    stream = io.TextIOWrapper(said, encoding="utf-8", write_through=True)
    environment = {"COLUMNS": "80", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch.object(journal, "now", return_value=dt.datetime.fromisoformat(f"{_DAYS[-1]}T10:30:00+00:00")),
        mock.patch.object(journal, "who_and_where", return_value=("j.carter", "OFFICE-PC")),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
        contextlib.suppress(SystemExit),
    ):
        try:
            done()
        except Exception as error:
            raise BrokenDownError(f"{what}: {type(error).__name__}: {error}") from error
    stream.detach()
    text = said.getvalue().decode("utf-8")
    if found := next((sign for sign in _BROKEN if sign in text), None):
        raise BrokenDownError(f"{what}: {text[text.index(found) :].strip()}")
    return text


def main() -> None:
    """Write every generated file, or none and one sentence why."""
    try:
        pages = list(generated())
    except BrokenDownError as error:
        sys.exit(f"Nothing was written, because the program broke down. {error}")
    for path, text in pages:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
