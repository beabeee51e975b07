"""What a planner asks: read from options by name, all defaults written out, and refused where it cannot be worked with.

A file for each kind of question; `question` puts them together.
"""

from stations.asking.comparing import Change, Comparing
from stations.asking.corridor import Corridor
from stations.asking.coverage import Coverage, Gaps
from stations.asking.names import COUNTIES, refuse_unknown
from stations.asking.places import Filter
from stations.asking.question import MOST_AREAS, Asked, asked
from stations.asking.siting import MOST_CANDIDATES, Siting
from stations.asking.way import Way

__all__ = [
    "COUNTIES",
    "MOST_AREAS",
    "MOST_CANDIDATES",
    "Asked",
    "Change",
    "Comparing",
    "Corridor",
    "Coverage",
    "Filter",
    "Gaps",
    "Siting",
    "Way",
    "asked",
    "refuse_unknown",
]
