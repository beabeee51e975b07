"""Start, find and stop the server process of a cluster."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from scripts.making import DATABASE, ROLE
from scripts.postgres import NoPostgres, Postgres, postgres
from scripts.tenant import Tenant
from stations.errors import StoreError

PATIENCE_S = 60


class _Lives(NamedTuple):
    """What a living server wrote of itself into `postmaster.pid`."""

    port: int
    sockets: str
    ready: bool


@dataclass(frozen=True)
class Postmaster:
    """The server of one cluster: its files in ``home``, its socket in ``sockets``, run by ``tenant``."""

    home: Path
    sockets: Path
    tenant: Tenant

    @property
    def data(self) -> Path:
        """The directory that PostgreSQL calls its own."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says of itself."""
        return self.home / "postgres.log"

    def url(self) -> str:
        """Give the address for psycopg2, over the socket.

        Raises
        ------
        StoreError
            When the server does not run.
        """
        lives = self._lives()
        if lives is None:
            raise StoreError(f"the cluster in {self.home} has stopped: {self._last_words()}")
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(lives.sockets, safe='')}&port={lives.port}"

    def start(self) -> None:
        """Start the server, or wait for the one that is starting, and return when it answers.

        Raises
        ------
        StoreError
            When it does not come up; the message holds the end of its log.
        """
        if self._lives() is None:
            self._write_address()
            program = self._installed().program("pg_ctl")
            options = ("-D", str(self.data), "-l", str(self.log), "-t", str(PATIENCE_S), "--silent", "--wait")
            if self.tenant.run(program, "start", *options).returncode != 0:
                raise StoreError(f"the cluster in {self.home} did not start: {self._last_words()}")
        self._wait_until_ready()

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server, if it runs, and return when it is gone.

        Raises
        ------
        StoreError
            When it does not stop in a minute.
        """
        if self._lives() is None:
            return
        program = self._installed().program("pg_ctl")
        options = ("-D", str(self.data), "-m", mode, "-t", str(PATIENCE_S), "--silent", "--wait")
        if self.tenant.run(program, "stop", *options).returncode != 0 and self._lives():
            raise StoreError(
                f"the cluster in {self.home} did not stop within {PATIENCE_S} s: {self._last_words()}"
            )

    def _installed(self) -> Postgres:
        major = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        try:
            return postgres(major)
        except NoPostgres as error:
            raise StoreError(
                f"the cluster in {self.home} was made by PostgreSQL {major}, which alone can read it. {error}; "
                f"or, if what it holds is not needed, 'mv {self.home} {self.home}.old'"
            ) from error

    def _lives(self) -> _Lives | None:
        """Read `postmaster.pid`, unless the process that wrote it is gone, or its number now another's."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            works_in = Path("/proc", lines[0], "cwd").readlink()
            ready = len(lines) > 7 and lines[7].strip() == "ready"
            return _Lives(int(lines[3]), lines[4], ready) if works_in == self.data.resolve() else None
        except (FileNotFoundError, IndexError):
            return None

    def _wait_until_ready(self) -> None:
        """After a crash the server first reads its journal again, and answers when it is through."""
        deadline = time.monotonic() + PATIENCE_S
        while (lives := self._lives()) is not None and not lives.ready and time.monotonic() < deadline:
            time.sleep(0.05)
        if lives is None or not lives.ready:
            raise StoreError(f"the cluster in {self.home} does not answer: {self._last_words()}")

    def _write_address(self) -> None:
        """Keep the port of last time; take another when somebody else has it now."""
        record = self.data / "address.conf"
        port = _free_port(_recorded(record))
        record.write_text(f"port = {port}\nunix_socket_directories = '{self.sockets}'\n", encoding="ascii")
        self.tenant.own(record)

    def _last_words(self) -> str:
        if not self.log.exists():
            return "it said nothing; is the disk full?"
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " / ".join(lines[-3:]) + f" (more in {self.log})"


def _recorded(record: Path) -> int:
    """Give the port of last time, or 0 the first time."""
    if not record.exists():
        return 0
    return int(record.read_text(encoding="ascii").splitlines()[0].removeprefix("port = "))


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StoreError("no TCP port of 127.0.0.1 is free: end some programs, and start again")
