"""Every command with its options. What a command does is imported when it is called, so that help stays quick."""

import gc
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from frontdesk import __version__
from frontdesk.cli import console, lean
from frontdesk.kit.errors import DeskError
from frontdesk.kit.languages import Language

_FAILED = 1
_USAGE = 2

app = typer.Typer(
    name="frontdesk",
    help="The AI front desk of a small business, in one server.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
business = typer.Typer(help="The catalogue and the facts of the business as one file.", no_args_is_help=True)
app.add_typer(business, name="business")
memory = typer.Typer(help="What the house remembers of people.", no_args_is_help=True)
app.add_typer(memory, name="memory")


@app.callback()
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        console.plain(context.get_help())


Host = Annotated[str | None, typer.Option(help="Address to listen on; else HOST.", show_default=False)]
Port = Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen on, 0 for any free one; else PORT.")]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Run the server. It brings an SQLite database up to date and makes the first admin by itself."""
    # While modules load nothing becomes garbage, and looking for it is a tenth of the start; the server enables it.
    gc.disable()
    lean.load_libraries()
    _call("serve", "serve", host=host, port=port, workers=workers)


@app.command()
def worker() -> None:
    """Send what is due, apart from the server (WORKER__EMBEDDED=false). Needs PostgreSQL."""
    _call("serve", "worker")


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="Revision to go to, up or down: head, base, or one that ships.")] = "head",
) -> None:
    """Bring the database of DATABASE_URL up to date, or to another revision."""
    _call("admin", "migrate", to=to)


@app.command()
def init(
    email: Annotated[str | None, typer.Option(help="Email of the admin; asked for where not given.")] = None,
    password: Annotated[
        str | None, typer.Option(help="Password of the admin; better asked for than given here.")
    ] = None,
) -> None:
    """Make the database and the first admin."""
    _call("admin", "init", email=email, password=password)


@app.command()
def doctor(
    *,
    call: Annotated[bool, typer.Option("--call", help="Also ask every language model for one word.")] = False,
) -> None:
    """Show what is configured, what is missing, and what each missing thing costs."""
    _call("doctor", "doctor", call=call)


@app.command()
def demo(
    *,
    serve: Annotated[bool, typer.Option("--serve", help="Run the server afterwards.")] = False,
    host: Host = None,
    port: Port = None,
) -> None:
    """Fill an empty database with a make-up studio: services, knowledge, four months of bookings."""
    _call("demo", "demo")
    if serve:
        gc.disable()
        _call("serve", "serve", host=host, port=port, workers=1)


@app.command()
def chat(
    language: Annotated[
        Language | None, typer.Option(help="Language to begin in; else the business's.", show_default=False)
    ] = None,
) -> None:
    """Talk to the desk in the terminal, as a visitor of the page does."""
    _call("chat", "chat", language=language)


@app.command()
def understand(
    text: Annotated[str, typer.Argument(help="What a customer writes.", show_default=False)],
    language: Annotated[Language, typer.Option(help="Language of the conversation so far.")] = Language.EN,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is read on; else today.")
    ] = None,
    asked_field: Annotated[
        str | None, typer.Option(help="The field being asked, such as event_date.", show_default=False)
    ] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A file of services; else the catalogue as it stands.", show_default=False
        ),
    ] = None,
) -> None:
    """Show as JSON what the desk reads out of one message."""
    _call(
        "understand",
        "understand",
        text=text,
        language=language,
        today=today,
        asked_field=asked_field,
        catalogue=catalogue,
    )


@app.command()
def dev_provider(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on, 0 for any free one.")] = 0,
    reply: Annotated[
        str | None, typer.Option(help="What every reply says; else it is made from the question.", show_default=False)
    ] = None,
    tokens: Annotated[
        int | None, typer.Option(min=0, help="Replies of so many tokens of no meaning.", show_default=False)
    ] = None,
    tokens_per_second: Annotated[float, typer.Option(min=0, help="Pace of a reply; 0 is all at once.")] = 50,
    burst: Annotated[int, typer.Option(min=1, help="Tokens that come together.")] = 1,
    first_after: Annotated[float, typer.Option(min=0, help="Seconds until the first token.")] = 0,
    stamped: Annotated[
        bool, typer.Option("--stamped", help="Each token is the monotonic clock's seconds at which it left.")
    ] = False,
    key: Annotated[
        list[str] | None, typer.Option(help="A good key, may be given again; else any is good.", show_default=False)
    ] = None,
) -> None:
    """Play the model vendors on a local port, to try models and tools without a key."""
    _call(
        "dev_provider",
        "dev_provider",
        host=host,
        port=port,
        keys=key or [],
        pace=tokens_per_second,
        script={"reply": reply, "tokens": tokens, "burst": burst, "first_after": first_after, "stamped": stamped},
    )


@app.command()
def mcp() -> None:
    """Offer what the desk knows to other programs' assistants, as an MCP server on standard input and output."""
    _call("mcp", "mcp")


@app.command()
def version() -> None:
    """Show the version."""
    console.plain(f"frontdesk {__version__}")


@memory.command("reembed")
def memory_reembed() -> None:
    """Make the vectors of memories that have none of the present model, as after a change of model."""
    _call("memory", "reembed")


@business.command("load")
def business_load(
    *,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.", show_default=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Also remove what the file does not name.")] = False,
) -> None:
    """Make catalogue, business and knowledge what the file says: all of it, or nothing if anything is wrong."""
    _call("business", "load", file=file, dry_run=dry_run, prune=prune)


@business.command("dump")
def business_dump(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else standard output.", show_default=False)
    ] = None,
    knowledge: Annotated[bool, typer.Option("--knowledge", help="With the knowledge base.")] = False,
) -> None:
    """Write catalogue and business as a file that `load` reads back."""
    _call("business", "dump", output=output, knowledge=knowledge)


def _call(module: str, function: str, **options: Any) -> None:
    """Runs what a command does; what goes wrong on purpose becomes a sentence and an exit code."""
    settings = import_module("frontdesk.settings")
    try:
        getattr(import_module(f"frontdesk.cli.{module}"), function)(**options)
    except settings.SettingsError as error:
        for problem in error.problems:
            console.note(problem)
        raise typer.Exit(_USAGE) from error
    except DeskError as error:
        for sentence in [problem.message for problem in error.problems] or [error.detail]:
            console.note(sentence)
        raise typer.Exit(_FAILED) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
