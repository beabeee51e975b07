"""Tiles are cut once for as long as the places hold, however often the store is looked at."""

from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg2.extensions import connection as Connection

from stations.atlas.atlas import Atlas
from tests.conftest import Clock, Drawn
from tests.make import enter_one
from web import memory
from web.memory import Memory
from web.params import TileQuery
from web.presence import Presence


class Looking:
    """A source that looks at the store: the same places, and a new atlas with each look."""

    connected = True

    def __init__(self, drawn: Drawn) -> None:
        self.reference = drawn.reference
        self.atlas: Atlas = drawn.atlas

    def look(self) -> None:
        """Find nothing new."""
        self.atlas = replace(self.atlas, as_of=self.atlas.as_of + timedelta(seconds=1))


def test_a_look_at_the_store_throws_no_tile_away(
    store: Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_one(store)
    clock.set("2026-11-21 12:00")
    source, cut = Looking(Drawn(store)), []
    cutting = memory._tile
    monkeypatch.setattr(memory, "_tile", lambda *given: cut.append(given) or cutting(*given))
    answers = Memory(Presence(source, clock))
    first = answers.tile(0, 0, 0, "json", TileQuery())
    source.look()
    second = answers.tile(0, 0, 0, "json", TileQuery())
    assert first
    assert second
    assert (len(cut), first.found == second.found, first.head == second.head) == (1, True, False)
    source.atlas = Drawn(store).atlas
    answers.tile(0, 0, 0, "json", TileQuery())
    assert len(cut) == 2
