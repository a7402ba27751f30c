"""Runs the road: path -> gate -> grid -> locate -> extract -> checks -> Submission.

Enters: a path, and a spec if the caller knows it. Leaves: a Submission, whatever the file is like: one that cannot be
read has the outcome "refused". Must not know: how results are shown.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from careers_workbook.excel.grid import Book, read_book
from careers_workbook.layout import plan
from careers_workbook.problems import FileRefusedError, Outcome, Place, Problem, in_order
from careers_workbook.returns.about import About, read_about
from careers_workbook.returns.checks import CHECKS
from careers_workbook.returns.evidence import settle
from careers_workbook.returns.extract import extract
from careers_workbook.returns.gate import admit
from careers_workbook.returns.locate import locate
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.school import is_urn
from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped
from careers_workbook.spec.model import Spec


def read_file(path: Path, spec: Spec | None = None) -> Submission:
    """The answers of one returned file. `spec` is the one to read by; without it the workbook's own word decides."""
    try:
        book = read_book(admit(path).data)
        return _read_book(str(path), book, spec)
    except FileRefusedError as e:
        problems = tuple(replace(p, place=replace(p.place, file=str(path))) for p in e.problems)
        return Submission(str(path), "refused", problems=problems)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The spec that a file is read by, and what was odd about choosing it."""

    spec: Spec
    problems: tuple[Problem, ...] = ()


def _read_book(file: str, book: Book, given: Spec | None) -> Submission:
    about = read_about(book)
    choice = _choose_spec(about, given)
    layout = plan(choice.spec)
    location = settle(locate(book, layout), layout)
    if not location.found:
        raise FileRefusedError(Problem("FILE-005"))
    extracted = extract(location, layout)
    between = (problem for check in CHECKS for problem in check(extracted.answers, choice.spec))
    problems = in_order((*choice.problems, *location.problems, *extracted.problems, *between))
    return Submission(
        file,
        _outcome(problems),
        choice.spec.id,
        choice.spec.version,
        *_school(about, extracted.answers, choice.spec),
        built_on=about.built_on,
        answers=extracted.answers,
        problems=tuple(replace(p, place=replace(p.place, file=file)) for p in problems),
        missing_sheets=location.missing_sheets,
        own_rows=location.own,
    )


def _choose_spec(about: About, given: Spec | None) -> _Choice:
    own = load(about.spec_id) if given is None and about.spec_id in shipped() else None
    spec = given or own or load(DEFAULT_SPEC)
    read_as = f"{spec.id} {spec.version}"
    if not about.spec_id:
        return _Choice(spec, (Problem("FILE-012", context={"read_as": read_as}),))
    if (about.spec_id, about.version) != (spec.id, spec.version):
        context = {"spec": about.spec_id, "version": about.version, "read_as": read_as}
        return _Choice(spec, (Problem("FILE-010", Place(), context),))
    return _Choice(spec)


def _school(about: About, answers: tuple[Answer, ...], spec: Spec) -> tuple[str, str]:
    """URN and name: what the workbook was labelled with, else what the form says."""
    prefills = {asked.ref: asked.prefill for form in spec.forms() for asked in form.fields if asked.prefill}
    typed = {prefills[a.ref]: str(a.value) for a in answers if a.kind == "form" and a.ref in prefills and a.value}
    urn = typed.get("urn", "").strip()
    return about.urn or (urn if is_urn(urn) else ""), about.school or typed.get("name", "")


def _outcome(problems: list[Problem]) -> Outcome:
    return "problems" if any(p.severity != "note" for p in problems) else "accepted"
