"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import geodata.roads

NAMES = [one.name for one in pkgutil.iter_modules(geodata.roads.__path__, "geodata.roads.")]


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    tried = sum(doctest.testmod(importlib.import_module(name)).attempted for name in NAMES)
    assert tried >= 5
