"""Trains models from examples and exports what serving loads."""
