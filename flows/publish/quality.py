"""The codebook's section on how good the machine coding of a release is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEADING = "# How good the coding is"

_MEANING = (
    "Machine coders held against people's codings of the same documents, all documents pooled. A claim counts as "
    "found when kind and a pair of actors are equal and the places half-overlap; for exact F1 actors, date, status "
    "and sum must be equal too. Claims that people marked as borderline are not scored. In brackets, 95% intervals "
    "by bootstrap over documents: with few documents they are rough. Where people coded a source, the facts rest "
    "on their claims and not on the machine's."
)
_ABSENT = (
    "No figures: no source of this release was read both by people and by a machine coder, which needs the "
    "source's text at hand when the release is made."
)
_CONFIDENCE = (
    "`claims.confidence` of `local` is the probability that a person would have coded the claim, as measured on texts "
    "held out when it was taught (expected calibration error {calibration_error:.3f}). Recommended threshold: "
    "{recommended_threshold:g}, where F1 was best with a precision of at least 0.55; less sure claims are not in the "
    "release. Ask for more where precision matters more than recall."
)
_FIGURES = {"precision": "precision", "recall": "recall", "f1": "F1", "exact_f1": "exact F1"}


def as_markdown(evaluation: Mapping[str, Mapping[str, Any]], local: Mapping[str, Any] | None = None) -> str:
    """Return the section as Markdown.

    `evaluation` maps a coder to `documents` (ids), `n_gold`, `n_predicted` and, for precision, recall, f1 and
    exact_f1, `value` and `interval`; the manifest holds the same, and under `local_coder` what `local` is here.
    Without any coder the section says why.
    """
    sure = [_CONFIDENCE.format(**local)] if local else []
    if not evaluation:
        return "\n\n".join([HEADING, _ABSENT, *sure]) + "\n"
    heads = ("coder", "documents", "claims by people", "by the coder", *_FIGURES.values())
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for coder, told in evaluation.items():
        cells = (f"`{coder}`", len(told["documents"]), told["n_gold"], told["n_predicted"])
        lines.append(f"| {' | '.join(map(str, (*cells, *(_figure(told[name]) for name in _FIGURES))))} |")
    named = [f"Documents of `{coder}`: {', '.join(told['documents'])}." for coder, told in evaluation.items()]
    return "\n\n".join([HEADING, _MEANING, "\n".join(lines), *named, *sure]) + "\n"


def _figure(figure: Mapping[str, Any]) -> str:
    value, interval = figure["value"], figure["interval"]
    return f"{value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")
