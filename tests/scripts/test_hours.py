"""``waystation hours`` answers in five lines, or says in one what it didn't understand."""

import pytest

from scripts.main import main


def test_a_text_and_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", "工作日 8:30-17:30", "--at", "2026-10-10T09:00"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "open",
        "until: 2026-10-10T17:30+08:00, then closed",
        "stored: Mo-Fr 08:30-17:30; PH off",
        "zh: 周一至周五 08:30–17:30；节假日休息",
        "en: Monday to Friday 08:30–17:30; closed on public holidays",
    ]


@pytest.mark.parametrize(
    ("text", "when", "lines"),
    [
        ("24小时", "2026-11-21T12:00+08:00", ["open", "until: no change within 14 days"]),
        (
            "Mo-Fr 09:00-17:00; PH off",
            "2026-10-05 12:00",
            ["closed", "until: 2026-10-08T09:00+08:00, then open"],
        ),
        (
            "工作日开放",
            "2026-11-23T04:00Z",
            ["unknown (时间未注明)", "until: 2026-11-28T00:00+08:00, then closed"],
        ),
    ],
)
def test_states(text: str, when: str, lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", text, "--at", when]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == lines


def test_now_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", "24/7"]) == 0
    assert capsys.readouterr().out.startswith("open\n")


def test_what_is_not_understood_is_unknown_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", "夏季6:00-22:00，冬季7:00-21:00"]) == 1
    said = capsys.readouterr()
    assert said.out == "unknown\n"
    assert said.err.count("\n") == 1
    assert "夏季" in said.err


@pytest.mark.parametrize("when", ["yesterday", "2026-13-01T00:00", "9999-12-31T23:59Z", ""])
def test_a_time_that_is_none_is_refused(when: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", "24/7", "--at", when]) == 2
    assert "is no time" in capsys.readouterr().err
