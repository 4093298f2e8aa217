"""The command that codes documents and prints what they claim."""

# ruff: noqa: PLC0415, PLR0913, PLR0917

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.terminal import Output, Seeds, only_llm

commands = typer.Typer()


@commands.command(epilog="Example: bilateral extract paper.pdf > claims.jsonl")
def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents: txt, md, html, pdf, TEI xml.")],
    coder: Annotated[str, typer.Option(help="Who codes: local or llm.")] = "local",
    model: Annotated[str | None, typer.Option(help="llm: the model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="llm: address of an OpenAI-compatible API.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="llm: print what it would take, call nobody.")] = False,
    max_cost: Annotated[float | None, typer.Option(help="llm: stop before the cost exceeds this.")] = None,
    price_in: Annotated[float | None, typer.Option(help="llm: price of a million tokens read.")] = None,
    price_out: Annotated[float | None, typer.Option(help="llm: price of a million tokens written.")] = None,
    concurrency: Annotated[int | None, typer.Option(help="llm: calls at a time, 4 if not given.")] = None,
    calls_per_minute: Annotated[int | None, typer.Option(help="llm: calls in any minute.")] = None,
    tokens_per_minute: Annotated[
        int | None, typer.Option(help="llm: tokens in any minute, read and at most written.")
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="llm: longest answer with the thoughts before it, by default 4096 tokens.")
    ] = None,
    timeout: Annotated[float | None, typer.Option(help="llm: seconds that a call may take, by default 120.")] = None,
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Code documents and print their claims as JSON lines, with the words they rest on.

    With `--coder llm`, what the model says and cannot be proved goes to
    stderr, as JSON lines with the reason. Its options may stand in the
    environment: --max-cost as BILATERAL_LLM_MAX_COST, and so on; its key
    stands there alone, as BILATERAL_LLM_API_KEY or OPENAI_API_KEY.
    """
    from flows.documents import check_names, claims_of
    from flows.settings import load_settings
    from schemas.claim import to_json

    settings = load_settings(seeds, output)
    check_names(files)
    limits = {
        "concurrency": concurrency,
        "calls_per_minute": calls_per_minute,
        "tokens_per_minute": tokens_per_minute,
        "max_tokens": max_tokens,
        "timeout": timeout,
        "price_in": price_in,
        "price_out": price_out,
        "max_cost": max_cost,
    }
    if coder == "llm":
        from flows import llm

        endpoint = llm.endpoint_of(model, base_url, **limits)
        if dry_run:
            typer.echo("\n".join(llm.dry_run(files, endpoint, settings)))
        else:
            llm.extract(files, endpoint, settings)
        return
    only_llm({"model": model, "base_url": base_url, "dry_run": dry_run or None, **limits})
    for file in files:
        claims = claims_of(file, coder, settings)
        for claim in claims:
            typer.echo(to_json(claim))
        if not claims:
            typer.echo(f"{file}: no claims found", err=True)
