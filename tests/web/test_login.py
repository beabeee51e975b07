"""Signing in: the right password only, the same answer for everybody else, and nobody locked out for long."""

import concurrent.futures
import io
import logging
import resource
import threading
import time

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations import accounts, passwords
from stations import second_factor as factor
from tests.entering import OTHER, PASSWORD, browser_like, csrf, enter, is_in, name_of, send, with_password
from tests.people import account, session, unit, value
from web.entry import local
from web.logs import Line
from web.tries import FREE_TRIES, TooManyTries, Tries


@pytest.fixture
def manager(store: Connection) -> int:
    noise = account(store, "manager", unit(store))
    with_password(store, noise, OTHER)
    made = account(store, "manager", unit(store))
    with_password(store, made)
    return made


def with_factor(store: Connection, account_id: int) -> str:
    """Have an account asked for a code."""
    secret = factor.new_secret()
    value(store, "UPDATE credential SET totp_secret = %s WHERE account_id = %s", secret, account_id)
    return secret


def code_of(secret: str, later_s: int = 0) -> str:
    import pyotp

    return pyotp.TOTP(secret).at(int(time.time()) + later_s)


def test_the_right_password_signs_in_and_leads_to_where_one_was_going(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    answer = enter(visit, name_of(store, manager), next="/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert visit.get("/api/v1/session").get_json()["account"]["id"] == manager
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_name_and_password_are_read_as_people_type_them(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    assert enter(visit, f" {name_of(store, manager).upper()} ").status_code == 303


@pytest.mark.parametrize("name", ["nobody-here", "", "é\x00" + "x" * 500, "<script>alert(1)</script>"])
def test_an_unknown_account_is_answered_like_a_wrong_password_after_the_same_work(
    visit: FlaskClient, store: Connection, manager: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = []
    true = passwords.hash_secret_raw
    monkeypatch.setattr(passwords, "hash_secret_raw", lambda *told: worked.append(told[2:]) or true(*told))
    unknown = enter(visit, name)
    wrong = enter(browser_like(visit), name_of(store, manager), "something else")
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert "账号或密码不对" in unknown.text
    assert len(worked) == 2
    assert worked[0] == worked[1]
    assert "<script>alert" not in unknown.text
    assert not is_in(visit)


def test_an_account_without_password_or_disabled_is_answered_the_same(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    bare = account(store, "operator")
    assert enter(visit, name_of(store, bare), "").status_code == 401
    value(store, "UPDATE account SET disabled_at = now() WHERE id = %s", manager)
    assert enter(visit, name_of(store, manager)).status_code == 401


def test_the_salt_of_an_unknown_account_stays_the_same_and_is_its_own() -> None:
    one, other = (passwords.pretended("key", name) for name in ("a", "b"))
    assert one == passwords.pretended("key", "a")
    assert one.salt != other.salt


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "javascript:alert(1)", "/login", "/logout", " //evil.example", "/\n/evil.example", "evil.example", "/\x7f/x", ""],
)  # fmt: skip
def test_one_is_led_on_to_addresses_of_ours_alone(
    visit: FlaskClient, store: Connection, manager: int, address: str
) -> None:
    assert local(address) is None
    answer = enter(visit, name_of(store, manager), next=address)
    assert answer.headers["Location"] in ("/", "/manage")


def test_a_forged_host_or_forwarded_address_changes_nothing(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"}
    page = visit.get("/login", headers=forged)
    assert "evil.example" not in page.text
    token = csrf(visit.get("/login"))
    for nth in range(30):
        visit.post("/login", data={"csrf_token": token, "name": f"nobody{nth}", "password": "x"},
                   headers={"X-Forwarded-For": f"6.6.6.{nth}"})  # fmt: skip
    held = visit.post(
        "/login", data={"csrf_token": token, "name": name_of(store, manager), "password": PASSWORD}
    )
    assert held.status_code == 429


def test_signing_in_leaves_nothing_of_the_cookie_before(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    with visit.session_transaction() as kept:
        kept["proof"] = "fixed by a stranger"
        kept["totp"] = "x"
    enter(visit, name_of(store, manager))
    with visit.session_transaction() as kept:
        assert kept["proof"] != "fixed by a stranger"
        assert set(kept) <= {"proof", "csrf_token", "_permanent", "lang"}


def test_a_page_of_another_site_can_neither_sign_in_nor_out(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    blind = visit.post("/login", data={"name": name_of(store, manager), "password": PASSWORD})
    assert blind.status_code == 403
    assert not is_in(visit)
    plain = visit.post("/api/v1/session", data='{"name":"a","password":"b"}', content_type="text/plain")
    assert plain.status_code == 415
    enter(visit, name_of(store, manager))
    assert visit.post("/logout").status_code == 403
    assert is_in(visit)


def test_signing_out_ends_the_session_for_whoever_copied_the_cookie(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    enter(visit, name_of(store, manager))
    with visit.session_transaction() as kept:
        stolen = dict(kept)
    assert send(visit, "/account", "/logout").status_code == 303
    assert not is_in(visit)
    thief = browser_like(visit)
    with thief.session_transaction() as kept:
        kept.update(stolen)
    assert not is_in(thief)


def test_the_cookie_travels_when_it_changes_and_on_nothing_that_a_cache_may_keep(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    enter(visit, name_of(store, manager), next="/account")
    for address in ("/account", "/", "/api/v1/vocabulary", "/api/v1/session"):
        assert "Set-Cookie" not in visit.get(address).headers


# --- The second factor ------------------------------------------------------------------------------------------------


def test_with_a_second_factor_the_password_alone_opens_nothing(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    secret = with_factor(store, manager)
    asked = enter(visit, name_of(store, manager), next="/account")
    assert (asked.status_code, is_in(visit)) == (200, False)
    assert "验证码" in asked.text
    assert PASSWORD not in asked.text
    wrong = visit.post("/login", data={"csrf_token": csrf(asked), "code": "000000", "next": "/account"})
    assert (wrong.status_code, is_in(visit)) == (401, False)
    done = visit.post("/login", data={"csrf_token": csrf(wrong), "code": code_of(secret), "next": "/account"})
    assert (done.headers["Location"], is_in(visit)) == ("/account", True)


def test_a_code_opens_one_session_and_an_older_one_none(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    secret = with_factor(store, manager)
    name = name_of(store, manager)
    body = {"name": name, "password": PASSWORD, "code": code_of(secret)}
    assert visit.post("/api/v1/session", json=body).status_code == 201
    for later_s in (0, -30):
        again = {**body, "code": code_of(secret, later_s)}
        assert browser_like(visit).post("/api/v1/session", json=again).status_code == 401
    missing = browser_like(visit).post("/api/v1/session", json={"name": name, "password": PASSWORD})
    assert (missing.status_code, "code" in missing.get_json()["detail"]) == (401, True)


def test_codes_are_not_guessed_faster_than_passwords(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    with_factor(store, manager)
    asked = enter(visit, name_of(store, manager))
    token = csrf(asked)
    tried = [
        visit.post("/login", data={"csrf_token": token, "code": f"00000{nth}"}).status_code
        for nth in range(6)
    ]
    assert tried == [401] * 5 + [429]


def test_what_waits_for_a_code_tells_the_browser_nothing_of_the_password(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    with_factor(store, manager)
    enter(visit, name_of(store, manager))
    salt = value(store, "SELECT salt FROM credential WHERE account_id = %s", manager)
    with visit.session_transaction() as kept:
        sealed = bytes.fromhex(kept["step"]["sealed"])
        derived = passwords.derive(PASSWORD, passwords.Recipe(bytes(salt)))
        assert sealed != derived
        kept["step"]["until"] = 0
        kept.modified = True
    late = visit.post("/login", data={"csrf_token": csrf(visit.get("/login")), "code": "1"})
    assert late.status_code == 401
    assert "重新输入" in late.text


# --- One-time links ---------------------------------------------------------------------------------------------------


def test_a_link_sets_the_password_once_and_looking_uses_nothing_up(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    value(store, "UPDATE account SET shown_name = '<script>alert(1)</script>' WHERE id = %s", manager)
    before = session(store, manager)
    path = accounts.link(store, manager).path
    for _ in range(2):
        page = visit.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
    differs = send(visit, path, password=OTHER, again=PASSWORD)
    easy = send(visit, path, password="woaini1314520", again="woaini1314520")
    assert (differs.status_code, easy.status_code) == (400, 400)
    done = send(visit, path, password=OTHER, again=OTHER)
    assert (done.status_code, done.headers["Location"]) == (303, "/login")
    assert visit.get(path).status_code == 404
    token = csrf(visit.get("/login"))
    again = visit.post(path, data={"csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 404
    assert enter(visit, name_of(store, manager), OTHER).status_code == 303
    bearer = {"Authorization": f"Bearer {before}"}
    assert browser_like(visit).get("/api/v1/session", headers=bearer).status_code == 401


@pytest.mark.parametrize("end", ["expires_at = now()", "used_at = now()"])
def test_a_link_that_is_over_sets_nothing(
    visit: FlaskClient, store: Connection, manager: int, end: str
) -> None:
    path = accounts.link(store, manager).path
    value(store, f"UPDATE login_link SET {end} WHERE account_id = %s", manager)
    assert visit.get(path).status_code == 404
    token = csrf(visit.get("/login"))
    visit.post(path, data={"csrf_token": token, "password": OTHER, "again": OTHER})
    assert enter(visit, name_of(store, manager), OTHER).status_code == 401


def test_a_new_link_ends_the_one_before_and_a_disabled_account_has_none(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    first, second = accounts.link(store, manager).path, accounts.link(store, manager).path
    assert (visit.get(first).status_code, visit.get(second).status_code) == (404, 200)
    value(store, "UPDATE account SET disabled_at = now() WHERE id = %s", manager)
    assert visit.get(second).status_code == 404


@pytest.mark.parametrize("secret", ["x", "%00" * 43, "../../x", "é" * 43])
def test_a_link_that_never_was_is_told_as_one_that_is_over(visit: FlaskClient, secret: str) -> None:
    assert visit.get(f"/login/link/{secret}").status_code == 404


def test_the_log_tells_no_secret_of_a_link(visit: FlaskClient, store: Connection, manager: int) -> None:
    link = accounts.link(store, manager)
    ours = [one for one in logging.getLogger("waystation").handlers if isinstance(one.formatter, Line)]
    (handler,) = [one for one in ours if isinstance(one, logging.StreamHandler)]
    written = io.StringIO()
    stream = handler.setStream(written)
    visit.get(link.path)
    visit.get(f"{link.path}/more")
    handler.setStream(stream)
    assert link.secret not in written.getvalue()
    assert "/login/link/…" in written.getvalue()


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_after_five_wrong_tries_one_waits_and_is_told_how_long_there_or_not(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    for name in (name_of(store, manager), "not-there"):
        stranger = browser_like(visit)
        tried = [enter(stranger, name, "wrong") for _ in range(FREE_TRIES + 1)]
        assert [one.status_code for one in tried] == [401] * FREE_TRIES + [429]
        assert tried[-1].headers["Retry-After"] == "4"
        assert "请 4 秒后再试" in tried[-1].text


def test_a_browser_that_was_here_before_is_not_held_up_by_strangers(
    visit: FlaskClient, store: Connection, manager: int
) -> None:
    name = name_of(store, manager)
    enter(visit, name)
    send(visit, "/account", "/logout")
    stranger = browser_like(visit)
    for _ in range(FREE_TRIES + 1):
        held = enter(stranger, name, "wrong")
    assert held.status_code == 429
    assert enter(stranger, name).status_code == 429
    assert enter(visit, name).status_code == 303


def test_a_pause_doubles_to_a_minute_and_is_forgotten_in_a_quarter_of_an_hour() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    pauses = []
    for _ in range(12):
        try:
            tries.begin("a", None)
        except TooManyTries as error:
            pauses.append(error.wait_s)
            now[0] += error.wait_s
            tries.begin("a", None)
    assert pauses == [4, 8, 16, 32, 60, 60, 60]
    now[0] += 1000
    for _ in range(FREE_TRIES):
        tries.begin("a", None)


def test_a_line_has_thirty_wrong_tries_in_ten_minutes_and_right_ones_do_not_count() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for nth in range(100):
        tries.begin(f"right{nth}", "line")
        tries.succeed(f"right{nth}", "line")
    for nth in range(30):
        tries.begin(f"wrong{nth}", "line")
    with pytest.raises(TooManyTries) as told:
        tries.begin("somebody", "line")
    assert told.value.wait_s == 600
    tries.begin("somebody", "another line")
    now[0] += 600
    tries.begin("somebody", "line")


def test_a_flood_of_logins_takes_little_memory_and_leaves_lookups_their_thread(
    visit: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred at once, from as many lines: two are worked out, one waits, the others are sent away at once."""
    at_work, most, lock = [0], [0], threading.Lock()
    true = passwords.hash_secret_raw

    def counted(*told: object) -> bytes:
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        try:
            return true(*told)  # type: ignore[arg-type]
        finally:
            with lock:
                at_work[0] -= 1

    monkeypatch.setattr(passwords, "hash_secret_raw", counted)
    recipe = passwords.pretended("key", "nobody")
    passwords.derive("warm", recipe)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def log_in(nth: int) -> str:
        try:
            passwords.derive(f"password {nth}", recipe)
        except passwords.Busy:
            return "busy"
        return "worked"

    slowest_s = 0.0
    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        flood = [pool.submit(log_in, nth) for nth in range(200)]
        while not all(one.done() for one in flood):
            began = time.perf_counter()
            assert visit.get("/api/v1/nearest?lon=126.6&lat=45.7").status_code == 200
            slowest_s = max(slowest_s, time.perf_counter() - began)
    told = [one.result() for one in flood]
    assert most[0] <= passwords.AT_ONCE
    assert told.count("worked") >= 1
    assert told.count("busy") >= 150
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    assert grown_kib < 8 * passwords.MEMORY_KIB
    assert slowest_s < 5


def test_who_comes_while_others_sign_in_is_asked_to_come_again(
    visit: FlaskClient, store: Connection, manager: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_queue", threading.BoundedSemaphore(1))
    passwords._queue.acquire()
    page = enter(visit, name_of(store, manager))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    told = visit.post("/api/v1/session", json={"name": name_of(store, manager), "password": PASSWORD})
    assert (told.status_code, told.headers["Retry-After"]) == (503, "2")
    passwords._queue.release()
    assert enter(visit, name_of(store, manager)).status_code == 303
