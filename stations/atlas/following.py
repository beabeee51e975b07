"""From commits to pictures: follow the outbox, lay what changed over the picture, have it drawn anew in time."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import psycopg2
from psycopg2.extensions import connection as Connection

from stations.atlas.atlas import Atlas
from stations.atlas.drawing import Entry, draw
from stations.atlas.layer import Layer
from stations.atlas.picture import BadPicture, Picture
from stations.atlas.warming import warm
from stations.database import at_one_moment, connect, copy_out
from stations.errors import StationsError, StoreError
from stations.hours import in_china
from stations.outbox import Position, changes, listen, wait
from stations.reference import Reference

HEARTBEAT_S = 0.5  # votes and confirmations wake nobody
AWAY_AFTER_S = 3.0
BREATH_S = 0.1  # between two looks: commits that come in quick succession are laid over together
REFERENCE_S = 30.0
MOST_OVER = 2_000  # places laid over a picture before a fresh one is drawn
OVER_FOR_S = 900.0  # and for how long they may lie there
DRAW_AGAIN_S = 10.0
ERRAND_S = 60.0

log = logging.getLogger("waystation")


class Drawing(Protocol):
    """A process that draws a picture."""

    def poll(self) -> int | None:
        """Tell how it ended, or None while it has not."""

    def complaint(self) -> str:
        """Tell what went wrong."""


class Over(NamedTuple):
    """What was read since the picture was drawn: places by id, None where one is shown no more."""

    places: dict[int, Entry | None]
    since: float


class Follower:
    """Keeps an atlas up to date for the threads of one worker; they read `atlas`, which is replaced as a whole.

    Parameters
    ----------
    url
        Of the store.
    path
        Where pictures are kept.
    drawer
        Starts a process that draws a picture there.

    Attributes
    ----------
    errand
        What else the worker has to do in the store now and then, on the follower's connection.
    """

    def __init__(self, url: str, path: Path, drawer: Callable[[], Drawing]) -> None:
        self.atlas: Atlas | None = None
        self.reference: Reference | None = None
        self.errand: Callable[[Connection], None] | None = None
        self._looked_at = self._errand_at = time.monotonic()
        self._url, self._path, self._drawer = url, path, drawer
        self._picture_mark: tuple[int, int] | None = None
        self._next: Atlas | None = None
        self._over = Over({}, time.monotonic())
        self._stale = False
        self._drawing: Drawing | None = None
        self._drawn_at = self._reference_at = -float("inf")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Follow from now on, in a thread that ends with the process."""
        self._take_picture()
        self._thread.start()

    def end(self) -> None:
        """Follow no longer."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._follow()
            except (StationsError, psycopg2.Error) as error:
                if self.connected or not isinstance(error, StoreError):
                    log.warning("follower: %s", error)
                self._rest()
            except Exception:
                # Whatever it is: a worker that follows no more would go on for ever with old answers.
                log.exception("the follower stumbled and begins anew")
                self._rest()

    def _rest(self) -> None:
        self._looked_at = -float("inf")
        self._take_picture()
        self._ended.wait(HEARTBEAT_S)

    def _follow(self) -> None:
        connection = connect(self._url, timeout_s=3)
        try:
            listen(connection)
            while not self._ended.is_set():
                self._take_picture()
                self.look(connection)
                self._looked_at = time.monotonic()
                self._draw_if_due()
                self._run_errand_if_due(connection)
                self._ended.wait(BREATH_S)
                wait(connection, HEARTBEAT_S)
        finally:
            connection.close()

    @property
    def connected(self) -> bool:
        """Whether the store answers, as far as we know: one that hangs is found out after a while."""
        return time.monotonic() - self._looked_at < AWAY_AFTER_S

    def look(self, connection: Connection) -> None:
        """Read what was committed since the last look, and lay it over the picture."""
        due = time.monotonic() - self._reference_at > REFERENCE_S
        atlas = self.atlas if self._next is None else self._next
        with at_one_moment(connection):
            if due:
                self._refer(Reference.read(connection))
            if atlas is None:
                return
            told = changes(connection, Position.read(atlas.position))
            ids = told.ids | self._ended_suspensions(atlas, told.as_of)
            lines = list(copy_out(connection, "shown", {"ids": list(ids)})) if ids else []
        self._stale = self._stale or told.everything
        as_of = atlas.as_of if self._stale else told.as_of
        layers = self._laid_over(atlas.layers[0], ids, lines) if ids else atlas.layers
        self.atlas, self._next = Atlas(layers, as_of, str(told.position)), None

    def _refer(self, read: Reference) -> None:
        self._reference_at = time.monotonic()
        if self.reference is None or self.reference.rows != read.rows:
            self.reference = read

    def _laid_over(self, base: Layer, ids: Iterable[int], lines: Iterable[str]) -> tuple[Layer, ...]:
        found = [Entry.of(line) for line in lines]
        entries = [one for one in found if one.fits(base.picture)]
        # What has a word that the picture has no bit for waits for the next one.
        self._stale = self._stale or len(entries) < len(found)
        if not self._over.places:
            self._over = self._over._replace(since=time.monotonic())
        self._over.places.update(dict.fromkeys(ids))
        self._over.places.update({one.id: one for one in entries})
        return lay_over(base, self._over.places)

    def _ended_suspensions(self, atlas: Atlas, now: datetime) -> frozenset[int]:
        """Places whose suspension was over by midnight: nothing was committed, and yet they open."""
        today = in_china(now).date()
        if in_china(atlas.as_of).date() == today:
            return frozenset()
        return frozenset(one for layer in atlas.layers for one in layer.suspended_until_before(today))

    def _take_picture(self) -> None:
        """Take the picture that lies there, if it is another than the one we have.

        It is shown when what was committed since lies over it, or answers would go back in time.
        """
        try:
            found = self._path.stat()
        except OSError:
            return
        mark = (found.st_ino, found.st_mtime_ns)
        if mark == self._picture_mark:
            return
        self._picture_mark = mark
        try:
            picture = Picture.open(self._path)
        except BadPicture as error:
            log.info("%s", error)
            return
        if self.reference is None:
            self.reference = Reference.of(picture.head["reference"])
        self._over, self._stale = Over({}, time.monotonic()), False
        as_of = datetime.fromisoformat(picture.head["as_of"])
        self._next = Atlas((Layer(picture),), as_of, picture.head["position"])
        if self.atlas is None:
            warm(self._next)
            self.atlas = self._next

    def _draw_if_due(self) -> None:
        if self._drawing is not None and (ended := self._drawing.poll()) is not None:
            if ended:
                log.warning("the picture could not be drawn: %s", self._drawing.complaint())
            self._drawing = None
        recently = time.monotonic() - self._drawn_at < DRAW_AGAIN_S
        if self._drawing is None and not recently and self._needs_drawing():
            self._drawn_at = time.monotonic()
            self._drawing = self._drawer()

    def _run_errand_if_due(self, connection: Connection) -> None:
        if self.errand is None or time.monotonic() - self._errand_at < ERRAND_S:
            return
        self._errand_at = time.monotonic()
        try:
            self.errand(connection)
        except psycopg2.Error as error:
            if connection.closed:
                raise
            log.info("the errand failed, and is tried again: %s", error)

    def _needs_drawing(self) -> bool:
        atlas, reference = self.atlas, self.reference
        if atlas is None or reference is None or self._stale:
            return True
        head, over = atlas.layers[0].picture.head, self._over
        words = (list(reference.words.kinds), list(reference.words.services))
        lain_s = time.monotonic() - over.since if over.places else 0.0
        return (
            len(over.places) > MOST_OVER or lain_s > OVER_FOR_S or words != (head["kinds"], head["services"])
        )


def lay_over(base: Layer, places: Mapping[int, Entry | None]) -> tuple[Layer, ...]:
    """Lay places over a picture: those it has are gone from it, those that are still shown come in a small one."""
    gone = np.zeros(len(base), dtype=np.uint8)
    gone[[slot for slot in map(base.slot, places) if slot is not None]] = 1
    shown = [one for one in places.values() if one is not None]
    head = {name: base.picture.head[name] for name in ("kinds", "services")}
    return base.without(gone), *([Layer(draw(shown, read=base.finder.readings, **head))] if shown else [])


def draw_store(connection: Connection, path: Path) -> int:
    """Draw a picture of the store as it is now, keep it at a path, and tell how many places it shows."""
    with at_one_moment(connection):
        told = changes(connection, None)
        reference = Reference.read(connection)
        entries = [Entry.of(line) for line in copy_out(connection, "shown", {"ids": None})]
    picture = draw(
        entries, kinds=list(reference.words.kinds), services=list(reference.words.services),
        position=str(told.position), as_of=told.as_of.isoformat(), reference=reference.rows,
    )  # fmt: skip
    warm(Atlas((Layer(picture),), told.as_of, str(told.position)))  # so that workers need not compile
    picture.save(path)
    return len(picture)
