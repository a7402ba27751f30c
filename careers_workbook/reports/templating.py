"""The templates of this package, set up so that forgetting to escape is impossible; and those that a Hub has changed.

Every value passes through the escape function of its format. What a Hub's template can reach is nothing but the values
it is given; TemplateMistakeError names the line of a mistake. Must not know: what a report or a letter says.
"""

import re
import traceback
from collections.abc import Callable, Collection, Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.nodes import Name
from jinja2.sandbox import ImmutableSandboxedEnvironment

from careers_workbook.core import palette
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.reports import words

_QUOTE = 600
"""Characters of a text that are given, unless the template says otherwise."""


@cache
def environment(
    escape: Callable[[str], str] | None, room: str = "careers_workbook.reports", **globals: object
) -> Environment:
    """The templates of a room. `escape` is for formats other than HTML, whose escaping Jinja does itself (None).

    They are compiled once.
    """

    def finalize(value: object) -> object:
        return value if escape is None else escape(str(value))

    made = Environment(
        loader=PackageLoader(room),
        autoescape=escape is None,  # noqa: S701 - else every value passes through `escape`, by finalize
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"words": words, "palette": palette, **globals}
    made.filters |= {"quoted": quoted}
    return made


def quoted(text: str, limit: int = _QUOTE) -> str:
    """A school's text without what could upset a page, at a length that a page can bear. It is not escaped yet."""
    return words.shorten(words.clean(text).strip(), limit)


class TemplateMistakeError(Exception):
    """What is wrong with a template that a person has changed, and in which line (0: nobody knows)."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(line, reason)  # both, so that it can be sent from one process to another


_FILE = "<template>"
"""What Jinja calls a template that comes from no file."""
_UNKNOWN = re.compile(r"'([^']*)' is undefined|'[^']* object' has no attribute '([^']*)'")
_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What a template can raise: it may calculate, and call what its values offer."""
_TOO_DEEP = (RecursionError, SyntaxError)
"""What Jinja raises, or Python where it reads what Jinja makes, of blocks or brackets too deep in each other."""
_DEEP = "its blocks or brackets lie too deep in each other"


@cache
def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(  # plain text: there is nothing to escape
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )


def check_template(text: str, names: Collection[str]) -> None:
    """Whether a template can be understood and uses no other names than these; else TemplateMistakeError."""
    try:
        tree = _sandbox().parse(text)
        _sandbox().from_string(text)
        strange = meta.find_undeclared_variables(tree) - {*names, *_sandbox().globals}
        lines = sorted((node.lineno, node.name) for node in tree.find_all(Name) if node.name in strange)
    except TemplateSyntaxError as error:
        raise TemplateMistakeError(error.lineno, _plain(error)) from error
    except _TOO_DEEP as error:
        raise TemplateMistakeError(0, _DEEP) from error
    for line, name in lines:
        raise TemplateMistakeError(line, f'there is no word "{name}" to fill in. {did_you_mean(name, names)}'.strip())


def fill_in(text: str, values: Mapping[str, object]) -> str:
    """A template with its values; TemplateMistakeError where that is impossible."""
    try:
        return _sandbox().from_string(text).render(values)
    except _MISTAKES as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == _FILE), 0)
        raise TemplateMistakeError(line or 0, _plain(error)) from error
    except _TOO_DEEP as error:
        raise TemplateMistakeError(0, _DEEP) from error


def _plain(error: Exception) -> str:
    said = str(error).rstrip(".")
    if isinstance(error, TemplateSyntaxError):
        return f"a gap, {{{{ }}}} or {{% %}}, is not whole or not understood ({said})"
    found = _UNKNOWN.search(said) if isinstance(error, UndefinedError) else None
    return f'there is no word "{found[1] or found[2]}" to fill in' if found else said
