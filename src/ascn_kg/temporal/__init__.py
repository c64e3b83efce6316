"""Two time axes: what held on a day, and what the sources published by a day said.

`moment` names a point on both axes, `validity` and `knowledge` choose what counts there, and
`view` makes a dataset of it that everything runs on as on the whole.
"""
