"""`python -m agent_loop.chassis` is the `agent-loop` command."""

from agent_loop.chassis.cli import main

if __name__ == "__main__":
    main()
