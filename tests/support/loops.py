"""The event loops that the engine runs on: what holds of one need not hold of the other."""

from __future__ import annotations

import pytest

from streamboard.engine.__main__ import loop_factory

LOOPS = [pytest.param(None, id="asyncio"), pytest.param(loop_factory(), id="the engine's")]
