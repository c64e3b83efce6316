"""Queries of strangers: each runs in a process of its own, which ends with it.

`pool` is the side of the service: it lets a few queries run at a time and reads their answers.
`forkserver` is one small process that holds the data in memory and forks a child for each query;
`job` is what the child does, within the limits of `confinement`. `messages` is what they say to
each other.
"""
