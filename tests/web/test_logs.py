"""Logs tell what happened and nobody's position."""

import io
import json
import logging
import signal
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from web.logs import Line, query


@pytest.fixture
def lines(visit: FlaskClient) -> Iterator[io.StringIO]:  # noqa: ARG001 - making the application opens the log
    written = io.StringIO()
    ours = [one for one in logging.getLogger("waystation").handlers if isinstance(one.formatter, Line)]
    (handler,) = [one for one in ours if isinstance(one, logging.StreamHandler)]
    stream = handler.setStream(written)
    yield written
    handler.setStream(stream)


def test_a_request_is_one_line_of_json_with_positions_cut_to_three_decimals(
    visit: FlaskClient, lines: io.StringIO
) -> None:
    visit.get("/api/v1/nearest?lon=126.6212345&lat=45.7798765")
    visit.get("/api/v1/stations?bbox=126.6212345%2C45.1,127,46.98765")
    visit.get("/api/v1/nearest?lon=12662123e-5&lat=4.5779876E%2B1")
    first, second, third = map(json.loads, lines.getvalue().splitlines())
    assert third["query"] == "lon=126.621&lat=45.780"
    assert (first["path"], first["status"], first["query"]) == (
        "/api/v1/nearest",
        200,
        "lon=126.621&lat=45.779",
    )
    assert second["query"] == "bbox=126.621,45.1,127,46.987"
    assert "126.6212" not in lines.getvalue()


def test_a_position_written_with_another_sign_for_the_point_is_cut_too(
    visit: FlaskClient, lines: io.StringIO
) -> None:
    visit.get("/?lon=126,6212345&lat=45%EF%BC%8C7798765")
    visit.get("/?lon=126%EF%BC%8E6212345&lat=45%D9%AB7798765")
    first, second = (json.loads(line)["query"] for line in lines.getvalue().splitlines())
    assert first == "lon=126,621&lat=45，779"
    assert second == "lon=126．621&lat=45٫779"


@pytest.mark.parametrize("address", ["/", "/text"])
def test_what_somebody_looks_for_is_not_logged(visit: FlaskClient, lines: io.StringIO, address: str) -> None:
    visit.get(f"{address}?lang=en&q=%E9%87%91%E6%B0%B4%E8%B7%AF12%E5%8F%B7&open=now")
    assert json.loads(lines.getvalue().splitlines()[-1])["query"] == "lang=en&q=…&open=now"


@pytest.mark.parametrize("digits", ["9" * 1_000_000, "1." + "9" * 1_000_000, "9e" * 500_000])
def test_a_line_of_digits_alone_keeps_nobody_busy(digits: str) -> None:
    """Looking from each digit through all that follow would take hours; a minute is only there to end that."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("the line is still not written"))
    signal.alarm(60)
    try:
        assert len(Line().format(logging.LogRecord("w", logging.INFO, "f", 1, query(digits), (), None))) > 9
    finally:
        signal.alarm(0)


def test_a_traceback_holds_no_position_either() -> None:
    try:
        float("POINT(126.6212345 45.7798765)")
    except ValueError as error:
        record = logging.LogRecord(
            "w", logging.ERROR, "f", 1, "at %s", (126.6212345,), (type(error), error, None)
        )
    text = Line().format(record)
    assert "126.621" in text
    assert "126.6212" not in text


def test_an_error_that_nobody_foresaw_is_logged_in_the_same_form(
    visit: FlaskClient, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("at POINT(126.6212345 45.7798765)")

    monkeypatch.setattr("stations.nearest", fail)
    visit.application.testing = False
    handlers = logging.getLogger(visit.application.logger.name).handlers
    (handler,) = [
        one for one in handlers if isinstance(one, logging.StreamHandler) and isinstance(one.formatter, Line)
    ]
    written = io.StringIO()
    stream = handler.setStream(written)
    answer = visit.get("/api/v1/nearest?lon=126.6212345&lat=45.7798765")
    handler.setStream(stream)
    assert (answer.status_code, answer.get_json(force=True)["detail"]) == (
        500,
        "something went wrong here; it was noted",
    )
    (line,) = written.getvalue().splitlines()
    assert "126.621 " in json.loads(line)["traceback"]
    assert "126.6212" not in line + capfd.readouterr().err
