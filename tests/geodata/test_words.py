"""Services and kinds as people write them, read with the store's own words."""

import pytest
from psycopg2.extensions import connection as Connection

from geodata.sources.words import KindWords, ServiceWords
from stations.vocabulary import vocabulary


@pytest.fixture
def services(store: Connection) -> ServiceWords:
    return ServiceWords(vocabulary(store))


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("饮水;空调;微波炉", {"drinking_water", "cooling", "meal_heating"}),
        ("drink;ac;seat", {"drinking_water", "cooling", "rest_seating"}),
        (
            "饮水、热饭，WIFI；厕所/手机充电",
            {"drinking_water", "meal_heating", "wifi", "toilet", "phone_charging"},
        ),
        ("饮水 空调 微波炉", {"drinking_water", "cooling", "meal_heating"}),
        ("Meal Heating | Phone Charging", {"meal_heating", "phone_charging"}),
        ("1.饮水 2.热饭；3、微波炉等", {"drinking_water", "meal_heating"}),
        ("免费ＷＩＦＩ、微波炉2台、饮水机（冷热）", {"wifi", "meal_heating", "drinking_water"}),
        ("提供饮水和热饭", {"drinking_water", "meal_heating"}),
        ("无障碍、无线网络、无空调", {"wheelchair", "wifi"}),
        ("drinking_water;rest_seating", {"drinking_water", "rest_seating"}),
        ("", set()),
    ],
)
def test_services_are_read_however_they_are_listed(
    services: ServiceWords, cell: str, codes: set[str]
) -> None:
    offer = services.offer(cell)
    assert (set(offer.codes), offer.unknown) == (codes, ())


def test_an_unknown_word_is_told_and_never_guessed(services: ServiceWords) -> None:
    offer = services.offer("饮水;擦皮鞋;量子取暖炉")
    assert offer == (("drinking_water",), ("擦皮鞋", "量子取暖炉"))


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("是否有卫生间", "toilet"),
        ("充电（有/无）", "phone_charging"),
        ("WIFI", "wifi"),
        ("雨伞数量", "umbrella"),
        ("备注", None),
    ],
)
def test_a_heading_that_is_a_service_is_recognised(
    services: ServiceWords, heading: str, code: str | None
) -> None:
    assert services.heading(heading) == code


def test_the_longest_brand_in_a_name_decides_its_kind(store: Connection) -> None:
    kinds = KindWords(vocabulary(store))
    assert kinds.by_brand("甲街职工智慧健康驿站") == "health_post"
    assert kinds.by_brand("甲街清凉驿站") == "water_point"
    assert kinds.by_brand("甲街出租汽车司机驿站") == "driver_home"
    assert kinds.by_brand("甲街门市部") is None
    assert kinds.kind("司机之家") == kinds.kind("driver_home") == "driver_home"
