"""Opening hours: what people write, OpenStreetMap's form to keep it, and what holds at any minute in China."""

from stations.hours.ahead import Held, Timetable, states
from stations.hours.days import DatedException
from stations.hours.evaluate import AHEAD, CHINA, State, in_china, state
from stations.hours.grammar import parse
from stations.hours.model import Hours
from stations.hours.painting import Segment
from stations.hours.previewing import PreviewDay, preview
from stations.hours.reading import Reading, read
from stations.hours.saying import say
from stations.hours.write import write

__all__ = [
    "AHEAD",
    "CHINA",
    "DatedException",
    "Held",
    "Hours",
    "PreviewDay",
    "Reading",
    "Segment",
    "State",
    "Timetable",
    "in_china",
    "parse",
    "preview",
    "read",
    "say",
    "state",
    "states",
    "write",
]
