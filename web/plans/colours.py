"""Viridis: from dark for little to light for much, in colours that grey printing and colour blindness keep in order."""

import math

# Ten steps of matplotlib's viridis (Smith and van der Walt 2015, CC0), between which it is nearly straight.
STEPS = ("#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26",
         "#fde725")  # fmt: skip
UNKNOWN = "#e3ded6"


def viridis(share: float | None) -> str:
    """Give the colour of a share of 0 to 1; one of its own for what is not known."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    at = min(max(share, 0.0), 1.0) * (len(STEPS) - 1)
    low = min(int(at), len(STEPS) - 2)
    one, two = (tuple(int(step[nth : nth + 2], 16) for nth in (1, 3, 5)) for step in STEPS[low : low + 2])
    return "#" + "".join(f"{round(a + (b - a) * (at - low)):02x}" for a, b in zip(one, two, strict=True))


def lightness(colour: str) -> float:
    """Tell how light a colour is in grey printing, 0 to 1 (relative luminance of sRGB, WCAG 2)."""
    parts = (int(colour[nth : nth + 2], 16) / 255 for nth in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
