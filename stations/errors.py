"""What can go wrong here. Each message names the value, the rule and the cure."""


class StationsError(Exception):
    """Anything this package refuses or fails at; the message is fit to show to a person."""


class BadPoint(StationsError, ValueError):
    """A coordinate that is no place on earth."""


class BadRecord(StationsError, ValueError):
    """A record of a place that breaks a rule of the store."""


class BadText(StationsError, ValueError):
    """Text with a sign that the store keeps in none."""


class BadHours(StationsError, ValueError):
    """Opening hours that can't be read; `part` is the very part that wasn't understood."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class BadPlan(StationsError, ValueError):
    """A plan that cannot be made as it was asked for; `parameter` is the option to mend, where it is one."""

    def __init__(self, message: str, parameter: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter


class NotFound(StationsError, LookupError):
    """No such place, kind, or county."""


class KeyConflict(StationsError, ValueError):
    """An idempotency key that already answered for something else."""


class KeyInFlight(StationsError):
    """An idempotency key whose first request has not ended yet."""


class StoreError(StationsError):
    """The database is missing, unreachable, or not at the version this code needs."""
