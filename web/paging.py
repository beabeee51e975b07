"""Links from page to page of a listing."""

from collections.abc import Mapping
from urllib.parse import urlencode

from web.answers import GEOJSON


def paged(path: str, args: Mapping[str, str], last: int | None) -> list[dict[str, str]]:
    """Give the link to this page, and one to the next where there is more beyond the id `last`."""
    here = [_link("self", path, args)]
    return here if last is None else [*here, _link("next", path, {**args, "cursor": str(last)})]


def _link(rel: str, path: str, args: Mapping[str, str]) -> dict[str, str]:
    return {"rel": rel, "type": GEOJSON, "href": f"{path}?{urlencode(args, safe=',')}"}
