"""Administrative boundaries in: polygons mended, names found, each place's county worked out anew."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from psycopg2.extensions import connection as Connection

from geodata.errors import BadHeading, UnreadableFile
from geodata.frames import Texts
from geodata.sources.features import read_frame
from geodata.sources.headers import simplified
from stations import counties
from stations.counties import County, Disagreement

# As `simplified` leaves them, the surest first.
SPELLINGS = {
    "code": "codecounty countycode adcode districtcode areacode code gb pac id "
    "区划代码 行政区划代码 行政代码 区县代码 县代码 代码 编码",
    "name": "namecounty countyname districtname areaname name nl "
    "名称 县名 区县 区县名称 县区名称 区名 行政区名称 行政区",
    "city": "nameprefecture nameperfecture cityname prefecture city shi 市 地市 城市 所属市 市名 地级市",
    "province": "nameprovince provincename province sheng pr 省 省份 所属省 省名 省级",
}


@dataclass(frozen=True)
class Bounded:
    """What became of a boundary file."""

    entered: int
    mended: int
    passed_over: list[str]
    columns: Mapping[str, str]
    notes: list[str]
    moved: int
    disagreements: list[Disagreement]


def load_boundaries(
    connection: Connection,
    path: Path,
    *,
    named: Mapping[str, str | None],
    source: str | None = None,
    licence: str | None = None,
) -> Bounded:
    """Enter or replace counties by their code, and see again where every place lies. The caller commits.

    Parameters
    ----------
    named
        Columns that the user names for `code`, `name`, `city`, `province`; None where a usual heading is looked for.

    Raises
    ------
    UnreadableFile
        When the file cannot be read or holds no areas.
    BadHeading
        When no column gives code or name.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    frame, notes = read_frame(path)
    columns = _columns([str(name) for name in frame.columns if name != frame.geometry.name], named)
    areas, mended = _mended(np.asarray(frame.geometry.array))
    told = {what: [_text(value) for value in frame[column]] for what, column in columns.items()}
    named_all = [bool(code and name) for code, name in zip(told["code"], told["name"], strict=True)]
    usable = np.array(named_all, dtype=bool) & ~shapely.is_empty(areas)
    _refuse_doubled(told["code"], usable, columns["code"])
    if not usable.any():
        raise UnreadableFile(f"{path.name} holds no area with a code and a name: is it a file of boundaries?")
    entered = counties.enter_counties(
        connection,
        [
            County(told["code"][at], told["name"][at], _at(told, "city", at), _at(told, "province", at), wkb)
            for at, wkb in zip(np.flatnonzero(usable).tolist(), shapely.to_wkb(areas[usable]), strict=True)
        ],
        source=source or path.stem,
        licence=licence,
    )
    return Bounded(
        entered=entered,
        mended=mended,
        passed_over=[told["name"][at] or f"feature {at + 1}" for at in np.flatnonzero(~usable)],
        columns=columns,
        notes=notes,
        moved=counties.assign_counties(connection),
        disagreements=counties.county_findings(connection),
    )


def _columns(names: Collection[str], named: Mapping[str, str | None]) -> dict[str, str]:
    simple = {simplified(name): name for name in reversed(list(names))}
    found = {}
    for what, spellings in SPELLINGS.items():
        given = named.get(what)
        if given is not None and given not in names:
            raise BadHeading(f"--{what} {given}: there is no such column; there are {', '.join(names)}")
        column = given or next((simple[one] for one in spellings.split() if one in simple), None)
        if column is None and what in ("code", "name"):
            raise BadHeading(
                f"no column gives the {what} of a county; there are {', '.join(names)}: add --{what} COLUMN"
            )
        if column is not None:
            found[what] = column
    return found


def _mended(geometry: Texts) -> tuple[Texts, int]:
    """Make polygons valid, and keep of what that gives the areas alone; anything else comes back empty."""
    given = shapely.force_2d(geometry)
    given[shapely.is_missing(given)] = shapely.Polygon()
    broken = ~shapely.is_valid(given)
    given[broken] = shapely.make_valid(given[broken])
    return np.array([_areas_of(one) for one in given], dtype=object), int(broken.sum())


def _areas_of(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [
        part
        for part in shapely.get_parts([geometry])
        if part.geom_type in ("Polygon", "MultiPolygon") and not part.is_empty
    ]
    return shapely.union_all(parts) if len(parts) > 1 else (parts[0] if parts else shapely.Polygon())


def _refuse_doubled(codes: list[str], usable: np.ndarray, column: str) -> None:
    seen = pd.Series(codes)[usable]
    doubled = sorted(set(seen[seen.duplicated()]))
    if doubled:
        raise BadHeading(
            f"column «{column}» gives {', '.join(doubled[:5])} more than once: a code names one county; "
            "join its parts, or name another column with --code"
        )


def _text(value: object) -> str:
    """Write a code or a name; numbers without a decimal point, what is missing as nothing."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return (
        str(int(value))
        if isinstance(value, float | np.floating) and float(value).is_integer()
        else str(value).strip()
    )


def _at(told: Mapping[str, list[str]], what: str, at: int) -> str | None:
    return (told[what][at] or None) if what in told else None
