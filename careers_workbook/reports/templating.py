"""The templates of this package, set up so that forgetting to escape is impossible.

Enters: a format's escape function. Leaves: a Jinja environment in which every value passes through it.
Must not know: what a report says.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from careers_workbook.reports import explain, words

_QUOTE = 600
"""Characters of a text that are given, unless the template says otherwise."""


@cache
def environment(escape: Callable[[str], str] | None, **globals: object) -> Environment:
    """`escape` is for formats other than HTML, whose escaping Jinja does itself (None). Templates are compiled once."""

    def finalize(value: object) -> object:
        return value if escape is None else escape(str(value))

    made = Environment(
        loader=PackageLoader("careers_workbook.reports"),
        autoescape=escape is None,  # noqa: S701 - else every value passes through `escape`, by finalize
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"words": words, "explain": explain, **globals}
    made.filters |= {"quoted": quoted}
    return made


def quoted(text: str, limit: int = _QUOTE) -> str:
    """A school's text without what could upset a page, at a length that a page can bear. It is not escaped yet."""
    return words.shorten(words.clean(text).strip(), limit)
