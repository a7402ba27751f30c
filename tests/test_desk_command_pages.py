"""What is to be done is said once, without a command: the terminal names the command, the desk leads to its page."""

import re

import pytest

from careers_workbook.cli.overview import COMMANDS
from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.core.catalogue.entry import PROGRAM, is_option, with_command
from careers_workbook.core.problems import Place, Problem, command_of
from careers_workbook.desk.command_pages import leads_to
from careers_workbook.desk.site import PAGES, rendered
from careers_workbook.desk.visit import DeskPage
from careers_workbook.figures.quality import as_finding, as_problems

DOING = [entry for entry in CATALOGUE.values() if entry.do]
NOT_ASKED = {"--spec", "--as", "--force"}
"""Options that the desk does not offer: a Hub reads by its own spec, and a form has its own words for replacing."""
NAMED = {"/settings/rounds", "/settings/folders/certificates"}
"""Pages that are one of several at an address with a gap."""


def test_no_advice_names_a_command_or_an_option() -> None:
    named = re.compile(rf"{PROGRAM} [a-z]|\s--[a-z]|\bcommand\b")
    assert [one.code for one in CATALOGUE.values() if named.search(f"{one.message} {one.advice}")] == []
    assert len(DOING) > 30


@pytest.mark.parametrize("do", sorted({entry.do for entry in DOING}))
def test_every_command_and_option_is_one_and_leads_to_a_page_of_the_desk(do: str) -> None:
    given = do.format_map({"urn": "990001", "question": "CL1", "command": "tidy-up --yes"})
    word = given.split(maxsplit=1)[0]
    assert word in COMMANDS or is_option(word)
    way = leads_to(given)
    assert (way is None) == (word in NOT_ASKED)
    if way:
        address = re.split(r"[?#]", way.address)[0]
        assert re.sub(r"[0-9]{6}", "{urn}", address) in PAGES or address in NAMED


def test_the_terminal_names_the_command_and_the_desk_does_not() -> None:
    one = Problem("HUB-100", Place(), {"name": "Oak Lane", "urn": "990001", "address": "x@oak.example"})
    assert str(one).endswith("before the letter is written again: careers-workbook address 990001 ADDRESS.")
    page = rendered(DeskPage("problem.html.j2", {"problems": [one], "of_store": False}), None, None)
    assert "careers-workbook address" not in page
    assert 'written again. <a href="/schools/990001">Go to the school</a>' in page
    assert leads_to("demo") is None


def test_an_option_is_said_in_a_terminal_only() -> None:
    locked, there = Problem("FILE-008"), Problem("FILE-021", Place(), {"path": "a.xlsx"})
    assert str(locked).endswith("and give it with the file (--password WORD).")
    assert str(there).endswith("say that it is to be replaced (--force).")
    page = rendered(DeskPage("problem.html.j2", {"problems": [locked, there], "of_store": False}), None, None)
    assert 'give it with the file. <a href="/inbox#password">Send the file once more with its password</a>' in page
    assert "--" not in page.replace("<!--", "")
    kept_before = "Ask for the password, and give it with --password."
    assert with_command(kept_before, "--password WORD") == kept_before


def test_what_is_kept_of_a_problem_says_it_in_words() -> None:
    finding = as_finding(Problem("HUB-039"))
    assert finding.advice == "Say whose it is."
    (again,) = as_problems([finding])
    assert str(again).endswith("Say whose it is: careers-workbook assign FILE --urn URN.")
    assert command_of("HUB-100") == command_of("no such code") == ""
    kept_before = "Say whose it is: careers-workbook assign FILE --urn URN."
    assert with_command(kept_before, "assign FILE --urn URN") == kept_before
