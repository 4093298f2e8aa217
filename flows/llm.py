"""The `llm` coder for the commands and the build: which model the environment or the options name, and progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.documents import source_id_of
from flows.extract.llm import AbandonedError, Estimate, LlmCoder
from flows.extract.llm_coded import Coded, tallied
from flows.extract.llm_endpoint import Endpoint
from flows.extract.llm_windows import windows
from flows.extract.place import with_places
from flows.parse import parse_file
from flows.parse.document import Document
from flows.settings import Settings
from schemas.claim import to_json
from schemas.seed_table import check_tables

CACHE = "llm"
"""The folder of answers, inside the folder of intermediate results."""
_INTERRUPTED = 130  # the exit status of a program that Ctrl-C ended


class Display(NamedTuple):
    """How a coder shows where it is: told after each window how many of how many are done, and what it waits for."""

    progress: Callable[[int, int], None]
    say: Callable[[str], None] | None = None


_NUMBERS: dict[str, Callable[[str], float]] = {
    "concurrency": int,
    "timeout": float,
    "max_tokens": int,
    "calls_per_minute": int,
    "tokens_per_minute": int,
    "price_in": float,
    "price_out": float,
    "max_cost": float,
}


def endpoint_of(model: str | None = None, base_url: str | None = None, **options: float | None) -> Endpoint:
    """Return the endpoint that the arguments or, where these are None, the environment's BILATERAL_LLM_* name.

    `options` are those numbers of an `Endpoint` that users may set. Raises ValueError if model or address is
    missing, or a value of the environment is no number.
    """
    model = model or os.environ.get("BILATERAL_LLM_MODEL")
    base_url = base_url or os.environ.get("BILATERAL_LLM_BASE_URL")
    if not model or not base_url:
        raise ValueError(
            "the llm coder needs a model and its address: give --model and --base-url, "
            "or set BILATERAL_LLM_MODEL and BILATERAL_LLM_BASE_URL"
        )
    given = {name: options[name] if options.get(name) is not None else _of_environment(name) for name in _NUMBERS}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return Endpoint(model, base_url, **chosen)


def _of_environment(name: str) -> float | None:
    variable = f"BILATERAL_LLM_{name.upper()}"
    value = os.environ.get(variable)
    try:
        return _NUMBERS[name](value) if value else None
    except ValueError:
        whole = "whole " if _NUMBERS[name] is int else ""
        raise ValueError(f"{variable} is {value!r}: give a {whole}number, or unset it") from None


def is_named() -> bool:
    """Return whether the environment names a model or an address, so that a model is meant to be asked."""
    return any(os.environ.get(f"BILATERAL_LLM_{part}") for part in ("MODEL", "BASE_URL"))


def named(
    settings: Settings,
    model: str | None = None,
    base_url: str | None = None,
    display: Display | None = None,
) -> Callable[[], LlmCoder]:
    """Return what makes the coder by the model that the arguments or the environment name, once it is needed.

    Making it raises ValueError if none is named.
    """
    return lambda: _coder(endpoint_of(model, base_url), settings, display)


def _coder(endpoint: Endpoint, settings: Settings, display: Display | None = None) -> LlmCoder:
    check_tables(settings.seeds)
    progress, say = display or (None, None)
    return LlmCoder(settings.lexicon, endpoint, settings.work / CACHE, progress=progress, say=say)


@contextmanager
def shown() -> Iterator[Display]:
    """Show in a terminal, on stderr, how many of a document's windows are answered, as the functions given are told.

    What is waited for after an interrupt is said whatever stderr is; a second one leaves the program at once.
    """
    with _leaving(), _progress() as progress:
        bar = progress.add_task("Asking", total=None, visible=False)
        yield Display(
            lambda done, of: progress.update(bar, completed=done, total=of, visible=done < of), _sayer(progress)
        )


@contextmanager
def _leaving() -> Iterator[None]:
    try:
        yield
    except AbandonedError:
        with suppress(OSError):
            sys.stdout.flush()
        # An exit in the usual way waits for the threads that wait for the server.
        os._exit(_INTERRUPTED)


def _sayer(progress: Progress) -> Callable[[str], None]:
    # Through the console of the bar, which else would stand on the same line.
    return lambda line: progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _progress() -> Progress:
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        # What is redirected goes through the console of the bar: claims meant for a file went to the terminal.
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )


def dry_run(files: Iterable[Path], endpoint: Endpoint, settings: Settings) -> list[str]:
    """Return a line per document of what coding it would take, and one if --max-cost may stop it; nobody is called."""
    coder = _coder(endpoint, settings)
    lines, estimates = [], []
    for document in _documents(files):
        one = coder.estimate(document)
        estimates.append(one)
        cost = f", cost about {one.cost:.4f}" if endpoint.price_in is not None else ""
        lines.append(
            f"{document.source_id}: {one.windows} windows, {one.cached} answered before, "
            f"about {one.tokens_in} tokens in and {one.tokens_out} out{cost}"
        )
    return [*lines, *_too_dear(estimates, endpoint.max_cost)]


def _too_dear(estimates: list[Estimate], limit: float | None) -> Iterator[str]:
    """Yield a line if a run might stop at its limit on cost: it stops before a call whose longest answer passes it."""
    whole = sum(one.most for one in estimates)
    call = max((one.most_call for one in estimates), default=0.0)
    if limit is None or whole <= limit:
        return
    if call > limit:
        yield (
            f"one call may cost {call:.4f}, more than --max-cost {limit:g} allows, so the run would stop before it: "
            "raise --max-cost, or lower --max-tokens"
        )
    else:
        yield (
            f"all calls may cost {whole:.4f}, more than --max-cost {limit:g} allows, so the run may stop before its "
            "end; what is answered until then is kept"
        )


def extract(files: Iterable[Path], endpoint: Endpoint, settings: Settings) -> None:
    """Code documents: claims go to stdout and what is refused to stderr, both as JSON lines, with their words.

    Lines on stderr say of a document that it has no claims, that not all of it could be read, and what it took.
    Raises ValueError, behind all documents, if there are some of which nothing that the model answered could be used.
    """
    named_by = {source_id_of(file): file for file in files}
    documents = _documents(named_by.values())
    in_vain: dict[str, Coded] = {}
    progress = _progress()
    bar = progress.add_task("Asking", total=sum(len(windows(document)) for document in documents))
    coder = _coder(endpoint, settings, Display(lambda done, of: progress.advance(bar), _sayer(progress)))
    for document in documents:
        # The bar is gone while claims are printed, which may be on the same terminal.
        with _leaving(), progress:
            coded = coder.read(document)
        _print(coded, document)
        for line in _said(coded, priced=endpoint.price_in is not None):
            sys.stderr.write(f"{named_by[document.source_id]}: {line}\n")
        if coded.is_unread:
            in_vain[document.source_id] = coded
    if in_vain:
        raise ValueError(f"{', '.join(in_vain)}: {tallied(in_vain.values()).refusal()}; name another model")


def _said(coded: Coded, *, priced: bool) -> Iterator[str]:
    """Yield what is said of a document on stderr; what `extract` ends with is not said twice."""
    if not coded.is_unread and not coded.claims:
        yield "no claims found"
    if not coded.is_unread and (warning := coded.warning()):
        yield warning
    spent = coded.spent
    cost = f", cost {spent.cost:.4f}" if priced else ""
    yield (
        f"{coded.windows} windows, {spent.calls} calls, {spent.tokens_in} tokens in and {spent.tokens_out} out{cost}"
    )


def _print(coded: Coded, document: Document) -> None:
    for claim in with_places(coded.claims, document, quote=True):
        sys.stdout.write(to_json(claim) + "\n")
    for number, reject in enumerate(coded.rejects):
        row = reject.table_row(number, quote=True)
        sys.stderr.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _documents(files: Iterable[Path]) -> list[Document]:
    return [parse_file(file, source_id_of(file)) for file in files]
