"""`waystation bench`: what it reads from others' programs, what it writes, and that all of it runs and ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyproj
import pytest

from scripts.bench import geosearch, pgbench, questions, wrk
from scripts.bench.plot import plot
from scripts.bench.processes import Broken, family, started, weight
from scripts.bench.questions import Points
from scripts.bench.report import written
from scripts.bench.result import Chapter, Row, Verdict, times
from scripts.bench.rounds import Sample, interleaved
from scripts.bench.sockets import listeners, other_end
from scripts.bench.store import alone
from scripts.main import main

# What the programs said on a day, with a server of files in place of ours.
WRK_FOUND_NOTHING = """Running 1s test @ http://127.0.0.1:18999
  2 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.35ms    2.60ms  20.25ms   79.95%
    Req/Sec   643.05    150.14     0.98k    72.73%
  1409 requests in 1.09s, 715.51KB read
  Non-2xx or 3xx responses: 1409
Requests/sec:   1287.88
Transfer/sec:    654.00KB
bench: {"requests": 1409, "duration_us": 1094047, "bytes": 732680, "p50_us": 2529, "p99_us": 12607, "max_us": 20251, \
"refused": 1409, "connect": 0, "read": 0, "write": 0, "timeout": 0, "statuses": {"404": 1409}}
"""
WRK_FOUND = """Running 1s test @ http://127.0.0.1:18999
  2 threads and 4 connections
  1550 requests in 1.01s, 310.50KB read
Requests/sec:   1542.09
bench: {"requests": 1550, "duration_us": 1005127, "bytes": 317949, "p50_us": 1881, "p99_us": 12901, "max_us": 21838, \
"refused": 0, "connect": 0, "read": 3, "write": 0, "timeout": 1, "statuses": {}}
"""
PGBENCH = """pgbench (15.20 (Debian 15.20-0+deb12u1))
transaction type: nearest.sql
scaling factor: 1
query mode: prepared
number of clients: 4
number of threads: 2
maximum number of tries: 1
duration: 1 s
number of transactions actually processed: 30487
number of failed transactions: 0 (0.000%)
latency average = 0.129 ms
initial connection time = 18.700 ms
tps = 31020.585084 (without initial connection time)
"""
REDIS = (
    b"*2\r\n"
    b"*3\r\n$1\r\n7\r\n$6\r\n0.0001\r\n*2\r\n$21\r\n116.39999896287918091\r\n$20\r\n39.90000009167092543\r\n"
    b"*3\r\n$1\r\n8\r\n$6\r\n1.4017\r\n*2\r\n$21\r\n116.40999823808670044\r\n$20\r\n39.90999956664450821\r\n"
)


def test_answers_of_status_400_and_more_are_no_part_of_the_rate() -> None:
    load = wrk.read(WRK_FOUND_NOTHING)
    assert (load.rate, load.requests, load.answered, load.errors) == (0, 1409, 0, 1409)
    assert load.statuses == {404: 1409}


def test_rate_latency_and_broken_connections_are_read_from_wrk() -> None:
    load = wrk.read(WRK_FOUND)
    assert load.rate == pytest.approx(1542.09, abs=0.01)
    assert (load.p50_ms, load.p99_ms, load.max_ms, load.errors) == (1.881, 12.901, 21.838, 4)


def test_rate_and_latency_are_read_from_pgbench() -> None:
    assert pgbench.read(PGBENCH) == pgbench.Pgbench(31020.585084, 0.129, 0)


@pytest.mark.parametrize("read", [wrk.read, pgbench.read])
def test_a_load_generator_that_says_nothing_is_broken(read: Callable[[str], object]) -> None:
    with pytest.raises(Broken, match="unable to connect"):
        read("unable to connect to 127.0.0.1:18999 Connection refused")


def test_an_answer_of_redis_is_whole_at_its_last_byte_only() -> None:
    whole = [geosearch.whole(REDIS[:end]) for end in range(len(REDIS) + 1)]
    assert whole == [False] * len(REDIS) + [True]
    assert geosearch.whole(b"*0\r\n")


def test_a_refusal_of_redis_is_told() -> None:
    with pytest.raises(Broken, match="could not decode"):
        geosearch.whole(b"-ERR could not decode requested zset member\r\n")


def test_pgbench_draws_each_centre_by_its_number(store) -> None:
    values = [116.5, -3.25, 0.0, 80.125, 116.5, 1.0, 2.0, 3.5]
    tree = pgbench.choice(values)
    with store.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(tree.replace(":i", str(number)) for number in range(8)))
        assert list(map(float, cursor.fetchone())) == values


def test_couriers_ask_within_three_kilometres_of_a_place() -> None:
    places = Points(np.array([126.6, 80.0, 109.5]), np.array([45.7, 41.0, 18.3]))
    points = questions.near(places, 300, seed=1)
    measure = pyproj.Geod(ellps="WGS84").inv
    near = [
        min(measure(lon, lat, x, y)[2] for x, y in zip(places.lon.tolist(), places.lat.tolist(), strict=True))
        for lon, lat in zip(points.lon.tolist(), points.lat.tolist(), strict=True)
    ]
    assert max(near) < questions.REACH_M * 1.01
    assert max(near) > questions.REACH_M * 0.9


def test_every_round_begins_with_another_contender() -> None:
    asked: list[str] = []

    def ask(name: str) -> Callable[[], Sample]:
        return lambda: (asked.append(name), Sample(float(len(asked)), 1.0, 2.0, 1))[1]

    rows = interleaved({name: ask(name) for name in "abc"}, 3, lambda _: None, notes={"b": "a note"})
    assert "".join(asked) == "abc" + "bca" + "cab"
    assert rows[1] == Row("b", [2.0, 4.0, 9.0], "a note", 1.0, 2.0, 3)


def test_one_that_breaks_costs_the_others_nothing_where_that_is_forgiven() -> None:
    left = iter([Sample(5.0)])

    def breaks() -> Sample:
        try:
            return next(left)
        except StopIteration:
            raise Broken("it ran out") from None

    contenders = {"good": lambda: Sample(7.0), "bad": breaks}
    rows = interleaved(contenders, 3, lambda _: None, forgiving=True)
    assert rows == [Row("good", [7.0] * 3), Row("bad", [5.0], "broke in round 2: it ran out")]
    with pytest.raises(Broken, match="it ran out"):
        interleaved(contenders, 3, lambda _: None)


CHAPTER = Chapter(
    "Nearest ten",
    "Asked in turn.",
    "a second",
    [
        Row("Waystation", [900.0, 1100.0, 1000.0], "from memory", 1.25, 2.5, 0),
        Row("constant body", [2000.0], "", 0.5, 1.0, 0),
        Row("pipes | and <tags>", [10.0, 12.0], "", 100.0, 200.0, 3),
    ],
    [Verdict("at least 60 % of the constant body", "50%", reached=False)],
    ours="Waystation",
    ceiling="constant body",
    plot=True,
    missing=["tipg: it could not be installed"],
)


def test_the_report_tells_figures_ratios_verdicts_and_who_was_left_out(tmp_path: Path) -> None:
    report = tmp_path / "docs" / "benchmarks.md"
    written(report, {"Date": "2026-11-21 10:00 UTC"}, [CHAPTER])
    text = report.read_text(encoding="utf-8")
    assert (
        text.partition("does not do stands in its row.\n")[2]
        == """
|  |  |
| --- | --- |
| Date | 2026-11-21 10:00 UTC |

![Nearest ten, logarithmic](benchmarks.svg)

## Figures to reach

| what | to reach | found |  |
| --- | --- | --- | --- |
| Nearest ten | at least 60 % of the constant body | 50% | **missed** |

## Nearest ten

Asked in turn.

|  | median, a second | least – most | p50 ms | p99 ms | errors | ours is | of the ceiling | note |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| Waystation | 1,000 | 900 – 1,100 | 1.25 | 2.5 | 0 | 1 | 50.0% | from memory |
| constant body | 2,000 | 2,000 – 2,000 | 0.5 | 1 | 0 | 0.5 × | 100.0% |  |
| pipes \\| and <tags> | 11 | 10 – 12 | 100 | 200 | 3 | 90.9 × | 0.5% |  |

Left out: tipg: it could not be installed.
"""
    )


def test_the_plot_draws_a_bar_a_row_longer_for_more() -> None:
    drawn = ET.fromstring(plot([CHAPTER]))
    bars = [float(one.get("width", "0")) for one in drawn.iter() if one.get("rx")]
    assert len(bars) == 3
    assert bars[1] > bars[0] > bars[2] > 0


def test_a_ratio_that_nobody_measured_is_neither_reached_nor_missed() -> None:
    assert times(CHAPTER.rows, "Waystation", "Redis", 1.5).reached is None
    assert times(CHAPTER.rows, "Waystation", "pipes | and <tags>", 90).reached
    assert times(CHAPTER.rows, "Waystation", "pipes | and <tags>", 91).reached is False


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].startswith("Z")
    except FileNotFoundError:
        return True


def test_the_process_at_a_port_and_at_the_other_end_of_a_connection_is_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert listeners([1, os.getpid()], port) == [os.getpid()]
        with socket.create_connection(("127.0.0.1", port)) as door, server.accept()[0]:
            assert other_end([1, os.getpid()], door.getsockname()[1]) == os.getpid()
            assert other_end([], door.getsockname()[1]) is None
    assert listeners([os.getpid()], port) == []


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    stubborn = f"{deaf}; print('here', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {stubborn!r}])"
    log = tmp_path / "program.log"
    with started([sys.executable, "-c", parent], log) as process:
        while "here" not in log.read_text(encoding="utf-8"):
            time.sleep(0.02)
        crew = family(process.pid)
        assert len(crew) == 2
        assert weight(crew[1]).rss_mb > 1
    deadline = time.monotonic() + 15
    while not all(map(gone, crew)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert all(map(gone, crew))


def test_two_benches_of_a_checkout_do_not_measure_each_other(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Broken, match="another bench"), alone(tmp_path):
        pass


def test_a_part_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "nearest,beauty"]) == 2
    assert "'beauty' is none of load, memory, nearest" in capsys.readouterr().err


def quick(work: Path, only: str) -> subprocess.Popen[str]:
    """Start a quick bench in a session of its own, as at a terminal; all that it starts carries a mark."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("WAYSTATION_")}
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.main", "bench", "--quick", "--only", only, "--work", str(work)],
        env=settings | {"TMPDIR": str(work)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def left_running(work: Path) -> list[Path]:
    return [path for path in Path("/proc").glob("[0-9]*/environ") if holds(path, f"TMPDIR={work}")]


def holds(environ: Path, text: str) -> bool:
    try:
        return text.encode() in environ.read_bytes()
    except OSError:  # gone, or somebody else's
        return False


@pytest.mark.slow
def test_a_quick_bench_measures_writes_and_leaves_nothing_running(tmp_path: Path) -> None:
    with quick(tmp_path, "nearest,bulk,memory") as bench:
        _, said = bench.communicate()
    assert bench.returncode == 0, said
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "2,000 made-up places, 1 round, 0.5 s each" in text
    assert [line for line in text.splitlines() if line.startswith("| STRtree.query_nearest | ")]
    assert [line for line in text.splitlines() if line.startswith("| each worker, all it maps | ")]
    assert [
        line for line in text.splitlines() if line.startswith("| Waystation | ")
    ] or "wrk is not installed" in text
    assert left_running(tmp_path) == []


def test_parts_may_stand_without_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "planning", "beauty"]) == 2
    assert "'beauty' is none of load, memory, nearest" in capsys.readouterr().err


@pytest.mark.slow
def test_a_quick_bench_of_planning_proves_the_small_town(tmp_path: Path) -> None:
    with quick(tmp_path, "planning") as bench:
        _, said = bench.communicate()
    assert bench.returncode == 0, said
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| the same objective, proved | the same | reached |" in text
    assert [line for line in text.splitlines() if line.startswith("| clustered in towns | ")]


@pytest.mark.slow
def test_ctrl_c_ends_a_bench_and_all_that_it_started(tmp_path: Path) -> None:
    with quick(tmp_path, "memory") as bench:
        assert bench.stderr is not None
        assert any(line == "starting for the first time\n" for line in bench.stderr)
        while len(left_running(tmp_path)) < 2:
            time.sleep(0.02)
        os.killpg(bench.pid, signal.SIGINT)
        bench.communicate(timeout=60)
    assert bench.returncode == 130
    assert left_running(tmp_path) == []
