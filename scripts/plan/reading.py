"""What stands in arguments of ``waystation plan`` and in the files that they name."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from geodata.planning.buildings import Brought
    from scripts.plan.making import Bring
    from stations.asking import Asked

OF_CANDIDATES = ("datum", "crs", "layer", "source", "licence")


def point(text: str) -> tuple[float, float]:
    """Read a longitude and a latitude.

    Examples
    --------
    >>> point("126.62,45.77")
    (126.62, 45.77)
    """
    lon, comma, lat = text.partition(",")
    try:
        if comma:
            return float(lon), float(lat)
    except ValueError:
        pass
    raise click.UsageError(f"'{text}' is no point: write longitude and latitude, as 126.62,45.77")


def changes(
    add: Sequence[str], move: Sequence[str], close: Sequence[str], opens: Sequence[str]
) -> list[dict[str, Any]]:
    """Read what would be different: places added, moved, closed, with other hours.

    Examples
    --------
    >>> changes(["126.62,45.77"], [], ["7"], ["8=24/7"])[1:]
    [{'do': 'close', 'id': '7'}, {'do': 'hours', 'id': '8', 'hours': '24/7'}]
    """
    return [
        *map(_added, add),
        *map(_moved, move),
        *({"do": "close", "id": one} for one in close),
        *map(_opened, opens),
    ]


def _added(text: str) -> dict[str, Any]:
    lon, _, rest = text.partition(",")
    lat, _, hours = rest.partition(",")
    east, north = point(f"{lon},{lat}")
    return {"do": "add", "lon": east, "lat": north, "hours": hours.strip() or None}


def _moved(text: str) -> dict[str, Any]:
    named, lon_lat = _named(text, "--move ID=LON,LAT")
    lon, lat = point(lon_lat)
    return {"do": "move", "id": named, "lon": lon, "lat": lat}


def _opened(text: str) -> dict[str, Any]:
    named, hours = _named(text, "--open ID=HOURS")
    return {"do": "hours", "id": named, "hours": hours}


def _named(text: str, shape: str) -> tuple[str, str]:
    named, equals, rest = text.partition("=")
    if not equals or not named.strip() or not rest.strip():
        raise click.UsageError(f"'{text}': write {shape}")
    return named.strip(), rest.strip()


def candidates(file: str | None, of_file: Mapping[str, str | None]) -> "Bring | None":
    """Give what reads candidates from a file: a table at once, buildings once it is known where the demand is.

    Raises
    ------
    click.UsageError
        When something is said of a file that there is not.
    """
    said = [name for name, value in of_file.items() if value is not None]
    if file is None:
        if said:
            raise click.UsageError(
                f"--{said[0]} is told of the candidates' file: give --candidates FILE, too"
            )
        return None
    from geodata.demand_files import is_drawn
    from geodata.demand_sources.asked import Asked as OfFile
    from geodata.planning import buildings
    from stations import demand
    from stations.datum import Datum

    path, datum = Path(file), of_file["datum"]
    read_as = OfFile(datum=Datum(datum) if datum else None, crs=of_file["crs"], layer=of_file["layer"])
    words = buildings.Words(of_file["source"], of_file["licence"])
    if not is_drawn(path):
        table = buildings.table(path, read_as, words)
        return lambda _connection, _asked: _as_options("points", table)

    def bring(connection: "Connection", asked: "Asked") -> Mapping[str, Any]:
        here = demand.one(connection, str(asked.demand)).bbox
        return _as_options("buildings", buildings.buildings(path, read_as, asked, here, words))

    return bring


def _as_options(what: str, brought: "Brought") -> Mapping[str, Any]:
    for note in brought.notes:
        click.echo(f"note: {note}", err=True)
    return {"candidates": what, "points": brought.points, "candidates_of": brought.told}


def line(file: Path | None) -> list[dict[str, float]] | None:
    """Read the line of a corridor from a GeoJSON file."""
    if file is None:
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        geometry = found["features"][0]["geometry"] if "features" in found else found.get("geometry", found)
        return [{"lon": float(one[0]), "lat": float(one[1])} for one in geometry["coordinates"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise click.UsageError(f"--line {file}: a GeoJSON LineString was expected ({error})") from error


def areas(named: str | None) -> tuple[str | None, list[dict[str, Any]]]:
    """Read areas: a name, or a file whose outlines are kept with the plan."""
    if named is None or not Path(named).suffix:
        return named, []
    try:
        content = json.loads(Path(named).read_text(encoding="utf-8"))
        features = content["features"]
        rows = [_outline(number, one) for number, one in enumerate(features, 1)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError(
            f"--areas {named}: a GeoJSON file of polygons was expected ({error})"
        ) from error
    return None, rows


def _outline(number: int, feature: Mapping[str, Any]) -> dict[str, Any]:
    told = feature.get("properties") or {}
    code = next(
        (told[name] for name in ("code", "Code_County", "id") if told.get(name) is not None),
        feature.get("id") or number,
    )
    name = next((told[one] for one in ("name", "Name_County", "NAME") if told.get(one)), code)
    return {"code": str(code), "name": str(name), "geometry": feature["geometry"]}
