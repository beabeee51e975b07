"""Which process holds which TCP socket, by the kernel's own tables."""

from collections.abc import Iterable, Iterator
from pathlib import Path

LISTENS = "0A"


def listeners(processes: Iterable[int], port: int) -> list[int]:
    """Give those processes that listen at a port of the loopback."""
    inodes = {inode for local, _, state, inode in _table() if local == port and state == LISTENS}
    return [one for one in processes if inodes & _held(one)]


def other_end(processes: Iterable[int], port: int) -> int | None:
    """Give the process that holds the other end of the connection from a port."""
    inodes = {inode for _, remote, _, inode in _table() if remote == port}
    return next((one for one in processes if inodes & _held(one)), None)


def _table() -> Iterator[tuple[int, int, str, str]]:
    """List the sockets: local port, remote port, state, inode."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        words = line.split()
        local, remote = (int(words[at].rpartition(":")[2], 16) for at in (1, 2))
        yield local, remote, words[3], words[9]


def _held(process: int) -> set[str]:
    """Give the inodes of a process's sockets."""
    found = set()
    for file in _files(process):
        try:
            target = str(file.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[len("socket:[") : -1])
    return found


def _files(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/fd").iterdir())
    except OSError:
        return []
