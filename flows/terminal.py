"""What the commands share: the options that all of them take, and how they print tables."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

Seeds = Annotated[Path | None, typer.Option(help="Folder of seeds; by default that of the checkout.")]
Output = Annotated[Path | None, typer.Option(help="Folder for output; by default that of the checkout.")]


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print rows, the first of them the heading, as a table."""
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows[1:]:
        table.add_row(*row)
    console().print(table)


def console(most: int = 1000) -> Console:
    """Return what prints to the terminal, at most so many columns wide."""
    from rich.console import Console  # noqa: PLC0415

    # Brackets and colons in a row are its own: no markup, and no picture for a word between colons.
    return Console(width=min(width(), most), markup=False, emoji=False, highlight=False)


def width() -> int:
    """Return how many columns output may take; into a file or a pipe it is not cut to the width of a terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1000


def only_llm(options: Mapping[str, object]) -> None:
    """Raise ValueError if an option of the coder llm is given where another codes, which would ignore it."""
    if given := [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]:
        raise ValueError(f"{', '.join(given)}: only with --coder llm")
