"""Files in: a list in any shape becomes a places frame, with an account of what could not be read."""

from pathlib import Path

from geodata.errors import UnreadableFile
from geodata.frames import Table
from geodata.sources.features import read_features
from geodata.sources.tabular import read_csv, read_xlsx

TEXT = (".csv", ".tsv", ".txt")
FEATURES = (".geojson", ".json", ".gpkg", ".shp", ".zip")


def read(
    path: Path,
    *,
    sheet: str | None = None,
    wanted: frozenset[str] = frozenset(),
    formulas: bool = True,
) -> Table:
    """Read a list, whatever its form; `wanted` are headings that the heading row is known to have.

    A cell with a formula says what the spreadsheet last worked out; without `formulas` its row is refused.

    Raises
    ------
    UnreadableFile
        When the file is missing, of an unknown form, or damaged.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    if path.stat().st_size == 0:
        raise UnreadableFile(f"{path.name} is empty")
    ending = path.suffix.lower()
    if sheet is not None and ending not in (".xlsx", ".xlsm", ".gpkg"):
        raise UnreadableFile(
            f"--sheet {sheet}: only a spreadsheet or a GeoPackage has sheets, {path.name} has none"
        )
    if ending in TEXT:
        return read_csv(path, wanted)
    if ending in (".xlsx", ".xlsm"):
        return read_xlsx(path, wanted, sheet=sheet, formulas=formulas)
    if ending in FEATURES:
        return read_features(path, layer=sheet)
    if ending == ".xls":
        raise UnreadableFile(f"{path.name} is in the old Excel form: save it as .xlsx or CSV and load that")
    raise UnreadableFile(
        f"{path.name}: lists are read from .csv, .xlsx, .geojson, .gpkg and .shp; save it as one of these"
    )
