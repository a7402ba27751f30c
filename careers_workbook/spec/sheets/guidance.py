"""The kind *guidance*: text to read, nothing to fill in."""

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.model import Paragraphs, Question, Sheet, Spec, register
from careers_workbook.spec.sheets.declaring import one_line
from careers_workbook.spec.strict import Allowed, Text


@register
@frozen(kw_only=True)
class GuidanceSheet(Sheet):
    """Text to read. Each paragraph is one wrapped cell; one that starts with "- " is shown as a bullet."""

    word: ClassVar[str] = "guidance"
    filled_in: ClassVar[bool] = False

    kind: Literal["guidance"]
    paragraphs: Annotated[tuple[Text, ...], Allowed(size=1)]

    def parts(self, _spec: Spec) -> Iterator[Paragraphs]:
        """The text."""
        yield Paragraphs(self.paragraphs)

    def described(self, _answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """A line a paragraph."""
        return ((0, one_line(paragraph)) for paragraph in self.paragraphs)
