"""Adapters of the evaluator's ports: one file for each technology."""
