"""The numbers of one return on one day.

Enters: a Submission, the spec it was read by, the day. Leaves: a `Summary`. Must not know: formats, files, templates.
"""

import datetime as dt
from dataclasses import replace
from pathlib import PureWindowsPath

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.figures.destinations import count_destinations
from careers_workbook.figures.evidence import count_evidence
from careers_workbook.figures.progress import Answers, count_progress, quoted_answer
from careers_workbook.figures.quality import assess
from careers_workbook.figures.summary import Detail, Summary
from careers_workbook.reports.school.next_steps import next_steps
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.form import FormSheet


def summarise(submission: Submission, spec: Spec, today: dt.date) -> Summary:
    """Count one return. One that is refused, or of a spec that is not here, gives no figures: FileRefusedError."""
    if submission.outcome == "refused":
        raise FileRefusedError(*submission.problems)
    if submission.unknown_spec:
        raise FileRefusedError(submission.unknown_spec)
    answers = submission.by_key()
    summary = Summary(
        today=today,
        file=PureWindowsPath(submission.file).name,  # knows both kinds of slash
        urn=submission.urn,
        school=submission.school,
        spec_id=submission.spec_id,
        version=submission.version,
        title=spec.title,
        built_on=submission.built_on,
        due_soon_days=spec.due_soon_days,
        details=_details(answers, spec),
        progress=count_progress(answers, spec, today),
        destinations=count_destinations(submission, spec, today),
        quality=assess(submission, spec),
        evidence=count_evidence(submission, spec),
    )
    return replace(summary, next_steps=next_steps(summary))


def _details(answers: Answers, spec: Spec) -> tuple[Detail, ...]:
    return tuple(
        Detail(form.title, asked.ref, asked.label, quoted_answer(answers, asked.ref, "answer", asked))
        for form in spec.of(FormSheet)
        for asked in form.fields
    )
