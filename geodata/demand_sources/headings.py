"""Which column of a file of demand says what, and in which datum its degrees are."""

from collections.abc import Mapping, Sequence

from geodata.demand_sources.asked import Asked
from geodata.errors import BadHeading, DatumUnclear
from geodata.sources.headers import simplified, understood
from stations.datum import Datum

# As `simplified` leaves them, the surest first.
SPELLINGS = {
    "weight": "weight population pop people persons residents inhabitants riders couriers orders count demand "
    "权重 人口 人口数 常住人口 人数 骑手 骑手数 订单 订单数 订单量 数量",
    "cell": "h3 cell h3index h3cell hex hexid h3id 网格 格网",
    "id": "id fid code gid cellid gridid zone 编号 代码 编码 网格编号",
    "hour": "hour hourofweek weekhour 小时 周小时",
    "datum": "datum coordsystem coordsys 坐标系 坐标系统",
}
PLANAR = {"x": "lon", "y": "lat"}


def column(names: Sequence[str], what: str, given: str | None) -> str | None:
    """Find the column of a thing: the one that is named, else the first of a usual heading.

    Raises
    ------
    BadHeading
        When the one that is named is not there.
    """
    by_name = {name.casefold(): name for name in reversed(names)}
    if given is not None:
        if given.casefold() not in by_name:
            raise BadHeading(f"--{what} {given}: there is no such column; there are {listed(names)}")
        return by_name[given.casefold()]
    simple = {simplified(name): name for name in reversed(names)}
    return next((simple[one] for one in SPELLINGS[what].split() if one in simple), None)


def weight_column(names: Sequence[str], asked: Asked) -> str | None:
    """Find the column of weights; None where each row counts once.

    Raises
    ------
    BadHeading
        When there is none and nobody said that each row counts once.
    """
    if asked.weight == "1":
        return None
    found = column(names, "weight", asked.weight)
    if found is None:
        raise BadHeading(
            f"no column of weights is known among {listed(names)}: name it with --weight COLUMN, "
            "or let each row count once with --weight 1"
        )
    return found


def coordinates(names: Sequence[str], stated: Datum | None) -> tuple[str, str, Datum] | None:
    """Find the columns of longitude and latitude, and their datum; None where there are none.

    Raises
    ------
    DatumUnclear
        When headings name another datum than was stated, or several and none was stated.
    """
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        said = understood(name)
        role = said.field if said.field in ("lon", "lat") else PLANAR.get(name.casefold())
        if role is not None:
            groups.setdefault(said.datum or "", {}).setdefault(role, name)
    whole = {datum: group for datum, group in groups.items() if len(group) == 2}
    if not whole:
        _refuse_mixed(groups)
        return None
    chosen = _chosen(whole, stated)
    return whole[chosen]["lon"], whole[chosen]["lat"], Datum(chosen) if chosen else (stated or Datum.WGS84)


def _chosen(whole: Mapping[str, Mapping[str, str]], stated: Datum | None) -> str:
    if stated is not None:
        if stated.value in whole or "" in whole:
            return stated.value if stated.value in whole else ""
        has = " and ".join(group["lon"] for group in whole.values())
        raise DatumUnclear(
            f"--datum {stated} was stated, and the columns say otherwise: {has}; which is right?"
        )
    if Datum.WGS84.value in whole:
        return Datum.WGS84.value
    if len(whole) > 1:
        has = ", ".join(group["lon"] for group in whole.values())
        raise DatumUnclear(f"there are coordinates in several datums ({has}): say which to read with --datum")
    return next(iter(whole))


def _refuse_mixed(groups: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a longitude of one datum beside a latitude of another: together they are no place."""
    roles = {role for group in groups.values() for role in group}
    if roles == {"lon", "lat"}:
        named = " and ".join(name for group in groups.values() for name in group.values())
        raise DatumUnclear(
            f"the columns {named} are of different datums, so they give no point: a pair of one datum is needed"
        )


def listed(names: Sequence[str]) -> str:
    """Write the names of columns."""
    return ", ".join(f"«{name}»" for name in names)
