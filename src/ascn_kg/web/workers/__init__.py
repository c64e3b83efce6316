"""Queries of strangers: they run in processes of their own, one at a time in each.

`pool` is the side of the service: it lets a few queries run at a time and reads their answers.
`forkserver` is one small process that holds the data in memory and forks a child where none rests;
`job` is what the child does, query after query as long as each ends well, within the limits of
`confinement`. `messages` is what they say to each other.
"""
