"""The plan of a table: which column gives which field of a place, and why others give none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process

from geodata.errors import BadHeading, DatumUnclear
from geodata.frames import Table, blank
from geodata.sources import cells, headers
from geodata.sources.headers import COORDINATES, GUESSABLE, Heading
from geodata.sources.words import ServiceWords, bare
from stations.datum import Datum
from stations.record import FIELDS
from stations.vocabulary import Detail, Vocabulary

SEEN = 2_000  # cells looked at to tell what a column holds


@dataclass(frozen=True)
class Columns:
    """Which column gives what; every column stands in one of these.

    `fields` goes from a record's field to its columns (services may have several), `place` from a role (`lon`, `lat`,
    `lonlat`, `latlon`, `pair`) to its column, `offered` from a yes-or-no column to its service, `details` from a
    column to its detail, `unused` from a column to the reason.
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)


def planned(
    table: Table,
    *,
    mapping: Mapping[str, str],
    datum: Datum | None,
    vocabulary: Vocabulary,
    services: ServiceWords,
) -> Columns:
    """Settle what each column is.

    Parameters
    ----------
    mapping
        What the user says of columns, before anything is recognised: a field of a record, `lon`, `lat`, `lonlat`,
        `latlon`, a service, a detail, or `-` for a column to leave alone.
    datum
        The datum stated; None when none was, which means WGS-84 and asks that no heading says otherwise.

    Raises
    ------
    BadHeading
        When `mapping` names a column or a field that is not there, or no column gives the name or the coordinates.
    DatumUnclear
        When the only coordinates are headed with another datum than the one stated.
    """
    names = [str(name) for name in table.cells.columns]
    _refuse_unknown(mapping, names, vocabulary)
    says = {name: _says(name, table) for name in names if name not in mapping}
    details = {bare(detail.name_zh).split("(")[0]: code for code, detail in _details(vocabulary).items()}
    details |= {code: code for code in details.values()}
    plan = Columns()
    _follow(plan, mapping, vocabulary)
    for name, said in sorted(says.items(), key=lambda one: headers.rank(one[0])):
        if said.field is None:
            _offered_or_detail(plan, name, table, services, details)
        elif said.field not in COORDINATES:
            _take(plan, name, said)
    if not plan.place:
        labelled = {name: said for name, said in says.items() if said.field in COORDINATES}
        _settle_place(plan, labelled, table, datum)
    for name in says:
        if name not in _used(plan) and name not in plan.unused:
            plan.unused[name] = "another column gives the coordinates"
    if "name" not in plan.fields:
        raise BadHeading(
            f"no column gives the name of a place; there are {_listed(names)}: add --map COLUMN=name"
        )
    return plan


def _says(name: str, table: Table) -> Heading:
    said = headers.understood(name)
    if said.field is None and table.shortened:
        said = said._replace(field=headers.completed(name))
    if said.field in (
        "pair",
        "address",
    ):  # 位置 and location are a place in words for some and in numbers for others
        found = [cell for cell in table.cells[name].head(SEEN) if not blank(cell)]
        numbers = sum(_is_pair(cell) for cell in found)
        return said._replace(field="pair" if found and numbers * 2 > len(found) else "address")
    return said


def _is_pair(cell: str) -> bool:
    try:
        cells.pair(cell)
    except cells.Unread:
        return False
    return True


def _take(plan: Columns, name: str, said: Heading) -> None:
    told = said.field or ""
    if told == "ignore":
        key = headers.simplified(name)
        why = headers.WHY_IGNORED.get(
            "备注" if key in ("备注", "说明", "备注说明", "remark", "remarks", "note", "notes") else key
        )
        plan.unused[name] = (why or "a place here has no field for it").format(column=name)
    elif said.guess and told not in GUESSABLE:
        plan.unused[name] = f"a guess; guesses are kept for {', '.join(sorted(GUESSABLE))} alone"
    else:
        told = f"{told}_inferred" if said.guess else told
        if told in plan.fields and not told.startswith("services"):
            plan.unused[name] = f"«{plan.fields[told][0]}» gives {told} already"
        else:
            plan.fields.setdefault(told, []).append(name)


def _offered_or_detail(
    plan: Columns, name: str, table: Table, services: ServiceWords, details: Mapping[str, str]
) -> None:
    """Tell a yes-or-no column of one service, and what is particular to a kind, from columns of no use here."""
    found = [cell for cell in table.cells[name].head(SEEN) if cell]
    service = services.heading(name)
    detail = details.get(bare(name).split("(")[0])
    plain = [cell for cell in found if cells.yes(cell) is not None]
    numbers = any(cell.isdecimal() and cell not in ("0", "1") for cell in found)
    if detail and (not service or numbers):
        plan.details[name] = detail
    elif service and len(plain) * 2 > len(found):
        plan.offered[name] = service
    elif service and not found:
        plan.unused[name] = "it is empty"
    elif service:
        sample = next(cell for cell in found if cell not in plain)
        plan.unused[name] = (
            f"neither yes nor no but «{sample[:20]}»; if it lists services, add --map {name}=services"
        )
    elif not found:
        plan.unused[name] = "it is empty"
    else:
        plan.unused[name] = f"not recognised; if it is of use, add --map {name}=FIELD"


def _settle_place(plan: Columns, labelled: Mapping[str, Heading], table: Table, datum: Datum | None) -> None:
    """Choose the columns of coordinates: geometry first, then those headed with the stated datum, then plain ones."""
    if table.lon is not None:
        for name in labelled:
            plan.unused[name] = "the geometry gives the coordinates"
        return
    groups = {which: _group(labelled, which) for which in (*(str(one) for one in Datum), None)}
    whole = {which: group for which, group in groups.items() if _whole(group)}
    stated = str(datum or Datum.WGS84)
    chosen = whole.get(stated) or whole.get(None)
    if chosen:
        plan.place.update(chosen)
        return
    if not whole:
        raise BadHeading(
            f"no columns give coordinates; there are {_listed(list(table.cells.columns))}: add --map COLUMN=lon --map "
            "COLUMN=lat, or --map COLUMN=lonlat for two numbers in one cell. Addresses alone cannot be placed"
        )
    named = " or ".join(f"--datum {which}" for which in whole)
    columns = _listed([name for group in whole.values() for name in group.values()])
    read_as = "the list was to be read as" if datum else "without --datum a list is read as"
    raise DatumUnclear(
        f"the coordinates {columns} are headed {' and '.join(map(str, whole))}, but {read_as} {stated}: give {named}"
    )


def _group(labelled: Mapping[str, Heading], datum: str | None) -> dict[str, str]:
    """Give the columns of one datum by role; 经度(GCJ02) beside a plain 纬度 are both of that datum."""
    found: dict[str, str] = {}
    for wanted in (datum, None):
        if wanted is None and datum is not None and not found:
            break
        for name, said in sorted(labelled.items(), key=lambda one: headers.rank(one[0])):
            if said.datum == wanted:
                found.setdefault(said.field or "", name)
    if "lon" in found and "lat" in found:
        return {"lon": found["lon"], "lat": found["lat"]}
    for role in ("lonlat", "latlon", "pair"):
        if role in found:
            return {role: found[role]}
    return found


def _whole(group: Mapping[str, str]) -> bool:
    return {"lon", "lat"} <= group.keys() or bool({"lonlat", "latlon", "pair"} & group.keys())


def _follow(plan: Columns, mapping: Mapping[str, str], vocabulary: Vocabulary) -> None:
    for name, told in mapping.items():
        if told in COORDINATES:
            plan.place[told] = name
        elif told == "-":
            plan.unused[name] = "left alone as asked"
        elif told in FIELDS:
            plan.fields.setdefault(told, []).append(name)
        elif told in vocabulary.services:
            plan.offered[name] = told
        else:
            plan.details[name] = told
    if plan.place and not _whole(plan.place):
        missing = "lat" if "lon" in plan.place else "lon"
        raise BadHeading(f"--map names only one of lon and lat: add --map COLUMN={missing}")


def _refuse_unknown(mapping: Mapping[str, str], names: Collection[str], vocabulary: Vocabulary) -> None:
    fields = [*FIELDS, *COORDINATES, "-", *vocabulary.services, *_details(vocabulary)]
    for column, told in mapping.items():
        for given, known, what in ((column, names, "column"), (told, fields, "field")):
            if given not in known:
                near = process.extractOne(given, list(known), score_cutoff=60)
                hint = f"; is it «{near[0]}»?" if near else ""
                have = (
                    names
                    if what == "column"
                    else [*FIELDS, "lonlat", "latlon", "a service", "a detail", "- for none"]
                )
                raise BadHeading(
                    f"--map {column}={told}: there is no {what} «{given}»{hint} There are {_listed(have)}"
                )


def _details(vocabulary: Vocabulary) -> dict[str, Detail]:
    return {code: detail for of_kind in vocabulary.details.values() for code, detail in of_kind.items()}


def _used(plan: Columns) -> set[str]:
    taken = {name for names in plan.fields.values() for name in names}
    return taken | set(plan.place.values()) | plan.offered.keys() | plan.details.keys()


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)
