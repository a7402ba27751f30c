"""The documentation is what the program says today: command output, the list of problems, the schemas."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from careers_workbook.cli.overview import COMMANDS, EXIT_CODES
from careers_workbook.core.catalogue import CATALOGUE
from tests.support.program import BAD, GOOD, ROOT, run, script, workbook
from tests.test_architecture import HOMES

README = (ROOT / "README.md").read_text(encoding="utf-8")
GENERATED = (
    "README.md",
    "ARCHITECTURE.md",
    "docs/hub.md",
    "docs/json.md",
    "docs/roll-forward.md",
    "docs/deadlines.md",
    "docs/problems.md",
    "docs/python.md",
    "docs/data-dictionary.md",
    "docs/register.md",
    "docs/store.md",
    "docs/schema/accessibility.json",
    "docs/schema/return.json",
    "docs/schema/report.json",
    "docs/schema/spec.json",
    "docs/schema/status.json",
    "specs/compiled/send-careers-checklist.spec",
    "specs/compiled/send-careers-checklist-2025.1.spec",
    "specs/compiled/send-careers-checklist-2025.spec",
)


@cache
def generated() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): text for path, text in script("docs/generate.py").generated()}


def broken() -> None:
    raise KeyError("a name that was changed")


def stopped() -> None:
    print("990001 Oak Lane School.xlsx: Reading this file was stopped: it broke down.")


@pytest.mark.parametrize("program", [broken, stopped])
def test_a_broken_program_leaves_the_pages_as_they_were(
    program: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: (ROOT / name).stat().st_mtime_ns for name in GENERATED}
    monkeypatch.setattr(script("docs/generate.py"), "main_program", program)
    with pytest.raises(SystemExit, match=r"^Nothing was written, .*careers-workbook demo --today.*: (Key|Reading)"):
        script("docs/generate.py").main()
    assert {name: (ROOT / name).stat().st_mtime_ns for name in GENERATED} == before


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATED)
def test_generated_pages_are_what_the_program_says(name: str) -> None:
    """`make docs` makes them anew."""
    assert set(generated()) == set(GENERATED)
    assert (ROOT / name).read_text(encoding="utf-8") == generated()[name]


def test_the_readme_shows_every_command_with_its_output() -> None:
    shown = re.findall(
        r"<!-- run: careers-workbook (.*?) -->\n```console\n\$ careers-workbook .+?\n.+?\n```\n<!-- end -->",
        README,
        re.DOTALL,
    )
    assert {line.split()[0] for line in shown} >= set(COMMANDS)
    for words in ("spec check", "spec list", "spec show"):
        assert any(line.startswith(words) for line in shown)
    assert all(f"| {code} |" in README for code in EXIT_CODES)


def test_no_link_leads_nowhere() -> None:
    for page in (page for folder in (ROOT, ROOT / "docs", ROOT / "specs") for page in folder.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def said_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_path_that_a_guide_names_is_there(page: str) -> None:
    """In code marks and on the roads: files and folders, seen from the top or the package, with stars or without."""
    quoted = set(re.findall(r"`([^`\s]+)`", said_of(page)))
    roads = "".join(re.findall(r"^(?:WRITE|READ|HUB) .*", said_of(page), re.MULTILINE))
    named = {word for word in quoted if "/" in word or re.search(r"\.(py|md|txt|toml)$", word)}
    named |= set(re.findall(r"\b[a-z]+/[a-z_]+\b", roads))
    assert len(named) > 20
    for word in named:
        if not word.startswith((".venv", "output")):  # these are made
            assert any(any(top.glob(word.rstrip("/"))) for top in (ROOT, ROOT / "careers_workbook")), word


@pytest.mark.slow
def test_every_form_of_an_answer_is_where_the_architecture_says() -> None:
    places = re.findall(r"`(\w+)`(?: \| | in )`([\w/]+\.py)`", said_of("ARCHITECTURE.md"))
    assert len(places) > 10
    for name, path in places:
        assert re.search(rf"^(class {name}\b|{name}\b.* = )", said_of(f"careers_workbook/{path}"), re.MULTILINE), name


@pytest.mark.slow
def test_every_library_with_a_home_is_explained() -> None:
    table = said_of("ARCHITECTURE.md").partition("## Libraries")[2].partition("\n## ")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| ")]
    for library, homes in HOMES.items():
        (row,) = (row for row in rows if library in re.split(r"[ ,]+", row[1].replace("-", "_")))
        assert all(home in row[2] for home in homes if "*" not in home), library


def test_every_code_is_listed_and_explained(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    listed = run("problems", cwd=tmp_path, code=0).out
    for code, entry in CATALOGUE.items():
        assert f"| {code} |" in page
        assert re.search(
            rf"^  {code} .*  {re.escape(entry.title)}$|^  {code} .* {re.escape(entry.title)}$", listed, re.MULTILINE
        )


@pytest.mark.slow
def test_output_matches_the_published_schemas(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    (tmp_path / "wrong.xlsx").write_text("no workbook", encoding="utf-8")
    schemas = {
        name: json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("return", "report")
    }
    for document in json.loads(run("read", "return.xlsx", "wrong.xlsx", cwd=tmp_path, code=2).out):
        jsonschema.validate(document, schemas["return"], format_checker=jsonschema.FormatChecker())
    report = json.loads(run("report", "return.xlsx", "--format", "json", cwd=tmp_path, code=1).out)
    jsonschema.validate(report, schemas["report"], format_checker=jsonschema.FormatChecker())
