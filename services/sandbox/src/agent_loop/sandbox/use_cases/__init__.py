"""What the sandbox does: one class per verb."""
