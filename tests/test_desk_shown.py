"""What a form of the desk decides is about what its page showed: another window, or a second click, decides nothing."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.desk.visit import FormError, WrongFieldsError
from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, Hub, open_hub
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import RunningDesk
from tests.support.hub_folder import ANSWERS, BRANNOC, OAK, TODAY, WOOD_A, Key, drop, hub, put, workbook
from tests.support.program import run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

SAID = "What the page showed is not so any more"
OTHERS: Mapping[Key, object] = {**ANSWERS, ("CL1", "completed"): "In progress"}
ANSWER = f"/schools/{BRANNOC.urn}/answer?ref=CL1&column=completed"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, the form on it that is pressed, what is typed, and what happens in between."""

    page: str
    form: str
    typed: dict[str, str]
    meanwhile: Callable[[Hub], object]


def last_years(answers: Mapping[Key, object]) -> bytes:
    return master(FIRST_SPEC, Order(dt.date(2025, 9, 14))).filled(WOOD_A, answers)


def _came(name: str, data: bytes) -> Callable[[Hub], object]:
    def came(at: Hub) -> None:
        drop(at.settings, name, data)
        run("collect", "--today", str(TODAY), cwd=at.settings.root)

    return came


def _reworded(at: Hub) -> object:
    return at.reword(next(one for one in at.drafts() if one.listed.school == BRANNOC), "Theirs", "Dear all\n")


SHOWN = {
    "undo": Shown("/history", "/history/undo", {}, lambda at: at.note(OAK.urn, "rang")),
    "last year's workbook": Shown(
        f"/schools/{WOOD_A.urn}",
        f"/schools/{WOOD_A.urn}/confirm",
        {},
        _came("new.xlsx", last_years(OTHERS)),
    ),
    "an answer": Shown(
        ANSWER,
        escape(ANSWER),
        {"value": "No", "by": "AS"},
        lambda at: at.answer(GivenAnswers((GivenAnswer(BRANNOC.urn, "CL1.completed", "In progress", ""),), "JB")),
    ),
    "an answer that came": Shown(
        ANSWER,
        escape(ANSWER),
        {"value": "No", "by": "AS"},
        _came("b2.xlsx", workbook(BRANNOC, OTHERS)),
    ),
    "a letter": Shown("/letters/{}", "/letters/{}/change", {"subject": "Mine", "body": "Dear Ann"}, _reworded),
    "a letter anew": Shown("/letters/{}", "/letters/{}/anew", {}, _reworded),
    "a letter thrown away": Shown("/letters/{}", "/letters/{}/remove", {}, _reworded),
    "all letters": Shown(
        "/letters",
        "/letters/chosen?kind=&amp;state=",
        {"all": "yes", "do": "sent"},
        lambda at: at.throw_away(at.drafts()[0]),
    ),
}


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Three returned; of one it came back in last year's workbook, to another a letter says that nothing came."""
    found = hub(tmp_path / "hub")
    put(found, ("b.xlsx", workbook(BRANNOC, {**ANSWERS, ("CL3", "deadline"): "31/02/2027"})))
    put(found, ("wood.xlsx", last_years(ANSWERS)))
    run("status", "--chase", "--today", str(TODAY), cwd=found.root)
    open_hub(found.root, TODAY).note(OAK.urn, "first")
    return found


def pressed(desk: RunningDesk, one: Shown, number: str, seen: str) -> str:
    return desk.followed(desk.post(unescape(one.form.format(number)), **one.typed, seen=seen)).text


def seen_in(desk: RunningDesk, one: Shown, number: str) -> str:
    form = desk.get(one.page.format(number)).text.split(f'action="{one.form.format(number)}"')
    return re.search(r'name="seen" value="([^"]+)"', form[1].split("</form>")[0])[1]  # type: ignore[index]


@pytest.mark.parametrize("what", SHOWN)
def test_nothing_is_decided_about_what_was_not_shown(what: str, where: HubSettings, desk: RunningDesk) -> None:
    one, at = SHOWN[what], open_hub(where.root, TODAY)
    number = next(one.number for one in at.drafts() if one.listed.school == BRANNOC)
    seen = seen_in(desk, one, number)
    one.meanwhile(at)
    before = journal.read(where.folders["returns"]).entries
    assert SAID in pressed(desk, one, number, seen)
    assert journal.read(where.folders["returns"]).entries == before
    assert SAID not in pressed(desk, one, number, seen_in(desk, one, number))
    assert journal.read(where.folders["returns"]).entries != before


def test_a_button_that_is_pressed_twice_takes_back_one_decision(where: HubSettings, desk: RunningDesk) -> None:
    at = open_hub(where.root, TODAY)
    at.note(BRANNOC.urn, "second")
    seen = seen_in(desk, SHOWN["undo"], "")
    first, second = (desk.post("/history/undo", seen=seen) for _ in range(2))
    assert SAID not in desk.followed(first).text
    assert SAID in desk.followed(second).text
    assert (len(at.notes(BRANNOC.urn)), len(at.notes(OAK.urn))) == (0, 1)


def test_what_is_wrong_with_a_field_comes_through_whatever_it_is_found_in() -> None:
    """A context manager writes into the exception that passes through it."""
    for wrong in (FormError("by", "Say who."), WrongFieldsError((FormError("by", "Say who."),))):
        with pytest.raises(type(wrong)), temporary_folder():
            raise wrong
