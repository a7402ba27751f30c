"""The templates of this package, set up so that forgetting to escape is impossible.

Enters: a format's escape function. Leaves: a Jinja environment in which every value passes through it.
Must not know: what a report says.
"""

from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined

from careers_workbook.reports import explain, words


class Safe(str):
    """Text that is markup already and passes as it is."""

    __slots__ = ()


def environment(escape: Callable[[str], str] | None) -> Environment:
    """`escape` is for formats other than HTML, whose escaping Jinja does itself (None)."""

    def finalize(value: object) -> object:
        return value if escape is None or isinstance(value, Safe) else escape(str(value))

    made = Environment(
        loader=PackageLoader("careers_workbook.reports"),
        autoescape=escape is None,  # noqa: S701 - else every value passes through `escape`, by finalize
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"words": words, "explain": explain}
    return made
