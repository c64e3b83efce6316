"""``/reconcile``: the Reconciliation Service API 0.2, for OpenRefine and its like.

`endpoint` has the addresses, `manifest` tells them, `requests` reads what clients send, and
`answers` is worked out in a worker: candidates by `ascn_kg.matching`, suggestions, and values of
properties for more columns.
"""
