"""A command that is larger than the engine reads at once is refused, and the engine goes on."""

from __future__ import annotations

import pytest

from streamboard.common.errors import UsageError
from streamboard.run.commands import LINE_LIMIT, PlanStream, StopAll
from streamboard.run.events import StreamEnded
from tests.support.engines import engine
from tests.support.plans import plan, stream


async def test_a_conversation_may_be_too_large() -> None:
    async with engine(plan(stream()), keep_open=True) as process:
        events = process.events()
        await anext(events)
        with pytest.raises(UsageError, match="too large: 67 MB"):
            process.send(PlanStream(stream(text="x" * LINE_LIMIT)))
        process.send(StopAll())
        ended = False
        async for batch in events:
            ended = ended or any(isinstance(event, StreamEnded) for event in batch)
            if ended:
                process.close()
        assert ended
