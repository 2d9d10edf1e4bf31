"""The contract between the engine, the board, the run file and every report; it imports none of them.

`plan` is what is to run, `commands` what may be asked of a run under way, `events` what happens in it, and
`codec` how an event is a line. `message` folds the events of an answer. `runfile` reads what was recorded,
and `recordings` says where that is.
"""
