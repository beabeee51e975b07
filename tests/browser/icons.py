"""Draw the app's icons from our own mark: ``python -m tests.browser.icons`` writes web/static/icons/*.png anew."""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import QUIET, chromium

STATIC = Path("web/static")
GROUND = "#faf8f5"
# Pixels, how much of them the mark fills, the ground; a phone may cut a maskable one to a circle of four fifths.
ICONS = {
    "192": (192, 0.92, "transparent"),
    "512": (512, 0.92, "transparent"),
    "maskable": (512, 0.6, GROUND),
    "touch": (180, 0.72, GROUND),
}


def draw(browser: Browser, side: int, share: float, ground: str) -> bytes:
    """Draw one icon as PNG."""
    page = browser.new_page(viewport={"width": side, "height": side})
    mark = (STATIC / "mark.svg").read_text(encoding="utf-8").replace("<svg ", f'<svg width="{share:.0%}" ', 1)
    page.set_content(
        f'<body style="margin:0;display:grid;place-items:center;height:100vh;background:{ground}">{mark}'
    )
    drawn = page.screenshot(omit_background=True)
    page.close()
    return drawn


def main() -> None:
    """Draw them all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for name, (side, share, ground) in ICONS.items():
            (STATIC / "icons" / f"{name}.png").write_bytes(draw(browser, side, share, ground))
        browser.close()


if __name__ == "__main__":
    main()
