"""A coder held against codings: what `bilateral evaluate` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from flows.evaluate.mention import from_claim, read_mentions
from flows.evaluate.report import Report, report
from flows.evaluate.scoring import compare
from flows.extract.step import local_coder
from flows.llm import coder_of_environment
from flows.parse import parse_file
from flows.settings import Settings
from schemas.aside import is_kept_aside

Aside = Literal["all", "only", "without"]


def evaluate(coder: str, codings: Path, texts: Path, aside: Aside, settings: Settings) -> Report:
    """Return how well a coder does on the texts of a folder that codings exist for.

    The model of the coder `llm` is the one that the environment names. `aside` takes all texts, only those kept
    aside from learning, or those without them. Raises ValueError if the coder cannot read documents or no text
    matches a coding.
    """
    if coder not in ("local", "llm"):
        raise ValueError(f"coder {coder!r} does not read documents; use --coder local or --coder llm")
    pairs = list(_pairs(codings, texts, aside))
    if not pairs:
        raise ValueError(f"no text in {texts} goes with a coding in {codings}: names must match (x.txt, x.jsonl)")
    reader = local_coder(settings.seeds) if coder == "local" else coder_of_environment(settings)
    comparisons = {}
    for coding, text in pairs:
        document = parse_file(text, text.stem.lower())
        predicted = [from_claim(claim) for claim in reader.code(document)]
        comparisons[text.stem] = compare(read_mentions(coding, document.text), predicted)
    return report(comparisons)


def _pairs(codings: Path, texts: Path, aside: Aside) -> Iterator[tuple[Path, Path]]:
    for coding in sorted(codings.glob("*.jsonl")):
        text = texts / f"{coding.stem}.txt"
        wanted = aside == "all" or is_kept_aside(coding.stem) == (aside == "only")
        if text.is_file() and wanted:
            yield coding, text
