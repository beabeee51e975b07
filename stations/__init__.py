"""What a station is, where it is kept, how it is found. Neighbours import the names of these rooms from here."""

from stations.counties import County, assign_counties, county_findings, enter_counties
from stations.datum import Datum, convert
from stations.errors import BadPoint, BadRecord, KeyConflict, KeyInFlight, NotFound, StationsError, StoreError
from stations.lookup import Hint, Question, distance_m, hint, nearest, nearest_many, station, within
from stations.migrate import migrate
from stations.point import BBox, Point
from stations.record import Record
from stations.register import Merged, begin_import, enter_source, finish_import, merge
from stations.settings import Settings
from stations.station import Located, Station, Status
from stations.vocabulary import Vocabulary, vocabulary

__all__ = [
    "BBox",
    "BadPoint",
    "BadRecord",
    "County",
    "Datum",
    "Hint",
    "KeyConflict",
    "KeyInFlight",
    "Located",
    "Merged",
    "NotFound",
    "Point",
    "Question",
    "Record",
    "Settings",
    "Station",
    "StationsError",
    "Status",
    "StoreError",
    "Vocabulary",
    "assign_counties",
    "begin_import",
    "convert",
    "county_findings",
    "distance_m",
    "enter_counties",
    "enter_source",
    "finish_import",
    "hint",
    "merge",
    "migrate",
    "nearest",
    "nearest_many",
    "station",
    "vocabulary",
    "within",
]
