"""Judges the agent by letting it do tasks and running their checkers; and shows it at work.

It sees the platform only from outside: through the gateway and the commands that a person could type.
"""
