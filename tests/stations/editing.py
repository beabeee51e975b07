"""A process that makes edits from several threads, and says each one aloud once it is committed, until it is killed."""

import random
import sys
import threading
from contextlib import closing

from stations import undoing
from stations.acting import act_by
from stations.database import connect, transaction
from stations.settings import Settings
from stations.undoing import ChangedAgain, NothingToUndo
from tests.people import value
from web import create_app

THREADS = 4


def edit(url: str, token: str, places: list[int], number: int) -> None:
    """Amend and undo, now through the web, now by the functions under it."""
    chance = random.Random(number)
    visit = create_app(Settings(database_url=url, secret_key="of the tests", atlas=False)).test_client()
    with closing(connect(url)) as connection:
        turn = 0
        while True:
            turn += 1
            place = chance.choice(places)
            mark = f"{number}-{turn}"
            with transaction(connection):
                act_by(connection, token)
                version = value(
                    connection, "UPDATE station SET phone = %s WHERE id = %s RETURNING version", mark, place
                )
            say(place, version, mark)
            if turn % 3 == 0:
                answer = visit.post(
                    f"/api/v1/stations/{place}/history/{version}/undo",
                    headers={"Authorization": f"Bearer {token}"},
                    json={},
                )
                if answer.status_code == 201:
                    say(place, answer.get_json()["version"], "")
            if turn % 5 == 0:
                undo_other(connection, token, place, version)


def undo_other(connection: object, token: str, place: int, version: int) -> None:
    """Undo by the function itself, in a transaction of our own."""
    try:
        with transaction(connection):  # type: ignore[arg-type]
            act_by(connection, token)  # type: ignore[arg-type]
            done = undoing.undo(connection, place, version)  # type: ignore[arg-type]
    except (ChangedAgain, NothingToUndo):
        return
    say(place, done.version, "")


def say(place: int, version: int, mark: str) -> None:
    """Acknowledge an edit: one write a line, which a kill cannot tear."""
    sys.stdout.write(f"{place} {version} {mark}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    address, secret, *ids = sys.argv[1:]
    for nth in range(THREADS):
        threading.Thread(
            target=edit, args=(address, secret, [int(one) for one in ids], nth), daemon=True
        ).start()
    threading.Event().wait()
