"""What an account keeps of itself: password, sessions, second factor, tokens."""

import re

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from werkzeug.test import TestResponse

from stations import second_factor as factor
from stations.acting import Scope
from tests.entering import OTHER, PASSWORD, browser_like, enter, is_in, name_of, send, with_password
from tests.people import account, session, sign_in, token, unit, value


@pytest.fixture
def manager(store: Connection) -> int:
    other = account(store, "manager", unit(store, "别处"))
    with_password(store, other, OTHER)
    session(store, other)
    token(store, other)
    made = account(store, "manager", unit(store, "本处"))
    with_password(store, made)
    return made


def bearer(visit: FlaskClient, secret: str, address: str = "/api/v1/session") -> int:
    """The status that a token gets."""
    return browser_like(visit).get(address, headers={"Authorization": f"Bearer {secret}"}).status_code


def new_token(visit: FlaskClient, **fields: object) -> TestResponse:
    """Make a token at the page."""
    return send(
        visit,
        "/account",
        "/account/tokens",
        **{"token_name": "大屏", "scope": "read", "days": "90", **fields},
    )  # type: ignore[arg-type]


def test_the_page_is_for_who_is_signed_in(visit: FlaskClient, store: Connection, manager: int) -> None:
    away = visit.get("/account", headers={"Accept": "text/html"})
    assert (away.status_code, away.headers["Location"]) == (303, "/login?next=/account")
    sign_in(visit, store, manager)
    page = visit.get("/account")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "本处" in page.text
    assert "别处" not in page.text


def test_a_new_password_ends_other_sessions_and_all_tokens_and_nobody_elses(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    elsewhere = session(store, manager)
    program = token(store, manager)
    open_before = value(
        store, "SELECT count(*) FROM session WHERE account_id <> %s AND revoked_at IS NULL", manager
    )
    enter(visit, name_of(store, manager))
    done = send(visit, "/account", "/account/password", old=PASSWORD, password=OTHER, again=OTHER)
    assert done.status_code == 303
    assert is_in(visit)
    assert (bearer(visit, elsewhere), bearer(visit, program)) == (401, 401)
    left = value(store, "SELECT count(*) FROM session WHERE account_id <> %s AND revoked_at IS NULL", manager)
    assert left == open_before
    assert enter(browser_like(visit), name_of(store, manager), PASSWORD).status_code == 401
    assert enter(browser_like(visit), name_of(store, manager), OTHER).status_code == 303
    assert value(store, "SELECT actor FROM journal WHERE act = 'change_password'") == name_of(store, manager)


def test_the_password_changes_for_who_knows_it_and_never_to_an_easy_one(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    sign_in(visit, store, manager)
    tried = {
        403: {"old": "wrong", "password": OTHER, "again": OTHER},
        400: {"old": PASSWORD, "password": "1234567890123", "again": "1234567890123"},
    }
    for status, fields in tried.items():
        assert send(visit, "/account", "/account/password", **fields).status_code == status
    for _ in range(5):
        send(visit, "/account", "/account/password", old="wrong", password=OTHER, again=OTHER)
    held = send(visit, "/account", "/account/password", old=PASSWORD, password=OTHER, again=OTHER)
    assert held.status_code == 303
    assert "秒后再试" in visit.get("/account").text


def test_a_session_elsewhere_is_ended_and_another_accounts_is_not(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    mine, third = session(store, manager), session(store, manager)
    other = value(store, "SELECT id FROM session WHERE account_id <> %s", manager)
    number = value(store, "SELECT max(id) - 1 FROM session WHERE account_id = %s", manager)
    sign_in(visit, store, manager)
    send(visit, "/account", f"/account/sessions/{other}/end")
    assert value(store, "SELECT revoked_at IS NULL FROM session WHERE id = %s", other)
    send(visit, "/account", f"/account/sessions/{number}/end")
    assert (bearer(visit, mine), bearer(visit, third)) == (401, 200)
    send(visit, "/account", "/account/sessions/end")
    assert bearer(visit, third) == 401
    assert is_in(visit)
    assert value(store, "SELECT revoked_at IS NULL FROM session WHERE id = %s", other)


@pytest.mark.parametrize(
    "end", ["revoked_at = now()", "expires_at = now()", "seen_at = now() - interval '8 days'"]
)
def test_a_session_that_is_over_opens_nothing(
    visit: FlaskClient, store: Connection, manager: int, end: str
) -> None:
    sign_in(visit, store, manager)
    assert is_in(visit)
    value(store, f"UPDATE session SET {end} WHERE account_id = %s", manager)
    assert visit.get("/account").status_code == 401
    assert not is_in(visit)


def test_a_second_factor_is_set_by_a_code_and_the_password_and_removed_by_the_password(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    import pyotp

    sign_in(visit, store, manager)
    form = "/account/second-factor"
    page = visit.get(form)
    assert "<svg" in page.text
    assert "otpauth://totp/Waystation:" in page.text
    secret = re.sub(r"\s", "", re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)[0])
    assert send(visit, form, code="000000", old=PASSWORD).status_code == 400
    assert send(visit, form, code=pyotp.TOTP(secret).now(), old="wrong").status_code == 403
    assert value(store, "SELECT totp_secret IS NULL FROM credential WHERE account_id = %s", manager)
    assert send(visit, form, code=pyotp.TOTP(secret).now(), old=PASSWORD).status_code == 303
    assert value(store, "SELECT totp_secret FROM credential WHERE account_id = %s", manager) == secret
    assert value(store, "SELECT count(*) FROM credential WHERE totp_secret IS NOT NULL") == 1
    assert send(visit, "/account", f"{form}/remove", old="wrong").status_code == 403
    assert send(visit, "/account", f"{form}/remove", old=PASSWORD).status_code == 303
    acts = value(store, "SELECT array_agg(act ORDER BY id) FROM journal WHERE act ~ 'factor'")
    assert acts == ["set_second_factor", "remove_second_factor"]


def test_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, the last six of eight digits
    assert factor.step_of(secret, "287082", now_s=59) == 1
    assert factor.step_of(secret, "081 804", now_s=1111111109) == 37037036
    assert factor.step_of(secret, "081804", now_s=1111111109 + 30) == 37037036
    assert factor.step_of(secret, "081804", now_s=1111111109 + 90) is None
    for wrong in ("", "28708", "２８７０８２", "28708x", "2870820"):
        assert factor.step_of(secret, wrong, now_s=59) is None


def test_a_token_does_what_it_was_made_for_until_it_is_revoked(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    sign_in(visit, store, manager)
    made = new_token(visit, token_name='"><img onerror=alert(1)>')
    assert made.status_code == 201
    assert "<img" not in made.text
    secret = re.findall(r"<code>([\w-]{43})</code>", made.text)[0]
    assert secret not in visit.get("/account").text
    assert bearer(visit, secret, "/api/v1/units") == 200
    assert bearer(visit, secret, "/api/v1/accounts") == 403
    number = value(store, "SELECT max(id) FROM api_token WHERE account_id = %s", manager)
    days = value(store, "SELECT (expires_at::date - created_at::date) FROM api_token WHERE id = %s", number)
    assert days == 90
    stranger = value(store, "SELECT id FROM api_token WHERE account_id <> %s", manager)
    assert send(visit, "/account", f"/account/tokens/{stranger}/revoke").status_code == 404
    assert send(visit, "/account", f"/account/tokens/{number}/revoke").status_code == 303
    assert bearer(visit, secret) == 401
    assert value(store, "SELECT revoked_at IS NULL FROM api_token WHERE id = %s", stranger)


@pytest.mark.parametrize("end", ["revoked_at = now()", "expires_at = now()"])
def test_a_token_that_is_over_and_one_of_a_disabled_account_open_nothing(
    visit: FlaskClient, store: Connection, manager: int, end: str
) -> None:
    first, second = token(store, manager), token(store, manager)
    assert bearer(visit, first) == bearer(visit, second) == 200
    value(store, f"UPDATE api_token SET {end} WHERE id = (SELECT max(id) FROM api_token)")
    assert (bearer(visit, first), bearer(visit, second)) == (200, 401)
    value(store, "UPDATE account SET disabled_at = now() WHERE id = %s", manager)
    assert bearer(visit, first) == 401


def test_nobody_makes_a_token_of_rights_that_they_lack(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    said = sign_in(visit, store, manager)
    assert new_token(visit, scope="accounts").status_code == 403
    assert new_token(visit, scope="all").status_code == 400
    assert new_token(visit, days="4000").status_code == 400
    headers = {"X-CSRF-Token": said}
    body = {"name": "t", "scopes": ["read", "accounts"], "days": 3}
    assert visit.post("/api/v1/tokens", json=body, headers=headers).status_code == 403
    assert visit.post("/api/v1/tokens", json={**body, "days": 400}, headers=headers).status_code == 400
    assert value(store, "SELECT count(*) FROM api_token WHERE account_id = %s", manager) == 0


def test_a_token_makes_no_token_and_ends_none(visit: FlaskClient, store: Connection, manager: int) -> None:
    secret = token(store, manager, *Scope)
    program = browser_like(visit)
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"name": "longer", "scopes": ["read"], "days": 300}
    assert program.post("/api/v1/tokens", json=body, headers=headers).status_code == 403
    number = value(store, "SELECT id FROM api_token WHERE account_id = %s", manager)
    assert program.delete(f"/api/v1/tokens/{number}", headers=headers).status_code == 403
    assert program.delete("/api/v1/session", headers=headers).status_code == 403
    assert program.post("/account/password", data={"old": PASSWORD, "password": OTHER, "again": OTHER},
                        headers=headers).status_code == 403  # fmt: skip
    assert program.get("/api/v1/tokens", headers=headers).get_json()["tokens"][0]["name"] == "t"


def test_twenty_tokens_are_enough(visit: FlaskClient, store: Connection, manager: int) -> None:
    sign_in(visit, store, manager)
    for _ in range(20):
        token(store, manager)
    assert new_token(visit).status_code == 303
    assert "20 个令牌" in visit.get("/account").text


def test_the_api_signs_in_and_out_and_its_cookie_needs_the_token_of_the_session(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    told = visit.post("/api/v1/session", json={"name": name_of(store, manager), "password": PASSWORD})
    assert told.status_code == 201
    said = told.get_json()
    assert said["account"]["scopes"] == ["read", "amend", "moderate", "import", "plan"]
    assert visit.delete("/api/v1/session").status_code == 403
    assert visit.delete("/api/v1/session", headers={"X-CSRF-Token": "x"}).status_code == 403
    gone = visit.delete("/api/v1/session", headers={"X-CSRF-Token": said["csrf_token"]})
    assert gone.get_json() == {"ended": True}
    assert not is_in(visit)
    body = {"name": "x", "password": "y", "role": "operator"}
    assert visit.post("/api/v1/session", json=body).status_code == 400
