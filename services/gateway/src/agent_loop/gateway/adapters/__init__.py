"""Adapters of the gateway's ports: one file for each technology."""
