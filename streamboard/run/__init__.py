"""The contract between the engine, the board, the run file and every report; it imports none of them.

`plan` says what to run, `commands` are sent to a run in progress, `events` report what happens in it, and
`codec` turns events into lines and back. `message` folds the events of an answer. `reader` reads run files,
`runfile` one of them whole, `foreign` those of other tools. `recordings` knows where they are, and `archive`
which are kept. `checks` are those on answers; `simulated` is what a plan may ask of the simulated server.
"""
