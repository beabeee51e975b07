"""Why a row is refused, as a word that pages say in their language: the sentences of the readers are for logs."""

import re

from geodata.frames import Refusal

# In the order in which they are tried.
RULES = (
    ("formula", r"a formula"),
    ("swapped", r"are swapped"),
    ("zero", r"^0, 0 lies"),
    ("beyond", r"lies within ±180"),
    ("axes", r"both numbers say|this says that it is a|names two directions|which of the two is the longitude"),
    ("two_numbers", r"one number is expected|two numbers are expected"),
    ("no_point", r"there is no coordinate|there are no coordinates|here is none$"),
    ("not_degrees", r"finite number|number of degrees|minutes"),
    ("too_long", r"^at most \d+ signs"),
    ("no_name", r"a place has a name"),
    ("status", r"no status known"),
    ("no_id", r"the other rows have one"),
    ("twice", r"something else besides|is the same place as row"),
    ("too_wide", r"the row has \d+ cells"),
)  # fmt: skip


def rule_of(refusal: Refusal) -> str:
    """Name the rule that a row breaks; `other` for one that has no name."""
    return next((name for name, said in RULES if re.search(said, refusal.rule)), "other")
