"""What no figure can be made of."""


class NoMeasure(ValueError):
    """Weights, costs or a standard of which a measure cannot be made; the message names the rule and the cure."""
