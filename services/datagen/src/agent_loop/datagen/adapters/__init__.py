"""Adapters of the datagen's ports: one file for each technology."""
