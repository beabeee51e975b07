"""Where the next places go: chosen with the proved bound, before and after, as a document with layers."""

from time import monotonic
from typing import Any

import numpy as np

from geodata.demand import Sites
from geodata.planning.candidates import notes_of_file
from geodata.planning.choosing import Sited, choose
from geodata.planning.document import closed, heading
from geodata.planning.inputs import Inputs
from geodata.planning.layers import areas_layer, demand_layer, places_layer, points_layer
from geodata.planning.looking import Looked, look
from geodata.planning.measuring import area_rows, inside, known_hours, standing_notes
from geodata.planning.notes import Note, note
from geodata.planning.telling import Telling
from stations.asking import Asked, Siting
from stations.plans import Made

ALWAYS = "24/7"  # a site that does not stand yet has no hours: it is planned to be open


def site(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan of sites."""
    began = monotonic()
    part = asked.part
    assert isinstance(part, Siting)  # noqa: S101 - for the type checker; asking made it
    standing = (
        inputs
        if part.existing != "none"
        else inputs.with_places(inputs.places.at(np.zeros(len(inputs.places), bool)))
    )
    where, before = inside(standing), look(standing, asked, telling)
    sited = choose(standing, asked, part, before, telling)
    telling.tell("gathering", 0.95)
    chosen = sited.found.sites.at(sited.plan.sites[sited.new])
    places = _after(standing, part, sited, chosen)
    after = look(standing, asked, telling, places)
    told = _told(part, sited, inputs, asked, (before, after))
    document = {**heading(inputs, asked), "figures": told["after"], "site": told}
    document["inputs"] = {**document["inputs"], "candidates": sited.found.told}
    standard = asked.within or 0
    later = (after.costs.least, after.costs.covered(standard))
    demand, cut = demand_layer(
        inputs.people, before.costs.least, before.costs.covered(standard), where.code, later
    )
    layers = {
        "demand": demand,
        "sites": points_layer(told["sites"]),
        "places": places_layer(
            inputs.places, known_hours(inputs.places, before) if standing is inputs else None
        ),
    }
    if inputs.areas is not None and where.number is not None:
        sides = [one.costs.by_area(standard, where.number, len(inputs.areas)) for one in (before, after)]
        document["by_area"] = area_rows(inputs, sides[1])
        layers["areas"] = areas_layer(inputs.areas, *sides)
    notes = [one for one in standing_notes(standing, where.number, before) if one["code"] != "no_places"]
    notes += [*notes_of_file(part), *_notes(part, sited), *cut]
    return closed(document, notes, layers, monotonic() - began)


def _after(inputs: Inputs, part: Siting, sited: Sited, chosen: Sites) -> Sites:
    """Put the new sites beside the places that stay; what stands already and was chosen keeps its hours."""
    stands = sited.found.standing[sited.plan.sites[sited.new]]
    hours = np.where(stands, chosen.hours, ALWAYS)
    new = Sites(chosen.id, chosen.lon, chosen.lat, chosen.name, chosen.capacity, hours)
    if part.existing != "fixed" or not len(inputs.places):
        return new
    places = inputs.places
    taken = set(places.id.tolist())
    ids = np.array([f"new:{one}" if one in taken else one for one in new.id], dtype=object)
    columns = ("lon", "lat", "name", "capacity", "hours")
    rest = [np.concatenate([getattr(places, name), getattr(new, name)]) for name in columns]
    return Sites(np.concatenate([places.id, ids]), *rest)


def _told(
    part: Siting, sited: Sited, inputs: Inputs, asked: Asked, sides: tuple[Looked, Looked]
) -> dict[str, Any]:
    plan, standard = sited.plan, asked.within or 0
    plus = sited.covered if part.model == "mclp" else 0.0
    value, bound = plan.value + plus, plan.bound + plus
    return {
        "model": part.model,
        "value": value,
        "bound": bound,
        "gap": _gap(part.model, value, bound),
        "unit": {"mclp": "weight", "lscp": "sites"}.get(part.model, inputs.travel.unit),
        "asked": {"sites": part.sites, "share": part.share, **_if_known("capacity", part.capacity)},
        "sites": _sites(sited),
        "curve": _curve(sited, plus),
        "before": sides[0].costs.figures(standard),
        "after": sides[1].costs.figures(standard),
        "stopped": plan.stopped,
        **_if_known("existing_served", None if plan.served is None else float(plan.served[~sited.new].sum())),
    }


def _gap(model: str, value: float, bound: float) -> float:
    if model == "mclp":
        return max(bound - value, 0.0) / bound if bound else 0.0
    return max(value - bound, 0.0) / value if value else 0.0


def _sites(sited: Sited) -> list[dict[str, Any]]:
    """Tell the sites that were chosen: new ones, and of movable places those that stay."""
    found, plan = sited.found, sited.plan
    rows = []
    for rank, at in enumerate(np.flatnonzero(sited.new), 1):
        number = int(plan.sites[at])
        row = _row(found.sites, number, rank, float(plan.gains[at]), existing=bool(found.standing[number]))
        if found.capacity is not None and plan.served is not None:
            row |= {"served": float(plan.served[at]), "capacity": float(found.capacity[number])}
        rows.append(row)
    return rows


def _if_known(name: str, value: float | None) -> dict[str, float]:
    return {} if value is None else {name: value}


def _row(sites: Sites, at: int, rank: int, gain: float, *, existing: bool) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": sites.id[at],
        "name": sites.name[at] or None,
        "lon": float(sites.lon[at]),
        "lat": float(sites.lat[at]),
        "gain": gain,
        "existing": existing,
    }


def _curve(sited: Sited, plus: float) -> list[dict[str, Any]]:
    """What fewer sites would be worth, in the order of the plan, and what no choice of so many can better."""
    plan = sited.plan
    if (
        plan.model != "mclp" or sited.found.capacity is not None
    ):  # what fewer sites serve is no sum of what these do
        return []
    begun = plan.value - float(plan.gains.sum()) + plus
    values = begun + np.concatenate([[0.0], np.cumsum(plan.gains)])
    bounds = None if plan.curve_bound is None else plan.curve_bound + plus
    return [
        {
            "sites": at,
            "value": float(value),
            "bound": None if bounds is None or at >= len(bounds) else max(float(bounds[at]), float(value)),
        }
        for at, value in enumerate(values)
    ]


def _notes(part: Siting, sited: Sited) -> list[Note]:
    plan = sited.plan
    found = [note("stopped", seconds=plan.seconds)] if plan.stopped else []
    chosen = int(sited.new.sum())
    if part.sites is not None and chosen < part.sites:
        found.append(note("fewer_sites", asked=part.sites, sites=chosen))
    if part.capacity is not None and (unknown := sited.found.unknown):
        found.append(note("no_capacity", places=unknown, capacity=part.capacity))
    if len(sited.found.sites) and part.existing == "movable":
        moved = int(sited.found.standing.sum() - sited.found.standing[plan.sites].sum())
        found.append(note("moved_away", places=moved, all=int(sited.found.standing.sum())))
    return found
