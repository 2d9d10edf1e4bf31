"""How sure a proportion is."""

from __future__ import annotations

import math

Z_95 = 1.959964
"""95 % of a normal distribution lie within so many standard deviations."""


def wilson(share: float, n: int) -> tuple[float, float]:
    """The Wilson score interval of a `share` (0 to 1) of `n`.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212. Unlike p ± z sqrt(p(1-p)/n) it stays within 0 and 1
    and holds for few.
    """
    if n <= 0:
        return 0.0, 1.0
    spread = Z_95 * Z_95 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(centre - half, 0.0), min(centre + half, 1.0)
