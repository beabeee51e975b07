"""Both languages say the same things, and nothing that nobody asks for."""

import re
from pathlib import Path

from web.words import dictionary

HOLE = re.compile(r"\{(\w+)\}")
ROOM = Path("web")
USES = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("*.py", "templates/*.html", "static/**/*.js")
    for path in ROOM.glob(pattern)
)
# Asked for under a name that is put together.
PUT_TOGETHER = re.compile(r"^(go|state|report|error|fault|answered)\.")


def test_both_languages_have_the_same_keys_with_the_same_holes() -> None:
    chinese, english = dictionary("zh"), dictionary("en")
    assert list(chinese) == list(english)
    for key, words in chinese.items():
        assert sorted(HOLE.findall(words)) == sorted(HOLE.findall(english[key])), key


def test_every_key_is_used() -> None:
    quoted = set(re.findall(r"""["'`]([a-z_.]+)["'`]""", USES)) | set(re.findall(r"words\.([a-z_]+)", USES))
    assert [key for key in dictionary("zh") if key not in quoted and not PUT_TOGETHER.match(key)] == []


def test_no_word_blames_or_speaks_of_codes() -> None:
    for words in dictionary("zh").values():
        assert not re.search(r"参数|未授权|错误 ?\d|非法", words)
