"""Judges models and runs by executing tasks."""
