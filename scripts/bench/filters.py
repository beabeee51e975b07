"""What filters cost: the latency of a lone client's lookups, each mix beside none."""

from scripts.bench import questions, wrk
from scripts.bench.bench import Bench
from scripts.bench.result import Chapter, Row, Verdict
from scripts.bench.rounds import Sample, interleaved

NONE = "no filter"
MIXES = {
    NONE: "",
    "water (93 % have it)": "service=drinking_water",
    "four services": "service=drinking_water,meal_heating,toilet,wifi",
    "AED (3 %)": "service=aed",
    "shower (2 %)": "service=shower",
    "kind: retreat (0.3 %)": "kind=retreat",
    "open now": "open=now",
    "open on New Year's night": "open=2027-01-01T03:00:00",
    "score of 3.5 and more (4 %)": "min_rating=3.5",
    "within 500 m": "within_m=500",
    "shower, open at night, within 20 km": "service=shower&open=2026-12-01T23:30:00&within_m=20000",
    "what no place has, with a hint": "kind=water_point&service=truck_parking",
    "kind, services, rating, open now": "kind=station&service=meal_heating,toilet&min_rating=3&open=now",
}
NEED = 2.0


def filters(bench: Bench) -> list[Chapter]:
    """Ask each mix by one connection, in turn."""
    with bench.ours() as served:
        files = {
            name: bench.kept(
                f"filter-{number}", questions.nearest_paths(bench.near, f"limit=10&{query}".rstrip("&"))
            )
            for number, (name, query) in enumerate(MIXES.items())
        }

        def asked(name: str) -> Sample:
            said = wrk.asked(
                bench.wrk,
                served.url,
                files[name],
                seconds=bench.options.seconds / 2,
                connections=1,
                threads=1,
            )
            if said.requests == 0:  # not one answer in all that time: it takes longer than that
                return Sample(bench.options.seconds / 2 * 1000, errors=1)
            return Sample(said.p50_ms, said.p50_ms, said.p99_ms, said.errors)

        for name in MIXES:
            bench.say(f"warming up: {name}")
            asked(name)
        contenders = {name: (lambda name=name: asked(name)) for name in MIXES}
        rows = interleaved(contenders, bench.options.rounds, bench.say)
    how = (
        "The median latency that one client sees, one question after the other, HTTP included; near places. "
        "Ratios are against no filter. An error is a measurement without one answer: it counts as its length."
    )
    return [Chapter("Filters", how, "ms", rows, [_worst(rows)], ours=NONE)]


def _worst(rows: list[Row]) -> Verdict:
    base = next(row for row in rows if row.name == NONE).median
    worst = max(rows, key=lambda row: row.median)
    ratio = worst.median / base
    claim = f"any mix at most {NEED:g} × the unfiltered median"
    return Verdict(claim, f"{ratio:.3g} × at worst ({worst.name})", ratio <= NEED)
