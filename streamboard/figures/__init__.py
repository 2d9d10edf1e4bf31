"""The catalogue of figures: each is defined once, in its own file, and read by all surfaces.

`catalogue` lists them: each `Figure` in `of_stream` and each `RunFigure` in `of_run`. Both give a `Reading`.
"""
