"""`waystation serve`: it claims its address, says when it answers, and ends without a trace."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.address import AddressTaken, claimed
from scripts.home import ROOT
from scripts.serve import secret
from tests import databases

READY = re.compile(r"^Waystation is at (http://127\.0\.0\.1:\d+) — Ctrl-C stops it$")


@pytest.fixture
def port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def empty_database(database_url: str) -> Iterator[str]:
    """A database with PostGIS and nothing else, beside the one that other tests use."""
    with databases.empty_database(database_url, "served") as url:
        yield url


@pytest.fixture
def server(empty_database: str, port: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server in a session of its own, as at a terminal; `server.url` waits until it says that it is ready."""
    settings = {
        "WAYSTATION_DATABASE_URL": empty_database,
        "WAYSTATION_PORT": str(port),
        "WAYSTATION_PICTURE": str(tmp_path / "places.atlas"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.main", "serve"],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (ROOT / "var" / f"serve-{port}.lock").unlink(missing_ok=True)  # which a killed server leaves behind


def address(server: subprocess.Popen[str]) -> str:
    """Read what the server says until it is ready."""
    assert server.stdout is not None
    said = []
    for line in server.stdout:
        if found := READY.match(line.rstrip("\n")):
            return found[1]
        said.append(line)
    raise AssertionError("the server ended before it was ready:\n" + "".join(said))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def workers(server: subprocess.Popen[str]) -> set[int]:
    """The worker processes; the one that only tracks resources isn't one."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    return {int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].startswith("Z")
    except FileNotFoundError:
        return True


def eventually(true: Callable[[], bool], *, within_s: float = 15) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_it_says_where_it_is_when_it_answers_and_ends_with_ctrl_c(server):
    url = address(server)
    assert answers(url)
    crew = workers(server)
    assert len(crew) == 2
    os.killpg(server.pid, signal.SIGINT)
    os.killpg(server.pid, signal.SIGINT)
    said, _ = server.communicate(timeout=30)
    assert (server.returncode, said) == (0, "")
    assert all(gone(worker) for worker in crew)
    assert not answers(url)


def test_it_ends_without_a_noise_after_work_in_many_threads(server):
    url = address(server)

    def ask() -> None:
        for _ in range(20):
            urllib.request.urlopen(f"{url}/api/v1/nearest?lon=126.62&lat=45.77", timeout=10).read()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.killpg(server.pid, signal.SIGINT)
    said, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert [line for line in said.splitlines() if line and not line.startswith("{")] == []


def ready(url: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:
            told: dict[str, object] = json.load(answer)["atlas"]
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return {"ready": False}  # as a busy machine may say while it starts
    return told


def test_lookups_are_answered_from_memory_soon_and_counted(server):
    url = address(server)
    assert eventually(lambda: all(ready(url)["ready"] for _ in range(6)), within_s=120)
    assert ready(url)["places"] == 96
    urllib.request.urlopen(f"{url}/api/v1/search?q=yizhan", timeout=30).read()
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        told = answer.read().decode()
    assert re.search(r'waystation_requests_total\{route="search",status="200",worker="\d+"\} 1\.0', told)
    assert "waystation_atlas_places" in told


def test_a_worker_that_dies_is_replaced(server):
    url = address(server)
    before = workers(server)
    os.kill(min(before), signal.SIGKILL)
    assert eventually(lambda: len(workers(server)) == 2 and workers(server) != before)
    assert eventually(lambda: all(answers(url) for _ in range(6)))
    server.terminate()
    assert server.wait(timeout=30) == 0


def test_all_workers_are_replaced_on_demand_and_no_browser_notices(server):
    """A connection made in a worker's last instant may be closed unanswered: a browser then asks once more."""
    url = address(server)
    before = workers(server)
    os.kill(server.pid, signal.SIGUSR1)
    asked = 0
    while workers(server) & before or len(workers(server)) != 2:
        assert answers(url) or answers(url)
        asked += 1
    assert asked > 100


def test_a_killed_server_leaves_no_worker_on_its_port(server):
    address(server)
    crew = workers(server)
    server.kill()
    assert eventually(lambda: all(gone(worker) for worker in crew))


def test_a_port_of_another_program_is_refused_with_the_way_out(port, tmp_path):
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(AddressTaken, match=f"port {port} is already in use .* WAYSTATION_PORT={port + 1}"),
        claimed("127.0.0.1", port, tmp_path),
    ):
        pass


def test_a_second_server_of_this_checkout_is_told_about_the_first(port, tmp_path):
    with (
        claimed("127.0.0.1", port, tmp_path),
        pytest.raises(
            AddressTaken, match=f"already served at http://127.0.0.1:{port}, by process {os.getpid()}"
        ),
        claimed("127.0.0.1", port, tmp_path),
    ):
        pass


def test_an_address_that_is_not_this_machine_s_is_named(port, tmp_path):
    with (
        pytest.raises(AddressTaken, match=r"cannot listen at 192\.0\.2\.1"),
        claimed("192.0.2.1", port, tmp_path),
    ):
        pass


def test_the_secret_is_made_once_and_kept_to_ourselves(tmp_path):
    first = secret(tmp_path / "secret")
    assert len(first) >= 32
    assert secret(tmp_path / "secret") == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
