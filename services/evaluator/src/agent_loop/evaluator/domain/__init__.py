"""Values and rules of judging; no I/O."""
