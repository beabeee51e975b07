"""The report of a plan for a committee: one file of HTML, or a PDF on A4, in Chinese or English.

Both say the same in the same order: the answer, the map, the plots, the tables, the method, its limits, and what it
rests on.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from web.plans import method, plots, tables, words
from web.plans.layers import Layers, thinned
from web.plans.numbers import Say
from web.plans.picture import Picture, svg
from web.plans.still import still
from web.plans.tables import Table
from web.plans.words import Document
from web.words import Lang, speaker

Form = Literal["html", "pdf"]
LIMITS = ("demand", "model", "ground")


class Report(NamedTuple):
    """What stands in a report, from top to bottom."""

    title: str
    headline: str
    measured: str
    figures: Table | None
    map: Picture | None
    shown: Sequence[str]
    plots: Sequence[Picture]
    tables: Sequence[Table]
    notes: Sequence[str]
    method: Sequence[str]
    inputs: Sequence[tuple[str, str, str]]
    options: Sequence[tuple[str, str]]
    versions: str
    credits: Sequence[str]
    limits: Sequence[str]


def report(document: Document, layers: Layers, lang: Lang, form: Form, *, title: str = "") -> bytes:
    """Write the report of a plan.

    Parameters
    ----------
    document, layers
        As docs/plans.md describes them.
    title
        What the plan is called, where it has a name.

    Raises
    ------
    NoFont
        When a PDF is asked for and the font with Chinese signs is not installed.
    """
    say = speaker(lang, "plan")
    made = parts(document, layers, say, title=title)
    if form == "html":
        return page(made, lang, say).encode()
    from web.plans.paper import pdf  # noqa: PLC0415 - what writes PDF is loaded when one is written

    return pdf(made, say)


def parts(document: Document, layers: Layers, say: Say, *, title: str = "") -> Report:
    """Put together what stands in a report."""
    return Report(
        title=words.titled(title, document["what"], say),
        headline=words.headline(document, say),
        measured=method.measured(document, say),
        figures=tables.figures(document, say),
        map=still(document, layers, say),
        shown=thinned(layers, say),
        plots=plots.plots(document, say),
        tables=tables.tables(document, say),
        notes=method.notes(document, say),
        method=method.method(document, say),
        inputs=method.inputs(document, say),
        options=method.options(document),
        versions=method.versions(document),
        credits=method.owed(document),
        limits=[say(f"limit.{name}") for name in LIMITS],
    )


def page(made: Report, lang: Lang, say: Say) -> str:
    """Write a report as HTML that needs nothing else, and prints well."""
    templates = Environment(
        loader=PackageLoader("web"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    # Drawings escape all that people wrote.
    return templates.get_template("plan/report.html").render(
        made=made, lang=lang, say=say, drawn=lambda one: Markup(svg(one))  # noqa: S704
    )  # fmt: skip
