"""The contract between engine, board, run file and reports; it imports none of them.

`plan` says what to run, `commands` steer it, `events` report it, as lines by `codec`. `message` folds an
answer's events. `reader` and `runfile` read run files, `foreign` other tools'; `recordings` says where they
are, `archive` which are kept. `checks` judge answers; `simulated` is what plans may ask of the simulated
server.
"""
