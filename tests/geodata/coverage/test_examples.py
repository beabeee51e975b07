"""The examples of the measures run, and give what they say."""

import doctest
import importlib
import pkgutil

import pytest

from geodata import coverage

MODULES = [
    "geodata.geodesic",
    "geodata.openness",
    *(f"geodata.coverage.{one.name}" for one in pkgutil.iter_modules(coverage.__path__)),
]
# They hold nouns and checks, no measure.
WITHOUT_EXAMPLES = {"geodata.coverage.errors", "geodata.coverage.reached"}


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name):
    told = doctest.testmod(importlib.import_module(name))
    assert told.failed == 0
    assert told.attempted > 0 or name in WITHOUT_EXAMPLES
