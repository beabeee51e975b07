"""The second factor: codes of six digits that change every thirty seconds (RFC 6238)."""

import hmac
import time

import pyotp

STEP_S = 30
# A phone's clock may be a step behind or ahead.
AROUND = (0, -1, 1)


def new_secret() -> str:
    """Draw a secret, in the writing that authenticator apps read."""
    return pyotp.random_base32()


def address(secret: str, account_name: str) -> str:
    """Write the address that an authenticator app takes a secret from."""
    return pyotp.TOTP(secret).provisioning_uri(name=account_name, issuer_name="Waystation")


def step_of(secret: str, code: str, *, now_s: float | None = None) -> int | None:
    """Give the time step that a code is of; None for a code that is wrong or over.

    A code is good once: the store takes a step only after all that it took before.
    """
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdecimal()):
        return None
    present = int((time.time() if now_s is None else now_s) // STEP_S)
    for step in (present + offset for offset in AROUND):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), digits):
            return step
    return None
