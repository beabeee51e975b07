"""The four models beside spopt's, on a town drawn by chance: the same objective."""

import numpy as np
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from geodata.siting import lscp, mclp, pcenter, pmedian
from tests.geodata.siting.oracles import problem_of

# What spopt asks of pulp is going to be asked otherwise; that is theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
WITHIN, SITES = 25.0, 4


@pytest.fixture(scope="module")
def town():
    drawn = np.random.default_rng(7)
    people, candidates = drawn.uniform(0, 100, (60, 2)), drawn.uniform(0, 100, (25, 2))
    cost = np.hypot(*(people[:, None] - candidates[None]).transpose(2, 0, 1))
    return cost, drawn.integers(1, 30, 60).astype(float)


def solved(model):
    return model.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective.value()


def test_mclp_covers_as_much(town) -> None:
    cost, weight = town
    theirs = solved(MCLP.from_cost_matrix(cost, weight, WITHIN, p_facilities=SITES))
    plan = mclp(problem_of(cost, weight), SITES, WITHIN)
    assert (plan.value, plan.bound) == (theirs, theirs)


def test_lscp_needs_as_few(town) -> None:
    cost, weight = town
    theirs = solved(LSCP.from_cost_matrix(cost, 40.0))
    plan = lscp(problem_of(cost, weight), 40.0)
    assert (plan.value, plan.bound) == (theirs, theirs)


def test_pmedian_is_as_near(town) -> None:
    cost, weight = town
    theirs = solved(PMedian.from_cost_matrix(cost, weight, p_facilities=SITES)) / weight.sum()
    plan = pmedian(problem_of(cost, weight), SITES)
    assert (plan.value, plan.bound) == pytest.approx((theirs, theirs), rel=1e-6)


def test_pcenter_reaches_as_far(town) -> None:
    cost, weight = town
    theirs = solved(PCenter.from_cost_matrix(cost, p_facilities=SITES))
    plan = pcenter(problem_of(cost, weight), SITES)
    assert (plan.value, plan.bound) == pytest.approx((theirs, theirs), rel=1e-6)
