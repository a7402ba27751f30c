"""What comes of a question that is added, reworded or dropped, in the words of a co-ordinator.

Must not know: how a change is made, files.
"""

from collections.abc import Iterable, Iterator

from careers_workbook.core.text import many
from careers_workbook.hub.question_changes import ChangedQuestion
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.reports.pages import page
from careers_workbook.returns.submission import Answer


def answered(made: ChangedQuestion, found: Round) -> int:
    """How many schools have answered it in this round; none where it is added."""
    returns = [school.counts.stored.submission for school in found.returned if school.counts]
    return 0 if made.change.kind == "add" else sum(_has(one.answers, made.ref) for one in returns)


def text(made: ChangedQuestion, found: Round, width: int) -> str:
    """The question, and for whom what changes."""
    return page([[(words, "  ") for words in sentences(made, found)]], width)


def done(made: ChangedQuestion, width: int) -> str:
    """What was written where, and what to do next."""
    where = f"Written into {', '.join(made.files)}; your own spec is as it was."
    before = f", before {made.old.version}" if made.old.version != made.new.version else ""
    version = f"The checklist has version {made.new.version}{before}."
    follows = (
        "careers-workbook build makes the workbooks to send (with --force where those of this round are made already); "
        "careers-workbook collect reads what came by the new checklist."
    )
    return page([[f"{where} {version} Next: {follows} To take it back: careers-workbook undo."]], width)


def sentences(made: ChangedQuestion, found: Round, otherwise: str = "--about nobody") -> list[str]:
    """The same, sentence by sentence; `otherwise` is how one says that answers are about nobody."""
    number, came = answered(made, found), len(found.returned)
    where = f"on the sheet {made.sheet}"
    have = f"{many(number, 'school')} answered it in {found.settings.name}"
    match made.change.kind:
        case "add":
            more = f"{many(came, 'return')} of {found.settings.name} came without it: there it counts as not asked."
            words = f'{made.ref} is added {where}, below {made.change.ref}: "{made.after}"'
            return [words, *([more] if came else []), *_about_people(made, otherwise)]
        case "reword":
            counts = f"{have}: that counts" if number else "What was answered to it before counts"
            more = f"{counts} for the new words. If it asks something else now, drop it and add another."
            return [f'{made.ref} {where}, before: "{made.before}"', f'Now: "{made.after}"', more]
        case _:
            more = f"{have}: that leaves reports and tables, and stays in the files that were sent."
            why = f"It is no longer asked: {made.change.words}"
            return [f'{made.ref} {where} is dropped: "{made.before}"', why, *([more] if number else [])]


def _about_people(made: ChangedQuestion, otherwise: str) -> Iterator[str]:
    """Who will see answers to a line of School details, where that is not everybody."""
    for sheet, row, asked in made.new.asked_by_row():
        if row.ref == made.ref and sheet.says_of_people(asked):
            perhaps = "" if made.change.about else f" (if anybody may see them: {otherwise})"
            yield f"Its answers are about people: nobody but the school and you sees them beside its name{perhaps}."


def _has(answers: Iterable[Answer], ref: str) -> bool:
    return any(answer.ref == ref and answer.state in ("answered", "unreadable") for answer in answers)
