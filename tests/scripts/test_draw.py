"""`waystation draw`: the picture of a store, in its place as a whole."""

import fcntl
from pathlib import Path

import pytest

from scripts.draw import picture_of
from scripts.main import main
from stations.atlas.picture import Picture


@pytest.fixture
def picture(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the picture of the test store is to lie."""
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", database_url)
    monkeypatch.setenv("WAYSTATION_PICTURE", str(tmp_path / "places.atlas"))
    monkeypatch.setattr("os.nice", lambda _: 0)  # the tests that follow are not to wait
    return tmp_path / "places.atlas"


def test_it_draws_and_tells_where(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = picture.with_name("places.atlas.12345")
    half.write_bytes(b"half")
    assert main(["draw"]) == 0
    drawn = Picture.open(picture)
    assert capsys.readouterr().out == f"Drew {len(drawn):,} places to {picture}\n"
    assert "drinking_water" in drawn.head["services"]
    assert not half.exists()


def test_two_do_not_draw_at_once(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with picture.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(["draw"]) == 0
    assert capsys.readouterr().out == "Somebody else is drawing\n"
    assert not picture.exists()


def test_each_store_has_its_picture() -> None:
    assert picture_of("postgresql:///one") != picture_of("postgresql:///other")
