"""The private cluster: started by the first, stopped by the last, whatever happened before."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from scripts import cluster
from scripts.home import ROOT, home, key, sockets
from scripts.making import make
from scripts.tenant import tenant_of
from stations.errors import StoreError

PYTHON = """
import sys
from pathlib import Path
from scripts import cluster
with cluster.running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """The files of a cluster as it was made, for every test to take a copy of."""
    tenant = tenant_of(ROOT)
    place = Path(tempfile.mkdtemp(prefix="waystation-made-", dir="/tmp"))
    tenant.own(place)
    make(place / "cluster", tenant)
    yield place / "cluster"
    shutil.rmtree(place)


@pytest.fixture
def checkout(bare_checkout: Path, made: Path) -> Path:
    """A checkout with a cluster that has not run yet."""
    (bare_checkout / "var").mkdir()
    place = home(bare_checkout, tenant_of(bare_checkout))
    subprocess.run(["cp", "--archive", made, place], check=True)
    return bare_checkout


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout without a cluster; pytest's directories are closed to others, as one under /root is."""
    place = tmp_path / "a checkout's path"
    place.mkdir()
    yield place
    shutil.rmtree(Path("/var/lib/waystation", key(place)), ignore_errors=True)
    shutil.rmtree(Path("/tmp", f"waystation-{key(place)}"), ignore_errors=True)


def ask(url: str, question: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
            return row[0] if row else None
    finally:
        connection.close()


def postmaster(checkout: Path) -> int | None:
    """The process number of the checkout's server, if it lives."""
    try:
        pid = int((checkout / "var/cluster/data/postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return pid


def other_user(checkout: Path) -> subprocess.Popen[str]:
    """Another process within, until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", PYTHON, str(checkout)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("", timeout=60)


def test_a_cluster_keeps_what_was_written_and_stops_with_its_last_user(checkout):
    with cluster.running(checkout) as url:
        connection = psycopg2.connect(url)
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.close()
    assert postmaster(checkout) is None
    with cluster.running(checkout) as url:
        assert ask(url, "SELECT number FROM kept") == 7


def test_a_checkout_without_a_cluster_gets_one(bare_checkout):
    with cluster.running(bare_checkout) as url:
        assert ask(url, "SELECT count(*) FROM spatial_ref_sys WHERE srid = 4326") == 1
    assert postmaster(bare_checkout) is None


def test_a_cluster_loses_nothing_in_a_power_cut_and_knows_postgis(checkout):
    with cluster.running(checkout) as url:
        names = (
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "data_checksums",
            "server_encoding",
            "TimeZone",
        )
        settings = [ask(url, f"SELECT current_setting('{name}')") for name in names]
        assert settings == ["on", "on", "on", "on", "UTF8", "UTC"]
        assert ask(url, "SELECT ST_AsText(ST_Point(126.6, 45.8))") == "POINT(126.6 45.8)"


def test_a_second_process_shares_the_cluster_and_the_last_one_out_stops_it(checkout):
    with cluster.running(checkout):
        first = postmaster(checkout)
        other = other_user(checkout)
    assert postmaster(checkout) == first
    leave(other)
    assert postmaster(checkout) is None


def test_a_killed_user_counts_as_gone(checkout):
    other = other_user(checkout)
    other.kill()
    leave(other)
    left_running = postmaster(checkout)
    with cluster.running(checkout):
        assert postmaster(checkout) == left_running
    assert postmaster(checkout) is None


def test_a_killed_server_is_started_again(checkout):
    with cluster.running(checkout) as url:
        ask(url, "SELECT 1")
        pid = postmaster(checkout)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        _wait_for_the_end_of(pid)
    with cluster.running(checkout) as url:
        assert ask(url, "SELECT 1") == 1


def _wait_for_the_end_of(pid: int) -> None:
    """The killed server's children notice, and end; until then the memory they share is in use."""
    subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], check=True, timeout=60)


def test_a_making_that_was_killed_leaves_nothing_behind(checkout):
    with cluster.running(checkout):
        home = (checkout / "var/cluster").resolve()
    leftover = home.parent / f"{home.name}.new-killed"
    leftover.mkdir()
    with cluster.running(checkout):
        assert not leftover.exists()


def test_a_port_that_somebody_took_is_changed(checkout):
    with cluster.running(checkout) as url:
        port = int(url.rpartition("port=")[2])
    with socket.create_server(("127.0.0.1", port)), cluster.running(checkout) as url:
        assert url.rpartition("port=")[2] != str(port)
        assert ask(url, "SELECT 1") == 1


def test_only_its_user_reaches_the_socket_and_tcp_wants_the_password(checkout):
    with cluster.running(checkout) as url:
        directory = sockets(checkout, tenant_of(checkout))
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        port = url.rpartition("port=")[2]
        address = f"host=127.0.0.1 port={port} dbname=waystation user=waystation"
        with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
            psycopg2.connect(address)
        password = (checkout / "var/cluster/password").read_text(encoding="ascii")
        assert ask(f"{address} password={password}", "SELECT 1") == 1


def test_nothing_of_a_statement_reaches_the_log(checkout):
    with cluster.running(checkout) as url:
        with pytest.raises(psycopg2.errors.UndefinedTable):
            ask(url, "SELECT 'here stands 126.616 45.779' FROM nowhere")
        log = (checkout / "var/cluster/postgres.log").read_text(encoding="utf-8")
        assert 'relation "nowhere" does not exist' in log
        assert "126.616" not in log


def test_a_foreign_directory_is_left_alone(bare_checkout):
    foreign = bare_checkout / "var/cluster"
    foreign.mkdir(parents=True)
    (foreign / "letters").touch()
    with pytest.raises(
        StoreError, match=r"var/cluster (holds no PostgreSQL cluster|is closed to user).*'.*mv "
    ):
        cluster.running(bare_checkout).__enter__()
    assert (foreign / "letters").exists()


def test_a_cluster_of_another_major_version_is_named(checkout):
    with cluster.running(checkout):
        version = (checkout / "var/cluster/data/PG_VERSION").resolve()
    version.write_text("9\n", encoding="ascii")
    with pytest.raises(StoreError, match=r"was made by PostgreSQL 9.*install postgresql-9"):
        cluster.running(checkout).__enter__()


def test_a_copied_checkout_does_not_take_the_cluster_of_the_first(bare_checkout):
    (bare_checkout / "var").mkdir()
    (bare_checkout / "var/cluster").symlink_to("/var/lib/waystation/0123456789ab")
    with pytest.raises(StoreError, match="the cluster of another checkout"):
        cluster.running(bare_checkout).__enter__()


def test_a_server_that_cannot_start_says_why(checkout):
    with cluster.running(checkout):
        configuration = (checkout / "var/cluster/data/postgresql.conf").resolve()
    with configuration.open("a", encoding="utf-8") as file:
        file.write("shared_buffers = plenty\n")
    with pytest.raises(StoreError, match=r"did not start.*shared_buffers.*postgres\.log"):
        cluster.running(checkout).__enter__()


def test_a_socket_directory_of_somebody_else_is_refused(bare_checkout):
    theirs = Path("/tmp", f"waystation-{key(bare_checkout)}")
    theirs.mkdir(mode=0o777)
    theirs.chmod(0o777)
    with pytest.raises(StoreError, match="is not a private directory"):
        sockets(bare_checkout, tenant_of(bare_checkout))
