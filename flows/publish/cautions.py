"""What a release's warnings amount to: how many facts each one is about, and how precise the machine coding is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.engine import connect, quoted
from schemas.vocabulary import HOW_KNOWN

_FACTS = {
    "machine_coded": "list_contains(flags, 'machine_coded')",
    "disputed": "is_disputed",
    "one_source": "n_sources = 1",
    "retold": "list_contains(flags, 'derived_only')",
    "undated": "date_edtf IS NULL",
    "doubtful": f"len(list_filter(flags, lambda flag: flag NOT IN ({', '.join(map(quoted, HOW_KNOWN))}))) > 0",
}
"""For each warning that is about some facts and not others, the condition by which it is."""


def count(database: Path) -> dict[str, int]:
    """Return the number of facts that each warning is about, and under `facts` that of all."""
    columns = ", ".join(f"count(*) FILTER ({where}) AS {name}" for name, where in _FACTS.items())
    rows = "(SELECT * REPLACE (coalesce(string_split(flags, '; '), []) AS flags) FROM facts)"
    with connect(database, read_only=True) as connection:
        found = connection.execute(f"SELECT {columns}, count(*) FROM {rows}").fetchall()
    return dict(zip((*_FACTS, "facts"), found[0], strict=True))


def measured(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return in words what a release's manifest says of each warning: counts of facts, and precision."""
    counts = manifest["warnings"]
    told = {name: f"{counts[name]} of {counts['facts']} facts" for name in _FACTS}
    told["machine_coded"] += f"; {precision(manifest)}"
    return told


def precision(manifest: Mapping[str, Any]) -> str:
    """Return how precise the machine coders are, as measured in this release, else when the model was taught."""
    evaluation = manifest.get("evaluation") or {}
    if evaluation:
        found = [f"precision {told['precision']['value']:.2f} (`{coder}`)" for coder, told in evaluation.items()]
        return ", ".join(found)
    taught = (manifest.get("local_coder") or {}).get("held_out") or {}
    values = sorted(told["precision"] for told in taught.values())
    if not values:
        return "precision not measured"
    span = f"{values[0]:.2f}" + (f" to {values[-1]:.2f}" if len(values) > 1 else "")
    return f"precision {span} (`local`, on texts held out when it was taught)"
