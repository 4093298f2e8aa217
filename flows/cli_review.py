"""The commands about what a person should look at: show what most needs it, and write what is decided."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows.terminal import Output, Seeds, console, print_table

if TYPE_CHECKING:
    from flows.settings import Settings

commands = typer.Typer()

Why = Literal["flagged", "disputed", "duplicate", "unsure"]
Who = Annotated[str | None, typer.Option(help="Who decides.", envvar="BILATERAL_REVIEWER")]


@commands.command(epilog="Example: bilateral review --why duplicate --limit 5")
def review(
    why: Annotated[
        Why | None, typer.Option(help="Only facts that are flagged, disputed, unsure, or duplicate.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    ask: Annotated[
        bool | None,
        typer.Option("--ask/--list", help="Ask what to do about each, or list; by default ask in a terminal."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the evidence; asks nothing.")] = False,
    who: Who = None,
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Show what most needs a human eye, its evidence side by side, and write what you decide.

    Flagged and disputed facts, facts no claim is sure of, and pairs that
    may be one act, heaviest first. Decisions go to seeds/decisions and
    are applied by the next build. Facts somebody decided on are left out.
    """
    import json

    from flows.decide import report
    from flows.evidence import Words
    from flows.review import queue, with_evidence
    from flows.settings import load_settings

    settings = load_settings(seeds, output)
    items = with_evidence(settings.database, queue(settings.database, why, limit), Words(settings))
    if as_json:
        typer.echo(json.dumps([item.as_json() for item in items], indent=2, ensure_ascii=False))
        return
    from flows import screen

    if ask is False or (ask is None and not sys.stdin.isatty()):
        print_table(screen.overview(items))
        return
    if not items:
        typer.echo("Nothing needs a look.")
        return
    who = who or typer.prompt("Who decides")
    written = screen.walk(console(most=160), items, _decider(settings, who))
    typer.echo(report(written, settings.decisions))


@commands.command(epilog='Example: bilateral decide merge f_86d9d297 f_ea51dc80 --reason "One visit" --who "A. Reader"')
def decide(
    action: Annotated[str, typer.Argument(help="merge, split, correct or reject.")],
    names: Annotated[list[str], typer.Argument(help="Facts or claims, by as much of their ids as tells them apart.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    corrected: Annotated[
        list[str] | None, typer.Option("--set", help="correct: COLUMN=VALUE, COLUMN= for no value; may be repeated.")
    ] = None,
    who: Who = None,
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Write a decision without being asked; the next build applies it.

    merge: these are one act. split: these two are two acts, or this claim
    does not belong to its fact. correct: a claim's column. reject: what is
    no claim. A fact stands for its first claim, for reject for all.
    """
    from flows.decide import corrections, report
    from flows.settings import load_settings

    settings = load_settings(seeds, output)
    written = _decider(settings, who)(action, names, reason, corrections(corrected or []))
    typer.echo(report(written, settings.decisions))


def _decider(settings: Settings, who: str | None) -> Callable[[str, Sequence[str], str, dict[str, str | None]], int]:
    """Return what writes decisions in a person's name."""
    from datetime import UTC, datetime

    from flows.decide import decide as write
    from flows.decide import signed

    def decider(action: str, names: Sequence[str], reason: str, values: dict[str, str | None]) -> int:
        made = signed(reason, who, datetime.now(UTC).date())
        return len(write(settings.database, settings.decisions, action, names, made, values))

    return decider
