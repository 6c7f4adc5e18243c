"""What the agent does: one class for each verb."""
