"""A slow network between a browser and a server: every connection waits and shares one bandwidth, a worker's too.

Chromium's own throttling knows the page alone; what its worker fetches would pass at full speed.
"""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 4096


@dataclass
class Line:
    """A line with a round trip time and two bandwidths; `down` counts the bytes that went down it."""

    round_trip_s: float
    down_bps: float
    up_bps: float
    down: int = 0
    _free_at: dict[str, float] = field(default_factory=dict)

    async def carry(self, way: str, size: int) -> None:
        """Wait as long as so many bytes take, behind those that are on the way already."""
        now = asyncio.get_running_loop().time()
        rate = self.down_bps if way == "down" else self.up_bps
        self._free_at[way] = max(now, self._free_at.get(way, 0.0)) + size * 8 / rate
        if way == "down":
            self.down += size
        await asyncio.sleep(self._free_at[way] - now)


# What browsers' developer tools call slow 4G.
SLOW_4G = (0.150, 1_600_000, 750_000)


@contextmanager
def slowly(address: str, line: Line) -> Iterator[str]:
    """Give the address at which a server answers over a line."""
    began: Future[int] = Future()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[_serve(address, line, began, over)])
    thread.start()
    try:
        yield f"http://127.0.0.1:{began.result()}"
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@contextmanager
def ending(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Leave no connection open."""
    try:
        yield
    finally:
        writer.transport.abort()


async def _serve(address: str, line: Line, began: Future[int], over: asyncio.Event) -> None:
    there = urlsplit(address)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError), ending(writer):  # cancelled at the end, which is no trouble
            await asyncio.sleep(line.round_trip_s)  # the handshake
            far_reader, far_writer = await asyncio.open_connection(there.hostname, there.port)
            with ending(far_writer):
                await asyncio.gather(
                    _pass_on(reader, far_writer, line, "up"), _pass_on(far_reader, writer, line, "down")
                )

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    began.set_result(server.sockets[0].getsockname()[1])
    await over.wait()
    server.close()
    here = asyncio.current_task()
    rest = [task for task in asyncio.all_tasks() if task is not here]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.sleep(0)  # in which the sockets close


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line, way: str) -> None:
    """Carry bytes one way; the bandwidth holds them up in order, the way itself each by half a round trip."""
    sent: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    async def arrive() -> None:
        while True:
            at, piece = await sent.get()
            await asyncio.sleep(at - loop.time())
            if not piece:
                break
            writer.write(piece)

    arriving = loop.create_task(arrive())
    try:
        while piece := await reader.read(CHUNK):
            await line.carry(way, len(piece))
            sent.put_nowait((loop.time() + line.round_trip_s / 2, piece))
        sent.put_nowait((loop.time(), b""))
        await arriving
    except ConnectionError:
        arriving.cancel()
    finally:
        writer.close()
