"""One run: the store filled, each part measured, the report written after each: a broken part costs only itself."""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.bench import machine
from scripts.bench.bench import Bench, Options, fill
from scripts.bench.processes import Broken
from scripts.bench.report import summary, written
from scripts.bench.result import Chapter, Verdict, counted
from scripts.bench.store import alone, own_store
from scripts.bench.tools import Tools
from stations.errors import StationsError


def run(
    parts: Mapping[str, str], options: Options, work: Path, report: Path, say: Callable[[str], None]
) -> list[Verdict]:
    """Measure the parts, write the report and give all verdicts."""
    chapters: list[Chapter] = []
    with alone(work), own_store(work, throwaway=options.quick) as store:
        tools = Tools(work, peers_wanted=not options.quick)
        bench = Bench(options, work, store, tools, say)
        head = machine.facts()
        fill(bench)
        head |= {"PostgreSQL": store.version(), "Measured": _extent(options)}
        for name, home in parts.items():
            chapters += _measured(bench, name, home)
            peers = tools.versions()
            if peers:
                head["Peers and load"] = ", ".join(f"{peer} {version}" for peer, version in peers)
            written(report, head, chapters)
            summary([one for one in chapters if one.part == name])
    return [verdict for chapter in chapters for verdict in chapter.verdicts]


def _measured(bench: Bench, name: str, home: str) -> list[Chapter]:
    """Measure one part; one that breaks is a chapter that says why."""
    module, _, function = home.partition(":")
    measure: Callable[[Bench], list[Chapter]] = getattr(importlib.import_module(module), function)
    bench.say(name)
    try:
        return [chapter.named(name) for chapter in measure(bench)]
    except (Broken, StationsError) as error:
        verdict = Verdict("all figures of this part", str(error), None)
        return [
            Chapter(name.capitalize(), "Not measured.", "s", [], [verdict], part=name, missing=[str(error)])
        ]


def _extent(options: Options) -> str:
    return (
        f"{options.stations:,} made-up places, {counted(options.rounds, 'round')}, {options.seconds:g} s each; "
        "figures are the median of the rounds, least and most beside it"
    )
