"""The examples of docstrings and of the page about methods run, and say what they print."""

import doctest
from pathlib import Path

import numpy as np
import pytest

from geodata import siting
from geodata.siting import covering, prices
from geodata.travel import Reach

KNOWN = {
    "np": np, "Reach": Reach, "Problem": siting.Problem, "mclp": siting.mclp, "lscp": siting.lscp,
    "pmedian": siting.pmedian, "pcenter": siting.pcenter, "cover_of": covering.cover_of, "bound_of": prices.bound_of,
}  # fmt: skip


@pytest.mark.parametrize(
    "told", [siting.Problem, siting.mclp, siting.lscp, siting.pmedian, siting.pcenter, prices.bound_of]
)
def test_the_example_of_a_docstring_is_true(told) -> None:
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(recurse=False).find(told, told.__name__, globs=dict(KNOWN)):
        runner.run(test)
    assert runner.summarize(verbose=False).attempted > 0
    assert runner.failures == 0


def test_the_example_of_the_page_is_true() -> None:
    page = Path(__file__).parents[3] / "docs" / "methods" / "siting.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.attempted > 0
    assert found.failed == 0
