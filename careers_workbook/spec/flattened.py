"""A whole spec as one YAML file that needs no other: what was sent can be read by it whatever becomes of its sources.

Enters: a Spec. Leaves: text that `load` reads as the same spec. Must not know: files, workbooks.
"""

from careers_workbook.spec.model import Spec
from careers_workbook.spec.yaml_text import written


def flattened(spec: Spec) -> Spec:
    """The spec without what it says of the one that it extends."""
    return spec.model_copy(update={"extends": None, "renamed": {}, "dropped": {}})


def as_yaml(spec: Spec) -> str:
    """The flattened spec as YAML."""
    return written(flattened(spec).model_dump(mode="json", exclude_defaults=True))
