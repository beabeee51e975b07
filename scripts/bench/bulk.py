"""Many points to their nearest place: arrays in memory beside STRtree, BallTree and PostGIS LATERAL."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scripts.bench import picture, questions
from scripts.bench.bench import OURS, SEED, Bench
from scripts.bench.processes import Broken, ran
from scripts.bench.questions import Points
from scripts.bench.result import Chapter, Row, Verdict, at_most
from scripts.bench.rounds import Contender, Sample, interleaved
from scripts.bench.store import sql

STRTREE, BALLTREE, LATERAL = "STRtree.query_nearest", "scikit-learn BallTree", "PostGIS LATERAL"
# Questions to those who take minutes for a million: their time is scaled up.
SAMPLE, BALLTREE_SAMPLE = 10_000, 50_000
NOTES = {
    OURS: "true nearest by earth-centred coordinates, geodesic metres",
    STRTREE: "shapely; planar degrees, so not always the true nearest, and no metres; one thread",
    BALLTREE: f"k=1, on a sphere, so not always the true nearest; one thread; {BALLTREE_SAMPLE:,} questions, scaled up",
    LATERAL: f"{SAMPLE:,} questions at most in one statement, scaled up",
}


def bulk(bench: Bench) -> list[Chapter]:
    """Ask all of them the same points, near places; what each builds beforehand isn't counted."""
    size = 20_000 if bench.options.quick else 1_000_000
    ids, places = bench.listed
    points = questions.near(places, size, seed=SEED + 1)
    contenders: dict[str, Contender] = {STRTREE: _strtree(places, points)}
    missing = []
    more: dict[str, Callable[[], Contender]] = {OURS: lambda: _ours(places, np.array(ids), points)}
    more[LATERAL] = lambda: _lateral(bench, points)
    more[BALLTREE] = lambda: _balltree(bench, places, points)
    for name, make in more.items():
        try:
            contenders[name] = make()
        except Broken as error:
            missing.append(f"{name}: {error}")
    rows = interleaved(contenders, bench.options.rounds, bench.say, notes=NOTES, forgiving=True)
    how = f"{size:,} points near places, each to its nearest of {len(ids):,} places; arrays in, arrays out."
    title = "Bulk: a million points to their nearest" if size == 1_000_000 else "Bulk"
    return [Chapter(title, how, "s", rows, _verdicts(rows), ours=OURS, plot=True, missing=missing)]


def _verdicts(rows: list[Row]) -> list[Verdict]:
    taken = {row.name: row.median for row in rows if row.values}
    if OURS not in taken:
        return [Verdict("at most 1 s; 10 × STRtree, 100 × LATERAL", "", None)]
    found = [at_most("at most 1 s", taken[OURS], 1.0, "s")]
    for other, need in ((STRTREE, 10.0), (LATERAL, 100.0)):
        if other in taken:
            ratio = taken[other] / taken[OURS]
            found.append(Verdict(f"at least {need:g} × {other}", f"{ratio:.3g} ×", ratio >= need))
    return found


def _ours(places: Points, ids: "np.ndarray[tuple[int], np.dtype[np.int64]]", points: Points) -> Contender:
    made = picture.of_places(places, ids)
    made.nearest_many(points.lon[:1000], points.lat[:1000], limit=1)  # compiled
    return lambda: Sample(_timed(lambda: made.nearest_many(points.lon, points.lat, limit=1)))


def _strtree(places: Points, points: Points) -> Contender:
    import shapely

    tree, asked = shapely.STRtree(np.asarray(shapely.points(places.pairs))), shapely.points(points.pairs)
    return lambda: Sample(_timed(lambda: tree.query_nearest(asked, all_matches=False)))


def _lateral(bench: Bench, points: Points) -> Contender:
    size = min(SAMPLE, len(points.lon) // 20)
    values = {"lon": points.lon[:size].tolist(), "lat": points.lat[:size].tolist()}
    connection = bench.store.connect()
    with connection.cursor() as cursor:
        asked = cursor.mogrify(sql("lateral"), values)

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            cursor.fetchall()

    return lambda: Sample(_timed(ask) * len(points.lon) / size)


def _balltree(bench: Bench, places: Points, points: Points) -> Contender:
    python = bench.python()
    if python is None:
        raise Broken(bench.tools.missing.get("peers", "not wanted"))
    files = [bench.work / "bulk-places.npy", bench.work / "bulk-points.npy"]
    size = min(BALLTREE_SAMPLE, len(points.lon))
    for file, pairs in zip(files, (places.pairs, points.pairs[:size]), strict=True):
        np.save(file, pairs)
    program = Path(__file__).with_name("balltree.py")
    command = [str(python), "-I", str(program), *map(str, files)]
    return lambda: Sample(json.loads(ran(command))["query_s"] * len(points.lon) / size)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
