"""What the JSON of runs and of comparisons shares."""

from __future__ import annotations

import json
import math
from typing import Any

from streamboard.comparing.gate_rulings import Judged
from streamboard.safety.sanitise import clean_line


def written(made: object) -> str:
    return json.dumps(made, indent=2) + "\n"


def gate_document(gate: Judged) -> dict[str, Any]:
    """Values are in the figure's unit, times in nanoseconds."""
    return {
        "gate": clean_line(gate.gate),
        "ruling": gate.ruling,
        "why": clean_line(gate.why),
        "figure": gate.tag,
        "value": gate.value,
        "interval": [finite(gate.low), finite(gate.high)],
        "n": gate.n,
        "bound": gate.bound,
        "baseline": gate.baseline,
    }


def finite(number: float | None) -> float | None:
    """None for an open end."""
    return round(number, 4) if number is not None and math.isfinite(number) else None
