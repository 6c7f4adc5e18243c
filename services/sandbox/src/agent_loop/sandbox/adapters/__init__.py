"""Adapters of the sandbox's ports: one file for each technology."""
