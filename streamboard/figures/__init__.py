"""The catalogue of figures: each is defined once, in a file of its own, and every surface reads it here.

`catalogue` lists them. A figure of a stream is a `Figure`, one of the run a `RunFigure`; both give a
`Reading`: a value, how sure it is, and whether it is an estimate or still counts up.
"""
