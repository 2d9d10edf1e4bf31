"""Whatever a loose server answers, a stream ends once, with words, and with all that came before."""

from __future__ import annotations

import asyncio

from tests.support.loose import play_loose


def test_any_answer_of_a_loose_server_ends_in_an_outcome_with_words() -> None:
    outcomes = {played.result.outcome for played in asyncio.run(play_loose(range(60)))}
    assert {"completed", "failed", "cut_off"} <= outcomes
