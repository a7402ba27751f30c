"""A second checklist, unlike the one that comes with the program: near-twins, short statements, other columns."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import yaml

from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from tests.support.truth import FIRST_SPEC

TEXT = """
id: safeguarding-audit
version: "2026.3"
title: Safeguarding audit
start: {what: An audit., who: The safeguarding lead., steps: [Fill it in.]}
lists:
  stage: [Red, Amber, Green, Not needed]
  subject: [Policy, Training, Premises]
sheets:
  - kind: form
    title: The school
    fields:
      - {ref: F1, id: lead, label: Lead}
      - {ref: F2, id: deputies, label: Deputies, answer: whole number}
  - kind: checklist
    title: Staff
    columns: &columns
      - {id: stage, label: Stage, answer: choice, list: stage, aliases: [RAG]}
      - {id: note, label: Note, aliases: [Remark]}
      - {id: who, label: Who}
      - {id: checked, label: Checked on, answer: date}
      - {id: hours, label: Hours, answer: whole number, maximum: 40}
      - {id: agreed, label: Agreed, answer: yes/no}
    sections:
      - heading: Named people
        items:
          - {ref: A1, text: Lead named.}
          - {ref: A2, text: Lead trained.}
          - {ref: A3, text: Deputy named.}
          - {ref: A4, text: Deputy trained.}
      - heading: Everybody
        items:
          - {ref: B1, text: "All staff have read part one of the guidance by the end of the autumn term."}
          - {ref: B2, text: "All staff have read part one of the guidance by the end of the spring term."}
          - {ref: B3, text: "All staff have read part two of the guidance by the end of the autumn term."}
          - {ref: B4, text: Done}
          - {ref: B5, text: "Yes"}
  - kind: checklist
    title: Site
    columns: *columns
    sections:
      - heading: Doors
        items:
          - {ref: D1, text: Front door locked.}
          - {ref: D2, text: Back door locked.}
  - kind: checklist
    title: Words only
    columns:
      - {id: found, label: What we found}
      - {id: next, label: What comes next}
    sections:
      - heading: Round the school
        items:
          - {ref: W1, text: Notes}
          - {ref: W2, text: Corridors are calm between lessons.}
          - {ref: W3, text: Corridors are calm before lessons.}
  - kind: list
    title: Evidence
    prefix: E
    rows: 20
    columns:
      - {id: subject, label: Subject, answer: choice, list: subject}
      - {id: what, label: What it shows}
      - {id: seen, label: Seen on, answer: date}
"""


@cache
def second_spec() -> Spec:
    """The spec."""
    return made_of(Spec, yaml.safe_load(TEXT))


SECOND = second_spec()


# the sheets, refs and columns of the checklist that comes with the program, with other statements


FORMS = (
    *("{} in place", "{}: 1 visit a year", "{}: 2 visits a year", "{}: 3 visits a year", "{} known to staff"),
    *("{} known to pupils", "{} known to parents", "{} reviewed", "{} reviewed by governors", "{} on the website"),
    *("{} for pupils in Year 8", "{} for pupils in Year 9", "{} for pupils in Year 11", "{} funded", "{} evaluated"),
    *("{} planned for the autumn term", "{} planned for the spring term", "{} planned for the summer term"),
)
"""Statements that are short, near one another, or begin like one another."""
SUBJECTS = ("Policy", "Plan", "Contract", "Guidance", "Meetings", "Toolkit", "Events")


@cache
def near_twins() -> Spec:
    """The checklist with a subject for each section, whose statements differ in a word or a number."""
    spec, subjects = load(FIRST_SPEC), iter(SUBJECTS)
    sheets = [_reworded(one, subjects) if isinstance(one, ChecklistSheet) else one for one in spec.sheets]
    return replace(spec, id="near-twins", title="Near-twins", sheets=tuple(sheets))


def _reworded(sheet: ChecklistSheet, subjects: Iterator[str]) -> ChecklistSheet:
    sections = []
    for section, subject in zip(sheet.sections, subjects, strict=False):
        said = zip(section.items, FORMS, strict=False)
        items = tuple(replace(item, text=form.format(subject)) for item, form in said)
        sections.append(replace(section, items=items))
    return replace(sheet, sections=tuple(sections))
