"""The four models beside every set of sites, on small towns drawn by chance, with rules and without."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.errors import NoPlan
from geodata.siting import Limit, Rules, lscp, mclp, pcenter, pmedian
from tests.geodata.siting.oracles import plans, problem_of, ways


def nobody_near(cost, weight, existing, kept) -> bool:
    """Tell whether all that may be chosen, and all that stands, cover nobody."""
    allowed = {one for plan in plans(cost.shape[1], cost.shape[1], kept) for one in plan}
    return weight[ways(cost, existing, sorted(allowed)) <= 4].sum() == 0


MANY = settings(max_examples=60, deadline=None)


@st.composite
def towns(draw):
    """Costs of up to 8 by 6, some without a way, weights, perhaps places that stand, perhaps rules."""
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    some = st.one_of(st.integers(0, 9), st.just(math.inf)) if draw(st.booleans()) else st.integers(0, 9)
    cost = np.array(draw(st.lists(st.lists(some, min_size=m, max_size=m), min_size=n, max_size=n)), float)
    weight = np.array(draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)), float)
    weight[draw(st.integers(0, n - 1))] += 1
    stand = st.one_of(st.just(math.inf), st.integers(0, 12))
    existing = draw(st.one_of(st.none(), st.lists(stand, min_size=n, max_size=n)))
    sites = draw(st.integers(1, m))
    return cost, weight, existing, sites, draw(st.one_of(st.just(Rules()), rules(m, sites)))


@st.composite
def rules(draw, m, sites):
    order = draw(st.permutations(range(m)))
    must = order[: draw(st.integers(0, min(2, sites)))]
    spare = m - max(sites, len(must))
    forbidden = order[len(order) - draw(st.integers(0, min(2, spare))) :]
    pairs = st.tuples(st.integers(0, m - 1), st.integers(0, m - 1)).filter(lambda one: one[0] != one[1])
    apart = [one for one in draw(st.lists(pairs, max_size=4)) if not set(one) <= set(must)]
    return Rules(
        np.array(must, np.int64), np.array(forbidden, np.int64), np.array(apart, np.int64).reshape(-1, 2)
    )


@MANY
@given(towns())
def test_no_choice_covers_more_than_the_one_given(town) -> None:
    cost, weight, existing, sites, kept = town
    best = max(weight[ways(cost, existing, one) <= 4].sum() for one in plans(cost.shape[1], sites, kept))
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    if nobody_near(cost, weight, existing, kept):
        with pytest.raises(NoPlan, match="widen the standard"):
            mclp(problem, sites, 4.0)
        return
    plan = mclp(problem, sites, 4.0)
    assert (plan.value, plan.bound) == (best, best)
    assert weight[ways(cost, existing, plan.sites.tolist()) <= 4].sum() == plan.value
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))


@MANY
@given(towns(), st.sampled_from([1.0, 0.5, 0.8]))
def test_no_fewer_sites_cover_the_share(town, share) -> None:
    cost, weight, existing, _, kept = town
    enough = [
        one
        for one in plans(cost.shape[1], cost.shape[1], kept)
        if weight[ways(cost, existing, one) <= 4].sum() >= share * weight.sum() - 1e-9
    ]
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    if not enough:
        with pytest.raises(NoPlan, match="no choice"):
            lscp(problem, 4.0, share=share)
        return
    plan = lscp(problem, 4.0, share=share)
    assert (plan.value, plan.bound) == (min(map(len, enough)),) * 2
    assert sorted(plan.sites.tolist()) in enough


@MANY
@given(towns())
def test_no_choice_is_nearer_on_average(town) -> None:
    cost, weight, existing, sites, kept = town
    found = [ways(cost, existing, one) for one in plans(cost.shape[1], sites, kept)]
    means = [np.dot(weight[weight > 0], one[weight > 0]) / weight.sum() for one in found]
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    if min(means) == math.inf:
        with pytest.raises(NoPlan, match="reach no"):
            pmedian(problem, sites)
        return
    plan = pmedian(problem, sites)
    assert plan.value == pytest.approx(min(means), abs=1e-9)
    assert plan.bound == pytest.approx(plan.value, rel=1e-6)
    own = ways(cost, existing, plan.sites.tolist())[weight > 0]
    assert np.dot(weight[weight > 0], own) / weight.sum() == pytest.approx(plan.value)
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))


@MANY
@given(towns())
def test_nobody_is_worse_off_than_needs_be(town) -> None:
    cost, weight, existing, sites, kept = town
    found = [ways(cost, existing, one)[weight > 0].max() for one in plans(cost.shape[1], sites, kept)]
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    if min(found) == math.inf:
        with pytest.raises(NoPlan, match="reach"):
            pcenter(problem, sites)
        return
    plan = pcenter(problem, sites)
    assert (plan.value, plan.bound) == (min(found), min(found))
    assert ways(cost, existing, plan.sites.tolist())[weight > 0].max() == plan.value
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))


@MANY
@given(towns())
def test_a_plan_that_is_stopped_at_once_is_a_plan_below_its_bound(town) -> None:
    cost, weight, existing, sites, kept = town
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    assume(not nobody_near(cost, weight, existing, kept))
    plan = mclp(problem, sites, 4.0, limit=Limit(asked=lambda: True))
    assert weight[ways(cost, existing, plan.sites.tolist()) <= 4].sum() == plan.value <= plan.bound
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))


@MANY
@given(towns())
def test_however_soon_it_is_stopped_no_bound_lies_below_what_all_candidates_would_give(town) -> None:
    cost, weight, existing, sites, kept = town
    allowed = [one for one in range(cost.shape[1]) if one not in set(kept.forbidden)]
    least = ways(cost, existing, allowed)[weight > 0]
    assume(allowed and np.isfinite(least).all())
    problem = problem_of(cost, weight, existing=existing, rules=kept)
    try:
        plan = pmedian(problem, sites, limit=Limit(asked=lambda: True))
    except NoPlan:
        return  # some sites are needed for whoever has few ways
    floor = float(weight[weight > 0] @ least) / weight.sum()
    assert floor * (1 - 1e-9) <= plan.bound <= plan.value


@MANY
@given(towns())
def test_one_more_site_never_covers_less_and_the_curve_lies_above(town) -> None:
    cost, weight, existing, _, _ = town
    assume(not nobody_near(cost, weight, existing, Rules()))
    problem = problem_of(cost, weight, existing=existing)
    values = [mclp(problem, sites, 4.0) for sites in range(1, cost.shape[1] + 1)]
    assert all(one.value <= more.value for one, more in itertools.pairwise(values))
    last = values[-1].curve_bound
    assert all(plan.value <= last[sites] + 1e-9 for sites, plan in enumerate(values, 1) if sites < len(last))
