"""The commands of the `agent-loop` command that talk to the gateway as any client does, and `token`."""
