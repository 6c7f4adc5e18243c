"""`agent-loop eval`: a suite's name stands for `run` and it."""

import click


class SuitesGroup(click.Group):
    """A first word that is no command is the suite of `run`: `agent-loop eval linux-heldout`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["run", *args]
        return super().resolve_command(ctx, args)
