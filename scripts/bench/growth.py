"""Ten times the places: what a lookup in memory costs then."""

import time

import numpy as np

from scripts.bench import picture, questions
from scripts.bench.bench import SEED, Bench
from scripts.bench.picture import Picture
from scripts.bench.questions import Points
from scripts.bench.result import Chapter, Verdict
from scripts.bench.rounds import Contender, Sample, interleaved

TENFOLD = 10
NEED = 1.5


def growth(bench: Bench) -> list[Chapter]:
    """Ask a picture of the places, and one of ten times as many of the same spread, for the nearest ten."""
    ids, places = bench.listed
    bench.say("making pictures of both sizes")
    many = _denser(places)
    small = picture.of_places(places, np.array(ids))
    large = picture.of_places(many, np.arange(1, len(many.lon) + 1))
    names = (f"{len(places.lon):,} places", f"{len(many.lon):,} places")
    contenders = {
        names[0]: _asked(small, bench.near),
        names[1]: _asked(large, questions.near(many, len(bench.near.lon), seed=SEED)),
    }
    for ask in contenders.values():
        ask()
    rows = interleaved(contenders, bench.options.rounds, bench.say)
    ratio = rows[1].median / rows[0].median
    verdict = Verdict(f"at most {NEED:g} × the time", f"{ratio:.3g} ×", ratio <= NEED)
    how = "The nearest ten of points near places, in-process, one thread, mean over all points; milliseconds a lookup."
    return [Chapter("Growth", how, "ms", rows, [verdict], ours=names[0])]


def _denser(places: Points) -> Points:
    """Give ten times the places: each with nine others around it, as the city grows denser."""
    chance = np.random.default_rng(SEED)
    size = TENFOLD * len(places.lon)
    lon, lat = np.tile(places.lon, TENFOLD), np.tile(places.lat, TENFOLD)
    return Points(lon + chance.normal(0, 0.02, size), lat + chance.normal(0, 0.02, size))


def _asked(of: Picture, points: Points) -> Contender:
    def ask() -> Sample:
        begun = time.perf_counter()
        of.nearest_many(points.lon, points.lat, limit=10, threads=1)
        return Sample((time.perf_counter() - begun) / len(points.lon) * 1000)

    return ask
