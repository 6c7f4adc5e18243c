"""The escape suite: attacks as data, each shown to work where the protection is off before it counts as held.

A client of the running service like any other: nothing here is imported by the server.
"""
