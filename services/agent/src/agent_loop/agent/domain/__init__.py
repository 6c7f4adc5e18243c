"""Values and rules of the agent, without I/O."""
