"""YAML -> Spec. Enters: the name of a shipped spec or a path. Leaves: a Spec, or a SpecError with every error.

Must not know: Excel, rows and columns, schools.
"""

from pathlib import Path

import yaml

from careers_workbook.problems import Place, Problem, SpecError
from careers_workbook.spec.model import Spec

DEFAULT_SPEC = "send-careers-checklist"
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped() -> dict[str, Path]:
    """The specs that come with the program: id -> file."""
    inside = _PACKAGE / "specs"
    folder = inside if inside.is_dir() else _PACKAGE.parent / "specs"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load(name: str) -> Spec:
    """The spec with this shipped id, or in this YAML file; SpecError lists every error."""
    path = shipped().get(name) or Path(name)
    if not path.is_file():
        raise SpecError(Problem("SPEC-017", Place(name), {"spec": name, "suggestion": ""}))
    return Spec.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
