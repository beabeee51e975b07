"""By what a place of a list is known again in the list's next version."""

import re
import unicodedata
from hashlib import blake2b

import pandas as pd

from geodata.frames import Refusal, Texts
from geodata.sources.fields import Fields, objects

MOSTLY = 0.95  # a column with at least this share of different values is an identity with slips, else something else
KEY = "name+address:"
_APART = re.compile(r"[\W_]+")
_NAMED = 5


def identities(fields: Fields, names: Texts, addresses: Texts) -> Texts:
    """Give each row the id of its place: the list's own, else one made of name and address.

    Rows without an id in a list whose other rows have one are refused.
    """
    column = fields.named("source_id")
    if column is None:
        fields.notes.append("No column gives an identity: places are known by name and address.")
        return _keys(names, addresses)
    ids = fields.text("source_id")
    different = len({one for one in ids if one})
    if different < MOSTLY * len(set(zip(ids, names, addresses, strict=True))):  # a row pasted twice is one
        said = f"«{column}» is no identity ({different} different values in {len(ids)} rows)"
        fields.notes.append(f"{said}: places are known by name and address.")
        return _keys(names, addresses)
    for place, one in enumerate(ids):
        if one is None:
            fields.refuse(
                place, column, "", "the other rows have one", f"fill it in, or add --map {column}=-"
            )
    return ids


def _keys(names: Texts, addresses: Texts) -> Texts:
    return objects(_key(name or "", place or "") for name, place in zip(names, addresses, strict=True))


def _key(name: str, address: str) -> str:
    """Make an id of name and address that outlives another spelling of blanks, signs and widths."""
    said = "|".join(
        _APART.sub("", unicodedata.normalize("NFKC", text)).casefold() for text in (name, address)
    )
    return KEY + blake2b(said.encode(), digest_size=12).hexdigest()


def told_twice(places: pd.DataFrame, fields: Fields) -> tuple[list[tuple[int, int]], list[Refusal]]:
    """Find rows that are one place.

    Returns
    -------
    repeated
        Rows that say the same as an earlier one, with that one: they count once.
    refused
        Rows that say different things of one place, with the numbers of the others: none of them can be trusted.
    """
    ids = places["source_id"]
    again = ids.duplicated(keep=False)
    repeated: list[tuple[int, int]] = []
    refused: list[Refusal] = []
    for identity, group in places[again].groupby(ids[again], sort=False):
        rows = [int(row) for row in group.index]
        if len({repr(one) for one in group.itertuples(index=False, name=None)}) == 1:
            repeated += [(row, rows[0]) for row in rows[1:]]
        else:
            names = dict(zip(rows, group["name"], strict=True))
            refused += [
                _doubled(fields, row, names[row], str(identity), [r for r in rows if r != row])
                for row in rows
            ]
    return repeated, refused


def _doubled(fields: Fields, row: int, name: str, identity: str, others: list[int]) -> Refusal:
    listed = ", ".join(map(str, others[:_NAMED])) + (" …" if len(others) > _NAMED else "")
    which = f"rows {listed} give" if len(others) > 1 else f"row {listed} gives"
    if identity.startswith(KEY):
        rule = f"{which} the same name and address, and something else besides"
        return Refusal(
            row,
            fields.named("name") or "",
            name,
            rule,
            "give the list a column 编号 or id, or full addresses",
        )
    rule = f"{which} the same id, and something else besides"
    cure = "keep one of the rows, or give each its own id"
    return Refusal(row, fields.named("source_id") or "", identity, rule, cure)
