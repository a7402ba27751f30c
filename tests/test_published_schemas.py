"""The schemas that are made from the tables which make the documents accept what those written by hand accepted."""

import copy
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.store import Store
from careers_workbook.reports.return_document import return_document, return_schema
from careers_workbook.reports.school.report_document import report_document, report_schema
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.status.status_data import status_document, status_schema
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, LEAVERS, OAK, TODAY, file, hub, workbook
from tests.support.program import ROOT
from tests.support.truth import FIRST_SPEC

Path_ = tuple[str | int, ...]
SCHEMAS = {"return": return_schema, "report": report_schema, "status": status_schema}
BEFORE = ROOT / "tests" / "data" / "schema-0.1"
"""The schemas of version 0.1, which were written by hand."""
BAD = {**ANSWERS, ("CL3", "deadline"): "31/02/2027", ("CL4", "completed"): "Ask the head"}
_OTHERS: tuple[Any, ...] = (None, "", "x", "2027-02-31", 0, -1, 1.5, 101, True, [], ["x"], {}, {"x": "x"})
_SCHOOL: Path_ = ("properties", "schools", "items")
_ANSWER: Path_ = ("properties", "answers", "items")
_UNCHANGED = {"unchanged": {"type": "integer", "minimum": 0}}
_COUNTS: tuple[Path_, ...] = (("properties", "counts"), ("properties", "caseloads", "items"))
_EXCUSED = {
    "type": "object",
    "properties": {key: {"type": "string"} for key in ("urn", "name", "reason")},
    "required": ["urn", "name", "reason"],
    "additionalProperties": False,
}
_FILLED_IN = {
    "type": "object",
    "properties": {
        **{key: {"type": "integer", "minimum": 0} for key in ("statements", "asked")},
        **{key: {"type": "boolean"} for key in ("blank", "unchanged", "confirmed")},
    },
    "required": ["statements", "asked", "blank", "unchanged", "confirmed"],
    "additionalProperties": False,
}
_BY_HAND = {
    "type": "object",
    "properties": {
        **{key: {"type": "string"} for key in ("ref", "column", "value", "by", "how")},
        "on": {"type": "string", "format": "date"},
    },
    "required": ["ref", "column", "value", "by", "how", "on"],
    "additionalProperties": False,
}
GROWN: dict[str, dict[Path_, Any]] = {
    "return": {
        (*_ANSWER, "properties"): {"origin": {"enum": ["as sent", "changed", "new", ""]}},
        (*_ANSWER, "required"): ["origin"],
    },
    "report": {("properties",): {"filled_in": _FILLED_IN}, ("required",): ["filled_in"]},
    "status": {
        (*_SCHOOL, "properties", "letter", "enum"): ["please send again", "please confirm", ""],
        (*_SCHOOL, "properties", "state", "enum"): ["unchanged"],
        (*_SCHOOL, "properties"): {
            "due": {"type": "string", "format": "date"},
            **{key: {"type": "integer", "minimum": 0} for key in ("filled_in", "statements")},
            "by_hand": {"type": "array", "items": _BY_HAND},
            "complete_by_hand": {"type": "boolean"},
        },
        (*_SCHOOL, "required"): ["due", "filled_in", "statements", "by_hand", "complete_by_hand"],
        ("$defs", "file", "properties", "standing", "enum"): ["unchanged", "dismissed"],
        ("properties",): {
            "dismissed": {"type": "array", "items": {"$ref": "#/$defs/file"}},
            "excused": {"type": "array", "items": _EXCUSED},
        },
        ("required",): ["dismissed", "excused"],
        **{(*place, "properties"): _UNCHANGED for place in _COUNTS[1:]},
        **{(*place, "required"): ["unchanged"] for place in _COUNTS[1:]},
        (*_COUNTS[0], "properties"): {**_UNCHANGED, "closed_returned": {"type": "integer", "minimum": 0}},
        (*_COUNTS[0], "required"): ["unchanged", "closed_returned"],
    },
}
"""What may be said since: a schema -> the place of a list or of keys -> more of them."""
DAMAGE = (("gone", None), ("added", 1), *(("other", other) for other in _OTHERS))
SAMPLE, MOST = 40, 4


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Documents of real returns: in order, with problems, refused."""
    where = hub(tmp_path_factory.mktemp("hub") / "hub")
    files = {
        "oak.xlsx": workbook(OAK, ANSWERS, LEAVERS),
        "brannoc.xlsx": workbook(BRANNOC, BAD, LEAVERS),
        "990003.pdf": b"%PDF-1.4",
        "stranger.xlsx": workbook(School("990099", "Stranger")),
    }
    with Store(where.store, write=True) as store:
        for name, data in files.items():
            store.add(file(where, name, data))
    read = [read_file(where.folders["inbox"] / name) for name in files]
    spec, found = load(FIRST_SPEC), load_round(where, where.named(AUTUMN), TODAY)
    made = {
        "return": [return_document(one) for one in read],
        "report": [report_document(summarise(one, spec, TODAY)) for one in read if one.outcome != "refused"],
        "status": [status_document(found, [Problem("HUB-071", Place(), {"number": "2"})])],
    }
    return {name: json.loads(json.dumps(found, default=list)) for name, found in made.items()}


def paths(value: Any, here: Path_ = ()) -> Iterator[Path_]:
    """The place of everything in a document; of a list its first and its last."""
    yield here
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*here, key))
    elif isinstance(value, list) and value:
        for number in {0, len(value) - 1}:
            yield from paths(value[number], (*here, number))


def grown(schema: Any, name: str) -> Any:
    """The schema with what came since."""
    for place, more in GROWN.get(name, {}).items():
        part = schema
        for step in place:
            part = part[step]
        part.update(more) if isinstance(part, dict) else part.extend(more)
    return schema


def shortened(value: Any) -> Any:
    """The document with the beginning and the end of long lists, which are enough to damage."""
    if isinstance(value, dict):
        return {key: shortened(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shortened(part) for part in (value if len(value) <= MOST else [*value[:2], *value[-2:]])]
    return value


def damaged(document: Any, path: Path_, damage: str, other: Any) -> Any:
    """The document with one thing gone, added or replaced."""
    whole = {"document": copy.deepcopy(document)}
    *way, last = ("document", *path)
    found: Any = whole
    for step in way:
        found = found[step]
    match damage:
        case "gone":
            del found[last]
        case "added" if isinstance(found[last], dict):
            found[last]["surprise"] = other
        case _:
            found[last] = other
    return whole.get("document")


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_what_one_accepts_the_other_accepts(documents: dict[str, list[Any]], name: str) -> None:
    before = json.loads((BEFORE / f"{name}.json").read_text(encoding="utf-8"))
    old, new = (
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        for schema in (grown(before, name), SCHEMAS[name]())
    )
    verdicts: Counter[bool] = Counter()
    for whole in documents[name]:
        old.validate(whole)
        new.validate(whole)
        document = shortened(whole)
        cases = [(path, damage, other) for path in paths(document) for damage, other in DAMAGE]
        for case in random.Random(8).sample(cases, min(SAMPLE, len(cases))):
            wrong = damaged(document, *case)
            accepted = old.is_valid(wrong)
            assert new.is_valid(wrong) == accepted, case
            verdicts[accepted] += 1
    assert min(verdicts[True], verdicts[False]) > SAMPLE // 20


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())
