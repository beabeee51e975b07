"""Hours as a person says them."""

import pytest

from stations.hours import parse, read, say


@pytest.mark.parametrize(
    ("stored", "zh", "en"),
    [
        ("24/7", "24小时开放", "open 24 hours"),
        (
            "Mo-Fr 08:30-12:00,13:00-17:30; PH off",
            "周一至周五 08:30–12:00、13:00–17:30；节假日休息",
            "Monday to Friday 08:30–12:00, 13:00–17:30; closed on public holidays",
        ),
        ("Mo-Su 22:00-06:00", "每天 22:00–次日06:00", "every day 22:00–next day 06:00"),
        ("Mo-Su 02:00-05:00", "每天凌晨02:00–05:00", "every day early 02:00–05:00"),
        (
            "Mo-Su 09:00-17:00; Mo off",
            "每天 09:00–17:00；周一休息",
            "every day 09:00–17:00; closed on Monday",
        ),
        (
            "Mo-Fr 08:00-18:00; PH off; Sa,Su,PH 10:00-16:00",
            "工作日 08:00–18:00；周六、周日、节假日 10:00–16:00",
            "workdays 08:00–18:00; Saturday, Sunday, public holidays 10:00–16:00",
        ),
        (
            "Apr-Oct 06:00-22:00; Nov-Mar 07:00-21:00",
            "4月至10月 06:00–22:00；11月至3月 07:00–21:00",
            "April to October 06:00–22:00; November to March 07:00–21:00",
        ),
        (
            'Mo-Su 08:00-20:00; 2026 Feb 05-12 off "春节"',
            "全年 08:00–20:00；2026年 2月5日至12日休息（备注：春节）",
            "all year 08:00–20:00; 2026 February 5th to 12th closed (note: 春节)",
        ),
        (
            "Mo-We 08:00-12:00; Tu-Fr 14:00-18:00",
            "周一至周三 08:00–12:00；周二至周五改为 14:00–18:00",
            "Monday to Wednesday 08:00–12:00; Tuesday to Friday instead 14:00–18:00",
        ),
        (
            "Mo-Fr 08:00-12:00, We 14:00-18:00",
            "周一至周五 08:00–12:00；另有周三 14:00–18:00",
            "Monday to Friday 08:00–12:00; also Wednesday 14:00–18:00",
        ),
        (
            'Mo-Su 08:00-12:00 unknown "需预约"',
            "每天 08:00–12:00 可能开放（备注：需预约）",
            "every day 08:00–12:00 may be open (note: 需预约)",
        ),
        (
            'Mo-Fr unknown "时间未注明"; PH off',
            "周一至周五开放时间未注明；节假日休息",
            "Monday to Friday hours not stated; closed on public holidays",
        ),
    ],
)
def test_a_sentence(stored: str, zh: str, en: str) -> None:
    assert (say(parse(stored), "zh"), say(parse(stored), "en")) == (zh, en)
    assert read(zh).stored == read(en).stored == stored
