"""A hostile corpus: each file gets a plain refusal before it is unfolded, or is read harmlessly within limits."""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.frames import Table
from geodata.guarding import Refused, guarded
from geodata.sources import read
from stations.errors import StationsError
from tests.geodata.hostile import files
from tests.geodata.hostile.workbooks import (
    BILLION,
    BOOK,
    FINE,
    HEAD,
    OUTSIDE,
    formula,
    number,
    sheet,
    text,
    workbook,
)

CSV = "名称,经度,纬度\n松风路工会驿站,126.62,45.77\n"
Maker = Callable[[Path], bytes]
MB = 1_000_000


REFUSED: dict[str, tuple[str, Maker, str]] = {
    "zip bomb": ("a.xlsx", lambda _: workbook(b" " * 199 * MB), "unpacked"),
    "beyond the limit": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD), extra={"xl/media/a.png": b"0" * 201 * MB}),
        "unpacked",
    ),
    "a thousand members": (
        "a.zip",
        lambda _: files.packed({f"{n}.shp": b"" for n in range(1001)}),
        "members",
    ),
    "archive within archive": (
        "a.zip",
        lambda _: files.packed({"a.zip": files.packed({"b": b""})}),
        "nested",
    ),
    "workbook within workbook": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD), extra={"xl/embeddings/b.xlsx": b""}),
        "nested",
    ),
    "path upwards": ("a.zip", lambda _: files.packed({"../../etc/cron.d/a.shp": b""}), "outside"),
    "path from the root": ("a.zip", lambda _: files.packed({"/etc/a.shp": b""}), "outside"),
    "link to elsewhere": ("a.zip", lambda _: files.packed({"b.dbf": b""}, link="a.shp"), "outside"),
    "two lists": ("a.zip", lambda _: files.packed({"a.shp": b"", "b.shp": b""}), "no_list"),
    "a program beside": ("a.zip", lambda _: files.packed({"a.shp": b"", "a.exe": b""}), "no_list"),
    "billion laughs": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD, text("A2", "&i;"), before=BILLION)),
        "doctype",
    ),
    "external entity": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD, text("A2", "&a;"), before=OUTSIDE)),
        "doctype",
    ),
    "entity in the book": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD), book=BOOK.replace("?>", "?>" + OUTSIDE, 1)),
        "doctype",
    ),
    "entity in UTF-16": (
        "a.xlsx",
        lambda _: workbook((sheet(HEAD, before=OUTSIDE)).encode("utf-16")),
        "xml_encoding",
    ),
    "ten million rows said": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD, FINE, dimension="A1:C10000000")),
        "rows",
    ),
    "a cell in row ten million": ("a.xlsx", lambda _: workbook(sheet(HEAD, text("A9999999", "x"))), "rows"),
    "rows without numbers": (
        "a.xlsx",
        lambda _: workbook(sheet().replace("</sheetData>", "<row/>" * 300_000 + "</sheetData>")),
        "rows",
    ),
    "a cell in column XFD": ("a.xlsx", lambda _: workbook(sheet(HEAD, text("XFD2", "x"))), "columns"),
    "a column beyond all": ("a.xlsx", lambda _: workbook(sheet(HEAD, text("ZZZZZZ2", "x"))), "columns"),
    "100,000 columns": ("a.csv", lambda _: ("名称," * 100_000).encode(), "columns"),
    "ten million lines": ("a.csv", lambda _: b"\n" * 10 * MB, "rows"),
    "NUL in text": ("a.csv", lambda _: CSV.replace("松", "\0松").encode(), "binary"),
    "deep JSON": ("a.geojson", lambda _: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deep"),
    "a list and not an object": ("a.json", lambda _: b"[" * 100_000, "no_geojson"),
    "a virtual source": (
        "a.json",
        lambda _: b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>",
        "no_geojson",
    ),
    "PDF and archive": ("a.xlsx", lambda _: b"%PDF-1.7\n" + workbook(sheet(HEAD, FINE)), "other_form"),
    "archive and something": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD, FINE)) + b"<script>alert(1)</script>" * 3,
        "polyglot",
    ),
    "workbook named CSV": ("a.csv", lambda _: workbook(sheet(HEAD, FINE)), "other_form"),
    "PDF named CSV": ("a.csv", lambda _: b"%PDF-1.7", "other_form"),
    "page named CSV": ("a.csv", lambda _: b"\xef\xbb\xbf<html><script>1</script>", "other_form"),
    "program named CSV": ("a.csv", lambda _: b"\x7fELF" + bytes(100), "other_form"),
    "old Excel": ("a.xlsx", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "other_form"),
    "text named workbook": ("a.xlsx", lambda _: CSV.encode(), "other_form"),
    "no workbook": ("a.xlsx", lambda _: files.packed({"a": b""}), "no_workbook"),
    "half a workbook": ("a.xlsx", lambda _: workbook(sheet(HEAD, FINE))[:400], "damaged"),
    "program": ("a.exe", lambda _: b"MZ", "ending"),
    "macros": ("a.xlsm", lambda _: workbook(sheet(HEAD)), "ending"),
    "nothing": ("a.csv", lambda _: b"", "empty"),
    "trigger": (
        "a.gpkg",
        lambda at: files.geopackage(
            at, "CREATE TRIGGER t AFTER INSERT ON stations BEGIN DELETE FROM stations; END;"
        ),
        "odd_geopackage",
    ),
    "view": (
        "a.gpkg",
        lambda at: files.geopackage(at, "CREATE VIEW v AS SELECT * FROM stations;"),
        "odd_geopackage",
    ),
    "virtual table": (
        "a.gpkg",
        lambda at: files.forged_geopackage(
            at, "'table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING csv(filename=''/etc/passwd'')'"
        ),
        "odd_geopackage",
    ),
    "odd extension": (
        "a.gpkg",
        lambda at: files.geopackage(
            at,
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name, "
            " column_name, extension_name, definition, scope); "
            "INSERT INTO gpkg_extensions (extension_name, definition, scope) VALUES ('load_me', 'x', 'read-write');",
        ),
        "odd_geopackage",
    ),
    "a database": ("a.gpkg", lambda _: b"SQLite format 3\0" + bytes(4000), "no_geopackage"),
    "half a GeoPackage": ("a.gpkg", lambda at: files.geopackage(at)[:5000], "damaged"),
    "GeoPackage with a view in an archive": (
        "a.zip",
        lambda at: files.packed({"a.gpkg": files.geopackage(at, "CREATE VIEW v AS SELECT 1;")}),
        "odd_geopackage",
    ),
}


def seen(path: Path) -> Table:
    with guarded(path) as safe:
        return read(safe, formulas=False)


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_means_well_with_is_refused_in_a_word(tmp_path: Path, name: str) -> None:
    file, make, reason = REFUSED[name]
    path = tmp_path / file
    path.write_bytes(make(tmp_path / "made.gpkg"))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refused) as told:
        seen(path)
    assert told.value.reason == reason, str(told.value)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 250
    assert time.monotonic() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KiB


def test_each_refusal_has_its_words_in_both_languages() -> None:
    reasons = {reason for _, _, reason in REFUSED.values()}
    for lang in ("zh", "en"):
        known = json.loads(Path(f"web/translations/desk/imports.{lang}.json").read_text(encoding="utf-8"))
        assert {f"why.{one}" for one in reasons} <= known.keys()


HARMLESS: dict[str, tuple[str, Maker]] = {
    "GB18030": ("a.csv", lambda _: CSV.encode("gb18030")),
    "UTF-16": ("a.csv", lambda _: CSV.encode("utf-16")),
    "UTF-16 without a mark": ("a.csv", lambda _: CSV.encode("utf-16-be")),
    "byte order mark": ("a.csv", lambda _: CSV.encode("utf-8-sig")),
    "workbook": ("a.xlsx", lambda _: workbook(sheet(HEAD, FINE))),
    "GeoPackage": ("a.gpkg", files.geopackage),
    "GeoPackage in an archive": ("a.zip", lambda at: files.packed({"x/a.gpkg": files.geopackage(at)})),
    "GeoJSON": ("a.geojson", lambda _: files.features(note="]]]]{{{{" * 100)),
    "absurd dates": (
        "a.xlsx",
        lambda _: workbook(sheet(HEAD + text("D1", "更新日期"), FINE + number("D2", "1e300"))),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_odd_is_read(tmp_path: Path, name: str) -> None:
    file, make = HARMLESS[name]
    path = tmp_path / file
    path.write_bytes(make(tmp_path / "made.gpkg"))
    table = seen(path)
    assert len(table.cells) == 1
    assert "松风路工会驿站" in list(table.cells.iloc[0])


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(files.lying(workbook(b" " * 50 * MB), 1000))
    with pytest.raises(Refused) as told:
        seen(path)
    assert told.value.reason == "damaged"


@pytest.mark.parametrize(
    "written", ['HYPERLINK("http://example.org","x")', "cmd|' /C calc'!A0", "1+1", "WEBSERVICE(A1)"]
)
def test_a_formula_is_never_worked_out_and_its_row_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.xlsx"
    quoted = written.replace("&", "&amp;").replace('"', "&quot;")
    bad = formula("A3", quoted, "说是驿站") + number("B3", 126.7) + number("C3", 45.7)
    path.write_bytes(workbook(sheet(HEAD, FINE, bad)))
    table = seen(path)
    assert list(table.cells["名称"]) == ["松风路工会驿站"]
    assert [(one.row, one.column) for one in table.refused] == [(3, "名称")]
    assert "说是驿站" not in str(table)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet(HEAD, FINE.replace("松风路工会驿站", "=1+1"))))
    assert list(seen(path).cells["名称"]) == ["=1+1"]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\xfa", bytes(range(1, 32)) * 9, b'"' * 1001, b"\x80" * 5000, b"{" * 3000, b"=" * 9999]
)
@pytest.mark.parametrize("ending", [".csv", ".geojson", ".xlsx", ".gpkg", ".zip", ".tsv"])
def test_nonsense_is_refused_by_a_sentence(tmp_path: Path, raw: bytes, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(raw)
    with pytest.raises(StationsError):
        seen(path)
