"""Commands that are imported when they are called, so that `--help` and `--version` answer at once."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands by name and summary; each stands in a module of its name."""

    def __init__(self, *, commands_of: Mapping[str, str], **facts: Any) -> None:
        super().__init__(**facts, context_settings={"help_option_names": ["-h", "--help"]})
        self.params.append(
            click.Option(
                ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_tell, help="Say which it is."
            )
        )
        self.commands_of = dict(commands_of)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """In the order of need."""
        return list(self.commands_of)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """The command, from its module."""
        if cmd_name not in self.commands_of:
            return None
        module = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"bosonline.cli.{module}"), module)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """The summaries, without importing what they are about."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.commands_of.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the operator can put right is told in words, with no trace."""
        from bosonline.domain.errors import Refusal  # noqa: PLC0415  # not for `--help`
        from bosonline.settings import SettingsInvalid  # noqa: PLC0415  # not for `--help`

        try:
            return super().invoke(ctx)
        except SettingsInvalid as error:
            raise click.ClickException(f"the settings do not fit:\n{error}") from error
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal


def _tell(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"bosonline {version('bosonline')}")
        ctx.exit()
