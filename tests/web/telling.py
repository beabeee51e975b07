"""What couriers do over HTTP, each on a device of their own."""

import uuid

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Courier:
    """A device; it keeps its cookie, and every word bears a key of its own."""

    def __init__(self, visit: FlaskClient) -> None:
        self._visit = visit.application.test_client()

    def say(self, place: int, what: str, body: dict[str, object], key: str | None = None) -> TestResponse:
        """Post to an address of a place."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._visit.post(f"/api/v1/stations/{place}/{what}", json=body, headers=headers)

    def rate(self, place: int, stars: int, **more: object) -> TestResponse:
        """Give stars."""
        return self.say(place, "ratings", {"stars": stars, **more})

    def report(self, place: int, what: str, **more: object) -> TestResponse:
        """Report a fault."""
        return self.say(place, "faults", {"what": what, **more})

    def mend(self, place: int, what: str, **more: object) -> TestResponse:
        """Say that it works again."""
        return self.say(place, "mended", {"what": what, **more})

    def take_back(self, place: int, what: str) -> TestResponse:
        """Take back a rating or a report."""
        return self._visit.delete(f"/api/v1/stations/{place}/{what}")

    def see(self, address: str) -> dict[str, object]:
        """Read an address of the API."""
        found: dict[str, object] = self._visit.get(f"/api/v1/{address}").get_json()
        return found
