"""Settings on the desk: changed in their file and nowhere else in it, checked before, never over somebody's change."""

import re
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import _KEYS, _LOOKS, FOLDERS, SETTINGS, HubSettings, read_settings
from careers_workbook.reports.status.settings_page import CHECKLISTS, PARTS, PLACES
from careers_workbook.spec.load import offered
from tests.support.desk import Answer, RunningDesk
from tests.support.program import run
from tests.test_brand import png

DAY = "2026-12-01"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    words = ("--hub", "Northmoor Careers Hub", "--return-to", "careers@northmoor.example", "--due", "31/12/2026")
    run("init", "hub", *words, "--today", DAY, cwd=tmp_path, code=0)
    lines = 'URN,Name,E-mail\n990001,"Oak Lane School",990001@schools.example\n'
    (tmp_path / "hub" / "register.csv").write_text(lines, encoding="utf-8")
    return read_settings(tmp_path / "hub")


def seen(desk: RunningDesk, part: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', desk.get(f"/settings/{part}").text)
    assert found
    return found[1]


def differing(before: str, after: str) -> list[str]:
    one, other = before.splitlines(), after.splitlines()
    assert len(one) == len(other)
    return [line for was, line in zip(one, other, strict=True) if was != line]


def test_every_setting_has_a_form_that_says_what_it_is(desk: RunningDesk) -> None:
    told = desk.get("/settings").words
    for part in PARTS:
        page = desk.get(f"/settings/{part.id}")
        assert (page.status, part.title in told) == (200, True)
        for one in part.fields:
            assert f'for="{one.name}"' in page.text, one
            assert one.hint in page.words, one
    assert desk.get("/settings/nothing").status == 404


def test_what_is_typed_stands_in_the_file_and_all_else_as_before(desk: RunningDesk, root: Path) -> None:
    file = root / SETTINGS
    before = file.read_text(encoding="utf-8")
    new = {"hub": "Südhub", "contact": "Ask us", "return_to": "careers@northmoor.example"}
    done = desk.followed(desk.post("/settings/hub", seen=seen(desk, "hub"), **new))
    assert "It holds from now on" in done.words
    assert differing(before, file.read_text(encoding="utf-8")) == ['hub: "Südhub"', 'contact: "Ask us"']
    assert 'changed the settings: hub: "Südhub"; contact: "Ask us"' in " ".join(run("history", cwd=root).out.split())
    desk.followed(desk.post("/history/undo"))
    assert file.read_text(encoding="utf-8") == before
    desk.followed(
        desk.post("/settings/keeping", seen=seen(desk, "keeping"), leavers="12 months", originals="3 years", rounds="")
    )
    assert read_settings(root).keep_until == {"leavers": 12, "originals": 36}
    desk.followed(
        desk.post("/settings/leavers", seen=seen(desk, "leavers"), keep_leaver_rows="yes", carry_leavers="no")
    )
    assert read_settings(root).keep_leaver_rows


def test_what_is_wrong_is_said_at_each_field_and_nothing_is_written(desk: RunningDesk, root: Path) -> None:
    before = (root / SETTINGS).read_bytes()
    page = desk.post("/settings/keeping", seen=seen(desk, "keeping"), leavers="a year", originals="x", rounds="6 years")
    assert page.status == 422
    assert re.findall(r'<li><a href="#(\w+)"', page.text) == ["leavers", "originals"]
    assert '"a year" is no time: write it as 18 months or 6 years' in page.words
    assert 'value="a year"' in page.text
    page = desk.post("/settings/hub", seen=seen(desk, "hub"), hub=" ", contact="x", return_to="y")
    assert "The name of your Hub: type it, it is needed." in page.words
    page = desk.post("/settings/leavers", seen=seen(desk, "leavers"), keep_leaver_rows="perhaps", carry_leavers="no")
    assert "choose yes or no" in page.words
    page = desk.post(
        "/settings/checklist", seen=seen(desk, "checklist"), spec="../../spec.yaml", register="register.csv"
    )
    assert "Choose one of these." in page.words
    assert (root / SETTINGS).read_bytes() == before


def test_nothing_that_somebody_else_changed_is_lost(desk: RunningDesk, root: Path) -> None:
    file, mark = root / SETTINGS, seen(desk, "hub")
    edited = file.read_text(encoding="utf-8").replace('contact: ""', 'contact: "by an editor"')
    file.write_text(edited, encoding="utf-8")
    late = desk.post("/settings/hub", seen=mark, hub="Ours", contact="", return_to="x")
    assert late.status == 422
    assert "were changed meanwhile" in late.words
    assert 'value="Ours"' in late.text
    assert file.read_text(encoding="utf-8") == edited
    desk.followed(desk.post("/settings/hub", seen=seen(desk, "hub"), hub="Ours", contact="x", return_to="x"))
    by_hand = file.read_text(encoding="utf-8") + "# a remark\n"
    file.write_text(by_hand, encoding="utf-8")
    refused = desk.followed(desk.post("/history/undo"))
    assert "was changed since" in refused.words
    assert file.read_text(encoding="utf-8") == by_hand


def test_a_round_more_and_other_days(desk: RunningDesk, root: Path) -> None:
    def add(name: str, opens: str, due: str) -> Answer:
        return desk.post("/settings/rounds/round", seen=seen(desk, "rounds"), name=name, opens=opens, due=due)

    for name, opens, due, field in (
        ("Autumn 2026", "2027-01-01", "2027-03-31", "name"),
        ("Spring 2027", "2026-01-01", "2027-03-31", "opens"),
        ("Spring 2027", "2027-04-01", "2027-03-31", "due"),
    ):
        page = add(name, opens, due)
        assert re.findall(r'<li><a href="#(\w+)"', page.text) == [field]
    desk.followed(add("Spring 2027", "2027-01-01", "2027-03-31"))
    assert [one.name for one in read_settings(root).rounds] == ["Autumn 2026", "Spring 2027"]
    days = {"opens0": "2026-12-01", "due0": "2026-12-20", "opens1": "2027-01-04", "due1": "2027-03-31"}
    desk.followed(desk.post("/settings/rounds", seen=seen(desk, "rounds"), **days))
    first, second = read_settings(root).rounds
    assert (first.due.isoformat(), second.opens.isoformat()) == ("2026-12-20", "2027-01-04")
    wrong = desk.post("/settings/rounds", seen=seen(desk, "rounds"), **{**days, "due1": "2027-01-01"})
    assert re.findall(r'<li><a href="#(\w+)"', wrong.text) == ["due1"]


def test_a_logo_is_looked_at_before_it_is_used(desk: RunningDesk, root: Path) -> None:
    def send(data: bytes) -> Answer:
        where = {"path": "/settings/looks/logo", "field": "logo", "seen": seen(desk, "looks")}
        return desk.send(("../logo.png", data), **where)

    assert desk.get("/settings/looks/picture").status == 404
    assert "is no PNG: save it as PNG" in send(b"<svg/>").words
    assert "at most 200 KB" in send(b"x" * 1_500_000).words
    assert send(b"x" * 2_500_000).status == 413
    desk.followed(send(png(60, 60)))
    shown = desk.get("/settings/looks/picture")
    assert (shown.body, shown.headers["content-type"]) == (png(60, 60), "image/png")
    assert len(list(root.glob("logo-*.png"))) == 1
    assert read_settings(root).brand.logo == png(60, 60)
    desk.followed(desk.post("/settings/looks/no-logo", seen=seen(desk, "looks")))
    assert not read_settings(root).brand.logo


def test_colours_are_seen_before_they_are_saved(desk: RunningDesk, root: Path) -> None:
    before = (root / SETTINGS).read_bytes()
    own = {"own-top": "yes", "top": "#801650", "headings": "#12436D"}
    look = desk.post("/settings/looks", seen=seen(desk, "looks"), do="look", **own)
    assert (look.status, 'fill="#801650"' in look.text) == (200, True)
    assert (root / SETTINGS).read_bytes() == before
    for do in ("look", "save"):
        page = desk.post("/settings/looks", seen=seen(desk, "looks"), do=do, **{**own, "top": "#F0F0F0"})
        assert (page.status, "choose a darker colour, such as" in page.words) == (422, True)
    desk.followed(desk.post("/settings/looks", seen=seen(desk, "looks"), do="save", **own))
    assert (read_settings(root).brand.top, read_settings(root).brand.headings) == ("#801650", "")


def test_words_of_any_kind_are_words(desk: RunningDesk, root: Path) -> None:
    for said in ('"><script>alert(1)</script>', "a: b # c", "{{ 7 * 7 }}", "- x", "&a *b !c %d @e `f"):
        desk.followed(desk.post("/settings/hub", seen=seen(desk, "hub"), hub=said, contact=said, return_to=said))
        assert (read_settings(root).name, read_settings(root).return_to) == (said, said)
        assert "<script>alert" not in desk.get("/settings").text


def test_a_flag_is_read_however_somebody_wrote_it(desk: RunningDesk, root: Path) -> None:
    text = (root / SETTINGS).read_text(encoding="utf-8").replace("keep_leaver_rows: no", "keep_leaver_rows: On")
    (root / SETTINGS).write_text(text, encoding="utf-8")
    assert read_settings(root).keep_leaver_rows
    assert 'id="keep_leaver_rows-yes" name="keep_leaver_rows" value="yes" checked' in desk.get("/settings/leavers").text
    desk.followed(
        desk.post("/settings/leavers", seen=seen(desk, "leavers"), keep_leaver_rows="yes", carry_leavers="no")
    )
    assert (root / SETTINGS).read_text(encoding="utf-8") == text


def test_certificates_that_only_a_command_uses_are_shown(desk: RunningDesk, root: Path) -> None:
    assert "which a command does none" in desk.get("/settings").words
    path = root / SETTINGS
    path.write_text(f"certificates: keys\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    told = desk.get("/settings").words
    assert f"which a command does {root / 'keys'}" in told


def test_no_setting_is_without_a_form() -> None:
    """Whatever the file may say is a field of a part, a round, or a folder."""
    fields = {str(key) for part in PARTS for one in part.fields for key in one.path[:1]}
    assert fields | {"collections", "folders", "certificates"} == {*_KEYS, *_LOOKS}
    assert set(PLACES) == set(FOLDERS)


def test_the_checklists_that_come_with_the_program_are_told_apart() -> None:
    assert set(CHECKLISTS) == set(offered())
    assert len({what for what, _ in CHECKLISTS.values()}) == len(CHECKLISTS)


def add_round(
    desk: RunningDesk, name: str = "Spring 2027", opens: str = "2027-01-01", due: str = "2027-03-31"
) -> Answer:
    fields = {"name": name, "opens": opens, "due": due}
    return desk.followed(desk.post("/settings/rounds/round", seen=seen(desk, "rounds"), **fields))


def names_of(root: Path) -> list[str]:
    return [one.name for one in read_settings(root).rounds]


def test_a_round_of_which_nothing_is_held_gets_another_name_or_goes(desk: RunningDesk, root: Path) -> None:
    add_round(desk)
    before = (root / SETTINGS).read_text(encoding="utf-8")
    page = desk.get("/settings/rounds/2")
    assert "Nothing is held of it" in page.words
    for name, field in ((" ", "name"), ("Autumn 2026", "name")):
        wrong = desk.post("/settings/rounds/2/name", seen=seen(desk, "rounds"), name=name)
        assert (wrong.status, re.findall(r'<li><a href="#(\w+)"', wrong.text)) == (422, [field])
    desk.followed(desk.post("/settings/rounds/2/name", seen=seen(desk, "rounds"), name="Lent  2027"))
    assert names_of(root) == ["Autumn 2026", "Lent 2027"]
    assert differing(before, (root / SETTINGS).read_text(encoding="utf-8")) == ['  - name: "Lent 2027"']
    desk.followed(desk.post("/settings/rounds/2/remove", seen=seen(desk, "rounds")))
    assert names_of(root) == ["Autumn 2026"]
    assert 'took out of the settings: name: "Lent 2027"; opens: 2027-01-01' in desk.get("/history").words
    alone = desk.post("/settings/rounds/1/remove", seen=seen(desk, "rounds"))
    assert (alone.status, "one round at least" in alone.words) == (422, True)
    for _ in range(2):
        desk.followed(desk.post("/history/undo"))
    assert (root / SETTINGS).read_text(encoding="utf-8") == before
    assert {desk.get(f"/settings/rounds/{number}").status for number in ("0", "3", "-1", "%C2%B2", "9" * 50)} == {404}


def test_a_round_of_which_something_is_held_keeps_its_name(desk: RunningDesk, root: Path) -> None:
    add_round(desk)
    mark = seen(desk, "rounds")
    desk.followed(desk.post("/schools/990001/note", words="Rang them"))
    desk.followed(desk.post("/workbooks/make", letters="yes"))
    told = desk.get("/settings/rounds/1").words
    assert "1 decision 1 workbook that was made 1 letter or report" in told
    assert "Rename it" not in told
    for what, fields in (("name", {"name": "Michaelmas"}), ("remove", {})):  # from a page of before
        refused = desk.followed(desk.post(f"/settings/rounds/1/{what}", seen=mark, **fields))
        assert "1 decision, 1 workbook that was made, 1 letter or report" in refused.words
    for path in (root / "blank").rglob("*.xlsx"):
        path.unlink()
    assert "1 workbook that was made" in desk.get("/settings/rounds/1").words  # it may have been sent
    assert names_of(root) == ["Autumn 2026", "Spring 2027"]


def test_what_came_for_a_round_keeps_it_from_being_taken_back(desk: RunningDesk, root: Path) -> None:
    """A round is put into the settings and gets something: undo would leave that without its round."""
    days = {"opens0": "2026-10-01", "due0": "2026-11-30"}
    desk.followed(desk.post("/settings/rounds", seen=seen(desk, "rounds"), **days))
    add_round(desk, "Advent 2026", "2026-12-01", "2026-12-31")
    desk.send(("oak.pdf", b"%PDF-1.7\n"))
    desk.followed(desk.post("/inbox/look"))
    assert "1 file that came" in desk.get("/settings/rounds/2").words
    undone = desk.followed(desk.post("/history/undo"))
    assert "1 file that came" in undone.words
    assert names_of(root) == ["Autumn 2026", "Advent 2026"]
