"""Which comments wait, what becomes of them, and who may rule on abuse."""

from datetime import date, datetime, timedelta

import psycopg2.errors
import pytest
from psycopg2.extensions import connection as Connection

from stations import moderation, ratings
from stations.acting import act_by
from stations.errors import NotFound
from stations.hours import CHINA
from stations.moderation import NothingToDo, Show
from tests.make import enter_one
from tests.people import account, keep, session, unit, value

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=CHINA)
WAITS = "加微信 abc12345"


def rate(
    store: Connection,
    place: int,
    comment: str | None,
    *,
    voter: bytes = b"a",
    minute: int = 0,
    stars: int = 2,
) -> int:
    at = NOW + timedelta(minutes=minute)
    ratings.rate(store, place, voter=voter, day=DAY, stars=stars, comment=comment, at=at, now=at)
    return int(value(store, "SELECT id FROM rating WHERE station_id = %s AND voter = %s", place, voter))


def comments(store: Connection, place: int) -> list[str | None]:
    return [one.comment for one in ratings.recent(store, place)]


def mine(store: Connection, place: int) -> ratings.Own:
    return ratings.own(store, place, [b"a"])[0]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("水很热，人很好", None),
        ("营业 8:00-20:00，2026-11-20 去的", None),
        ("微信支付很方便", None),
        ("3 楼 2 号，5 元 10 元 20 元都有", None),
        ("两三个人，一二楼都能坐", None),
        ("看 https://a.example/b", "link"),
        ("ａｂｃ．ｃｏｍ 便宜", "link"),
        ("abc点com", "link"),
        ("写信 a@b.cn", "link"),
        ("电话13800138000", "phone"),
        ("１３８ ００１３ ８０００", "phone"),
        ("一三八 零零一三 八零零零", "phone"),
        ("①③⑧00138000", "phone"),
        ("13 8oo 138 00l", "phone"),
        ("0451-86412345", "phone"),
        ("400 820 8820", "phone"),
        ("八二三四五六七八", "phone"),
        ("微信：abc12345", "contact"),
        ("V信 hello99", "contact"),
        ("加 微 信", "contact"),
        ("扣扣 1 2 3 4 5 6", "contact"),
        ("傻·逼", "word"),
        ("F u c k", "word"),
    ],
)
def test_a_comment_waits_for_what_it_holds(store: Connection, said: str, why: str | None) -> None:
    assert value(store, "SELECT why_withheld(%s)", said) == why


def test_the_stars_count_at_once_and_the_comment_waits(store: Connection) -> None:
    place, other = enter_one(store), enter_one(store)
    rate(store, place, WAITS)
    rate(store, other, "好")
    assert (comments(store, place), ratings.summary(store, place).count) == ([], 1)
    assert (mine(store, place).waits, mine(store, place).comment) == (True, WAITS)
    assert comments(store, other) == ["好"]
    assert value(store, "SELECT count(*) FROM rating WHERE comment LIKE '%%abc12345%%'") == 0


def test_a_word_that_an_operator_lists_holds_from_then_on(store: Connection) -> None:
    assert value(store, "SELECT why_withheld('卖 西 瓜')") is None
    moderation.list_word(store, "西瓜")
    assert value(store, "SELECT why_withheld('卖 西 瓜')") == "word"
    moderation.unlist_word(store, "西瓜")
    with pytest.raises(NotFound):
        moderation.unlist_word(store, "西瓜")


def test_a_writer_who_says_it_otherwise_need_not_wait(store: Connection) -> None:
    place = enter_one(store)
    rate(store, place, WAITS)
    rate(store, place, "水很热", minute=1)
    assert comments(store, place) == ["水很热"]
    assert value(store, "SELECT count(*) FROM withheld_comment") == 0


def test_words_that_come_late_do_not_pass_by_those_that_wait(store: Connection) -> None:
    place = enter_one(store)
    rate(store, place, WAITS, minute=5)
    rate(store, place, "早些时候写的", minute=1)
    assert comments(store, place) == []
    assert mine(store, place).comment == WAITS


def test_hidden_is_hidden_from_all_but_the_writer_who_reads_why(store: Connection) -> None:
    place = enter_one(store)
    number = rate(store, place, "态度差")
    before = ratings.summary(store, place)
    moderation.hide(store, number, "有个人信息")
    assert (comments(store, place), ratings.summary(store, place)) == ([], before)
    assert (mine(store, place).comment, mine(store, place).hidden) == ("态度差", "有个人信息")
    moderation.show(store, number)
    assert comments(store, place) == ["态度差"]
    with pytest.raises(NothingToDo):
        moderation.show(store, number)


def test_what_was_hidden_does_not_come_back_by_saying_it_again(store: Connection) -> None:
    place = enter_one(store)
    moderation.hide(store, rate(store, place, "态度差"), "不实")
    rate(store, place, "态度差", minute=1)
    assert comments(store, place) == []
    ratings.withdraw(store, place, voter=b"a", day=DAY)
    rate(store, place, "态度差", minute=2)
    assert (comments(store, place), mine(store, place).waits) == ([], True)


def test_what_waited_and_is_taken_back_is_forgotten(store: Connection) -> None:
    place = enter_one(store)
    rate(store, place, WAITS)
    ratings.withdraw(store, place, voter=b"a", day=DAY)
    assert value(store, "SELECT count(*) FROM withheld_comment") == 0


def test_a_comment_that_a_manager_let_pass_stays_public(store: Connection) -> None:
    place = enter_one(store)
    number = rate(store, place, WAITS)
    moderation.show(store, number)
    rate(store, place, None, minute=1, stars=5)
    assert comments(store, place) == [WAITS]


def test_no_text_of_a_comment_goes_into_the_journal(store: Connection) -> None:
    place = enter_one(store)
    number = rate(store, place, "态度差")
    moderation.hide(store, number, "不实")
    moderation.show(store, number)
    assert value(store, "SELECT count(*) FROM journal WHERE detail::text LIKE '%%态度差%%'") == 0


def test_only_a_unit_above_rules_on_abuse_and_the_rating_counts_no_longer(store: Connection) -> None:
    city = unit(store, level="city")
    county, other = unit(store, parent=city), unit(store, parent=city)
    place = enter_one(store)
    keep(store, place, county)
    number, bystander = rate(store, place, "差"), rate(store, place, "好", voter=b"b", stars=5)
    secret = session(store, account(store, "manager", county))
    act_by(store, secret)
    moderation.ask_above(store, number, "没来过")
    store.commit()
    act_by(store, secret)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        moderation.rule(store, number, abuse=True, reason="是编的")
    store.rollback()
    act_by(store, session(store, account(store, "manager", other)))
    with pytest.raises(NotFound):
        moderation.rule(store, number, abuse=True, reason="是编的")
    act_by(store, session(store, account(store, "manager", city)))
    (asked,) = moderation.listed(store, show=Show.ASKED)
    assert (asked.id, asked.asked, asked.above) == (number, "没来过", True)
    moderation.rule(store, number, abuse=True, reason="是编的")
    assert ratings.summary(store, place).count == 1
    assert (mine(store, place).counted, mine(store, place).ruled) == (False, "是编的")
    assert ratings.withdraw(store, place, voter=b"a", day=DAY) is False
    moderation.rule(store, number, abuse=False, reason="重新看过")
    assert ratings.summary(store, place).count == 2
    assert mine(store, place).counted
    assert bystander in [one.id for one in moderation.listed(store)]


def test_an_answer_goes_with_its_rating(store: Connection) -> None:
    place = enter_one(store)
    number = rate(store, place, "冷")
    moderation.answer(store, number, "已开暖气")
    (one,) = ratings.recent(store, place)
    assert one.answer is not None
    assert one.answer.text == "已开暖气"
    ratings.withdraw(store, place, voter=b"a", day=DAY)
    assert value(store, "SELECT count(*) FROM answer") == 0


def test_a_place_whose_rating_dropped_is_told_from_one_that_was_never_good(store: Connection) -> None:
    here = unit(store)
    fell, even = enter_one(store), enter_one(store)
    today = datetime.now(CHINA).date()
    for place, before in ((fell, 5), (even, 2)):
        keep(store, place, here)
        for nth in range(12):
            old = nth < 6
            day = today - timedelta(days=90 + nth if old else nth)
            ratings.rate(store, place, voter=bytes([nth]), day=day, stars=before if old else 2, comment="x")
    act_by(store, session(store, account(store, "manager", here)))
    found = moderation.listed(store, show=Show.DROPPED)
    assert {one.station_id for one in found} == {fell}
    assert len(found) == 6
