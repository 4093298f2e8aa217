"""What `bilateral review` shows and asks: evidence side by side, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flows.query import sums
from flows.review import Item
from schemas.vocabulary import CORRECTED_COLUMN

Decide = Callable[[str, Sequence[str], str, dict[str, str | None]], int]
"""Writes decisions: action, names, reason, corrected values; returns how many it wrote."""
_BESIDE = 3  # panels in a row: of more, the words in each would be too narrow to read
_CHOICES = "[m]erge [s]plit [c]orrect [r]eject [n]ext [q]uit"
_LOOK = "[n]ext [q]uit"


def overview(items: Sequence[Item]) -> list[tuple[str, ...]]:
    """Return the items as rows of a table, the first of them the heading."""
    lines = [
        (f"{item.weight:.1f}", ", ".join(item.why), _named(item), _kind(item), "; ".join(item.reasons))
        for item in items
    ]
    return [("weight", "why", "fact", "what", "reasons"), *lines]


def show_item(console: Console, item: Item, number: int, total: int) -> None:
    """Print an item: why it is here, then the two facts of a pair, or the claims of a fact, side by side."""
    console.rule(Text(f"{number} of {total}: {', '.join(item.why)}"))
    for reason in item.reasons:
        console.print(Text(f"! {reason}"))
    if item.place:
        console.print(Panel(Text(item.place["quote"] or "(words not at hand)"), title=_where(item.place)))
    if not item.facts:
        console.print("No claim rests on this place, so there is nothing to decide: it is for the reader to know.")
        return
    if len(item.facts) > 1:
        panels = [Panel(Group(*map(Text, _fact(f) + _claims(f["claims"]))), title=f["fact_id"]) for f in item.facts]
    else:
        [fact] = item.facts
        console.print(Text("\n".join(_fact(fact))))
        panels = [Panel(Text("\n".join(_claim(c))), title=f"claim {n}") for n, c in enumerate(fact["claims"], 1)]
    for row in range(0, len(panels), _BESIDE):
        grid = Table.grid(expand=True)
        beside = panels[row : row + _BESIDE]
        for _ in beside:
            grid.add_column(ratio=1)
        grid.add_row(*beside)
        console.print(grid)


def walk(console: Console, items: Sequence[Item], decide: Decide) -> int:
    """Go through the items, ask what to do about each, and return how many decisions were written."""
    written = 0
    for number, item in enumerate(items, 1):
        show_item(console, item, number, len(items))
        answer = ""
        while answer not in {"n", "q"}:
            answer = typer.prompt(_CHOICES if item.facts else _LOOK, default="n").strip().lower()[:1]
            if item.facts and answer in _ASK:
                try:
                    action, names, values = _ASK[answer](item)
                    written += decide(action, names, typer.prompt("Reason"), values)
                    break
                except ValueError as error:
                    typer.echo(f"Not written: {error}", err=True)
        if answer == "q":
            break
    return written


def _merge(item: Item) -> tuple[str, list[str], dict[str, str | None]]:
    names = list(item.fact_ids)
    return "merge", names if len(names) > 1 else [*names, typer.prompt("With which fact or claim")], {}


def _split(item: Item) -> tuple[str, list[str], dict[str, str | None]]:
    return "split", list(item.fact_ids) if len(item.fact_ids) > 1 else [_chosen(item)], {}


def _correct(item: Item) -> tuple[str, list[str], dict[str, str | None]]:
    claim, column = _chosen(item), typer.prompt(f"Column ({', '.join(CORRECTED_COLUMN)})")
    return "correct", [claim], {column: typer.prompt("Right value (empty for none)", default="", show_default=False)}


def _reject(item: Item) -> tuple[str, list[str], dict[str, str | None]]:
    return "reject", [_chosen(item)], {}


_ASK = {"m": _merge, "s": _split, "c": _correct, "r": _reject}


def _chosen(item: Item) -> str:
    """Ask which claim is meant, by its number, where there are several."""
    claims = [claim for fact in item.facts for claim in fact["claims"]]
    if len(claims) == 1:
        return str(claims[0]["claim_id"])
    number = typer.prompt(f"Which claim (1-{len(claims)})", type=int)
    if not 1 <= number <= len(claims):
        raise ValueError(f"there is no claim {number}")
    return str(claims[number - 1]["claim_id"])


def _named(item: Item) -> str:
    return " + ".join(item.fact_ids) or (_where(item.place) if item.place else "")


def _where(place: Mapping[str, Any]) -> str:
    return f"{place['source_id']} {place['char_start']}-{place['char_end']}"


def _kind(item: Item) -> str:
    if not item.facts:
        return "place of a text" if item.place else ""
    fact = item.facts[0]
    return f"{fact['kind']} {fact['source'] or ''} > {fact['target'] or ''}"


def _fact(fact: dict[str, Any]) -> list[str]:
    parties = f"{fact['source'] or '?'} > {fact['target'] or '?'}" + (f", {fact['others']}" if fact["others"] else "")
    return [f"{fact['kind']}  {parties}", _coded(fact)]


def _claims(claims: Sequence[dict[str, Any]]) -> list[str]:
    return [line for claim in claims for line in ["", *_claim(claim)]]


def _claim(claim: dict[str, Any]) -> list[str]:
    place = _where(claim)
    place += f", p. {claim['page']}" if claim["page"] else ""
    sure = "" if claim["confidence"] is None else f", sure {claim['confidence']:.2f}"
    words = f"“{claim['quote']}”" if claim["quote"] else "(words not at hand)"
    return [place, f"{claim['coder']}{sure}: {_coded(claim)}", words, claim["claim_id"]]


def _coded(row: dict[str, Any]) -> str:
    values = [row["status"], row["phase"], row["date_edtf"], row.get("agents"), *(told for _, told in sums(row))]
    return ", ".join(str(value) for value in values if value)
