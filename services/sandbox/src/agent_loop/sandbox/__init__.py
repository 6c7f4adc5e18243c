"""Runs commands in isolation and reports which isolation each one had."""
