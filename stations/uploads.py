"""The files of jobs, kept in the store piece by piece, so that nobody holds a whole one in memory."""

from typing import BinaryIO

from psycopg2 import Binary
from psycopg2.extensions import connection as Connection

from stations.database import run

PIECE_BYTES = 1 << 20


def put(connection: Connection, job_id: int, file: BinaryIO) -> int:
    """Keep what a file holds from its position on, and tell how many bytes it was."""
    size = 0
    for part, piece in enumerate(iter(lambda: file.read(PIECE_BYTES), b"")):
        run(connection, "add_job_piece", {"job_id": job_id, "part": part, "piece": Binary(piece)})
        size += len(piece)
    return size


def fetch(connection: Connection, job_id: int, file: BinaryIO) -> int:
    """Write a job's file, and tell how many bytes it has: none where there is no file, or not for the asker."""
    size = part = 0
    while rows := run(connection, "job_piece", {"job_id": job_id, "part": part}):
        size += file.write(rows[0]["piece"])
        part += 1
    return size
