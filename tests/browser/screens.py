"""Pictures of every state for the docs: ``pytest tests/browser/screens.py`` paints them anew into docs/screens.

No test, and not collected with the tests: a person looks at what it paints.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.states import STATES
from tests.browser.street import Street
from tests.browser.test_states import DESKTOP, PHONE, met

FOLDER = Path("docs/screens")
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "zh": ("zh", {"viewport": PHONE}),
    "en": ("en", {"viewport": PHONE}),
    "large": ("large", {"viewport": PHONE}),
    "dark": ("zh", {"viewport": PHONE, "color_scheme": "dark"}),
    "desktop": ("zh", {"viewport": DESKTOP}),
}
ALWAYS, SOMETIMES = ("zh", "en"), ("near", "card", "card-rated", "card-locked", "nothing-near", "search")


@pytest.mark.parametrize(
    ("way", "name"), [(way, name) for way in WAYS for name in (STATES if way in ALWAYS else SOMETIMES)]
)
def test_paint(browser: Browser, town: Street, way: str, name: str) -> None:
    """Paint a state."""
    manner, phone = WAYS[way]
    with met(browser, town, STATES[name], manner, **phone) as (tab, _):
        tab.wait_for_timeout(600)
        (FOLDER / way).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=FOLDER / way / f"{name}.jpg", type="jpeg", quality=72)
