"""`agent-loop eval` and `agent-loop demo`."""
