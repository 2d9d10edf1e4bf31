"""The catalogue of figures: each is defined once, in its own file, and read by all surfaces.

`catalogue` lists them. `Figure` is of a stream, `RunFigure` of the run; both give a `Reading`.
"""
