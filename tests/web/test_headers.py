"""What pages may load: from our own host alone, and from exactly the hosts of the map tiles."""

import pytest

from web.headers import policy


@pytest.mark.parametrize(
    ("tile_url", "hosts"),
    [
        (None, ""),
        ("/tiles/{z}/{x}/{y}.png", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", " https://tiles.example.org"),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png?s={s}", " http://127.0.0.1:8080"),
        ("https://{s}.example.org/{z}", " https://a.example.org https://b.example.org https://c.example.org"),
        (
            "https://t-{s}.example.org/{z}",
            " https://t-a.example.org https://t-b.example.org https://t-c.example.org",
        ),
    ],
)
def test_pictures_come_from_us_and_the_hosts_of_the_tiles(tile_url: str | None, hosts: str) -> None:
    parts = dict(one.strip().split(" ", 1) for one in policy(tile_url).split(";"))
    assert parts["img-src"] == f"'self' data:{hosts}"
    assert parts["script-src"] == parts["connect-src"] == "'self'"
    assert "*" not in policy(tile_url)
