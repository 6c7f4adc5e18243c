"""Adapters of the inference's ports: one file for each technology."""
