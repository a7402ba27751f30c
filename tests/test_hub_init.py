"""A new Hub's folder: settings that read back as what was asked for, nothing overwritten, nothing half-made."""

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.register.update import COLUMNS
from careers_workbook.hub.setup import LETTERS, NewHub, next_reading, set_up, term
from careers_workbook.hub.store.settings import FOLDERS, SETTINGS, read_settings
from careers_workbook.spec.load import DEFAULT_SPEC, check, lineage, load, shipped
from tests.support.program import run
from tests.support.truth import FIRST_SPEC

TODAY = dt.date(2026, 11, 23)
_OWN = 'id: my-checklist\nversion: "1"\ntitle: Ours\nextends: {}\nreword: {{CL1: Somebody leads on careers.}}\n'


def codes(error: pytest.ExceptionInfo[SpecError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def test_everything_is_there_and_says_what_was_asked_for(tmp_path: Path) -> None:
    words = ["--hub", "Northmoor Careers Hub", "--contact", "Jo, 01632 960001", "--return-to", "hub@northmoor.example"]
    ran = run("init", "my hub", *words, "--today", "2026-11-23", cwd=tmp_path, code=0)
    assert ran.err == ""
    assert ran.out.startswith("my hub is ready for Autumn 2026, due 31/12/2026.\n\nWhat to do next:\n  1. Open my hub")
    assert 'cd "my hub"' in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    hub = read_settings(tmp_path / "my hub")
    assert (hub.name, hub.contact, hub.return_to) == (words[1], words[3], words[5])
    (first,) = hub.rounds
    assert (first.name, first.opens, first.due) == ("Autumn 2026", TODAY, dt.date(2026, 12, 31))
    assert load(hub.spec) == load(DEFAULT_SPEC)
    assert Path(hub.spec) == hub.root / "spec.yaml"
    assert hub.register.read_text(encoding="utf-8-sig").splitlines() == [",".join(COLUMNS)]
    assert all(path.is_dir() for path in hub.folders.values())
    assert sorted(path.name for path in hub.folders["letters"].iterdir()) == sorted(p.name for p in LETTERS.iterdir())
    assert not hub.keep_leaver_rows


@pytest.mark.parametrize(("typed", "taken"), [("\n", DEFAULT_SPEC), ("2\n", FIRST_SPEC), ("7\n1\n", DEFAULT_SPEC)])
def test_somebody_at_a_terminal_is_asked_which_checklist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, taken: str
) -> None:
    monkeypatch.setattr("careers_workbook.cli.terminal.is_terminal", lambda _stream: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}y\n"))
    asked = run("init", "hub", cwd=tmp_path, code=0).err
    assert "  1. The checklist of 2025 (version 2025.2)\n" in asked
    settings = read_settings(tmp_path / "hub")
    assert load(settings.spec) == load(taken)
    assert settings.carry_leavers
    assert "checklist" not in run("init", "named", "--no-carry-leavers", "--spec", FIRST_SPEC, cwd=tmp_path, code=0).err


def test_every_setting_is_explained_in_words_above_it(tmp_path: Path) -> None:
    set_up(tmp_path / "hub", NewHub(TODAY))
    lines = (tmp_path / "hub" / SETTINGS).read_text(encoding="utf-8").splitlines()
    keys = (
        "hub",
        "contact",
        "return_to",
        "spec",
        "register",
        "keep_leaver_rows",
        "carry_leavers",
        "folders",
        "collections",
    )
    for key in keys:
        place = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        assert lines[place - 1].startswith("# "), key
    for name, about in FOLDERS.items():
        line = next(line for line in lines if line.startswith(f"  {name}: "))
        assert about.split(":")[0].split(",")[0].split()[-1] in line or "#" in line
    assert max(map(len, lines)) <= 120


def test_the_next_collection_stands_ready_behind_three_marks(tmp_path: Path) -> None:
    set_up(tmp_path / "hub", NewHub(TODAY))
    settings = tmp_path / "hub" / SETTINGS
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"^#(  .*)$", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    names = [(one.name, one.opens, one.due) for one in read_settings(tmp_path / "hub").rounds]
    assert names[1] == ("Spring 2027", dt.date(2027, 1, 1), dt.date(2027, 3, 31))


@pytest.mark.parametrize(
    ("today", "due", "name"),
    [
        ("2026-09-01", "2026-12-31", "Autumn 2026"),
        ("2026-12-30", "2026-12-31", "Autumn 2026"),
        ("2026-12-31", "2027-03-31", "Spring 2027"),
        ("2027-03-31", "2027-07-31", "Summer 2027"),
        ("2027-08-01", "2027-12-31", "Autumn 2027"),
    ],
)
def test_the_first_collection_is_the_next_national_reading(today: str, due: str, name: str) -> None:
    day = next_reading(dt.date.fromisoformat(today))
    assert (f"{day}", term(day)) == (due, name)


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-15", "2027-03-31", "2027-05-01", "2028-02-29"])
def test_any_due_date_makes_settings_that_can_be_read(tmp_path: Path, day: str) -> None:
    due = dt.date.fromisoformat(day)
    set_up(tmp_path / "hub", NewHub(TODAY, due=due))
    settings = tmp_path / "hub" / SETTINGS
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"^#(  .*)$", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    assert read_settings(tmp_path / "hub").rounds[0].due == due


@pytest.mark.parametrize(
    "words",
    [
        'The "Northmoor" Hub: #1',
        "O'Neil's",
        "- a list?",
        "yes",
        "1e3",
        "Tab\tand\nlines",
        "C:\\hub",
        "Ysgol Tŷ'r Ödd",
        "{x}",
    ],
)
def test_words_of_every_kind_read_back(tmp_path: Path, words: str) -> None:
    set_up(tmp_path / "hub", NewHub(TODAY, hub=words, contact=words))
    hub = read_settings(tmp_path / "hub")
    assert (hub.name, hub.contact) == (" ".join(words.split()), " ".join(words.split()))


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    mine = {
        "register.csv": b"URN,Name\n990001,Oak\n",
        "letters/thank you.txt": b"Subject: Ta\n\nTa.\n",
        "notes.txt": b"!",
    }
    for name, data in mine.items():
        (tmp_path / name).write_bytes(data)
    ran = run("init", ".", "--today", "2026-11-23", cwd=tmp_path, code=0)
    assert "register.csv, letters/thank you.txt were there already and are as before." in ran.out
    assert mine.items() <= everything(tmp_path).items()
    assert (tmp_path / "letters" / "blank.txt").exists()


@pytest.mark.parametrize("inside", ["hub", "hub/inbox", "hub/new"])
def test_a_hub_that_is_there_is_never_touched(tmp_path: Path, inside: str) -> None:
    set_up(tmp_path / "hub", NewHub(TODAY))
    before = everything(tmp_path)
    ran = run("init", inside, "--hub", "Another", cwd=tmp_path, code=2)
    assert ran.err.count("\n") == 1
    assert "is the folder of a Hub already, and was left as it is." in ran.err
    assert everything(tmp_path) == before
    with pytest.raises(SpecError) as error:
        set_up(tmp_path / inside, NewHub(TODAY))
    assert codes(error) == ["HUB-050"]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_spec_is_a_copy_of_its_own(tmp_path: Path, name: str) -> None:
    set_up(tmp_path / "hub", NewHub(TODAY, spec=name))
    copy = tmp_path / "hub" / "spec.yaml"
    assert copy.read_bytes() == shipped()[name].read_bytes()
    assert [problem for problem in check(copy) if problem.severity == "error"] == []
    assert lineage(read_settings(tmp_path / "hub").spec) == lineage(name)


def test_a_spec_of_its_own_comes_with_what_it_extends(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(_OWN.format("county"), encoding="utf-8")
    county = _OWN.replace("my-checklist", "county").replace("CL1: Somebody", "CL2: A governor").format(DEFAULT_SPEC)
    (tmp_path / "county.yaml").write_text(county, encoding="utf-8")
    run("init", "hub", "--spec", "ours.yaml", cwd=tmp_path, code=0)
    hub = read_settings(tmp_path / "hub")
    assert Path(hub.spec).parent == tmp_path / "hub"
    assert [spec.id for spec in lineage(hub.spec)] == [
        "my-checklist",
        "county",
        *(one.id for one in lineage(DEFAULT_SPEC)),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--spec", "nowhere"], "nowhere"),
        (["--spec", "bad.yaml"], "bad.yaml, line"),
        (["--due", "2026-11-22", "--today", "2026-11-23"], "--due 22/11/2026 has passed."),
        (["--due", "soon"], '"soon" is not a date'),
    ],
)
def test_bad_words_make_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "bad.yaml").write_text('id: Bad Id\nversion: "1"\n', encoding="utf-8")
    assert said in run("init", "hub", *words, cwd=tmp_path, code=2).err
    assert not (tmp_path / "hub").exists()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("in the way", encoding="utf-8")
    ran = run("init", "hub", cwd=tmp_path, code=2)
    assert ran.err.startswith("hub cannot be written: something of that name is in the way.")
    assert (tmp_path / "hub").read_text(encoding="utf-8") == "in the way"


def test_what_was_interrupted_is_no_hub_yet(tmp_path: Path) -> None:
    """The settings come last: without them the rest can be made again."""
    folder = tmp_path / "hub"
    folder.mkdir()
    (folder / "output").write_text("in the way", encoding="utf-8")
    assert "output cannot be written" in run("init", "hub", cwd=tmp_path, code=2).err
    assert not (folder / SETTINGS).exists()
    (folder / "output").unlink()
    run("init", "hub", cwd=tmp_path, code=0)
    assert read_settings(folder).name == "hub"


def test_without_an_address_to_return_to_it_is_the_contact(tmp_path: Path) -> None:
    run("init", "northmoor", "--contact", "Jo, hub@northmoor.example", "--today", "2026-09-14", cwd=tmp_path, code=0)
    root = tmp_path / "northmoor"
    (root / "register.csv").write_text("URN,Name,E-mail\n990001,Oak Lane School,a@b.example\n", encoding="utf-8")
    run("build", "--mail", "--today", "2026-09-14", cwd=root, code=0)
    (blank,) = (root / "blank").rglob("*.xlsx")
    words = [str(cell.value) for row in openpyxl.load_workbook(blank)["Start here"].iter_rows() for cell in row]
    assert any("Jo, hub@northmoor.example" in text for text in words)
    (letter,) = (root / "output").rglob("*.eml")
    assert "to Jo, hub@northmoor.example" in letter.read_text(encoding="utf-8").replace("=\n", "").replace("\n", " ")
