"""careers_workbook: careers checklists out as Excel workbooks, back as checked answers and reports.

The public face: what `__all__` names is for other programs, and docs/python.md shows how it is used. Everything else
may change with any version. Nothing is imported before it is asked for, so that `--help` starts at once.
"""

__version__ = "0.2.0"

TYPE_CHECKING = False  # as typing has it, which costs more to import than all the rest of this file
if TYPE_CHECKING:
    from careers_workbook.api import build, build_all, check, load_spec, open_hub, read, read_all, report, summarise
    from careers_workbook.blanks.batch import Built
    from careers_workbook.core.problems import (
        CareersWorkbookError,
        FileRefusedError,
        OutputError,
        Place,
        Problem,
        SpecError,
    )
    from careers_workbook.core.school import School
    from careers_workbook.figures.summary import Summary
    from careers_workbook.hub.hub import Hub, read_register
    from careers_workbook.returns.submission import Answer, Submission
    from careers_workbook.spec.model import Spec

__all__ = [
    "Answer",
    "Built",
    "CareersWorkbookError",
    "FileRefusedError",
    "Hub",
    "OutputError",
    "Place",
    "Problem",
    "School",
    "Spec",
    "SpecError",
    "Submission",
    "Summary",
    "__version__",
    "build",
    "build_all",
    "check",
    "load_spec",
    "open_hub",
    "read",
    "read_all",
    "read_register",
    "report",
    "summarise",
]

_HOMES = {
    "Answer": "returns.submission",
    "Built": "blanks.batch",
    "CareersWorkbookError": "core.problems",
    "FileRefusedError": "core.problems",
    "Hub": "hub.hub",
    "OutputError": "core.problems",
    "Place": "core.problems",
    "Problem": "core.problems",
    "School": "core.school",
    "Spec": "spec.model",
    "SpecError": "core.problems",
    "Submission": "returns.submission",
    "Summary": "figures.summary",
    "read_register": "hub.hub",
}
"""Where else than in api.py a name of the face is at home."""


def __getattr__(name: str) -> object:
    """A name of the face, imported when it is first asked for."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'api')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What there is, for an editor or a notebook that completes names."""
    return sorted({*globals(), *__all__})
