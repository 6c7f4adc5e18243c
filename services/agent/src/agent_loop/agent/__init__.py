"""Plans with a language model, acts through the sandbox, and logs the trajectory."""
