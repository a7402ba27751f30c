"""The shape of a spec, and nothing else: frozen pydantic models, unknown keys forbidden.

Enters: plain data from YAML (spec/load.py). Leaves: a `Spec`. Rules that need more than one field (a list that does not
exist, a ref used twice) are checked in spec/validation/rules.py. Must not know: YAML, Excel, rows and columns.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError, PydanticKnownError
from pydantic_core.core_schema import ErrorType

from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerKind, AnswerSettings
from careers_workbook.spec.lists import Choice, ChoiceList, DateRange, Id, Strict, Term, Text

CompletedGroup = Literal["done", "in progress", "not done", "not applicable"]
QuestionSheetKind = Literal["form", "checklist", "tracker", "counts"]
Detail = Literal["rows", "counts"]

Ref = Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]


def _known_kind(name: object) -> object:
    """The name of a kind that there is."""
    if registry.find(name) is None:
        known = ", ".join(repr(kind.name) for kind in registry.kinds())
        raise PydanticKnownError("literal_error", {"expected": known})
    return name


def _again(error: ErrorDetails) -> InitErrorDetails:
    """An error that pydantic found, to be raised anew together with others."""
    kind: Any = error["type"]
    if kind not in get_args(ErrorType):
        kind = PydanticCustomError(kind, "{said}", {"said": error["msg"]})
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"], ctx=error.get("ctx", {}))


class Question(Strict):
    """What one answer cell asks for: a checklist or tracker column, or the answer of a form field.

    `answer` is the name of its kind; the keys that the kind has for its own stand beside the others. `hint` is the
    message that Excel shows while the cell is selected.
    """

    id: Id
    label: Text
    answer: Annotated[str, PlainValidator(_known_kind)] = "text"
    hint: str | None = None
    required: bool = False
    _settings: AnswerSettings = PrivateAttr()

    @property
    def settings(self) -> AnswerSettings:
        """The keys that only this kind of answer has."""
        return self._settings

    @model_validator(mode="wrap")
    @classmethod
    def _with_settings(cls, data: Any, whole: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - from YAML
        """Takes the kind's own keys out for its own model, and says what is wrong with either at once."""
        if not isinstance(data, dict):
            return whole(data)
        kind = registry.find(data.get("answer", cls.model_fields["answer"].default))
        model = kind.settings if kind else AnswerSettings
        keys = model.model_fields.keys() if kind else registry.own_keys()
        wrong: list[InitErrorDetails] = []
        settings: AnswerSettings | None = None
        made: Self | None = None
        try:
            settings = model.model_validate({key: data[key] for key in data if key in model.model_fields})
        except ValidationError as error:
            wrong += map(_again, error.errors(include_url=False))
        try:
            made = whole({key: value for key, value in data.items() if key not in keys})
        except ValidationError as error:
            wrong += map(_again, error.errors(include_url=False))
        if made is None or settings is None:
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        made._settings = settings  # noqa: SLF001 - of this class
        return made

    @model_serializer(mode="wrap")
    def _flat(self, own: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        """As a spec has it: the kind's own keys beside the others."""
        mode: Any = info.mode
        settings = self._settings.model_dump(mode=mode, exclude_defaults=info.exclude_defaults)
        return {**own(self), **settings}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Made from the kinds that there are: which they are, and which keys each has and which it has not."""
        found = handler(core)
        schema, own = handler.resolve_ref_schema(found), registry.own_keys()
        schema["properties"] |= dict.fromkeys(sorted(own), True)
        schema["properties"]["answer"] |= {"type": "string", "enum": [kind.name for kind in registry.kinds()]}
        schema["allOf"] = [cls._schema_if(kind, own, handler) for kind in registry.kinds()]
        return found

    @classmethod
    def _schema_if(cls, kind: AnswerKind[Any], own: frozenset[str], handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """That a question of this kind has the kind's keys and those of no other."""
        settings = handler.resolve_ref_schema(handler(kind.settings.__pydantic_core_schema__))
        keys = settings.get("properties", {})
        properties = {key: keys.get(key, False) for key in sorted(own)}
        given = {} if kind.name == cls.model_fields["answer"].default else {"required": ["answer"]}
        return {
            "if": {"properties": {"answer": {"const": kind.name}}} | given,
            "then": {"properties": properties, "required": settings.get("required", [])},
        }


class FormField(Question):
    """A form field: a question with a visible ref, perhaps prefilled from the school's own details.

    `yearly` says that the answer is about one school year, so that next year's workbook asks it anew.
    """

    ref: Ref
    yearly: bool = False
    prefill: Literal["urn", "name", "local_authority", "type", "ages"] | None = None


class Item(Strict):
    """One statement of a checklist. `benchmarks` are Gatsby benchmark numbers, 1 to 8."""

    ref: Ref
    text: Text
    benchmarks: tuple[int, ...] = Field(default=(), strict=False)
    hint: str | None = None


class Section(Strict):
    """A heading and the items under it; each section becomes one Excel table."""

    heading: Text
    items: tuple[Item, ...] = Field(min_length=1, strict=False)


class FormSheet(Strict):
    """Label / answer pairs."""

    kind: Literal["form"]
    title: Text
    intro: str = ""
    fields: tuple[FormField, ...] = Field(min_length=1, strict=False)


class ChecklistSheet(Strict):
    """Sections of items, the same answer columns for each.

    Columns with the ids `action`, `deadline`, `review` and `completed` (see `careers_workbook.spec.status`) drive the
    Status column; a checklist without all four has no Status column and does not count towards progress.
    """

    kind: Literal["checklist"]
    title: Text
    intro: str = ""
    columns: tuple[Question, ...] = Field(min_length=1, strict=False)
    sections: tuple[Section, ...] = Field(min_length=1, strict=False)


class TrackerSheet(Strict):
    """Leavers over years: one row a leaver, known by a running reference (L01, L02, ...) and nothing else.

    `rows` rows are prepared; more may be typed below. Column ids with a meaning: `leaving_year` (the academic year of
    leaving) and the checkpoints (`careers_workbook.spec.checkpoints`). With `detail: counts` no leaver has a row: the
    sheet asks for numbers by leaving year, destination and checkpoint instead (`careers_workbook.spec.leaver_counts`).
    """

    kind: Literal["tracker"]
    title: Text
    intro: str = ""
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")] = "L"
    rows: Annotated[int, Field(ge=1, le=500)] = 100
    detail: Detail = "rows"
    columns: tuple[Question, ...] = Field(min_length=1, strict=False)


class GuidanceSheet(Strict):
    """Text to read. Each paragraph is one wrapped cell; one that starts with "- " is shown as a bullet."""

    kind: Literal["guidance"]
    title: Text
    intro: str = ""
    paragraphs: tuple[Text, ...] = Field(min_length=1, strict=False)


class ProgressSheet(Strict):
    """Live formulas and charts over every checklist that has a Status column."""

    kind: Literal["progress"]
    title: Text
    intro: str = ""


class DestinationsSheet(Strict):
    """Leavers counted by leaving year, by live formulas: nothing to fill in.

    `of` is the title of the tracker that is counted; without it, the first one that asks for the leaving year.
    """

    kind: Literal["destinations"]
    title: Text
    intro: str = ""
    of: Text | None = None


Sheet = Annotated[
    FormSheet | ChecklistSheet | TrackerSheet | GuidanceSheet | ProgressSheet | DestinationsSheet,
    Field(discriminator="kind"),
]


class Start(Strict):
    """The words of the Start here sheet. `{due}` and `{return_to}` in a step are replaced when a workbook is built."""

    what: Text
    who: Text
    steps: tuple[Text, ...] = Field(min_length=1, strict=False)


class Spec(Strict):
    """Everything that one version of a checklist asks.

    `renamed` maps a ref of the spec it extends to the ref that replaced it here; `dropped` maps a ref of the spec it
    extends to the reason why it is no longer asked.
    """

    id: Id
    version: Text
    title: Text
    extends: str | None = None
    language: str = "en-GB"
    due_soon_days: Annotated[int, Field(ge=0, le=366)] = 28
    dates: DateRange = DateRange()
    terms: tuple[Term, ...] = Field(default=(), strict=False)
    start: Start
    lists: dict[str, ChoiceList] = Field(default={})
    sheets: tuple[Sheet, ...] = Field(min_length=1, strict=False)
    renamed: dict[str, str] = Field(default={})
    dropped: dict[str, str] = Field(default={})

    def options(self, question: Question) -> tuple[Choice, ...]:
        """What a question offers to choose from, in order; empty where anything can be typed."""
        return registry.options_of(question, self)

    def forms(self) -> Iterator[FormSheet]:
        """The form sheets, in order."""
        return (s for s in self.sheets if isinstance(s, FormSheet))

    def checklists(self) -> Iterator[ChecklistSheet]:
        """The checklist sheets, in order."""
        return (s for s in self.sheets if isinstance(s, ChecklistSheet))

    def trackers(self) -> Iterator[TrackerSheet]:
        """The tracker sheets, in order."""
        return (s for s in self.sheets if isinstance(s, TrackerSheet))
