"""Settings changed in their own text: nothing else changes, whoever typed it and however."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.setup import NewHub, set_up
from careers_workbook.hub.store.settings import SETTINGS, RoundSettings, read_settings, settings_of
from careers_workbook.hub.store.settings_text import SettingsText
from careers_workbook.spec.yaml_text import understood

TYPED = """\
# ours, do not touch
hub:   'Northmoor Careers Hub'   # as on our letters
contact:
return_to: &address careers@northmoor.example
colours:
  top: "#12436D"     # from the brand book
  headings: "#0B4F49"
folders: {inbox: in, output: made}
keep_until: {leavers: 12 months}

# the rounds
collections:
  - {name: Autumn 2026, opens: 2026-10-01, due: 2026-12-31}  # the first
"""


def of(text: str) -> SettingsText:
    return SettingsText(SETTINGS, text)


def changed(text: str, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """The lines that differ afterwards, before and after."""
    new = of(text).with_changes({tuple(path.split(".")): said for path, said in changes}).text
    before, after = text.splitlines(), new.splitlines()
    assert len(before) == len(after)
    return [(one, other) for one, other in zip(before, after, strict=True) if one != other]


@pytest.mark.parametrize(
    ("path", "said", "line"),
    [
        ("hub", "Südhub: #1", 'hub:   "Südhub: #1"   # as on our letters'),
        ("contact", "Ask us", 'contact: "Ask us"'),
        ("colours.top", "#801650", '  top: "#801650"     # from the brand book'),
        ("colours.headings", "", '#  headings: "#0B4F49"'),
        ("folders.inbox", "post", 'folders: {inbox: "post", output: made}'),
        ("folders.inbox", "", "folders: {output: made}"),
        ("folders.blank", "out", 'folders: {inbox: in, output: made, blank: "out"}'),
        ("keep_until.leavers", "2 years", "keep_until: {leavers: 2 years}"),
        ("keep_until.leavers", "", "#keep_until: {leavers: 12 months}"),
        ("keep_until.rounds", "6 years", "keep_until: {leavers: 12 months, rounds: 6 years}"),
    ],
)
def test_one_line_changes_and_what_a_person_wrote_stays(path: str, said: str, line: str) -> None:
    for newline in ("\n", "\r\n"):
        text = TYPED.replace("\n", newline)
        assert [after for _, after in changed(text, (path, said))] == [line]
        new = of(text).with_changes({tuple(path.split(".")): said}).text
        assert new.count("\r\n") == text.count("\r\n")


def test_what_is_new_stands_above_the_rounds_and_their_remarks() -> None:
    new = of(TYPED).with_changes({("register",): "schools.csv", ("certificates",): "keys"}).text
    assert new == TYPED.replace("# the rounds", 'register: "schools.csv"\ncertificates: "keys"\n# the rounds')
    assert of("hub: x\n").with_changes({("contact",): "y"}).text == 'hub: x\ncontact: "y"\n'
    assert of("hub: x").with_changes({("contact",): "y"}).text == 'hub: x\ncontact: "y"\n'
    assert of("{hub: x}").with_changes({("hub",): "y"}).text == '{hub: "y"}'


def test_the_last_of_several_takes_its_key_along() -> None:
    both = [("colours.top", ""), ("colours.headings", "")]
    assert [after for _, after in changed(TYPED, *both)] == [
        "#colours:",
        '#  top: "#12436D"     # from the brand book',
        '#  headings: "#0B4F49"',
    ]


def test_remarks_that_show_how_give_way_and_come_back(tmp_path: Path) -> None:
    """In the settings that a Hub begins with, which explain themselves."""
    set_up(tmp_path, NewHub(dt.date(2026, 9, 1), "Northmoor"))
    text = (tmp_path / SETTINGS).read_text(encoding="utf-8")
    said = [("colours.top", "#801650"), ("keep_until.leavers", "12 months"), ("logo", "logo.png")]
    after = [line for _, line in changed(text, *said)]
    assert after == ['logo: "logo.png"', 'colours: {top: "#801650"}', "keep_until: {leavers: 12 months}"]
    new = of(text).with_changes({tuple(path.split(".")): word for path, word in said})
    again = new.with_changes({tuple(path.split(".")): "" for path, _ in said}).text
    assert understood(SETTINGS, again)[0].mapping.keys() == understood(SETTINGS, text)[0].mapping.keys()


def test_a_round_more_is_the_last_and_the_remark_shows_the_one_after(tmp_path: Path) -> None:
    set_up(tmp_path, NewHub(dt.date(2026, 9, 1), "Northmoor"))
    text = (tmp_path / SETTINGS).read_text(encoding="utf-8")
    one = RoundSettings("Spring 2027", dt.date(2027, 1, 1), dt.date(2027, 3, 31))
    after = RoundSettings("Summer 2027", dt.date(2027, 4, 1), dt.date(2027, 7, 31))
    new = of(text).with_round(one, after).text
    assert new.endswith(
        '  - name: Autumn 2026\n    opens: 2026-09-01\n    due: 2026-12-31\n  - name: "Spring 2027"\n'
        "    opens: 2027-01-01\n    due: 2027-03-31\n# The next one. Take away the three # when it is time:\n"
        '#  - name: "Summer 2027"\n#    opens: 2027-04-01\n#    due: 2027-07-31\n'
    )
    (tmp_path / SETTINGS).write_text(new, encoding="utf-8")
    assert [found.name for found in read_settings(tmp_path).rounds] == ["Autumn 2026", "Spring 2027"]
    assert of(TYPED).with_round(one, after).text == TYPED + (
        '  - name: "Spring 2027"\n    opens: 2027-01-01\n    due: 2027-03-31\n'.removesuffix("\n") + "\n"
    )
    flow = "hub: x\ncollections: [{name: A, opens: 2026-10-01, due: 2026-12-31}]"
    assert (
        of(flow)
        .with_round(one, after)
        .text.endswith('due: 2026-12-31}, {name: "Spring 2027", opens: 2027-01-01, due: 2027-03-31}]')
    )


@pytest.mark.parametrize(
    "text", ["hub: &a x\ncontact: *a\n", "hub: |\n  several\n  lines\n", "hub: >-\n  folded\nspec: y\n", "? hub\n: x\n"]
)
def test_what_is_written_oddly_is_changed_rightly_or_not_at_all(text: str) -> None:
    for path in ("hub", "contact"):
        with contextlib.suppress(SpecError):
            assert of(text).with_changes({(path,): "new words"}).said(path) == "new words"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x85"), min_size=1)
)
def test_any_words_come_back_as_they_were_typed(words: str) -> None:
    typed = " ".join(words.split())
    if typed:
        assert of(TYPED).with_changes({("hub",): typed}).said("hub") == typed
        assert settings_of(Path("nowhere"), *understood(SETTINGS, of(TYPED).text)).name == "Northmoor Careers Hub"


def test_what_would_change_something_else_is_refused() -> None:
    with pytest.raises(SpecError, match="in which the program cannot change this") as caught:
        of("hub: &a x\ncontact: *a\n").with_changes({("hub",): "new words"})
    assert [problem.code for problem in caught.value.problems] == ["HUB-174"]


def test_the_mark_changes_with_anything() -> None:
    assert of(TYPED).mark == of(TYPED).mark != of(TYPED + "#").mark


THREE = """\
hub: x
# all of them
collections:
  # the first
  - name: A   # ours
    opens: 2026-10-01
    due: 2026-12-31

  # the second - a short one
  -
    name: B
    opens: 2027-01-01
    due: 2027-03-31   # Easter
  - {name: C, opens: 2027-04-01, due: 2027-07-31}
# The next one. Take away the three # when it is time:
#  - name: D
#    opens: 2027-08-01
#    due: 2027-12-31
contact: us
"""
AFTER = RoundSettings("E", dt.date(2027, 9, 1), dt.date(2027, 12, 31))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("number", "first", "lines"), [(0, 4, 3), (1, 9, 4), (2, 13, 1)])
def test_a_round_less_takes_its_own_lines_and_no_others(number: int, first: int, lines: int, newline: str) -> None:
    text = THREE.replace("\n", newline)
    wanted = text.splitlines(keepends=True)
    del wanted[first : first + lines]
    shown = ("name: D", 'name: "E"'), ("opens: 2027-08-01", "opens: 2027-09-01")
    expected = "".join(wanted)
    for old, new in shown:
        expected = expected.replace(old, new)
    assert of(text).without_round(number, AFTER).text == expected


def test_a_round_less_in_brackets_or_at_the_end() -> None:
    flow = "hub: x\ncollections: [{name: A, opens: 2026-10-01, due: 2026-12-31}, {name: B, opens: 2027-01-01}]\n"
    assert of(flow).without_round(0, AFTER).text == "hub: x\ncollections: [{name: B, opens: 2027-01-01}]\n"
    ends = "collections:\n- name: A\n  due: 2026-12-31\n- name: B\n  due: 2027-12-31"
    assert of(ends).without_round(1, AFTER).text == "collections:\n- name: A\n  due: 2026-12-31\n"


def test_a_round_that_others_hang_on_is_left_to_an_editor() -> None:
    first, second = "{name: A, opens: &day 2026-10-01, due: 2026-12-31}", "{name: B, opens: *day, due: 2027-12-31}"
    text = f"collections:\n- {first}\n- {second}\n"
    with pytest.raises(SpecError) as caught:
        of(text).without_round(0, AFTER)
    assert [problem.code for problem in caught.value.problems] == ["HUB-174"]
