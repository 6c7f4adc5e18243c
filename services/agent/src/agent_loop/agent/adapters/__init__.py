"""Adapters of the agent's ports: one file for each technology."""
