"""The `llm` coder for the commands and the build: which model the environment or the options name, and progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.documents import source_id_of
from flows.extract.llm import LlmCoder
from flows.extract.llm_client import Endpoint
from flows.extract.llm_windows import windows
from flows.extract.place import with_places
from flows.parse import parse_file
from flows.parse.document import Document
from flows.settings import Settings
from schemas.claim import to_json

CACHE = "llm"
"""The folder of answers, inside the folder of intermediate results."""


def endpoint_of(model: str | None, base_url: str | None) -> tuple[str, str]:
    """Return the model and address that options or, failing these, the environment name.

    Raises ValueError if either is missing.
    """
    model = model or os.environ.get("BILATERAL_LLM_MODEL")
    base_url = base_url or os.environ.get("BILATERAL_LLM_BASE_URL")
    if not model or not base_url:
        raise ValueError(
            "the llm coder needs a model and its address: give --model and --base-url, "
            "or set BILATERAL_LLM_MODEL and BILATERAL_LLM_BASE_URL"
        )
    return model, base_url


def endpoint_of_environment() -> Endpoint | None:
    """Return the endpoint that BILATERAL_LLM_MODEL and BILATERAL_LLM_BASE_URL name; None unless both are set."""
    model, base_url = os.environ.get("BILATERAL_LLM_MODEL"), os.environ.get("BILATERAL_LLM_BASE_URL")
    return Endpoint(model, base_url) if model and base_url else None


def coder_of_environment(settings: Settings) -> LlmCoder:
    """Return the coder by the model that the environment names. Raises ValueError if it names none."""
    return LlmCoder(settings.lexicon, Endpoint(*endpoint_of(None, None)), settings.work / CACHE)


def dry_run(files: Iterable[Path], endpoint: Endpoint, settings: Settings) -> list[str]:
    """Return a line per document of what coding it would take; nobody is called."""
    coder = LlmCoder(settings.lexicon, endpoint, settings.work / CACHE)
    lines = []
    for document in _documents(files):
        one = coder.estimate(document)
        cost = f", cost about {one.cost:.4f}" if endpoint.price_in is not None else ""
        lines.append(
            f"{document.source_id}: {one.windows} windows, {one.cached} answered before, "
            f"about {one.tokens_in} tokens in and {one.tokens_out} out{cost}"
        )
    return lines


def extract(files: Iterable[Path], endpoint: Endpoint, settings: Settings) -> None:
    """Code documents: claims go to stdout and what is refused to stderr, both as JSON lines, with their words."""
    documents = _documents(files)
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("Asking", total=sum(len(windows(document)) for document in documents))
        coder = LlmCoder(settings.lexicon, endpoint, settings.work / CACHE, advance=lambda: progress.advance(bar))
        for document in documents:
            coded = coder.read(document)
            for claim in with_places(coded.claims, document, quote=True):
                sys.stdout.write(to_json(claim) + "\n")
            for number, reject in enumerate(coded.rejects):
                row = reject.table_row(number, quote=True)
                sys.stderr.write(json.dumps(row, ensure_ascii=False) + "\n")


def _documents(files: Iterable[Path]) -> list[Document]:
    return [parse_file(file, source_id_of(file)) for file in files]
