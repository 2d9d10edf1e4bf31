"""Values, intervals and shares in words."""

from __future__ import annotations

from streamboard.common import units
from streamboard.comparing.effect import Effect, Method
from streamboard.comparing.shares import Share, ShareDifference
from streamboard.figures.unit import Unit

_OF_METHOD: dict[Method, str] = {"pairs": "pair", "samples": "sample", "runs": "run"}


def value_words(unit: Unit, value: float | None) -> str:
    if value is None:
        return units.DASH
    return f"{unit.text(value, None)} {unit.name}".strip()


def signed_words(unit: Unit, value: float) -> str:
    """`+45 ms`, `-3.1`, `same`; without units that the column names."""
    text = unit.text(abs(value), None)
    return "same" if value == 0 else f"{'+' if value > 0 else '-'}{text}"


def interval_words(unit: Unit, low: float | None, high: float | None) -> str:
    """`95 % interval 298 ms to 345 ms`; None is an open end."""
    if low is None and high is None:
        return "95 % interval open on both sides"
    if low is None:
        return f"95 % interval up to {value_words(unit, high)}, open below"
    if high is None:
        return f"95 % interval from {value_words(unit, low)}, open above"
    return f"95 % interval {value_words(unit, low)} to {value_words(unit, high)}"


def share_words(share: Share) -> str:
    low, high = share.interval
    return f"{share.part} of {share.of}, {percent_words(share.value)} (95 % interval {_ends(low, high)})"


def difference_words(found: ShareDifference) -> str:
    """`2.5 points less (95 % interval -13 to +6.5)`."""
    points = _points(abs(found.value))
    noun = "point" if points == "1" else "points"
    way = "" if points == "0" else " more" if found.value > 0 else " less"
    return f"{points} {noun}{way} (95 % interval {difference_ends(found)})"


def signed_points(share: float) -> str:
    points = _points(abs(share))
    return points if points == "0" else f"{'+' if share > 0 else '-'}{points}"


def difference_ends(found: ShareDifference) -> str:
    """In points."""
    return f"{signed_points(found.low)} to {signed_points(found.high)}"


def ratio_words(effect: Effect) -> str:
    """`1.23x (95 % interval 1.15x to 1.31x, 40 pairs)`."""
    return f"{times(effect.ratio)} (95 % interval {ratio_ends(effect)}, {sample_words(effect)})"


def ratio_ends(effect: Effect) -> str:
    low = "0x" if effect.low == 0 else times(effect.low)
    return f"{low} to {'any' if effect.high == float('inf') else times(effect.high)}"


def ratio_brief(effect: Effect) -> str:
    """`1.23x 1.15x-1.31x`."""
    return f"{times(effect.ratio)} {ratio_ends(effect).replace(' to ', '-')}"


def sample_words(effect: Effect) -> str:
    words = units.count(effect.n, _OF_METHOD[effect.method])
    return words if effect.method == "pairs" else f"{words} a side"


def times(ratio: float) -> str:
    """`1.23x`; three decimals near 1."""
    return f"{ratio:.3f}x" if 0.95 < ratio < 1.05 and ratio != 1 else f"{ratio:.2f}x"


def percent_words(share: float) -> str:
    return f"{share * 100:.3g} %" if share < 0.9995 or share == 1 else f"{share * 100:.4g} %"


def _ends(low: float, high: float) -> str:
    return f"{low * 100:.3g} to {high * 100:.3g} %"


def _points(share: float) -> str:
    points = share * 100
    return f"{points:.2g}" if points < 9.95 else f"{points:.0f}"
