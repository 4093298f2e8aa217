"""The changelog of a release: all versions up to it, newest first, by the diff that each of them holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flows.publish.diff import CHANGES
from flows.publish.draft import Draft
from flows.publish.opened import read_manifest
from flows.publish.reasons import KINDS
from flows.publish.schema_changes import place

Told = Mapping[str, Any]


def as_markdown(draft: Draft) -> str:
    """Return a section per version: facts that differ and why, rows by table, schema, inputs and measured figures.

    Reads manifest.json and diff.json of the release in the making and of those before it. Its `diff.html` tells the
    same fact by fact.
    """
    manifests: dict[str, Told] = {}
    sections = []
    for folder in (*draft.earlier, draft.folder):
        manifest = read_manifest(folder)
        manifests[manifest["version"]] = manifest
        changes = json.loads((folder / "diff.json").read_text(encoding="utf-8"))
        sections.append(_section(manifest, changes, manifests))
    return "\n\n".join(["# Changes", *reversed(sections)]) + "\n"


def _section(manifest: Told, diff: Told, manifests: Mapping[str, Told]) -> str:
    head = f"## {manifest['version']} ({manifest['created']})"
    if diff["before"] is None:
        counts = manifest["counts"]
        told = f"First release: {counts['facts']} facts, {counts['claims']} claims, {counts['sources']} sources."
        return f"{head}\n\n{told}"
    lines = [*_facts(diff), *_rows(diff), *_schema(diff["schema"]), *_inputs(diff)]
    if _figures(manifests.get(diff["before"])) not in (None, _figures(manifest)):
        lines.append("Measured figures of the coders changed.")
    told = "\n".join(f"- {line}" for line in lines or ["No row changed."])
    return f"{head}\n\nAgainst {diff['before']}:\n\n{told}"


def _facts(diff: Told) -> Iterator[str]:
    """Yield how many facts differ, then each reason with the number of facts that it holds for."""
    counts = Counter(fact["change"] for fact in diff["facts"])
    if counts:
        yield f"Facts: {_counted(counts)}."
    for kind, n in diff["why"].items():
        yield f"Why {n} {'fact' if n == 1 else 'facts'}: {KINDS[kind]} (`{kind}`)."


def _rows(diff: Told) -> Iterator[str]:
    for name, told in diff["tables"].items():
        if any(told[change] for change in CHANGES):
            columns = ", ".join(f"`{column}` {n}" for column, n in told["columns_changed"].items())
            yield f"`{name}`: {_counted(told)}{f' ({columns})' if columns else ''}; now {told['rows_after']} rows."


def _schema(schema: Told) -> Iterator[str]:
    for change in schema["changes"]:
        yield f"Schema: `{place(change)}`, {change['change']}."


def _inputs(diff: Told) -> Iterator[str]:
    if diff["inputs"]:
        yield f"Inputs that differ: {', '.join(told['input'] for told in diff['inputs'])}."


def _figures(manifest: Told | None) -> Any:
    """Return what was measured of each coder; None where there is no such manifest."""
    return None if manifest is None else manifest.get("evaluation", {})


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[change]} {change}" for change in CHANGES if counts[change])
