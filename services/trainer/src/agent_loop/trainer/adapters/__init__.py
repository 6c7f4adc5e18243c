"""Adapters of the trainer's ports: one file for each technology."""
