"""A plan that is kept, run again: to the same numbers from the same inputs, or with a sentence on what is different."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from geodata.errors import BadPlan
from stations.asking import Asked, asked
from stations.plans import Made, Plan

_NAMES = {
    "demand": ("需求", "demand"),
    "places": ("驿站", "places"),
    "areas": ("区域", "areas"),
    "roads": ("道路", "roads"),
    "candidates": ("候选点", "candidates"),
}
_COUNTED = {"demand": "points", "roads": "edges"}


class Difference(NamedTuple):
    """An input or a library that is not what it was, and that in words."""

    what: str
    before: Any
    after: Any
    zh: str
    en: str

    @property
    def json(self) -> dict[str, Any]:
        """Write it as the document tells it."""
        return {
            "what": self.what,
            "before": self.before,
            "after": self.after,
            "text": {"zh": self.zh, "en": self.en},
        }


def question_of(plan: Plan, *, now: datetime) -> Asked:
    """Give the question that a plan answers, to be asked again.

    Raises
    ------
    BadPlan
        When the plan was put away, or never came to an end.
    """
    if plan.result is None:
        raise BadPlan(f"plan {plan.id} is {plan.state} and has no figures to compare with: ask for a new one")
    return asked(plan.what, plan.answers, now=now)


def inputs_of(plan: Plan | None) -> Mapping[str, Any] | None:
    """Give what a plan was worked out from, by which the very same demand and roads are found again."""
    if plan is None or plan.result is None:
        return None
    found: Mapping[str, Any] = plan.result["inputs"]
    return found


def compared(made: Made, earlier: Plan) -> Made:
    """Tell in a document how it compares with the plan that it repeats."""
    before = earlier.result or {}
    told = {
        "of": earlier.id,
        "same": made.digest == earlier.digest,
        "changed": [one.json for one in differences(before, made.result)],
    }
    return made._replace(result={**made.result, "again": told})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """List the inputs whose digests differ, then the libraries whose versions do.

    Examples
    --------
    >>> one = {"inputs": {"places": {"count": 2, "sha256": "a"}}, "versions": {"numpy": "2.3"}}
    >>> two = {"inputs": {"places": {"count": 3, "sha256": "b"}}, "versions": {"numpy": "2.3"}}
    >>> [each.en for each in differences(one, two)]
    ['The places changed since: there were 2, and now there are 3.']
    """
    found = []
    for name in _NAMES:
        one, other = (told.get("inputs", {}).get(name) or {} for told in (before, after))
        if one.get("sha256") != other.get("sha256"):
            found.append(_of_input(name, one, other))
    for name, version in before.get("versions", {}).items():
        later = after.get("versions", {}).get(name)
        if later != version:
            found.append(
                Difference(
                    name,
                    version,
                    later,
                    f"{name} 从 {version} 变为 {later}",
                    f"{name} was {version}, and is {later}.",
                )
            )
    return found


def _of_input(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Difference:
    zh, en = _NAMES[name]
    counted = _COUNTED.get(name, "count")
    before, after = one.get(counted, 0), other.get(counted, 0)
    if before == after:
        return Difference(
            name,
            before,
            after,
            f"{zh}变了：数目仍是 {after}，内容不同",
            f"The {en} changed since: there are still {after}, but not the same.",
        )
    return Difference(
        name, before, after, f"{zh}变了：原来 {before}，现在 {after}",
        f"The {en} changed since: there were {before}, and now there are {after}.",
    )  # fmt: skip
