"""Make a new cluster: whole, or not at all."""

import secrets
import shutil
import tempfile
from pathlib import Path
from subprocess import CompletedProcess

from scripts.postgres import NoPostgres, Postgres, postgres
from scripts.tenant import Tenant
from stations.errors import StoreError

DATABASE = "waystation"
ROLE = "waystation"

# Two cores and some gigabytes, shared with the server. Logs are quiet, and hold neither statements nor parameters:
# these tell where people stand.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_permissions = 0700
cluster_name = 'waystation'
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
effective_io_concurrency = 200
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_autovacuum_min_duration = -1
log_statement = 'none'
log_min_duration_statement = -1
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
DURABLE = """
fsync = on
synchronous_commit = on
full_page_writes = on
"""
THROWAWAY = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
"""


def make(home: Path, tenant: Tenant, *, durable: bool = True) -> None:
    """Make a cluster with an empty database that knows PostGIS.

    It is made beside its place and moved there when it is whole, so that a set-up killed on the way leaves nothing
    that looks like a cluster.

    Raises
    ------
    StoreError
        When PostgreSQL is not installed, or refuses; the message holds its words.
    """
    try:
        found = postgres()
    except NoPostgres as error:
        raise StoreError(str(error)) from error
    fresh = Path(tempfile.mkdtemp(prefix=f"{home.name}.new-", dir=home.parent))
    try:
        tenant.own(fresh)
        _initialise(found, fresh, tenant, durable=durable)
        _add_database(found, fresh / "data", tenant)
        fresh.rename(home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _initialise(found: Postgres, fresh: Path, tenant: Tenant, *, durable: bool) -> None:
    """Write the files of a cluster: the socket asks no password, since only the tenant can reach it; TCP does."""
    password = fresh / "password"
    password.touch(mode=0o600)
    tenant.own(password)
    password.write_text(secrets.token_urlsafe(24), encoding="ascii")
    options = [f"--pgdata={fresh / 'data'}", f"--username={ROLE}", f"--pwfile={password}", "--data-checksums"]
    options += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256"]
    options += [] if durable else ["--no-sync"]
    _run(tenant, found.program("initdb"), *options)
    settings = SETTINGS + (DURABLE if durable else THROWAWAY) + "include_if_exists = 'address.conf'\n"
    with (fresh / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(settings)


def _add_database(found: Postgres, data: Path, tenant: Tenant) -> None:
    """Add the database while nobody listens: a single-user server reads a statement a line and ends with its input.

    Its exit status tells little, and ``exit_on_error`` too much: PostGIS sets itself up with errors that it catches.
    So the new extension is asked its version, which it answers only when it is there.
    """
    single = (found.program("postgres"), "--single", "-D", str(data))
    _run(tenant, *single, "postgres", words=f"CREATE DATABASE {DATABASE}\n")
    done = _run(tenant, *single, DATABASE, words="CREATE EXTENSION postgis\nSELECT postgis_lib_version()\n")
    if "postgis_lib_version = " not in done.stdout:
        raise _refused("PostGIS", done)


def _run(tenant: Tenant, program: str, *options: str, words: str | None = None) -> CompletedProcess[str]:
    done = tenant.run(program, *options, words=words)
    if done.returncode != 0:
        raise _refused(Path(program).name, done)
    return done


def _refused(who: str, done: CompletedProcess[str]) -> StoreError:
    lines = [line for line in done.stderr.strip().splitlines() if " LOG: " not in line]
    said = " / ".join(lines[-3:]) or "nothing"
    return StoreError(f"the cluster could not be made, {who} says: {said}; put that right and start again")
