"""Passwords: which are refused and by which rule, and that the others are known again."""

import pytest

from stations import passwords
from stations.passwords import BadPassword, Recipe, check, derive

EASY = {
    "short": ["短", "ninesigns", "张三驿站张三驿站"],
    "long": ["一" * 201, "\ufdfa" * 60],
    "digits": ["1234567890", "13812345678", "19900101199001011", "１３８１２３４５６７８"],
    "pattern": ["aaaaaaaaaaaa", "abcabcabcabc", "qwertyuiop12", "1qaz2wsx3edc", "abcdefghijk", "qazwsxedc123",
                "asdfghjkl;'", "9876543210a", "\ud800" * 12, " " * 12],
    "own_name": ["zhangsan88", "Zhang.San2026", "waystation2026", "yizhan123456", "驿站云图 2026 驿站!"],
    "common": ["woaini1314520", "P@ssw0rd2024", "Admin@123456", "woaizhongguo1949", "ａｄｍｉｎ１２３４５６",
               "iloveyou!!2026"],
}  # fmt: skip
GOOD = [
    "骑手驿站真的很好用呀",
    "correct horse battery",
    "mqzr7-tknv2-pbx",
    "我家门口有三棵大树吗",
    "blue kettle 42 north",
]


@pytest.mark.parametrize(("rule", "password"), [(rule, one) for rule, many in EASY.items() for one in many])
def test_what_everybody_tries_first_is_refused_by_its_rule(rule: str, password: str) -> None:
    with pytest.raises(BadPassword) as told:
        check(password, "zhangsan", "张三", "zhang.san")
    assert told.value.rule == rule


@pytest.mark.parametrize("password", GOOD)
def test_a_sentence_of_ones_own_is_taken_whatever_it_is_made_of(password: str) -> None:
    check(password, "zhangsan", "张三")


def test_a_password_is_the_same_however_a_keyboard_writes_it() -> None:
    recipe = Recipe(b"0" * 16)
    assert derive("Ｃａｆé 大树 北门", recipe) == derive("Cafe\u0301 大树 北门", recipe)
    assert derive("Cafe 大树 北门", recipe) != derive("Café 大树 北门", recipe)


def test_the_work_is_what_rfc_9106_and_owasp_ask_for() -> None:
    kept = passwords.keep("correct horse battery")
    assert (kept.recipe.memory_kib, kept.recipe.passes, len(kept.recipe.salt)) == (19_456, 2, 16)
    assert kept.recipe.salt != passwords.keep("correct horse battery").recipe.salt
    assert len(kept.verifier) == 32
