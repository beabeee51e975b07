"""A change to a place as a JSON merge patch (RFC 7396): what is left out stays, null clears."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from stations.closures import Closure, listed, written
from stations.errors import BadHours
from stations.hours import read
from stations.station import Status
from stations.vocabulary import Detail, Vocabulary
from web.bodies import Body
from web.errors import BadRequest

ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
NOT_EMPTY = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000][^\x00-\x1f\x7f-\x9f]*$"
MOST_CLOSURES = 40
LONGEST_DETAIL = 300
MOST_COUNTED = 10**9
FACTS = ("verified_at", "hours_verified_at", "services_verified_at")


def _number(value: Any) -> Any:
    """JSON's own numbers: neither true nor a text of digits, which forms send and pages read first."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is a number")  # noqa: TRY004 - what pydantic turns into a refusal
    return value


def _day(value: Any) -> Any:
    """A day as JSON writes it; numbers would be read as seconds of an epoch."""
    if isinstance(value, str) and len(value) == 10 and "1900" <= value[:4] < "3000":
        return value
    raise ValueError("is a day of the years 1900 to 2999, such as 2026-11-27")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Line100 = Annotated[str, Field(max_length=100, pattern=ONE_LINE)]
Line200 = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]
Line300 = Annotated[str, Field(max_length=300, pattern=ONE_LINE)]
Name = Annotated[str, Field(max_length=200, pattern=NOT_EMPTY, description="In Chinese, as on the sign.")]
Lon = Annotated[
    float,
    Field(ge=-180, le=180, allow_inf_nan=False, description="Degrees, WGS-84; comes together with lat."),
    BeforeValidator(_number),
]
Lat = Annotated[
    float, Field(ge=-90, le=90, allow_inf_nan=False, description="Degrees, WGS-84."), BeforeValidator(_number)
]
Capacity = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_number)]
Value = (
    bool
    | Annotated[int, Field(ge=0, le=MOST_COUNTED)]
    | Annotated[str, Field(max_length=LONGEST_DETAIL, pattern=ONE_LINE)]
    | None
)


class ClosureBody(Body):
    """Some days on which a place is closed, or open at other times; they end by themselves."""

    first: Annotated[Day, Field(description="The first day.")]
    last: Annotated[Day, Field(description="The last day, included.")]
    reason: Annotated[str, Field(max_length=100, pattern=ONE_LINE, description="As couriers read it.")] = ""
    hours: (
        Annotated[str, Field(max_length=200, pattern=ONE_LINE, description="Plain times; left out: closed.")]
        | None
    ) = None


def _patching(schema: dict[str, Any]) -> None:
    """Say that what is left out stays as it is: no field has a default."""
    for field in schema["properties"].values():
        field.pop("default", None)
    schema["minProperties"] = 1


class PlacePatch(Body):
    """A change to a place: the fields to set, null to clear one. What is set by hand, lists leave alone."""

    model_config = ConfigDict(json_schema_extra=_patching)

    name: Name = ""
    name_en: Line200 | None = None
    kind: Annotated[str, Field(max_length=60)] = ""
    address: Line300 | None = None
    lon: Lon = 0.0
    lat: Lat = 0.0
    services: Annotated[tuple[str, ...], Field(max_length=100)] | None = None
    hours: (
        Annotated[
            str,
            Field(
                max_length=500,
                pattern=ONE_LINE,
                description="As people write them; refused where they are not understood.",
            ),
        ]
        | None
    ) = None
    hours_text: (
        Annotated[
            str,
            Field(
                max_length=500,
                pattern=ONE_LINE,
                description="The same, kept as text where they are not understood; stands alone.",
            ),
        ]
        | None
    ) = None
    phone: Line100 | None = None
    operator: Line200 | None = None
    entry_mode: Annotated[str, Field(max_length=60)] | None = None
    entry_hint: Line300 | None = None
    capacity: Capacity | None = None
    details: (
        Annotated[
            dict[str, Value],
            Field(max_length=50, description="What is particular to the kind, member by member."),
        ]
        | None
    ) = None
    status: Status = Status.OPEN
    status_reason: Line300 | None = None
    status_until: Annotated[Day, Field(description="The last day of a suspension.")] | None = None
    closures: Annotated[tuple[ClosureBody, ...], Field(max_length=MOST_CLOSURES)] | None = None
    verified_at: (
        Annotated[Day, Field(description="The day on which somebody last saw that it is there.")] | None
    ) = None
    hours_verified_at: Day | None = None
    services_verified_at: Day | None = None

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Read a patch: longitude and latitude come together, and one way to tell hours."""
        patch = super().of(body)
        given = patch.model_fields_set
        if not given:
            raise BadRequest("the patch changes nothing: give at least one field")
        if ("lon" in given) != ("lat" in given):
            missing = "lat" if "lon" in given else "lon"
            raise BadRequest(f"{missing!r} is missing: lon comes together with lat", parameter=missing)
        if {"hours", "hours_text"} <= given:
            raise BadRequest(
                "'hours_text' stands alone: leave out hours, or hours_text", parameter="hours_text"
            )
        return patch

    def columns(self, record: Mapping[str, Any], words: Vocabulary, today: date) -> dict[str, Any]:
        """Give the columns that it sets on a record.

        Raises
        ------
        BadRequest
            Naming the field that holds an unknown word, a day to come, or hours that are not understood.
        """
        given = {name: getattr(self, name) for name in sorted(self.model_fields_set)}
        _known(given, words)
        _past(given, today)
        found = {
            name: value
            for name, value in given.items()
            if name not in ("hours", "hours_text", "closures", "details")
        }
        for name in ("name", "name_en", "address", "phone", "operator", "entry_hint", "status_reason"):
            if found.get(name) is not None:
                found[name] = found[name].strip() or None
        if "address" in found:
            found["address"] = found["address"] or ""
        if "services" in found:
            found["services"] = list(dict.fromkeys(found["services"] or ()))
            found.setdefault("services_verified_at", today)
        if "status" in found:
            found["status"] = str(found["status"])
        if "details" in given:
            found["details"] = _details(given["details"], record, given.get("kind", record["kind"]), words)
        return (
            found | self._hours(given, record, today)
            if given.keys() & {"hours", "hours_text", "closures"}
            else found
        )

    def _hours(self, given: Mapping[str, Any], record: Mapping[str, Any], today: date) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "hours" in given or "hours_text" in given:
            name = "hours" if "hours" in given else "hours_text"
            said = (given[name] or "").strip() or None
            reading = read(said) if said else None
            if name == "hours" and reading is not None and reading.stored is None:
                raise BadRequest(
                    f"'hours': «{reading.not_understood}» was not understood: {reading.why}; "
                    "write it otherwise, or send hours_text to keep it as text",
                    parameter="hours",
                )
            found = {"hours": reading.stored if reading else None, "hours_text": said}
            found["hours_verified_at"] = given.get("hours_verified_at", today if said else None)
        if "closures" in given or (found and record["hours_exceptions"]):
            known = record["hours_exceptions"]
            found |= self._closures(given, found.get("hours", record["hours"]), known, today)
        return found

    def _closures(
        self, given: Mapping[str, Any], hours: str | None, known: str | None, today: date
    ) -> dict[str, Any]:
        """Write the closures behind the hours; both together must be readable, also when only the hours are new."""
        wanted = (
            [Closure(**one.model_dump()) for one in given["closures"] or ()]
            if "closures" in given
            else listed(known)
        )
        try:
            rules = written(wanted, hours, known, today)
        except BadHours as error:
            raise BadRequest(f"'closures': {error}", parameter="closures") from error
        return {"hours_exceptions": rules} if "closures" in given else {}


def _known(given: Mapping[str, Any], words: Vocabulary) -> None:
    """Refuse words that the store does not know."""
    asked = (
        ("kind", [given["kind"]] if "kind" in given else [], words.kinds),
        ("services", given.get("services") or (), words.services),
        ("entry_mode", filter(None, [given.get("entry_mode")]), words.entry_modes),
    )
    for name, said, known in asked:
        stranger = next((one for one in said if one not in known), None)
        if stranger is not None:
            raise BadRequest(f"{name!r}: {stranger[:60]!r} is none of {', '.join(known)}", parameter=name)


def _past(given: Mapping[str, Any], today: date) -> None:
    for name in FACTS:
        if given.get(name) is not None and given[name] > today:
            raise BadRequest(f"{name!r}: {given[name]} lies in the future", parameter=name)


def _details(
    given: Mapping[str, Any] | None, record: Mapping[str, Any], kind: str, words: Vocabulary
) -> dict[str, Any]:
    """Merge details into those on record, as a merge patch does: null takes one out, null in their place all."""
    if given is None:
        return {}
    known = words.details.get(kind, {})
    for code, value in given.items():
        if value is not None:
            _fits(code, value, known)
    merged = {**record["details"], **given}
    return {code: value for code, value in merged.items() if value is not None}


def _fits(code: str, value: Any, known: Mapping[str, Detail]) -> None:
    if code not in known:
        raise BadRequest(
            f"'details': {code[:60]!r} is none of {', '.join(known) or 'nothing: this kind has no details'}",
            parameter="details",
        )
    kinds: dict[str, tuple[type, str]] = {
        "count": (int, "a whole number"),
        "text": (str, "a text"),
        "yes_no": (bool, "true or false"),
    }
    wanted, named = kinds[known[code].type]
    if type(value) is not wanted:
        raise BadRequest(f"'details': {code} is {named}", parameter="details")


class OutBody(Body):
    """The body of "out for now"."""

    service: Annotated[str, Field(max_length=60, description="Which of its services.")]
