"""``waystation plan``: who is covered, when, where the next places go, and what would change."""

import os

import click

from scripts.plan import kept, questions, stored


@click.group()
def plan() -> None:
    """Work out who is covered, when, and where the next places go; keep it, and tell it.

    Demand comes from `load-demand`, roads from `load-roads`, places and counties from `load` and `load-boundaries`.
    """
    # Searching and proving take a core each; a third thread of the linear algebra would take its share from both.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


for _verb in (*questions.VERBS, *kept.VERBS, *stored.VERBS):
    plan.add_command(_verb)
