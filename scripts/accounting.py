"""How the account of a load looks in a terminal, and how its work shows while it runs."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from geodata.account import Account
from geodata.frames import Doubt, Refusal
from geodata.hours import CURE, short

FIRST = 10
WIDTH = 110  # where there is no terminal to ask

FINDINGS = {
    "likely_duplicate": "Likely duplicates",
    "county_differs": "In another county than the list says",
    "county_unknown": "The stated county is none that is known here",
    "kind_unknown": "Kind not known here",
    "capacity_unread": "Capacity left out",
    "date_unread": "Date left out",
    "detail_unread": "Detail left out",
    "detail_of_other_kind": "Detail of another kind of place, left out",
    "far_away": "Outside China",
    "coarse_point": "Point written to a kilometre",
    "shared_point": "Many places at one point",
}


@contextmanager
def stages(names: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves from stage to stage, on a terminal; elsewhere nothing but the account is written."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    bar = Progress(
        TextColumn("{task.description:<30}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("opening the store", total=len(names) + 1)

        def tell(stage: str) -> None:
            bar.update(task, description=stage, advance=1)

        yield tell


def console() -> Console:
    """Give the terminal, or plain lines of a fixed width where there is none."""
    return (
        Console(soft_wrap=False)
        if sys.stdout.isatty()
        else Console(width=WIDTH, no_color=True, highlight=False)
    )


def told(account: Account, *, everything: bool, report: Path | None) -> None:
    """Print the account of a load."""
    out = console()
    most = None if everything else FIRST
    _head(out, account)
    _evidence(out, account)
    _refused(out, account.refused, most)
    _doubts(out, account.doubts, account.names, most)
    _lists(out, account, most)
    _columns(out, account)
    _end(out, account, report)


def _head(out: Console, account: Account) -> None:
    named = "" if account.source_told else " (the file's name; give it one with --source)"
    out.print(Text(f"{account.file} → source {account.source}{named}, read as {account.datum}", style="bold"))
    for note in account.notes:
        out.print(Text(f"  {note}", style="dim"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column()
    would = "" if account.loaded else "would be "
    for number, what in (
        (account.rows, "rows"),
        (account.entered, f"{would}entered"),
        (account.amended, f"{would}amended"),
        (account.unchanged, "unchanged"),
        (len(account.repeated), "said twice, counted once"),
        (account.refused_rows, "refused"),
        (account.doubtful_rows, "doubtful: taken, with a finding to look at"),
        (len(account.left), f"known from {account.source} and not in this list" + _closing(account)),
        (account.left_alone, "fields left alone: set by hand, and the list says otherwise"),
        (account.sample_closed, f"places of the made-up sample {would}closed"),
    ):
        if number or what in ("rows", "refused", f"{would}entered", f"{would}amended", "unchanged"):
            grid.add_row(f"{number:,}", what)
    out.print()
    out.print(grid)
    hours = ", ".join(_read(which, rows) for which, rows in account.hours.items())
    out.print(f"\nHours: {hours}.")
    told = account.read
    out.print(f"Services: {told['services']:,} known, {told['services_inferred']:,} guessed.")


def _read(which: str, rows: Mapping[str, int]) -> str:
    read, as_text = rows["read"], rows["kept_as_text"]
    return f"{read + as_text:,} {which} ({read:,} read, {as_text:,} kept as text)"


def _closing(account: Account) -> str:
    if account.closed:
        return f", {account.closed:,} closed"
    return ": left as they are; --close-missing closes them"


def _evidence(out: Console, account: Account) -> None:
    for seems in dict.fromkeys(one.seems for one in account.evidence):
        out.print(Text(f"\n{seems}", style="bold yellow"))
        for one in account.evidence:
            if one.seems == seems:
                out.print(Text(f"  {one.numbers}"))


def _refused(out: Console, refused: Sequence[Refusal], most: int | None) -> None:
    if not refused:
        return
    out.print(Text("\nRefused", style="bold red"))
    groups: dict[tuple[str, str, str], list[Refusal]] = {}
    for one in refused:
        groups.setdefault((one.column, one.rule, one.cure), []).append(one)
    for (column, rule, cure), members in list(groups.items())[:most]:
        out.print(Text(f"  {_rows([one.row for one in members])}{f', {column}' if column else ''}: {rule}"))
        values = [f"«{one.value[:50]}»" for one in members[:3] if one.value]
        if values:
            out.print(Text(f"    {', '.join(values)}{' …' if len(members) > 3 else ''}"))
        out.print(Text(f"    → {cure}", style="dim"))
    _more(out, len(groups), most, "reasons")


def _doubts(out: Console, doubts: Sequence[Doubt], names: Mapping[int, str], most: int | None) -> None:
    for what, title in FINDINGS.items():
        found = [one for one in doubts if one.what == what]
        if not found:
            continue
        out.print(Text(f"\n{title} ({len(found):,})", style="bold"))
        for one in found[:most]:
            out.print(Text(f"  row {one.row}, {names[one.row]}: {one.detail}"))
        _more(out, len(found), most)


def _lists(out: Console, account: Account, most: int | None) -> None:
    if account.unknown_services:
        out.print(Text("\nService words that mean nothing here", style="bold"))
        words = sorted(account.unknown_services.items(), key=lambda one: -len(one[1]))
        for word, rows in words[:most]:
            out.print(Text(f"  «{word[:60]}» in {len(rows):,} rows, first in row {rows[0]}"))
        _more(out, len(words), most)
        out.print(Text("  → add a row to service_word, or put right the list", style="dim"))
    if account.unread_hours:
        out.print(Text("\nHours that could not be read, kept as text", style="bold"))
        for one in account.unread_hours[:most]:
            guessed = ", guessed" if one.guess else ""
            out.print(
                Text(f"  «{short(one.text)}» in {len(one.rows):,} rows{guessed}, first in row {one.rows[0]}")
            )
            out.print(Text(f"    {one.reason}"))
        _more(out, len(account.unread_hours), most)
        out.print(Text(f"  → {CURE}", style="dim"))
    if account.left:
        out.print(Text(f"\nNot in this list any more ({len(account.left):,})", style="bold"))
        for left in account.left[:most]:
            out.print(Text(f"  {left.name} ({left.source_id})"))
        _more(out, len(account.left), most)
    if account.repeated:
        out.print(Text("\nSaid twice", style="bold"))
        for row, first in account.repeated[:most]:
            out.print(Text(f"  row {row} says the same as row {first}"))
        _more(out, len(account.repeated), most)


def _columns(out: Console, account: Account) -> None:
    used = ", ".join(f"{column} → {what}" for column, what in account.used.items())
    if used:
        out.print(Text(f"\nColumns read: {used}", style="dim"))
    if account.unused:
        out.print(Text("\nColumns not used", style="bold"))
        for column, why in account.unused.items():
            out.print(Text(f"  {column}: {why}"))


def _end(out: Console, account: Account, report: Path | None) -> None:
    out.print()
    if report is not None:
        out.print(Text(f"Every line of this account is in {report}."))
    if account.dry_run:
        out.print(Text("Dry run: nothing was changed.", style="bold"))
    elif account.loaded:
        out.print(Text("Loaded.", style="bold green"))
    else:
        cure = "mend the rows above, or load the others with --skip-bad"
        out.print(
            Text(
                f"Nothing was loaded, for {account.refused_rows:,} rows were refused: {cure}.",
                style="bold red",
            )
        )


def _rows(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:8]))
    return (
        f"row {shown}" if len(rows) == 1 else f"{len(rows):,} rows ({shown}{', …' if len(rows) > 8 else ''})"
    )


def _more(out: Console, total: int, most: int | None, what: str = "") -> None:
    if most is not None and total > most:
        out.print(
            Text(f"  … and {total - most:,} more{f' {what}' if what else ''}: --all shows them", style="dim")
        )
