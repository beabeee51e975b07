"""Sites that fill up: beside every set of sites, each allotted by a general solver, and beside a mixed program."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, milp

from geodata.errors import BadRequest, NoPlan
from geodata.siting import Limit, lscp, mclp, pcenter, pmedian
from geodata.siting.allotting import cheapest, most_served
from tests.geodata.siting.oracles import plans, problem_of
from tests.geodata.siting.test_against_all import towns

FEW = settings(max_examples=30, deadline=None)
WITHIN = 4
LONG = 300.0  # to compile in, too


def allotted(pairs, weight, capacity, worth, *, all_served):
    """The least of what is paid for the pairs when none serves more than its capacity, or None; by scipy."""
    if not len(pairs):
        return 0.0 if not all_served or not weight.any() else None
    by_row, by_site = (
        np.array([pairs[:, side] == one for one in range(many)], float)
        for side, many in ((0, len(weight)), (1, len(capacity)))
    )
    if all_served:
        found = linprog(worth, by_site, capacity, by_row, weight)
    else:
        found = linprog(worth, np.vstack([by_row, by_site]), np.r_[weight, capacity])
    return found.fun if found.status == 0 else None


def most(cost, weight, capacity, chosen):
    near = np.isin(np.arange(cost.shape[1]), chosen) & (cost <= WITHIN)
    pairs = np.argwhere(near)
    return -allotted(pairs, weight, capacity, -np.ones(len(pairs)), all_served=False)


def least(cost, weight, capacity, chosen):
    pairs = np.argwhere(np.isin(np.arange(cost.shape[1]), chosen) & np.isfinite(cost))
    return allotted(pairs, weight, capacity, cost[tuple(pairs.T)], all_served=True)


@st.composite
def filled(draw):
    """A town whose candidates have room for some, for none, or for all."""
    cost, weight, _, sites, kept = draw(towns())
    parts = draw(st.lists(st.integers(0, 6), min_size=cost.shape[1], max_size=cost.shape[1]))
    return cost, weight, sites, kept, np.array(parts) * weight.sum() / 6


@FEW
@given(filled())
def test_no_choice_serves_more_than_the_one_given(town) -> None:
    cost, weight, sites, kept, capacity = town
    best = max((most(cost, weight, capacity, one) for one in plans(cost.shape[1], sites, kept)), default=0.0)
    problem = replace(problem_of(cost, weight, rules=kept), capacity=capacity)
    try:
        plan = mclp(problem, sites, WITHIN, limit=Limit(LONG))
    except NoPlan:
        assert best == 0
        return
    assert (plan.value, plan.bound) == pytest.approx((best, best), abs=1e-6)
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))
    assert most(cost, weight, capacity, plan.sites.tolist()) == pytest.approx(plan.value)
    assert plan.served.sum() == pytest.approx(plan.value)
    assert (plan.served <= capacity[plan.sites] + 1e-9).all()


@FEW
@given(filled())
def test_no_choice_serves_all_more_cheaply(town) -> None:
    cost, weight, sites, kept, capacity = town
    alive = weight > 0
    found = [least(cost[alive], weight[alive], capacity, one) for one in plans(cost.shape[1], sites, kept)]
    paid = [one for one in found if one is not None]
    problem = replace(problem_of(cost, weight, rules=kept), capacity=capacity)
    if not paid:
        with pytest.raises(NoPlan, match=r"capacit|reach"):
            pmedian(problem, sites, limit=Limit(LONG))
        return
    plan = pmedian(problem, sites, limit=Limit(LONG))
    mean = min(paid) / weight.sum()
    assert (plan.value, plan.bound) == pytest.approx((mean, mean), abs=1e-5)
    assert sorted(plan.sites.tolist()) in list(plans(cost.shape[1], sites, kept))
    assert plan.served.sum() == pytest.approx(weight.sum())
    assert (plan.served <= capacity[plan.sites] + 1e-6).all()


@pytest.fixture(scope="module")
def quarter():
    """120 people and 24 candidates in a square, some of them roomy."""
    drawn = np.random.default_rng(11)
    people, spots = drawn.uniform(0, 1_000, (120, 2)), drawn.uniform(0, 1_000, (24, 2))
    cost = np.hypot(*(people[:, None] - spots[None]).transpose(2, 0, 1))
    return cost, drawn.integers(1, 9, 120).astype(float), drawn.choice([40.0, 60.0, 90.0], 24)


def mixed(cost, weight, capacity, sites, *, within, all_served):
    """The program as papers write it, by scipy: y of each pair, then x of each candidate."""
    n, m = cost.shape
    by_row, by_site = np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))
    rows = [
        LinearConstraint(np.c_[by_row, np.zeros((n, m))], weight if all_served else 0, weight),
        LinearConstraint(np.c_[by_site, -np.diag(capacity)], -np.inf, 0),
        LinearConstraint(np.r_[np.zeros(n * m), np.ones(m)], 0, sites),
    ]
    pays = cost.reshape(-1) if all_served else -(cost <= within).reshape(-1).astype(float)
    whole = np.r_[np.zeros(n * m), np.ones(m)]
    bounds = (0, np.r_[np.full(n * m, np.inf), np.ones(m)])
    return milp(np.r_[pays, np.zeros(m)], constraints=rows, integrality=whole, bounds=bounds).fun


def test_a_quarter_is_served_as_well_as_a_mixed_program_does(quarter) -> None:
    cost, weight, capacity = quarter
    problem = replace(problem_of(cost, weight), capacity=capacity)
    covered = mclp(problem, 6, 250.0, limit=Limit(60.0))
    assert covered.value == pytest.approx(-mixed(cost, weight, capacity, 6, within=250, all_served=False))
    assert covered.bound >= covered.value * (1 - 1e-9)
    served = pmedian(problem, 9, limit=Limit(60.0))
    theirs = mixed(cost, weight, capacity, 9, within=0, all_served=True) / weight.sum()
    assert served.value == pytest.approx(theirs, rel=1e-4)
    assert served.bound <= theirs * (1 + 1e-6)


def test_a_large_town_is_within_a_tenth_of_its_bound_and_the_same_for_the_same_seed() -> None:
    drawn = np.random.default_rng(2)
    people, spots = drawn.uniform(0, 5_000, (2_500, 2)), drawn.uniform(0, 5_000, (250, 2))
    cost = np.hypot(*(people[:, None] - spots[None]).transpose(2, 0, 1))
    weight, capacity = drawn.integers(1, 9, 2_500).astype(float), drawn.choice([100.0, 300.0, 900.0], 250)
    capacity[0] = np.inf
    problem = replace(problem_of(np.where(cost <= 700, cost, np.inf), weight), capacity=capacity)
    one, other = (mclp(problem, 20, 700.0, seed=3, limit=Limit(60.0)) for _ in range(2))
    assert one.sites.tolist() == other.sites.tolist()
    assert one.value <= one.bound <= one.value * 1.1
    assert (one.served <= capacity[one.sites] + 1e-6).all()
    soon = mclp(problem, 20, 700.0, limit=Limit(asked=lambda: True))
    assert soon.stopped
    assert soon.value <= soon.bound


def test_room_for_all_is_no_capacity_at_all(quarter) -> None:
    cost, weight, _ = quarter
    problem = problem_of(cost, weight)
    roomy = replace(problem, capacity=np.full(24, np.inf))
    assert mclp(roomy, 6, 250.0, limit=Limit(60.0)).value == mclp(problem, 6, 250.0, limit=Limit(60.0)).value
    assert pmedian(roomy, 6, limit=Limit(60.0)).value == pytest.approx(
        pmedian(problem, 6, limit=Limit(60.0)).value, rel=1e-4
    )


def test_allotments_are_those_of_a_general_solver() -> None:
    drawn = np.random.default_rng(1)
    for _ in range(40):
        n, p = drawn.integers(1, 12), drawn.integers(1, 6)
        has, weight, room = drawn.random((n, p)) < 0.5, drawn.random(n) * 9, drawn.random(p) * 15
        pairs = np.argwhere(has)
        starts = np.r_[0, np.cumsum(has.sum(axis=1))]
        mine = most_served(starts, pairs[:, 1].astype(np.int32), weight, room, np.arange(p))
        theirs = -allotted(pairs, weight, room, -np.ones(len(pairs)), all_served=False)
        assert mine.value == pytest.approx(theirs, abs=1e-9)
        cost = np.c_[np.where(has, drawn.random((n, p)) * 20, np.inf), np.full(n, 100.0)]
        flow = cheapest(cost, weight, np.append(room, weight.sum()))
        every = np.argwhere(np.isfinite(cost))
        paid = allotted(every, weight, np.append(room, weight.sum()), cost[tuple(every.T)], all_served=True)
        assert (np.where(flow > 0, cost.T, 0) * flow).sum() == pytest.approx(paid)
        assert flow.sum(axis=0) == pytest.approx(weight)


def test_a_far_site_with_room_for_all_is_found_before_a_near_one_without() -> None:
    town = replace(problem_of([[1.0, 400.0]] * 3, [90, 6, 4]), capacity=np.array([99.9, 100.0]))
    plan = pmedian(town, 1, limit=Limit(LONG))
    assert (plan.value, plan.sites.tolist()) == (400.0, [1])


def test_room_at_the_end_of_a_long_chain_is_used() -> None:
    far, many = 1_000.0, 30
    cost = np.full((many, many + 1), np.inf)
    for at in range(many):
        cost[at, at], cost[at, at + 1] = 0.0, far
    town = problem_of(np.vstack([cost[0], cost]), np.ones(many + 1))
    plan = pmedian(replace(town, capacity=np.ones(many + 1)), many + 1, limit=Limit(LONG))
    assert plan.value == pytest.approx(far * many / (many + 1))


TOWN, FULL = [[100.0, 400.0], [300.0, 200.0]], np.array([2.0, 1.0])
REFUSED = {
    "lscp": (lambda town: lscp(town, 500), "lscp does not weigh capacity"),
    "pcenter": (lambda town: pcenter(town, 1), "pcenter does not weigh capacity"),
    "too little room": (lambda town: pmedian(town, 2), "together are 3 at most, and the demand is 4"),
    "a negative capacity": (lambda town: replace(town, capacity=-FULL), "capacity of candidate 0 is -2"),
    "one capacity too many": (lambda town: replace(town, capacity=np.ones(3)), "one number each"),
    "places that stand aside": (lambda town: replace(town, existing=np.ones(2)), "fill up, too"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_filled_is_refused_in_a_sentence(case) -> None:
    ask, sentence = REFUSED[case]
    with pytest.raises((BadRequest, NoPlan), match=sentence):
        ask(replace(problem_of(TOWN, [1, 3]), capacity=FULL))


def test_a_town_whose_allotment_nothing_could_stop_is_refused() -> None:
    rows, many = 3_000, 60
    large = replace(problem_of(np.ones((rows, many)), np.ones(rows)), capacity=np.full(many, 60.0))
    with pytest.raises(BadRequest, match=r"3,000 demand points and 60 sites .* to 44 sites at most"):
        pmedian(large, many)


def test_a_bound_that_had_no_time_is_that_of_everybody_going_to_the_nearest() -> None:
    drawn = np.random.default_rng(2)
    cost, weight = drawn.uniform(1, 100, (300, 40)), np.ones(300)
    plan = pmedian(replace(problem_of(cost, weight), capacity=np.full(40, 61.0)), 5, limit=Limit(1e-3))
    assert cost.min(axis=1).mean() == pytest.approx(plan.bound, rel=1e-9)
    assert plan.value > plan.bound
