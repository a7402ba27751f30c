"""What the Hub says of files that came: from which school they are, or that nobody wants them."""

import csv
import io
import json
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import HubSettings
from tests.support.hub_folder import BRANNOC, OAK, SPRING, TODAY, WOOD_A, drop, hub, workbook
from tests.support.letters import letter
from tests.support.outlook import attached, compound, message
from tests.support.program import run

DAY = ("--today", str(TODAY))
NOBODYS, ADVERTISEMENT, STRANGE = "inbox/scan 1.xlsx", "inbox/offer.pdf", "inbox/other.xlsx"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub in whose inbox lie an advertisement, a workbook of another Hub's school and one that says nothing."""
    where = hub(tmp_path_factory.mktemp("assign") / "hub")
    drop(where, "oak.xlsx", workbook(OAK))
    drop(where, "offer.pdf", b"%PDF-1.4 cheap chairs")
    drop(where, "other.xlsx", workbook(OAK.__class__("990099", "A school of another Hub")))
    drop(where, "scan 1.xlsx", workbook(OAK.__class__("", "")))
    run("collect", *DAY, cwd=where.root, code=1)
    return where


def document(where: HubSettings) -> dict:
    return json.loads(run("status", "--format", "json", *DAY, cwd=where.root).out)


def states(where: HubSettings) -> dict[str, str]:
    return {one["urn"]: one["state"] for one in document(where)["schools"]}


def page(where: HubSettings) -> str:
    return " ".join(run("status", *DAY, cwd=where.root).out.split())


@pytest.mark.slow
def test_the_hub_says_whose_a_file_is(where: HubSettings) -> None:
    assert states(where)[BRANNOC.urn] == "not returned"
    said = run("assign", "scan 1.xlsx", "--urn", BRANNOC.urn, cwd=where.root, code=0).out
    assert said == f"{NOBODYS} is from {BRANNOC.name} ({BRANNOC.urn}).\n"
    assert states(where)[BRANNOC.urn] == "look at"
    assert NOBODYS not in page(where)
    run("assign", NOBODYS, "--urn", OAK.urn, cwd=where.root, code=0)
    assert states(where)[BRANNOC.urn] == "not returned"
    run("undo", cwd=where.root, code=0)
    for words in ((), ("--rebuild",)):
        run("collect", *words, *DAY, cwd=where.root)
        assert states(where)[BRANNOC.urn] == "look at"
    run("undo", cwd=where.root, code=0)
    assert states(where)[BRANNOC.urn] == "not returned"
    assert NOBODYS in page(where)


@pytest.mark.slow
def test_what_is_dismissed_is_kept_and_counts_nowhere(where: HubSettings) -> None:
    assert "Of no school that is known (3)" in page(where)
    said = run("dismiss", ADVERTISEMENT, "other.xlsx", "--why", "not ours", cwd=where.root, code=0).out
    assert said == f"{ADVERTISEMENT} is dismissed: not ours\n{STRANGE} is dismissed: not ours\n"
    assert f"Dismissed (2): {ADVERTISEMENT}: not ours {STRANGE}: not ours" in page(where)
    assert "Of no school that is known (1)" in page(where)
    run("collect", "--rebuild", *DAY, cwd=where.root)
    assert "Dismissed (2)" in page(where)
    run("consolidate", *DAY, cwd=where.root)
    (path,) = (where.root / "output").rglob("files.csv")
    rows = {row["source"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))}
    assert (rows[ADVERTISEMENT]["standing"], rows[ADVERTISEMENT]["reason"]) == ("dismissed", "not ours")
    assert f"dismissed {STRANGE}: not ours" in " ".join(run("history", cwd=where.root, code=0).out.split())
    run("undo", cwd=where.root, code=0)
    assert f"Dismissed (1): {ADVERTISEMENT}" in page(where)


@pytest.mark.slow
def test_a_return_that_is_dismissed_gives_way_to_the_one_before(where: HubSettings) -> None:
    drop(where, "oak again.xlsx", workbook(OAK, {("CL1", "completed"): "No"}))
    run("collect", *DAY, cwd=where.root)
    run("dismiss", "oak again.xlsx", "--why", "sent by mistake", cwd=where.root, code=0)
    (one,) = (one for one in document(where)["schools"] if one["urn"] == OAK.urn)
    assert (one["state"], one["file"]["file"]) == ("in order", "inbox/oak.xlsx")
    run("dismiss", "oak.xlsx", "--why", "sent by mistake", cwd=where.root, code=0)
    assert states(where)[OAK.urn] == "not returned"


@pytest.mark.slow
def test_a_file_of_nobody_that_was_deleted_is_listed_no_longer(where: HubSettings) -> None:
    """But the return of a school counts, whether its file lies in the inbox or not, and so does what was assigned."""
    for name in (ADVERTISEMENT, "inbox/oak.xlsx"):
        (where.root / name).unlink()
    assert f"Dismissed (1): {ADVERTISEMENT}: It is not in the inbox any more." in page(where)
    assert states(where)[OAK.urn] == "in order"
    run("assign", ADVERTISEMENT, "--urn", BRANNOC.urn, cwd=where.root, code=0)
    assert states(where)[BRANNOC.urn] == "not readable"
    (where.root / "inbox").rename(where.root / "elsewhere")
    assert "Of no school that is known (2)" in page(where), "an inbox that is not there says nothing of its files"


def test_only_one_file_that_came_can_be_meant(where: HubSettings) -> None:
    for words in (("assign", "no.xlsx", "--urn", OAK.urn), ("dismiss", "no.xlsx", "--why", "x")):
        assert "Not one file of Autumn 2026 is called no.xlsx" in run(*words, cwd=where.root, code=2).err
    assert (
        "No school of register.csv has the URN"
        in run("assign", "scan 1.xlsx", "--urn", "990050", cwd=where.root, code=2).err
    )
    assert "needs a reason" in run("dismiss", "scan 1.xlsx", "--why", " ", cwd=where.root, code=2).err
    ran = run("dismiss", "scan 1.xlsx", "--why", "x", "--collection", SPRING, cwd=where.root, code=2)
    assert "Not one file of Spring 2027" in ran.err
    drop(where, "more/scan 1.xlsx", workbook(OAK, {("CL1", "completed"): "No"}))
    run("collect", *DAY, cwd=where.root)
    assert f"these are: {NOBODYS}; inbox/more/scan 1.xlsx" in run(
        "dismiss", "scan 1.xlsx", "--why", "x", cwd=where.root, code=2
    ).err.replace("inbox/more/scan 1.xlsx; inbox/scan 1.xlsx", f"{NOBODYS}; inbox/more/scan 1.xlsx")


def findings(where: HubSettings) -> dict[str, set[str]]:
    return {one["urn"]: {found["code"] for found in one["findings"]} for one in document(where)["schools"]}


@pytest.mark.slow
def test_the_address_of_the_sender_says_whose_a_file_is(tmp_path: Path) -> None:
    """The whole address if only one school has it; the part behind the @ makes it likely; neither is kept."""
    rows = [
        "990005,Ash School,office@ash.example; head@ash.example,,,",
        "990006,Elm School,elm.school@gmail.com,,,",
        "990007,Fir School,shared@trust.example,,,",
        "990008,Yew School,shared@trust.example,,,",
    ]
    where = hub(tmp_path / "hub", rows=rows)
    nobodys = workbook(OAK.__class__("", ""))
    for name, sender, data in (
        ("exact", "Head@Ash.example", nobodys),
        ("likely", "a.teacher@ash.example", b"%PDF-1.4 1"),
        ("anybodys", "somebody@gmail.com", b"%PDF-1.4 2"),
        ("shared", "shared@trust.example", b"%PDF-1.4 3"),
        ("of another", "elm.school@gmail.com", workbook(WOOD_A)),
    ):
        drop(where, f"{name}.eml", letter((f"{name}.x", data), sender=sender))
    msg = message(attached("old.x", b"%PDF-1.4 4"), sender=f"{BRANNOC.urn}@schools.example")
    drop(where, "outlook.msg", compound(msg))
    run("collect", *DAY, cwd=where.root, code=1)
    for words in ((), ("--rebuild",)):
        run("collect", *words, *DAY, cwd=where.root)
        found = states(where)
        assert (found["990005"], found["990006"], found[BRANNOC.urn]) == ("look at", "not returned", "not readable")
        assert "HUB-033" in findings(where)["990005"]
        assert "HUB-105" in findings(where)[WOOD_A.urn]
        said = page(where)
        assert "the e-mail address that it came from" in said
        assert "Of no school that is known (3)" in said
        assert said.count("It may be from") == 1
        assert "It may be from Ash School (990005): it came from an e-mail address of that school." in said
    kept = b"".join(path.read_bytes() for path in (where.root / "returns").rglob("*") if path.is_file())
    kept += where.store.read_bytes()
    assert not [one for one in (b"ash.example", b"gmail", b"a.teacher@", b"trust.example") if one in kept.lower()]
