"""Passwords: which are too easy, and what argon2id makes of the others.

Rules of length and of what everybody guesses, none of composition (NIST SP 800-63B, 5.1.1.2): a sentence of one's
own is a good password.
"""

import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

from argon2.low_level import Type, hash_secret_raw

from stations.errors import StationsError

LEAST, MOST = 10, 200

# RFC 9106 and OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
# Two of a worker's four threads work one out at a time, a third one waits: one is left for lookups, and a flood of
# logins takes 38 MiB, not 19 for each.
AT_ONCE, WAITING, PATIENCE_S = 2, 1, 2.0

# What people make passwords of; one that is these, digits and signs alone is guessed early.
COMMON = (
    "password", "passw0rd", "passwd", "pass", "admin", "administrator", "root", "user", "guest", "test",
    "login", "welcome", "letmein", "iloveyou", "loveyou", "love", "monkey", "dragon", "master", "sunshine",
    "princess", "football", "baseball", "superman", "hello", "secret", "changeme", "default", "system",
    "manager", "operator", "planner", "computer", "internet", "service", "qwerty", "abc", "aa", "qq", "asd",
    "zxc", "qwe", "xx", "zz", "woaini", "woaiwo", "woaizhongguo", "zhongguo", "nihao", "aini", "woai",
    "mima", "mimashi", "denglu", "yonghu", "guanliyuan", "guanli", "zhanghao", "beijing", "shanghai",
    "guangzhou", "shenzhen", "haerbin", "heilongjiang", "taiyuan", "gonghui", "zonggonghui", "laodong",
    "qishou", "kuaidi", "waimai", "siji", "laopo", "laogong", "baobao", "baobei", "wangluo", "diannao",
    "woshi", "china", "taobao", "weixin", "wechat", "alipay", "tencent",
)  # fmt: skip
OURS = (
    "waystation",
    "yizhan",
    "yizhanyuntu",
    "sijizhijia",
    "qishouyizhan",
    "驿站云图",
    "驿站",
    "云图",
    "密码",
)
WALKS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
    "qazwsxedcrfvtgbyhnujmikolp", "zaq1xsw2cde3vfr4bgt5nhy6", "!@#$%^&*()", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
DISGUISED = str.maketrans({"@": "a", "$": "s", "0": "o", "3": "e", "!": "i", "1": "i"})


class BadPassword(StationsError, ValueError):
    """A password that is refused; `rule` is the one that it breaks."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


class Busy(StationsError):
    """As many passwords are worked out as may be at once."""


class Recipe(NamedTuple):
    """What argon2id was told when a password was set."""

    salt: bytes
    memory_kib: int = MEMORY_KIB
    passes: int = PASSES


class Kept(NamedTuple):
    """What the store keeps of a password: enough to know it again, not enough to say it."""

    recipe: Recipe
    verifier: bytes


def check(password: str, *names: str) -> None:
    """Refuse a password that is short, long, or among the first that somebody tries.

    Parameters
    ----------
    names
        Of the account, which are no secret either.

    Raises
    ------
    BadPassword
        Naming the rule.
    """
    plain = _normal(password)
    if len(plain) < LEAST:
        raise BadPassword("short", f"the password is shorter than {LEAST} signs: take a sentence of your own")
    if len(plain) > MOST:
        raise BadPassword("long", f"the password is longer than {MOST} signs")
    if plain.isdecimal():
        raise BadPassword("digits", "the password is digits alone, as a phone number or a birthday is")
    folded = plain.casefold()
    if _is_pattern(folded):
        raise BadPassword(
            "pattern", "the password repeats itself, or runs along the keyboard or the alphabet"
        )
    own = [name.casefold() for name in names if len(name) > 1]
    if _is_made_of(folded, [*own, *OURS]):
        raise BadPassword("own_name", "the password is the name of the account or of this service")
    if _is_made_of(folded, [*own, *OURS, *COMMON]):
        raise BadPassword("common", "the password is made of what everybody tries first")


def keep(password: str) -> Kept:
    """Work out what the store is to keep of a new password.

    Raises
    ------
    Busy
        When too many are worked out at once.
    """
    recipe = Recipe(secrets.token_bytes(16))
    return Kept(recipe, hashlib.sha256(derive(password, recipe)).digest())


def derive(password: str, recipe: Recipe) -> bytes:
    """Make of a password the 32 bytes by which a session is opened.

    Raises
    ------
    Busy
        When too many are worked out at once.
    """
    with _turn():
        return hash_secret_raw(
            _normal(password).encode("utf-8", "surrogatepass"), recipe.salt, recipe.passes, recipe.memory_kib,
            LANES, 32, Type.ID,
        )  # fmt: skip


def pretended(secret: str, name: str) -> Recipe:
    """Give an account that is not there a recipe of its own, the same each time: the work tells nothing."""
    return Recipe(
        hmac.digest(secret.encode(), b"no such account\0" + name.encode("utf-8", "replace"), "sha256")[:16]
    )


_turns = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def _turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise Busy("many people sign in at this moment: please try again in some seconds")
    try:
        if not _turns.acquire(timeout=PATIENCE_S):
            raise Busy("many people sign in at this moment: please try again in some seconds")
        try:
            yield
        finally:
            _turns.release()
    finally:
        _queue.release()


def _normal(password: str) -> str:
    """Write a password as every keyboard and phone means it."""
    return unicodedata.normalize("NFKC", password)


def _is_pattern(text: str) -> bool:
    """Whether a text is few signs, one part again and again, or runs along a row."""
    if len(set(text)) <= 3 or re.fullmatch(r"(.{1,5}?)\1+.{0,4}", text, re.DOTALL):
        return True
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    if sum(step in (-1, 0, 1) for step in steps) >= len(steps) - 2:
        return True
    return len(_without(text, _walked(text))) < 4


def _walked(text: str) -> list[str]:
    """Name the parts of four signs and more that lie on a walk along the keyboard, either way."""
    ways = [*WALKS, *(walk[::-1] for walk in WALKS)]
    found, begin = [], 0
    while begin < len(text):
        end = begin
        while end < len(text) and any(text[begin : end + 1] in way for way in ways):
            end += 1
        if end - begin >= 4:
            found.append(text[begin:end])
        begin = max(end, begin + 1)
    return found


def _is_made_of(text: str, words: list[str]) -> bool:
    """Whether nothing of one's own is left without some words, digits and signs."""
    return any(
        sum(one.isalpha() for one in _without(read, words)) < 3 for read in (text, text.translate(DISGUISED))
    )


def _without(text: str, words: list[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "\0")
    return text.replace("\0", "")
