"""What a Hub writes down about schools: who need not return, and notes that nobody else sees."""

import json
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import HubSettings
from tests.support.hub_folder import BRANNOC, OAK, SPRING, TODAY, drop, hub, workbook
from tests.support.program import run

DAY = ("--today", str(TODAY))
WORDS = "rings after 3, the head is in plaster"


def document(where: HubSettings) -> dict:
    return json.loads(run("status", "--format", "json", *DAY, cwd=where.root).out)


def drafts(where: HubSettings) -> set[str]:
    return {path.name[:6] for path in (where.root / "output" / "letters").rglob("*.eml")}


@pytest.mark.slow
def test_an_excused_school_is_in_no_count_and_gets_nothing(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    run("status", "--chase", *DAY, cwd=where.root)
    assert OAK.urn in drafts(where)
    said = run("excuse", OAK.urn, "--why", "closed by a flood", cwd=where.root, code=0).out
    assert said == "Oak Lane School (990001) is excused from Autumn 2026.\n"
    assert OAK.urn not in drafts(where)
    page = " ".join(run("status", *DAY, cwd=where.root).out.split())
    assert "3 schools, 0 returned: 3 not returned." in page
    assert "Excused from this round (1): 990001 Oak Lane School: closed by a flood" in page
    found = document(where)
    assert (found["counts"]["schools"], OAK.urn in {one["urn"] for one in found["schools"]}) == (3, False)
    assert found["excused"] == [{"urn": OAK.urn, "name": OAK.name, "reason": "closed by a flood"}]
    run("status", "--chase", *DAY, cwd=where.root)
    built = run("build", "--mail", *DAY, cwd=where.root, code=0)
    assert "Oak Lane School (990001) gets no workbook: it is excused from Autumn 2026." in built.err
    assert (len(list((where.root / "blank").rglob("*.xlsx"))), OAK.urn in drafts(where)) == (3, False)
    assert document_in(where, SPRING)["counts"]["schools"] == 4, "another round is another matter"
    drop(where, "oak.xlsx", workbook(OAK))
    run("collect", *DAY, cwd=where.root)
    assert document(where)["counts"]["in_order"] == 1, "what comes all the same counts"
    run("dismiss", "oak.xlsx", "--why", "a trial", cwd=where.root, code=0)
    assert (
        run("expect", OAK.urn, cwd=where.root, code=0).out == "Oak Lane School (990001) is expected in Autumn 2026.\n"
    )
    assert document(where)["counts"]["schools"] == 4
    run("undo", cwd=where.root, code=0)
    assert document(where)["counts"]["schools"] == 3
    for words in (("excuse", OAK.urn, "--why", " "), ("excuse", "990050", "--why", "x"), ("expect", "990050")):
        run(*words, cwd=where.root, code=2)


def document_in(where: HubSettings, name: str) -> dict:
    return json.loads(run("status", "--format", "json", "--collection", name, *DAY, cwd=where.root).out)


@pytest.mark.slow
def test_a_note_is_for_the_hub_alone(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    assert run("note", OAK.urn, cwd=where.root, code=0).out == "Nothing was written down about 990001.\n"
    run("note", OAK.urn, WORDS, cwd=where.root, code=0)
    run("note", OAK.urn, "wants the workbook in January", cwd=where.root, code=0)
    run("note", BRANNOC.urn, "another school", cwd=where.root, code=0)
    drop(where, "oak.xlsx", workbook(OAK))
    run("collect", *DAY, cwd=where.root)
    shown = " ".join(run("note", OAK.urn, cwd=where.root, code=0).out.split())
    assert WORDS in shown
    assert "wants the workbook" in shown
    assert "another school" not in shown
    for kind in ("text", "csv", "json"):
        run("history", "--format", kind, "-o", f"history.{kind}", cwd=where.root, code=0)
        run("status", "--format", kind, "-o", f"status.{kind}", *DAY, cwd=where.root)
    run("status", "--chase", *DAY, cwd=where.root)
    run("report", "--all", *DAY, cwd=where.root)
    run("consolidate", "--internal", *DAY, cwd=where.root)
    made = [path for path in where.root.rglob("*") if path.is_file() and path.parent.name != "returns"]
    assert not [path for path in made if b"plaster" in path.read_bytes()]
    run("undo", cwd=where.root, code=0)
    run("undo", cwd=where.root, code=0)
    assert WORDS in run("note", OAK.urn, cwd=where.root, code=0).out
    assert "wants the workbook" not in run("note", OAK.urn, cwd=where.root, code=0).out
    run("note", "990050", "x", cwd=where.root, code=2)
    run("note", OAK.urn, " ", cwd=where.root, code=2)
