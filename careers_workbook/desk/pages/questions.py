"""What is asked, as a school sees it; a question added, reworded or dropped once it was shown what that means.

Must not know: how a question is changed, what becomes of answers.
"""

from careers_workbook.core.problems import SpecError
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Visit
from careers_workbook.hub.hub import QuestionChange, QuestionChangeKind
from careers_workbook.reports.status import asked_page, question_page
from careers_workbook.spec.identity import identity

ANSWERS = ("text", "date", "whole number", "yes/no")
"""The kinds of answers of a line of School details that is added."""
ABOUT = {
    "": "I have not decided: the program takes it as it sounds",
    "nobody": "Nobody: everybody may see them",
    "people": "People: nobody but the school and your Hub sees them",
    "numbers of people": "Numbers of people: nobody but the school and your Hub sees them",
}
"""What answers may say, and what follows."""
_SENTENCES = {
    "add": "Type the new question.",
    "reword": "Type the question in its new words.",
    "drop": "Say in a sentence for schools why it is no longer asked.",
}
_DONE = {"add": "is added", "reword": "has new words", "drop": "is no longer asked"}


def show(visit: Visit) -> DeskPage:
    """Everything that is asked, and who was sent which version of it."""
    view = visit.view
    spec, sent = view.round.spec, visit.hub.sent_versions(view)
    return DeskPage(
        "questions.html.j2",
        {
            "spec": spec,
            "sheets": asked_page.asked_sheets(spec),
            "sent": sent,
            "otherwise": [
                (one, asked_page.asked_otherwise(one.spec, view.round.specs)) for one in sent if not one.is_todays
            ],
            "problems": visit.hub.checklist_problems(),
            "made": len(list(visit.hub.blank.glob("*.xlsx"))),
            "round": visit.hub.round,
        },
    )


def show_one(visit: Visit) -> DeskPage:
    """One question, and what can be done with it."""
    spec = visit.view.round.spec
    found = (
        (sheet, section, one)
        for sheet in asked_page.asked_sheets(spec)
        for section in sheet.sections
        for one in section.questions
        if one.ref == visit.named["ref"] and one.can_change
    )
    sheet, section, one = next(found, (None, None, None))
    if sheet is None:
        raise NotHereError
    values = {"sheet": sheet, "section": section, "question": one, "answers": ANSWERS, "about": ABOUT}
    return DeskPage("question.html.j2", {**values, "is_detail": not (section and section.columns)})


def add(visit: Visit) -> Action | DeskPage:
    """Ask something more, below this question."""
    return _change(visit, "add")


def reword(visit: Visit) -> Action | DeskPage:
    """Put this question into other words."""
    return _change(visit, "reword")


def drop(visit: Visit) -> Action | DeskPage:
    """Ask this question no longer."""
    return _change(visit, "drop")


def _change(visit: Visit, kind: QuestionChangeKind) -> Action | DeskPage:
    """What it means; or, once that was seen, the change. Nothing is done where the checklist is another one by then."""
    change = _wanted(visit, kind)
    try:
        made = visit.hub.change_question(change)
    except SpecError as error:
        raise FormError(kind, " ".join(one.in_words for one in error.problems)) from error
    seen = identity(made.old)
    if visit.typed("seen") and visit.typed("seen") != seen:
        raise FormError(kind, "The checklist was changed meanwhile, in another window. Look once more.")
    if not visit.typed("seen"):
        view = visit.view
        about = question_page.sentences(made, view.round, 'say below that they are about "nobody"')
        values = {"made": made, "change": change, "sentences": about, "seen": seen, "kind": kind}
        there = len(list(visit.hub.blank.glob("*.xlsx")))
        return DeskPage("question_change.html.j2", {**values, "there": there, "sent": visit.hub.sent_versions(view)})
    hub = visit.hub

    def work(job: DeskJob) -> None:
        hub.keep_question(made)
        job.say(f"{made.ref} {_DONE[kind]}. The checklist has version {made.new.version} now.")
        job.say(
            "Schools are asked so in workbooks that are made from now on. It can be taken back on the page History."
        )

    return Action("Change the checklist", "/questions", work)


def _wanted(visit: Visit, kind: QuestionChangeKind) -> QuestionChange:
    words = visit.needed(kind, _SENTENCES[kind])
    answer, about = visit.typed("answer") or ANSWERS[0], visit.typed("about")
    if answer not in ANSWERS or about not in ABOUT:
        raise FormError("answer", "Choose one of the kinds of answers.")
    return QuestionChange(kind, visit.named["ref"], words, answer, about)
