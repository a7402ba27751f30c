"""A spec for people and for editors. Enters: a Spec. Leaves: its content as a plain-text tree; the schema of its YAML.

Must not know: YAML files, Excel, who prints.
"""

from collections.abc import Iterator

from careers_workbook.spec.answers import registry
from careers_workbook.spec.merge import Extension
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.sheets.form import FormField
from careers_workbook.spec.years import LIST_SCHEMA, moves_on

_STEP = "  "
Line = tuple[int, str]
"""How deep, and the words."""


def tree(spec: Spec) -> str:
    """The content of a spec as an indented plain-text tree."""
    return "\n".join(f"{_STEP * depth}{words}" for depth, words in _spec(spec))


def _spec(spec: Spec) -> Iterator[Line]:
    base = f", extends {spec.extends}" if spec.extends else ""
    yield 0, spec.title
    yield 0, f"{spec.id}, version {spec.version}{base}"
    for sheet in spec.sheets:
        yield 0, ""
        yield 0, f"{sheet.title} ({', '.join(filter(None, (sheet.kind, sheet.size())))})"
        for depth, words in sheet.described(_answer):
            yield depth + 1, words
    if spec.lists:
        yield 0, ""
        yield 0, "Lists"
    for name, options in spec.lists.items():
        moves = " (moves on with the school year)" if moves_on(options) else ""
        yield 1, f"{name}{moves}: {'; '.join(option.label for option in options)}"
    changes = [f"{old} is now {new}" for old, new in spec.renamed.items()]
    changes += [f"{ref} is no longer asked: {reason}" for ref, reason in spec.dropped.items()]
    if changes:
        yield 0, ""
        yield 0, f"Changed since {spec.extends}"
    for change in changes:
        yield 1, change


def _answer(question: Question) -> str:
    kind = registry.kind_of(question)
    words = f"{kind.name} {kind.describe(question.settings)}".rstrip()
    if isinstance(question, FormField) and question.prefill:
        words += ", filled in from the register"
    return words


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a spec file: a whole one, or with `extends` one that says only how it differs."""
    whole, extension = (kind.model_json_schema(ref_template="#/$defs/{model}") for kind in (Spec, Extension))
    definitions = {**whole.pop("$defs"), **extension.pop("$defs")}
    for name, short in (("Choice", "label"), ("Rewording", "text")):
        definitions[name] = _or_plain_text(definitions[name], short)
    for key in ("extends", "renamed", "dropped"):
        whole["properties"].pop(key)
    for kind in (whole, extension):
        lists = kind["properties"]["lists"]
        lists["additionalProperties"] = {"anyOf": [lists["additionalProperties"], LIST_SCHEMA]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "careers_workbook spec",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/Spec"},
        "$defs": {**definitions, "Spec": whole, "Extension": extension},
    }


def _or_plain_text(schema: dict[str, object], short: str) -> dict[str, object]:
    """A mapping that may be written as a bare text, which stands for its key `short`; ids are made from labels."""
    required = [short] if short == "label" else []
    return {"anyOf": [{"type": "string", "minLength": 1}, {**schema, "required": required}]}
