"""A plan of gaps: who is left out, put together where they live, and nothing else."""

from time import monotonic

from geodata.planning.document import closed, heading
from geodata.planning.gathering import gaps_told
from geodata.planning.inputs import Inputs
from geodata.planning.layers import demand_layer, places_layer
from geodata.planning.looking import look
from geodata.planning.measuring import inside, known_hours, standing_notes
from geodata.planning.telling import Telling
from stations.asking import Asked, Gaps
from stations.plans import Made


def gaps(inputs: Inputs, asked: Asked, telling: Telling) -> Made:
    """Work out a plan of gaps."""
    began = monotonic()
    part, standard = asked.part, asked.within or 0
    assert isinstance(part, Gaps)  # noqa: S101 - for the type checker; asking made it
    where, looked = inside(inputs), look(inputs, asked, telling)
    telling.tell("gathering", 0.7)
    rows, drawn, left = gaps_told(inputs, asked, looked, most=part.most, resolution=part.resolution)
    demand, cut = demand_layer(inputs.people, looked.costs.least, looked.costs.covered(standard), where.code)
    places = places_layer(inputs.places, known_hours(inputs.places, looked))
    document = {**heading(inputs, asked), "figures": looked.costs.figures(standard), "gaps": rows}
    notes = [*standing_notes(inputs, where.number, looked), *left, *cut]
    layers = {"demand": demand, "gaps": drawn, "places": places}
    return closed(document, notes, layers, monotonic() - began)
