"""Who takes part in the nearest ten: each started as its makers recommend, on the same places and questions."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import geosearch, pgbench, pygeoapi, questions, serving, tipg, wrk
from scripts.bench.bench import BY_SQL, CEILING, OURS, SEED, Bench
from scripts.bench.processes import Broken
from scripts.bench.questions import Points
from scripts.bench.rounds import Contender, Sample
from scripts.bench.serving import Served

POSTGIS, POSTGIS_WHOLE = "PostGIS by pgbench", "PostGIS, all columns"
REDIS, TIPG, PYGEOAPI = "Redis GEOSEARCH", "tipg", "pygeoapi"
REACH_DEG = 0.05


@dataclass
class Ring:
    """Those who take part: how each is asked, what must be known of it, its processes; and who is missing, and why."""

    bench: Bench
    points: Points
    set_name: str
    contenders: dict[str, Contender] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def over_http(self, name: str, url: str, paths: Path, note: str = "") -> None:
        """Add a server that wrk asks."""
        self.contenders[name] = lambda: _load(self.bench, url, paths)
        self.notes[name] = note


def _load(bench: Bench, url: str, paths: Path) -> Sample:
    said = wrk.asked(bench.wrk, url, paths, seconds=bench.options.seconds)
    return Sample(said.rate, said.p50_ms, said.p99_ms, said.errors)


def warm(ring: Ring) -> None:
    """Ask each once for nothing; who breaks already here is missing."""
    if ring.bench.options.quick:
        return
    for name, contender in list(ring.contenders.items()):
        ring.bench.say(f"warming up {name}")
        try:
            contender()
        except Broken as error:
            ring.missing.append(f"{name}: {error}")
            del ring.contenders[name]


def entered(stack: ExitStack, ring: Ring, *, everybody: bool) -> Ring:
    """Start ourselves, the ceiling and the peers until the stack is closed; `everybody` adds those that take boxes."""
    bench = ring.bench
    paths = questions.nearest_paths(ring.points)
    file = bench.kept(ring.set_name, paths)
    bench.say("starting Waystation")
    served = stack.enter_context(serving.waystation(bench.store.url, bench.log("waystation")))
    _add_ours(stack, ring, served, file)
    body = bench.work / "median-answer.json"
    size = serving.median_answer(served.url, paths[:400], body)
    url = stack.enter_context(serving.ceiling(body, bench.log("ceiling")))
    ring.over_http(CEILING, url, file, f"{size:,} bytes, headers as in our answers, a lone WSGI function")
    if not bench.options.quick:
        _add_postgis(ring)
        others: Mapping[str, Callable[[ExitStack, Ring], None]] = {REDIS: _add_redis}
        if everybody:
            others = {**others, TIPG: _add_tipg, PYGEOAPI: _add_pygeoapi}
        for name, add in others.items():
            bench.say(f"starting {name}")
            try:
                add(stack, ring)
            except Broken as error:
                ring.missing.append(f"{name}: {error}")
    return ring


def _add_ours(stack: ExitStack, ring: Ring, served: Served, file: Path) -> None:
    bench = ring.bench
    ring.processes[OURS] = served.pid
    if not served.has_picture:
        ring.over_http(OURS, served.url, file, "this version has no picture in memory: every answer by SQL")
        return
    ring.over_http(OURS, served.url, file, "GeoJSON with open state and distance, from the picture in memory")
    other = stack.enter_context(serving.waystation(bench.store.url, bench.log("by-sql"), picture=False))
    ring.over_http(BY_SQL, other.url, file, "the same answers, each by SQL (WAYSTATION_ATLAS=no)")


def _add_postgis(ring: Ring) -> None:
    bench, places = ring.bench, ring.bench.listed[1]
    how = "prepared, 16 clients over the socket; no HTTP, no JSON, no open state; latency is the mean"
    script = bench.work / f"{ring.set_name}.pgbench"
    ring.notes[POSTGIS] = f"id, name, point and true distance of ten rows; {how}"
    if ring.set_name == "near":
        ring.contenders[POSTGIS] = _by_pgbench(bench, pgbench.near_script(places, script, seed=SEED))
        whole = bench.work / "near-whole.pgbench"
        pgbench.near_script(places, whole, seed=SEED, asks="nearest_ten_whole")
        ring.contenders[POSTGIS_WHOLE] = _by_pgbench(bench, whole)
        ring.notes[POSTGIS_WHOLE] = f"ten rows with all that our answer tells; {how}"
    else:
        ring.contenders[POSTGIS] = _by_pgbench(bench, pgbench.anywhere_script(script))


def _by_pgbench(bench: Bench, script: Path) -> Contender:
    program = bench.tools.pgbench()

    def ask() -> Sample:
        said = pgbench.asked(program, bench.store.url, script, seconds=bench.options.seconds)
        return Sample(said.rate, said.latency_ms, None, said.failed)

    return ask


def _add_redis(stack: ExitStack, ring: Ring) -> None:
    bench = ring.bench
    program = bench.tools.program("redis-server") if bench.tools.peers_wanted else None
    if program is None:
        raise Broken(bench.tools.missing.get("redis-server", "not wanted"))
    port, pid = stack.enter_context(geosearch.redis(program, bench.log("redis")))
    ring.processes[REDIS] = pid
    ids, places = bench.listed
    geosearch.fill(port, places, ids)
    commands = geosearch.commands(ring.points)

    def ask() -> Sample:
        said = geosearch.asked(port, commands, seconds=bench.options.seconds)
        ring.notes[REDIS] = (
            f"ten within {geosearch.RADIUS_KM} km, ids, points and distances on a sphere, no features, no filters; "
            f"{said.empty:.1%} of the questions found nothing; one thread, as Redis has; our client used "
            f"{said.client:.0%} of a core"
        )
        return Sample(said.rate, said.p50_ms, said.p99_ms)

    ring.contenders[REDIS] = ask


def _add_tipg(stack: ExitStack, ring: Ring) -> None:
    python = _python(ring.bench)
    url, pid = stack.enter_context(tipg.tipg(python, ring.bench.store, ring.bench.log("tipg")))
    _add_boxes(ring, TIPG, url, tipg.ITEMS, f"uvicorn, 2 workers; {tipg.CACHES}; {_BOX}")
    ring.processes[TIPG] = pid


def _add_pygeoapi(stack: ExitStack, ring: Ring) -> None:
    python = _python(ring.bench)
    url, pid = stack.enter_context(pygeoapi.pygeoapi(python, ring.bench.store, ring.bench.log("pygeoapi")))
    _add_boxes(
        ring, PYGEOAPI, url, pygeoapi.ITEMS, f"gunicorn, 2 workers of 4 threads; {pygeoapi.CACHES}; {_BOX}"
    )
    ring.processes[PYGEOAPI] = pid


_BOX = f"knows no nearest: ten features of a box of ±{REACH_DEG}° around the point, no distance, not sorted"


def _add_boxes(ring: Ring, name: str, url: str, form: str, note: str) -> None:
    file = ring.bench.kept(
        f"{ring.set_name}-{name}", questions.box_paths(ring.points, form, reach_deg=REACH_DEG)
    )
    ring.over_http(name, url, file, note)


def _python(bench: Bench) -> Path:
    python = bench.python()
    if python is None:
        raise Broken(bench.tools.missing.get("peers", "not wanted"))
    return python
