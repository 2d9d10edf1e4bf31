"""`docs/sim.md` names everything that can be ordered."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.run.simulated import FAULTS, PRESETS, SimBehaviour

PAGE = Path(__file__).parents[3] / "docs" / "sim.md"


@pytest.mark.parametrize("name", [*FAULTS, *SimBehaviour.__struct_fields__, *PRESETS])
def test_it_has_a_row(name: str) -> None:
    assert f"\n| `{name}` | " in PAGE.read_text(encoding="utf-8")
