"""The contract between engine, board, run file and reports; it imports none of them.

`plan` says what to run, `commands` steer a run, `events` report it, `codec` converts events and lines.
`message` folds an answer's events. `reader` and `runfile` read run files, `foreign` other tools' files;
`recordings` knows where run files are, `archive` which are kept. `checks` judge answers; `simulated` is what
a plan may ask of the simulated server.
"""
