"""Units and accounts: an operator keeps those of the own branch, and nothing above or beside it."""

import re
from dataclasses import replace
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests.entering import browser_like, name_of, send, with_password
from tests.make import enter_one
from tests.people import account, keep, session, sign_in, token, unit, value
from web.shapes import accounts as shapes

NASTY = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


class Town(NamedTuple):
    """A city with a county, and another city beside it, each with an operator."""

    province: int
    city: int
    county: int
    beside: int
    chief: int
    operator: int
    manager: int
    stranger: int


@pytest.fixture
def town(store: Connection) -> Town:
    province = unit(store, "省总", level="province")
    city = unit(store, "甲市", level="city", parent=province)
    county = unit(store, "甲区", level="county", parent=city)
    beside = unit(store, "乙市", level="city", parent=province)
    keep(store, enter_one(store, name="甲街驿站"), county)
    return Town(
        province, city, county, beside, account(store, "operator"), account(store, "operator", city),
        account(store, "manager", county), account(store, "manager", beside),
    )  # fmt: skip


def added(store: Connection) -> int:
    """How many accounts there are."""
    return int(value(store, "SELECT count(*) FROM account"))


def test_an_operator_sees_the_own_branch_and_nothing_else(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    sign_in(visit, store, town.operator)
    page = visit.get("/manage/accounts").text
    assert "甲区" in page
    assert name_of(store, town.manager) in page
    for beyond in ("乙市", "省总", name_of(store, town.chief), name_of(store, town.stranger)):
        assert f">{beyond}<" not in page
    assert visit.get(f"/manage/accounts?unit={town.beside}").status_code == 404
    assert visit.get(f"/manage/accounts?unit={town.province}").status_code == 404
    assert visit.get("/manage/accounts?unit=x").status_code == 404
    county = visit.get(f"/manage/accounts?unit={town.county}").text
    assert "1 个驿站" in county


@pytest.mark.parametrize("role", ["manager", "planner"])
def test_who_is_no_operator_keeps_no_accounts(
    visit: FlaskClient, store: Connection, town: Town, role: str
) -> None:
    said = sign_in(visit, store, account(store, role, town.city))
    body = {"name": "newone", "shown_name": "n", "role": "planner", "unit_id": town.county}
    headers = {"X-CSRF-Token": said}
    assert visit.get("/manage/accounts").status_code == 403
    assert visit.get("/api/v1/accounts").status_code == 403
    assert visit.post("/api/v1/accounts", json=body, headers=headers).status_code == 403
    assert visit.post(f"/api/v1/accounts/{town.manager}/link", headers=headers).status_code == 403


def test_an_account_is_added_with_a_link_that_is_shown_once(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    sign_in(visit, store, town.operator)
    made = send(
        visit,
        "/manage/accounts",
        unit=str(town.county),
        name="Li.Gong",
        shown_name=NASTY[:60],
        role="manager",
    )
    assert made.status_code == 201
    assert "<img" not in made.text
    path = re.findall(r"<code>(/login/link/[\w-]{43})</code>", made.text)[0]
    assert visit.get(path).status_code == 200
    assert path not in visit.get("/manage/accounts").text
    where = value(store, "SELECT unit_id FROM account WHERE name = 'li.gong'")
    assert where == town.county
    acts = value(
        store, "SELECT array_agg(act || ' ' || actor ORDER BY id) FROM journal WHERE act ~ 'account|link'"
    )
    operator = name_of(store, town.operator)
    assert acts == [f"add_account {operator}", f"make_link {operator}"]


def test_a_link_is_written_with_our_own_address_alone(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    headers = {"Authorization": f"Bearer {token(store, town.operator)}", "Host": "evil.example"}
    address = f"/api/v1/accounts/{town.manager}/link"
    assert visit.post(address, headers=headers).get_json()["link"].startswith("/login/link/")
    ours = replace(visit.application.extensions["settings"], public_url="https://map.example.org")
    visit.application.extensions["settings"] = ours
    told = visit.post(address, headers=headers).get_json()["link"]
    assert told.startswith("https://map.example.org/login/link/")


@pytest.mark.parametrize("where", ["province", "beside", None])
def test_a_branchs_operator_makes_no_account_above_or_outside(
    visit: FlaskClient, store: Connection, town: Town, where: str | None
) -> None:
    before = added(store)
    said = sign_in(visit, store, town.operator)
    unit_id = getattr(town, where) if where else None
    body = {"name": "climber", "shown_name": "c", "role": "operator", "unit_id": unit_id}
    assert visit.post("/api/v1/accounts", json=body, headers={"X-CSRF-Token": said}).status_code == 403
    for change in ({"unit_id": unit_id}, {"role": "operator", "unit_id": unit_id}):
        answer = visit.patch(f"/api/v1/accounts/{town.manager}", json=change, headers={"X-CSRF-Token": said})
        assert answer.status_code == 403
    if unit_id:
        assert send(visit, "/manage/accounts", unit=str(unit_id), name="climber", shown_name="c",
                    role="operator").status_code == 404  # fmt: skip
    assert added(store) == before
    assert value(store, "SELECT unit_id FROM account WHERE id = %s", town.manager) == town.county


def test_accounts_of_another_branch_are_not_there(visit: FlaskClient, store: Connection, town: Town) -> None:
    with_password(store, town.stranger)
    open_session = session(store, town.stranger)
    said = sign_in(visit, store, town.operator)
    headers = {"X-CSRF-Token": said}
    for one in (town.stranger, town.chief, 10**9):
        assert visit.post(f"/api/v1/accounts/{one}/link", headers=headers).status_code == 404
        assert (
            visit.patch(f"/api/v1/accounts/{one}", json={"disabled": True}, headers=headers).status_code
            == 404
        )
        for act in ("link", "disable", "enable", "end"):
            assert send(visit, "/manage/accounts", f"/manage/accounts/{one}/{act}").status_code == 404
    assert value(store, "SELECT count(*) FROM login_link WHERE used_at IS NULL") == 0
    bearer = {"Authorization": f"Bearer {open_session}"}
    assert browser_like(visit).get("/api/v1/session", headers=bearer).status_code == 200


def test_a_disabled_account_is_out_at_once_and_comes_back_without_its_old_secrets(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    secrets = session(store, town.manager), token(store, town.manager)
    other = session(store, town.stranger)
    sign_in(visit, store, town.operator)
    send(visit, "/manage/accounts", f"/manage/accounts/{town.manager}/link")
    assert send(visit, "/manage/accounts", f"/manage/accounts/{town.manager}/disable").status_code == 303
    assert "已停用账号" in visit.get("/manage/accounts").text
    assert send(visit, "/manage/accounts", f"/manage/accounts/{town.manager}/link").status_code == 303
    assert "请先启用" in visit.get("/manage/accounts").text
    for enabled in (False, True):
        if enabled:
            send(visit, "/manage/accounts", f"/manage/accounts/{town.manager}/enable")
        for secret in secrets:
            bearer = {"Authorization": f"Bearer {secret}"}
            assert browser_like(visit).get("/api/v1/session", headers=bearer).status_code == 401
    assert not value(
        store, "SELECT EXISTS (SELECT FROM login_link WHERE expires_at > now() AND used_at IS NULL)"
    )
    bearer = {"Authorization": f"Bearer {other}"}
    assert browser_like(visit).get("/api/v1/session", headers=bearer).status_code == 200


def test_an_operator_ends_the_sessions_of_an_account(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    secret = session(store, town.manager)
    sign_in(visit, store, town.operator)
    send(visit, "/manage/accounts", f"/manage/accounts/{town.manager}/end")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert browser_like(visit).get("/api/v1/session", headers=bearer).status_code == 401
    assert value(store, "SELECT actor FROM journal WHERE act = 'end_sessions'") == name_of(
        store, town.operator
    )


def test_nobody_changes_the_own_account_and_the_last_operator_of_all_stays(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    said = sign_in(visit, store, town.chief)
    headers = {"X-CSRF-Token": said}
    for change in ({"disabled": True}, {"role": "planner", "unit_id": town.city}, {"shown_name": "x"}):
        own = visit.patch(f"/api/v1/accounts/{town.chief}", json=change, headers=headers)
        assert (own.status_code, "own account" in own.get_json()["detail"]) == (409, True)
    second = account(store, "operator")
    assert (
        visit.patch(f"/api/v1/accounts/{second}", json={"disabled": True}, headers=headers).status_code == 200
    )
    assert send(visit, "/manage/accounts", f"/manage/accounts/{town.chief}/disable").status_code == 303
    assert value(store, "SELECT disabled_at IS NULL FROM account WHERE id = %s", town.chief)


def test_a_unit_is_added_below_the_own_branch_only(visit: FlaskClient, store: Connection, town: Town) -> None:
    said = sign_in(visit, store, town.operator)
    made = send(visit, "/manage/accounts", "/manage/accounts/units", unit=str(town.county), unit_name=NASTY,
                level="street")  # fmt: skip
    assert made.status_code == 303
    page = visit.get(made.headers["Location"]).text
    assert "&lt;img" in page
    assert "<img" not in page
    assert value(store, "SELECT parent FROM unit WHERE level = 'street'") == town.county
    for parent in (town.beside, town.province, None):
        body = {"level": "street", "name": "别家的", "parent": parent}
        assert visit.post("/api/v1/units", json=body, headers={"X-CSRF-Token": said}).status_code == 403
    again = {"level": "county", "name": "甲区", "parent": town.city}
    higher = {"level": "city", "name": "高处", "parent": town.county}
    nowhere = {"level": "street", "name": "哪里", "parent": town.city, "county_code": "999999"}
    for body in (again, higher, nowhere):
        assert visit.post("/api/v1/units", json=body, headers={"X-CSRF-Token": said}).status_code == 409
    assert value(store, "SELECT count(*) FROM unit") == 5


def test_the_api_lists_the_branch_page_by_page_in_the_documented_shapes(
    visit: FlaskClient, store: Connection, town: Town
) -> None:
    for _ in range(3):
        account(store, "planner", town.county)
    said = sign_in(visit, store, town.operator)
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = shapes.Accounts.model_validate_json(
            visit.get(f"/api/v1/accounts?limit=2&cursor={cursor}").data
        )
        names += [one.name for one in page.accounts]
        cursor = page.next
    assert names == sorted(names)
    assert len(names) == 5
    first = shapes.Units.model_validate_json(visit.get("/api/v1/units?limit=1").data)
    rest = shapes.Units.model_validate_json(visit.get(f"/api/v1/units?limit=1&cursor={first.next}").data)
    assert [one.name for one in (*first.units, *rest.units)] == ["甲市", "甲区"]
    assert rest.next is None
    headers = {"X-CSRF-Token": said}
    body = {"name": "newcomer", "shown_name": "新人", "role": "planner", "unit_id": town.county}
    made = visit.post("/api/v1/accounts", json=body, headers=headers)
    number = shapes.Account.model_validate_json(made.data).id
    taken = visit.post("/api/v1/accounts", json=body, headers=headers)
    assert (made.status_code, taken.status_code) == (201, 409)
    changed = visit.patch(f"/api/v1/accounts/{number}", json={"shown_name": "老人"}, headers=headers)
    assert shapes.Account.model_validate_json(changed.data).shown_name == "老人"
    shapes.OneTimeLink.model_validate_json(
        visit.post(f"/api/v1/accounts/{number}/link", headers=headers).data
    )
    new = visit.post("/api/v1/tokens", json={"name": "t", "scopes": ["accounts"]}, headers=headers)
    shapes.NewToken.model_validate_json(new.data)
    shapes.Tokens.model_validate_json(visit.get("/api/v1/tokens").data)
    unit_made = visit.post(
        "/api/v1/units", json={"level": "place", "name": "点", "parent": town.county}, headers=headers
    )
    shapes.Unit.model_validate_json(unit_made.data)
    shapes.SignedIn.model_validate_json(visit.get("/api/v1/session").data)
    for wrong in ("/accounts?limit=0", "/accounts?page=2", "/units?cursor=-1", f"/units?below={2**63}"):
        assert visit.get(f"/api/v1{wrong}").status_code == 400


def test_raw_sql_of_the_web_opens_none_of_these_tables(store: Connection, town: Town) -> None:
    """The doors look by themselves: whoever calls them as nobody, or from another branch, gets nothing."""
    import psycopg2

    proofs = {"nobody": "", "manager": session(store, town.manager), "beside": session(store, town.stranger)}
    calls = [
        "SELECT * FROM credential", "SELECT * FROM session", "SELECT * FROM api_token", "SELECT * FROM login_link",
        "INSERT INTO account (name, shown_name, role) VALUES ('evil', 'e', 'operator')",
        "SELECT add_account('evil', 'e', 'operator', NULL)",
        f"SELECT add_account('evil', 'e', 'operator', {town.county})",
        f"SELECT make_link({town.operator}, '\\x00')",
        f"SELECT amend_account({town.operator}, 'x', 'planner', {town.city}, true)",
        f"SELECT end_sessions_of({town.operator})", f"SELECT end_sessions({town.operator}, NULL)",
        f"SELECT add_unit({town.city}, 'street', 'evil', NULL)", f"SELECT kept_account({town.operator})",
        "SELECT make_token('t', '\\x00', '{accounts}', 1)",
        f"UPDATE account SET role = 'operator' WHERE id = {town.manager}",
    ]  # fmt: skip
    tried = 0
    for proof in proofs.values():
        for call in calls:
            with store.cursor() as cursor:
                cursor.execute("SAVEPOINT attack")
                cursor.execute("SELECT set_config('waystation.proof', %s, true)", (proof,))
                cursor.execute("SET ROLE waystation_web")
                with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.NoDataFound)):
                    cursor.execute(call)
                cursor.execute("ROLLBACK TO SAVEPOINT attack")
                cursor.execute("RESET ROLE")
            tried += 1
        with store.cursor() as cursor:
            cursor.execute("SELECT set_config('waystation.proof', %s, true)", (proof,))
            cursor.execute("SET ROLE waystation_web")
            cursor.execute("SELECT count(*) FROM kept_accounts(NULL, NULL, '', 100)")
            assert cursor.fetchone() == (0,)
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT set_config('waystation.proof', '', true)")
    assert tried == 45
