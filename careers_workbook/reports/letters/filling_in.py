"""The work of the process that fills in the letters: a template that a Hub has changed may ask for anything.

Must not know: processes, what a letter says.
"""

from collections.abc import Callable, Mapping

from careers_workbook.core.frozen import frozen
from careers_workbook.reports.templating import TemplateMistakeError, check_template, fill_in


@frozen
class TemplateJob:
    """A template, the words that it can fill in, and what they stand for; without that it is only checked."""

    text: str
    names: tuple[str, ...]
    values: Mapping[str, object] | None = None


def answer(job: TemplateJob, say: Callable[[str | TemplateMistakeError], None]) -> None:
    """Check a template, or fill it in."""
    try:
        if job.values is None:
            check_template(job.text, job.names)
            say("")
        else:
            say(fill_in(job.text, job.values))
    except TemplateMistakeError as error:
        say(error)
