"""Letters that are no longer true, or never can be; which one a school gets, test_hub_whole_year.py knows."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from tests.support.hub_folder import ANSWERS, BUILT, LEAVERS, drop, hub
from tests.support.letters import body, read_draft
from tests.support.program import run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

DAY = "2026-12-01"
LETTERS = Path("output", "letters", "Autumn 2026")


def school(number: int) -> School:
    return School(f"9900{number}", f"School {number} in Northmoor")


def filled(number: int, answers: object = ANSWERS) -> bytes:
    return master(FIRST_SPEC, Order(BUILT)).filled(school(number), answers, LEAVERS)  # type: ignore[arg-type]


def renamed(number: int, other: int) -> bytes:
    """The workbook of one school, in whose details another has typed its name."""
    book, data = openpyxl.load_workbook(io.BytesIO(filled(number))), io.BytesIO()
    for row in book["School details"].iter_rows():
        for cell in row:
            cell.value = school(other).name if cell.value == school(number).name else cell.value
    book.save(data)
    return data.getvalue()


def letters(where: HubSettings) -> dict[str, tuple[str, str]]:
    """The kind and the words of every letter by URN."""
    made = {}
    for path in (where.root / LETTERS).glob("*.eml"):
        who, _, kind = path.stem.rpartition(" - ")
        made[who[:6]] = (kind, body(read_draft(path.read_bytes())))
    return made


@pytest.mark.slow
def test_a_letter_goes_when_it_is_no_longer_true(tmp_path: Path) -> None:
    """By what came, by what the Hub said, by a line of the register that is gone; whatever is written just now."""
    where = hub(tmp_path / "hub", rows=[f'{school(n).urn},"{school(n).name}",,,,' for n in (10, 11, 12, 13)])
    run("status", "--chase", "--today", DAY, cwd=where.root)
    assert {kind for kind, _ in letters(where).values()} == {"not returned"}
    changed = next((where.root / LETTERS).glob("990012*"))
    changed.write_bytes(changed.read_bytes().replace(b"Dear Careers Leader", b"Dear Jo"))
    for number in (10, 12):
        drop(where, f"{number}.xlsx", filled(number))
    drop(where, "names two.xlsx", renamed(11, 12))
    lines = (where.root / "register.csv").read_text(encoding="utf-8").splitlines()
    (where.root / "register.csv").write_text("\n".join(one for one in lines if "990013" not in one), encoding="utf-8")
    assert "have not been read yet: inbox/10.xlsx" in run("status", "--today", DAY, cwd=where.root, code=1).out
    refused = run("status", "--chase", "--today", DAY, cwd=where.root, code=2)
    assert "3 files in the inbox have not been read yet" in " ".join(refused.err.split())
    run("collect", "--today", DAY, cwd=where.root)
    assert {urn: kind for urn, (kind, _) in letters(where).items() if urn > "990009"} == {"990012": "not returned"}
    ran = run("status", "--chase", "--only", "thank you", "--today", DAY, cwd=where.root, code=1)
    kinds = {(path.name[:6], path.stem.rpartition(" - ")[2]) for path in (where.root / LETTERS).glob("99001*")}
    assert kinds == {("990010", "thank you"), ("990012", "thank you"), ("990012", "not returned")}
    assert "was changed by somebody and left as it is; the school gets another letter now" in " ".join(ran.err.split())


@pytest.mark.parametrize("words", [("status", "--chase"), ("build", "--mail")])
def test_no_letter_without_a_return_address(words: tuple[str, ...], tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    path = where.root / SETTINGS
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if "@northmoor" not in one), encoding="utf-8")
    ran = run(*words, "--today", DAY, cwd=where.root, code=2)
    assert "does not say to whom schools return their workbook" in " ".join(ran.err.split())
    assert not (where.root / "output").exists()


@pytest.mark.slow
def test_a_second_letter_and_another_day(tmp_path: Path) -> None:
    """What the Hub writes down of letters and days is in the next letters and the status, until it is taken back."""
    where = hub(tmp_path / "hub", rows=[f'{school(n).urn},"{school(n).name}",,,,' for n in (10, 11)])
    run("sent", "--today", DAY, cwd=where.root, code=2)
    drop(where, "990011 scan.pdf", b"%PDF-1.4")
    run("collect", "--today", DAY, cwd=where.root)
    run("status", "--chase", "--today", DAY, cwd=where.root)
    first = letters(where)
    assert run("sent", "--today", DAY, cwd=where.root, code=0).out == (
        '6 letters sent on 01/12/2026: 5 "not returned", 1 "please send again".\n'
    )
    run("extend", "990099", "--to", "2027-01-15", "--today", DAY, cwd=where.root, code=2)
    run("extend", "990001", "--to", "2026-11-15", "--today", DAY, cwd=where.root, code=2)
    said = run("extend", "990001", "--to", "15/01/2027", "--today", DAY, cwd=where.root, code=0).out
    assert said == "Oak Lane School (990001) may return until 15/01/2027 in Autumn 2026.\n"
    run("undo", cwd=where.root, code=0)
    run("extend", "990001", "--to", "15/01/2027", "--today", DAY, cwd=where.root, code=0)
    ran = run("status", "--today", "2027-01-02", cwd=where.root, code=1).out
    assert max(map(len, ran.splitlines())) <= 80
    assert "May return later (1):\n  990001 Oak Lane School: until 15/01/2027\n" in ran
    document = json.loads(run("status", "--format", "json", "--today", DAY, cwd=where.root, code=1).out)
    assert [one["due"] for one in document["schools"]][:2] == ["2027-01-15", "2026-12-31"]
    run("status", "--chase", "--today", "2027-01-02", cwd=where.root)
    second = {urn: " ".join(text.split()) for urn, (_, text) in letters(where).items()}
    for text in second.values():
        assert "we wrote to you" in text
        assert "on 1 December 2026" in text
    assert "is due on 15 January 2027, and it has still not reached us" in second["990001"]
    assert "was due on 31 December 2026, and it has still not reached us" in second["990002"]
    assert "nothing new has reached us since. Thank you for what you sent us" in second["990011"]
    run("undo", cwd=where.root, code=0)
    run("undo", cwd=where.root, code=0)
    run("status", "--chase", "--today", DAY, cwd=where.root)
    assert letters(where) == first
    assert "taken back: said that the letter" in run("history", cwd=where.root, code=0).out
