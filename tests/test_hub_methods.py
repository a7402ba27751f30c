"""The Hub as a value: what faces import, the round that it is at, where what is made is kept."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub import hub as faces
from careers_workbook.hub.hub import Hub, NewHub, find_hub, open_hub, set_up

TODAY, DUE = dt.date(2026, 11, 2), dt.date(2026, 12, 31)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    set_up(tmp_path / "hub", NewHub(TODAY, due=DUE))
    return open_hub(find_hub(tmp_path / "hub" / "inbox"), TODAY)


@pytest.mark.parametrize("name", faces.__all__)
def test_what_faces_import_is_there(name: str) -> None:
    assert getattr(faces, name)


def test_what_is_not_for_faces_is_not_there() -> None:
    with pytest.raises(AttributeError):
        _ = faces.PersonSearch  # type: ignore[attr-defined]


def test_a_round_is_due_on_its_day_or_on_the_one_that_is_said(hub: Hub) -> None:
    assert hub.due() == DUE
    assert hub.due(TODAY) == TODAY
    late = open_hub(hub.settings.root, DUE + dt.timedelta(days=1))
    assert late.due(TODAY) == TODAY
    with pytest.raises(SpecError) as raised:
        late.due()
    assert [problem.code for problem in raised.value.problems] == ["HUB-054"]
    assert late.at_next_round() == late, "there is none to come"


def test_a_hub_of_which_nothing_came_has_no_returns(hub: Hub) -> None:
    hub.settings.register.write_text("URN,Name\n990001,Oak Lane School\n", encoding="utf-8")
    view = hub.view()
    assert (view.round.returned, view.is_complete) == ((), True)
    for ask in (lambda: hub.returns(view), lambda: hub.consolidate(view, internal=False)):
        with pytest.raises(SpecError) as raised:
            ask()
        assert [problem.code for problem in raised.value.problems] == ["HUB-055"]


def test_what_is_kept_gets_its_folder(hub: Hub) -> None:
    path = hub.output("reports") / "deep" / "one.txt"
    hub.keep(path, "words", "test")
    assert path.read_text(encoding="utf-8") == "words"


def test_a_folder_of_the_hub_writes_by_keep_and_leaves_what_is_there(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    keep = Hub.keep
    monkeypatch.setattr(Hub, "keep", lambda *of, **how: (kept.append(of[1:]), keep(*of, **how)))
    path = hub.blank / "one.xlsx"
    assert hub.folder(hub.blank, "blank", force=False).put(path, b"first") is None
    there = hub.folder(hub.blank, "blank", force=False).put(path, lambda: pytest.fail("made for nothing"))
    assert (there and there.code, path.read_bytes()) == ("FILE-021", b"first")
    assert hub.folder(hub.blank, "blank", force=True).put(path, lambda: b"second") is None
    assert kept == [(path, b"first", "blank"), (path, b"second", "blank")]
