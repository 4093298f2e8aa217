"""The changelog of a release: all versions up to it, newest first, by what their manifests tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.publish.draft import Draft

Manifest = Mapping[str, Any]


def as_markdown(draft: Draft) -> str:
    """Return a section per version: its day, the changes that its manifest lists, and counts of rows that moved.

    A manifest may hold `changes`, a list of lines that say what differs from the release before.
    """
    versions = [*draft.earlier, draft.manifest]
    pairs = list(zip([None, *versions], versions, strict=False))
    return "\n\n".join(["# Changes", *(_section(old, new) for old, new in reversed(pairs))]) + "\n"


def _section(old: Manifest | None, new: Manifest) -> str:
    lines = [f"- {line}" for line in new.get("changes", [])]
    lines += _first(new) if old is None else _moved(old, new)
    return f"## {new['version']} ({new['created']})\n\n" + "\n".join(lines)


def _first(new: Manifest) -> list[str]:
    counts = new["counts"]
    return [f"- First release: {counts['facts']} facts, {counts['claims']} claims, {counts['sources']} sources."]


def _moved(old: Manifest, new: Manifest) -> list[str]:
    lines = []
    for table in dict.fromkeys([*new["counts"], *old["counts"]]):
        before, after = (manifest["counts"].get(table) for manifest in (old, new))
        if before is None or after is None:
            lines.append(f"- Table `{table}` is {'new' if before is None else 'gone'}.")
        elif before != after:
            lines.append(f"- `{table}`: {after} rows ({after - before:+d}).")
        elif old["content_sha256"][table] != new["content_sha256"][table]:
            lines.append(f"- `{table}`: as many rows ({after}), of which some changed.")
    if old.get("evaluation") != new.get("evaluation"):
        lines.append("- Measured figures of the coders changed.")
    return lines or ["- No row changed."]
