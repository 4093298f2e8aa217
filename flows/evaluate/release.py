"""What a release tells of a coder: mentions from the rows of its database, and the few figures that count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.evaluate.mention import HAND_CONFIDENCE, Mention, from_record
from flows.evaluate.report import pooled_with_intervals
from flows.evaluate.scoring import Comparison

SHOWN = ("precision", "recall", "f1", "exact_f1")


def mention(row: Mapping[str, Any]) -> Mention:
    """Return the mention that a row of `claims` stands for, its actors in lists `source` and `target`.

    People's certainty, which the database holds as 1/3, 2/3 or 1, becomes their mark of 1 to 3 again, so that
    what they marked as borderline stays so.
    """
    hand = row["coder"] == "hand"
    certainty = row["confidence"]
    if hand and certainty is not None:
        certainty = round(certainty * max(HAND_CONFIDENCE))
    return from_record(
        {
            "kind": row["kind"],
            "source": row["source"] or [],
            "target": row["target"] or [],
            "date": row["date_edtf"],
            "status": row["status"],
            "amount": {"value": row["amount_value"], "unit": row["amount_currency"]},
            "char_start": row["char_start"],
            "char_end": row["char_end"],
            "confidence": certainty,
            "coder": row["coder"],
        }
        | ({"event_key": None} if hand else {})
    )


def summary(comparisons: Mapping[str, Comparison]) -> dict[str, Any]:
    """Return what a manifest tells of a coder: on which documents, and figures with their 95% intervals.

    `interval` of a figure is None where there is but one document.
    """
    pooled, spread = pooled_with_intervals(comparisons)
    return {
        "against": "hand",
        "documents": sorted(comparisons),
        "n_documents": len(comparisons),
        "n_gold": pooled["gold"],
        "n_predicted": pooled["predicted"],
        **{name: {"value": pooled[name], "interval": spread[name] if spread else None} for name in SHOWN},
    }
