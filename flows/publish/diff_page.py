"""A diff between releases as text for a terminal, as a page, and as the files that a release holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.publish import diff
from flows.publish.plain_page import heading, page, paragraph, table
from flows.publish.reasons import KINDS

_MOST_IN_TEXT = 20
_MOST_ON_PAGE = 500


def write(before: Path | None, after: Path) -> None:
    """Write diff.json and diff.html of a release against its predecessor, None for the first, into its folder.

    Raises ValueError if the schema changed more than its version says.
    """
    found = diff.compare(before, after) if before else diff.first(after)
    refuse_broken_rule(found)
    (after / "diff.json").write_text(as_json(found), encoding="utf-8")
    (after / "diff.html").write_text(as_html(found), encoding="utf-8")


def refuse_broken_rule(found: diff.Diff) -> None:
    """Raise ValueError if the schema changed and its version does not say so."""
    schema = found.get("schema")
    if schema and not schema["rule_kept"]:
        told = "; ".join(_change(c) for c in schema["changes"] if c["level"] == schema["needs"])
        raise ValueError(
            f"the schema changed ({told}) and its version is still {schema['version_after']}: "
            f"raise the {schema['needs']} number of SCHEMA_VERSION in schemas/version.py"
        )


def as_json(found: diff.Diff) -> str:
    """Return the whole diff as JSON."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def as_text(found: diff.Diff) -> str:
    """Return the diff in lines for a terminal; of long lists the first entries and how many more there are."""
    return "\n".join(_lines(found))


def as_html(found: diff.Diff) -> str:
    """Return the diff as a page."""
    title = f"Changes in release {found['after']}"
    if found["before"] is None:
        return page(title, [paragraph(found["note"])])
    schema, facts = found["schema"], found["facts"]
    parts = [paragraph(f"Against release {found['before']}. The whole diff is in diff.json.")]
    parts += [heading("Tables"), table("tables", _TABLE_HEADS, _table_rows(found))]
    parts += [heading("Schema"), paragraph(_schema_line(schema))]
    if schema["changes"]:
        changes = [(c["table"], c["column"] or "", c["change"], c["level"]) for c in schema["changes"]]
        parts.append(table("schema", ("table", "column", "change", "asks for"), changes))
    if found["inputs"]:
        inputs = [(i["input"], i["before"], i["after"]) for i in found["inputs"]]
        parts += [heading("Inputs"), table("inputs", ("input", "before", "after"), inputs)]
    parts.append(heading("Facts"))
    if found["why"]:
        parts.append(
            table("reasons", ("reason", "facts", "means"), [(k, n, KINDS[k]) for k, n in found["why"].items()])
        )
    rows = [(f["fact_id"], f["change"], _values(f), _why(f)) for f in facts[:_MOST_ON_PAGE]]
    parts.append(table("facts", ("fact", "change", "values", "why"), rows) if rows else paragraph("No fact changed."))
    if len(facts) > _MOST_ON_PAGE:
        parts.append(paragraph(f"{len(facts) - _MOST_ON_PAGE} more facts are in diff.json."))
    return page(title, parts)


_TABLE_HEADS = ("table", "rows before", "rows now", "added", "removed", "changed", "in columns")


def _table_rows(found: diff.Diff) -> list[tuple[object, ...]]:
    return [
        (
            name,
            *(told[key] for key in ("rows_before", "rows_after", "added", "removed", "changed")),
            ", ".join(f"{c} ({n})" for c, n in told["columns_changed"].items()),
        )
        for name, told in found["tables"].items()
    ]


def _lines(found: diff.Diff) -> Iterator[str]:
    if found["before"] is None:
        yield f"{found['after']}: {found['note']}"
        return
    yield f"From {found['before']} to {found['after']}"
    yield f"Schema: {_schema_line(found['schema'])}"
    yield from (f"  {_change(c)}" for c in found["schema"]["changes"])
    yield from (f"Input {i['input']}: {i['before']} became {i['after']}" for i in found["inputs"])
    yield "Rows"
    same = True
    for name, *numbers, columns in _table_rows(found):
        if any(numbers[2:]):
            same = False
            added, removed, changed = numbers[2:]
            yield f"  {name}: {added} added, {removed} removed, {changed} changed{f' ({columns})' if columns else ''}"
    if same:
        yield "  the same in every table"
    yield from (f"Why: {kind} ({KINDS[kind]}): {n} facts" for kind, n in found["why"].items())
    for fact in found["facts"][:_MOST_IN_TEXT]:
        yield f"{fact['fact_id']} {fact['change']}: {_values(fact)}"
        yield f"  why: {_why(fact)}"
    if (more := len(found["facts"]) - _MOST_IN_TEXT) > 0:
        yield f"and {more} more facts; --json or --html tells all"


def _schema_line(schema: Mapping[str, Any]) -> str:
    if not schema["changes"]:
        return f"version {schema['version_after']}, unchanged."
    kept = "as its version says" if schema["rule_kept"] else "which its version does not say"
    return f"{schema['version_before']} became {schema['version_after']}; a {schema['needs']} change, {kept}."


def _change(change: Mapping[str, Any]) -> str:
    where = f"{change['table']}.{change['column']}" if change["column"] else change["table"]
    return f"{where}: {change['change']}"


def _values(fact: Mapping[str, Any]) -> str:
    """Return the values of a fact before and after; of one that is new or gone, those it has or had."""
    if fact["change"] == "changed":
        return "; ".join(f"{v['column']} {_told(v['before'])} became {_told(v['after'])}" for v in fact["values"])
    side = "after" if fact["change"] == "added" else "before"
    told = {v["column"]: v[side] for v in fact["values"]}
    return ", ".join(str(told[c]) for c in ("kind", "status", "date_edtf", "parties") if told.get(c) is not None)


def _told(value: object) -> str:
    return "nothing" if value is None else str(value)


def _why(fact: Mapping[str, Any]) -> str:
    return "; ".join(f"{r['kind']} {r['detail']}" for r in fact["why"])
