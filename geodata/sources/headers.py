"""Which column says what: headings as people write them, in Chinese and English."""

import csv
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

# Spellings as `simplified` leaves them: lower case, without spaces, signs, brackets, datum and words of guessing.
# Of two columns that say the same, the one whose spelling stands first in `headings.csv` is taken. Beside the fields
# of a record there are lon, lat, lonlat, latlon, pair (two numbers, their order not told) and ignore.
WHY_IGNORED = {
    "序号": "a running number says nothing lasting of a place; if it does here, add --map {column}=source_id",
    "hoursexceptions": "dates on which one place has other hours are kept by waystation exception",
    "备注": "there is no field for remarks; if it tells how to get in, add --map {column}=entry_hint",
}
GUESSABLE = {"hours", "services", "capacity"}
LON = ("经", "lon", "lng", "东")
LAT = ("纬", "lat", "北")
COORDINATES = ("lon", "lat", "lonlat", "latlon", "pair")

DATUMS = {
    "gcj02": re.compile(
        r"gcj[-_ ]?(?:20)?02(?:ll)?|gcj|火星(?:坐标)?系?|高德(?:地图)?|腾讯(?:地图)?|amap|国测局"
    ),
    "bd09": re.compile(r"bd[-_ ]?09(?:ll|mc)?|百度(?:地图)?|baidu"),
    "wgs84": re.compile(r"wgs[-_ ]?(?:19)?84|wgs|cgcs[-_ ]?2000|国家2000|2000坐标系?|天地图"),
}
GUESS = re.compile(
    r"[-_ ]?(?:inferred|estimated|guess(?:ed)?|predicted)$|[-_ ]?推断|[-_ ]?推测|[((]估(?:计|算)?[))]|预估|估计|估算"
)
BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
SIGNS = re.compile(r"[\s_\-*::.、/\\'\"“”‘’#№]+")


class Heading(NamedTuple):
    """What one heading says: field (`lon`, `pair`, `ignore` … included; None when unknown), datum, guess."""

    field: str | None
    datum: str | None
    guess: bool


@cache
def _spellings() -> dict[str, tuple[str, int]]:
    """Give the field of each spelling, and its place in the list."""
    text = resources.files("geodata.sources").joinpath("headings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["spelling"]: (row["field"], place) for place, row in enumerate(rows)}


def simplified(heading: str) -> str:
    """Bring a heading to the form in which spellings are compared."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return SIGNS.sub("", text)


def understood(heading: str) -> Heading:
    """Tell what a heading says."""
    text = unicodedata.normalize("NFKC", heading).strip().casefold()
    guess = bool(GUESS.search(text))
    text = GUESS.sub("", text)
    datum = None
    for name, pattern in DATUMS.items():
        if pattern.search(text):
            datum, text = name, pattern.sub("", text)
    return Heading(_field(text), datum, guess)


def _field(text: str) -> str | None:
    # 坐标(经度,纬度) tells the order in its brackets, 容量(人) only a unit: so with them first, without them then.
    for form in (text, re.sub(r"[()\[\]【】]", "", text), BRACKETS.sub("", text), *BRACKETS.findall(text)):
        simple = SIGNS.sub("", form).strip("()[]【】,系")
        for spelling in (simple, re.sub(r"^\d+(?=\D)|(?:人|个|㎡|平方米|m2)$", "", simple)):
            if spelling in _spellings():
                return _ordered(_spellings()[spelling][0], text)
    return None


def _ordered(field: str, text: str) -> str:
    """Tell the order of two numbers in one cell where the rest of the heading gives it away."""
    if field != "pair":
        return field
    lon, lat = (min((text.find(word) for word in words if word in text), default=-1) for words in (LON, LAT))
    if -1 in (lon, lat):
        return field
    return "lonlat" if lon < lat else "latlon"


def rank(heading: str) -> int:
    """Tell how sure a spelling is, 0 the surest: it decides between two columns that say the same."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    for pattern in (GUESS, *DATUMS.values(), BRACKETS):
        text = pattern.sub("", text)
    return _spellings().get(SIGNS.sub("", text), ("", 10_000))[1]


def completed(heading: str) -> str | None:
    """Tell the field of a heading that a Shapefile cut to ten bytes, if it can only be one."""
    simple = simplified(heading)
    long = max(len(heading.encode()), len(heading.encode("gb18030", "replace")))
    if long < 8:
        return None
    fields = {field for word, (field, _) in _spellings().items() if word.startswith(simple)}
    return fields.pop() if len(fields) == 1 else None
