"""Who may do what: every address × everybody × own and foreign things. A refusal changes nothing in the whole store."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.web.asked import ASKED, Asked
from tests.web.branches import Actor, World, actors, world
from web.rights import PUBLIC

REFUSED = (401, 403, 404)


def routes(app: Flask) -> dict[tuple[str, str], Any]:
    """Every method and address that needs an account, with what it needs."""
    return {
        (method, rule.rule): app.view_functions[rule.endpoint].needs  # type: ignore[attr-defined]
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in PUBLIC
        if app.view_functions[rule.endpoint].needs != "nothing"  # type: ignore[attr-defined]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_address_is_public_or_says_what_it_needs(visit: FlaskClient) -> None:
    silent = [
        rule.rule
        for rule in visit.application.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in PUBLIC
        and not hasattr(visit.application.view_functions[rule.endpoint], "needs")
    ]
    assert silent == []


def test_an_address_that_says_nothing_is_refused(visit: FlaskClient) -> None:
    visit.application.add_url_rule("/forgotten", "forgotten.all", lambda: "everything")
    assert visit.get("/forgotten").status_code == 403


def test_every_address_that_needs_an_account_is_in_the_matrix(visit: FlaskClient) -> None:
    known = set(routes(visit.application))
    assert sorted(known - set(ASKED)) == []
    assert sorted(set(ASKED) - known) == []


def test_whoever_may_gets_it_done_and_nobody_else_changes_or_reads_anything(
    visit: FlaskClient, store: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    made = world(store, visit)
    everybody = list(actors(made))
    before = made.digest()
    tried = refused = 0
    wrong: list[str] = []
    for (method, rule), scope in sorted(routes(visit.application).items(), key=str):
        asked = ASKED[method, rule]
        sides = ("own", "foreign") if asked.thing or asked.unit_is_named else ("own",)
        for side in sides:
            for actor in everybody:
                tried += 1
                needed = "foreign" if asked.whole_store else side if len(sides) == 2 else None
                allowed = actor.may(scope, needed) and (
                    not asked.whole_store or actor.name == "operator of all"
                )
                complaint = _tried(made, actor, (method, rule), asked, side, allowed=allowed, before=before)
                refused += not allowed
                wrong += [complaint] if complaint else []
    with capsys.disabled():
        print(f"\nrights: {tried} combinations tried, {refused} of them to be refused")
    assert not wrong, "\n".join(wrong)


def _tried(
    made: World,
    actor: Actor,
    route: tuple[str, str],
    asked: Asked,
    side: str,
    *,
    allowed: bool,
    before: dict[str, str],
) -> str:
    method, rule = route
    branch = getattr(made, side)
    written = made.written()
    with made.undone():
        answer = actor.ask(method, asked.path(rule, branch), **asked.body(branch))
        who = f"{actor.name}: {method} {rule} ({side})"
        status = answer.status_code
        if allowed:
            got = status < 400 or not asked.proves
            if actor.name == "operator of all":
                made.store.commit()
                assert _differs(made, before) <= _moved(made, written), f"{who}: a write was not counted"
            return "" if got and status < 500 else f"{who} got {status} {answer.text[:300]}"
        led_away = status in (302, 303) and "/login" in answer.headers["Location"]
        if status not in REFUSED and not led_away and not asked.tells_nothing:
            return f"{who} was let in: {status} {answer.text[:200]}"
        made.store.commit()
        changed = _differs(made, before, _moved(made, written))
        return f"{who} changed {sorted(changed)}" if changed else ""


def _moved(made: World, written: dict[str, int]) -> set[str]:
    """Tables into which something was written since; only in them can anything have changed."""
    return {name for name, count in made.written().items() if count != written[name]}


def _differs(made: World, before: dict[str, str], tables: set[str] | None = None) -> set[str]:
    return {name for name, said in made.digest(tables).items() if said != before[name]}
