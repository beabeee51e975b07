"""Who may use what, in which direction and how fast."""

import pytest

from geodata.roads.access import directions, permission, speeds, usable
from geodata.roads.barriers import stops
from geodata.roads.speeds import Mode, limit_kmh

WALK, EBIKE, TRUCK = Mode.WALK, Mode.EBIKE, Mode.TRUCK
EVERYONE, NOBODY = {WALK, EBIKE, TRUCK}, set[Mode]()


def tags(text: str) -> dict[str, str]:
    return dict(one.split("=", 1) for one in text.split())


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("highway=residential", EVERYONE),
        ("highway=motorway", {TRUCK}),
        ("highway=motorway_link", {TRUCK}),
        ("highway=trunk", {EBIKE, TRUCK}),
        ("highway=trunk bicycle=no", {TRUCK}),
        ("highway=trunk sidewalk=right", EVERYONE),
        ("highway=trunk foot=yes", EVERYONE),
        ("highway=trunk motorroad=yes", {TRUCK}),
        ("highway=primary motorroad=yes", {TRUCK}),
        ("highway=primary foot=no", {EBIKE, TRUCK}),
        ("highway=primary hgv=no", {WALK, EBIKE}),
        ("highway=primary motor_vehicle=no hgv=yes", EVERYONE),
        ("highway=primary vehicle=no", {WALK}),
        ("highway=primary vehicle=no bicycle=yes", {WALK, EBIKE}),
        ("highway=footway", {WALK}),
        ("highway=footway access=no foot=yes", {WALK}),
        ("highway=footway bicycle=yes", {WALK, EBIKE}),
        ("highway=footway access=yes", {WALK}),
        ("highway=footway motor_vehicle=delivery", {WALK, TRUCK}),
        ("highway=pedestrian bicycle=dismount", {WALK, EBIKE}),
        ("highway=cycleway", {EBIKE}),
        ("highway=cycleway foot=designated", {WALK, EBIKE}),
        ("highway=cycleway sidewalk=yes", {WALK, EBIKE}),
        ("highway=path bicycle=no", {WALK}),
        ("highway=steps", {WALK}),
        ("highway=service access=private", NOBODY),
        ("highway=service access=private foot=permissive", {WALK}),
        ("highway=service access=destination", EVERYONE),
        ("highway=track", {WALK, EBIKE}),
        ("highway=track motor_vehicle=yes", EVERYONE),
        ("highway=busway", NOBODY),
        ("highway=secondary bicycle=use_sidepath foot=use_sidepath", {TRUCK}),
        ("highway=construction", NOBODY),
        ("highway=proposed foot=yes", NOBODY),
        ("highway=raceway", NOBODY),
        ("railway=platform", {WALK}),
        ("public_transport=platform", {WALK}),
        ("man_made=pier", {WALK}),
        ("route=ferry", NOBODY),
        ("route=ferry foot=yes", {WALK}),
        ("route=ferry motor_vehicle=yes bicycle=yes", {EBIKE, TRUCK}),
        ("railway=rail", NOBODY),
        ("building=yes", NOBODY),
    ],
)
def test_who_may_use_a_way(told: str, who: set[Mode]) -> None:
    assert {mode for mode in Mode if usable(tags(told), mode)} == who


@pytest.mark.parametrize(
    ("told", "mode", "ways"),
    [
        ("highway=residential", TRUCK, (True, True)),
        ("highway=residential oneway=yes", TRUCK, (True, False)),
        ("highway=residential oneway=yes", EBIKE, (True, False)),
        ("highway=residential oneway=yes", WALK, (True, True)),
        ("highway=residential oneway=-1", TRUCK, (False, True)),
        ("highway=primary junction=roundabout", TRUCK, (True, False)),
        ("highway=primary junction=roundabout", EBIKE, (True, False)),
        ("highway=primary junction=roundabout oneway=no", TRUCK, (True, True)),
        ("highway=motorway", TRUCK, (True, False)),
        ("highway=motorway oneway=no", TRUCK, (True, True)),
        ("highway=motorway_link", TRUCK, (True, True)),
        ("highway=primary oneway=reversible", TRUCK, (False, False)),
        ("highway=residential oneway=yes oneway:bicycle=no", EBIKE, (True, True)),
        ("highway=residential oneway=yes oneway:bicycle=no", TRUCK, (True, False)),
        ("highway=residential oneway=yes cycleway=opposite_lane", EBIKE, (True, True)),
        ("highway=residential oneway=yes cycleway:left=opposite", EBIKE, (True, True)),
        ("highway=residential oneway=yes cycleway:left:oneway=-1", EBIKE, (True, True)),
        ("highway=residential oneway=yes bicycle:backward=yes", EBIKE, (True, True)),
        ("highway=cycleway oneway=yes", EBIKE, (True, False)),
        ("highway=residential oneway:bicycle=yes", EBIKE, (True, False)),
        ("highway=residential oneway:bicycle=-1", EBIKE, (False, True)),
        ("highway=footway oneway:foot=yes", WALK, (True, False)),
        ("highway=steps conveying=backward", WALK, (False, True)),
        ("highway=pedestrian bicycle=dismount oneway=yes", EBIKE, (True, True)),
    ],
)
def test_in_which_direction(told: str, mode: Mode, ways: tuple[bool, bool]) -> None:
    assert directions(tags(told), mode) == ways


@pytest.mark.parametrize(
    ("told", "mode", "kmh"),
    [
        ("highway=residential maxspeed=50", WALK, (4.8, 4.8)),
        ("highway=steps", WALK, (2.4, 2.4)),
        ("highway=cycleway", EBIKE, (15, 15)),
        ("highway=living_street maxspeed=10", EBIKE, (10, 10)),
        ("highway=pedestrian bicycle=dismount", EBIKE, (4.8, 4.8)),
        ("highway=motorway", TRUCK, (80, 0)),
        ("highway=motorway maxspeed=120", TRUCK, (80, 0)),
        ("highway=motorway maxspeed=120 maxspeed:hgv=80", TRUCK, (64, 0)),
        ("highway=secondary maxspeed:forward=60 maxspeed:backward=40", TRUCK, (48, 32)),
        ("highway=secondary maxspeed=CN:urban", TRUCK, (45, 45)),
        ("highway=primary oneway=-1", TRUCK, (0, 50)),
        ("route=ferry foot=yes", WALK, (10, 10)),
    ],
)
def test_how_fast(told: str, mode: Mode, kmh: tuple[float, float]) -> None:
    assert speeds(tags(told), mode) == pytest.approx(kmh)


def test_nobody_gets_a_speed_on_what_is_shut() -> None:
    assert speeds(tags("highway=motorway"), WALK) is None
    assert speeds(tags("highway=primary oneway=reversible"), TRUCK) is None


@pytest.mark.parametrize(
    ("told", "stopped"),
    [
        ("barrier=bollard", {TRUCK}),
        ("barrier=bollard motor_vehicle=yes", NOBODY),
        ("barrier=gate", {TRUCK}),
        ("barrier=gate access=yes", NOBODY),
        ("barrier=gate access=private", EVERYONE),
        ("barrier=gate access=private foot=yes", {EBIKE, TRUCK}),
        ("barrier=gate locked=yes", EVERYONE),
        ("barrier=gate locked=yes foot=yes", {EBIKE, TRUCK}),
        ("barrier=gate hgv=yes", NOBODY),
        ("barrier=lift_gate", {TRUCK}),
        ("barrier=toll_booth", NOBODY),
        ("barrier=toll_booth hgv=no", {TRUCK}),
        ("barrier=stile", {EBIKE, TRUCK}),
        ("barrier=kissing_gate bicycle=yes", {TRUCK}),
        ("barrier=wall", EVERYONE),
        ("highway=crossing", NOBODY),
    ],
)
def test_whom_a_barrier_stops(told: str, stopped: set[Mode]) -> None:
    assert {mode for mode in Mode if stops(tags(told), mode)} == stopped


def test_the_most_exact_key_speaks_and_words_that_say_nothing_are_passed_over() -> None:
    assert permission(tags("access=no vehicle=unknown motor_vehicle=yes"), TRUCK) == (True, 1)
    assert permission(tags("foot=unknown"), WALK) is None


@pytest.mark.parametrize(
    ("text", "kmh"), [("", None), (None, None), ("0", None), ("60;80", None), ("30 mph", 48.28032)]
)
def test_a_limit_that_names_no_number_is_none(text: str | None, kmh: float | None) -> None:
    assert limit_kmh(text) == kmh
