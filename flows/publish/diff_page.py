"""A diff between releases as text for a terminal, as a page, and as the files that a release holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flows.publish import diff
from flows.publish.reasons import KINDS
from flows.publish.schema_changes import place
from flows.publish.shell import Html, beside, code, document, figures, heading, html, paragraph, table, tag
from schemas.vocabulary import SYMMETRIC_KINDS

_MOST_IN_TEXT = 20
_MOST_ON_PAGE = 500
_MOST_REASONS = 4
_HASH = re.compile("[0-9a-f]{40,}")


def write(before: Path | None, after: Path) -> None:
    """Write diff.json and diff.html of a release against its predecessor, None for the first, into its folder.

    Raises ValueError if the schema changed more than its version says.
    """
    found = diff.compare(before, after) if before else diff.first(after)
    refuse_broken_rule(found)
    (after / "diff.json").write_text(as_json(found), encoding="utf-8")
    (after / "diff.html").write_text(as_html(found, "diff.html"), encoding="utf-8")


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


def as_html(found: diff.Diff, here: str | None = None) -> str:
    """Return the diff as a page; `here` is its name if it lies in the newer release."""
    title = f"Changes in release {found['after']}"
    if found["before"] is None:
        return document(title, found["after"], [paragraph(found["note"])], here=here)
    facts = found["facts"]
    counts = Counter(fact["change"] for fact in facts)
    parts = [
        tag("p", "lede", f"Against release {found['before']}. The whole diff is in ", beside("diff.json", here), "."),
        figures({f"facts {change}": counts[change] for change in diff.CHANGES}),
        *_tables(found),
        *_schema(found["schema"]),
        *_inputs(found["inputs"]),
        heading("Facts"),
        *_reasons(found["why"]),
    ]
    shown = facts[:_MOST_ON_PAGE]
    for change in diff.CHANGES:
        rows = [_fact_row(fact, here) for fact in shown if fact["change"] == change]
        if rows:
            heads = ("fact", "what differs", "why") if change == "changed" else ("fact", "why")
            parts += [Html(f"<h3>{change.capitalize()}</h3>"), table(f"facts {change}", heads, rows)]
    if not facts:
        parts.append(paragraph("No fact changed."))
    if len(facts) > _MOST_ON_PAGE:
        parts.append(paragraph(f"{len(facts) - _MOST_ON_PAGE} more facts are in `diff.json`."))
    return document(title, found["after"], parts, here=here)


_TABLE_HEADS = ("table", "rows before", "rows now", "added", "removed", "changed", "in columns")


def _tables(found: diff.Diff) -> Iterator[Html]:
    """Yield the tables of which rows differ, and the names of the others."""
    yield heading("Tables")
    rows = list(_table_rows(found))
    moved = [(code(str(name)), *told) for name, *told in rows if any(told[2:5])]
    if moved:
        yield table("tables", _TABLE_HEADS, moved, numbers=_TABLE_HEADS[1:6])
    same = [f"`{name}` ({told[1]:,})" for name, *told in rows if not any(told[2:5])]
    if same:
        yield paragraph(f"The same rows in both: {', '.join(same)}.")


def _schema(schema: Mapping[str, Any]) -> Iterator[Html]:
    yield heading("Schema")
    yield paragraph(_schema_line(schema))
    if schema["changes"]:
        rows = [(code(place(c)), c["change"], c["level"]) for c in schema["changes"]]
        yield table("schema", ("place", "change", "asks for"), rows)


def _inputs(inputs: Sequence[Mapping[str, Any]]) -> Iterator[Html]:
    if inputs:
        yield heading("Inputs")
        rows = [(i["input"], code(_shortened(i["before"])), code(_shortened(i["after"]))) for i in inputs]
        yield table("inputs", ("input", "before", "after"), rows)


def _reasons(why: Mapping[str, int]) -> Iterator[Html]:
    if why:
        rows = [(_spaced(kind), n, KINDS[kind]) for kind, n in why.items()]
        yield table("reasons", ("reason", "facts", "means"), rows, numbers=("facts",))


def _fact_row(fact: Mapping[str, Any], here: str | None) -> tuple[object, ...]:
    name = code(fact["fact_id"])
    if here is not None and fact["change"] != "removed":
        name = Html(f'<a href="index.html#fact={quote(fact["fact_id"])}">{name}</a>')
    reasons = [Html(f"{tag('span', 'badge', _spaced(r['kind']))} {html(r['detail'])}") for r in fact["why"]]
    if (more := len(reasons) - _MOST_REASONS) > 0:
        reasons[_MOST_REASONS:] = [html(f"and {more} more in `diff.json`")]
    values = (_values(fact),) if fact["change"] == "changed" else ()
    return Html(f"{html(_about(fact))} {tag('span', 'more', name)}"), *values, reasons


def _table_rows(found: diff.Diff) -> Iterator[tuple[Any, ...]]:
    for name, told in found["tables"].items():
        numbers = (told[key] for key in ("rows_before", "rows_after", "added", "removed", "changed"))
        yield name, *numbers, ", ".join(f"{c} ({n})" for c, n in told["columns_changed"].items())


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
        yield f"{fact['fact_id']} {fact['change']}: {_about(fact)}"
        yield from (f"  {line}" for line in _values(fact))
        yield f"  why: {'; '.join(' '.join((r['kind'], r['detail'])) for r in fact['why'])}"
    if (more := len(found["facts"]) - _MOST_IN_TEXT) > 0:
        yield f"and {more} more facts; --json or --html tells all"


def _schema_line(schema: Mapping[str, Any]) -> str:
    if not schema["changes"]:
        return f"Version {schema['version_after']}, unchanged."
    kept = "as its version says" if schema["rule_kept"] else "which its version does not say"
    return f"{schema['version_before']} became {schema['version_after']}; a {schema['needs']} change, {kept}."


def _change(change: Mapping[str, Any]) -> str:
    return f"{place(change)}: {change['change']}"


def _about(fact: Mapping[str, Any]) -> str:
    """Return who did what and when, as the newer release has it, else the older."""
    told = fact["about"]
    named = [told.get("parties") and _parties(told["parties"], told.get("kind")), told.get("kind"), told.get("status")]
    return ", ".join(_spaced(str(part)) for part in (*named, told.get("date_edtf")) if part)


def _parties(parties: str, kind: str | None) -> str:
    """Return "role:ACTOR role:ACTOR" as one reads it: who acts on or with whom, and third parties."""
    actors: dict[str, list[str]] = {"source": [], "target": [], "other": []}
    for party in parties.split():
        role, _, actor = party.partition(":")
        actors[role].append(actor)
    sign = " – " if kind in SYMMETRIC_KINDS else " → "
    between = sign.join("+".join(actors[role]) for role in ("source", "target") if actors[role])
    return between + (f" (third party: {'+'.join(actors['other'])})" if actors["other"] else "")


def _values(fact: Mapping[str, Any]) -> list[str]:
    """Return a line per value that differs; none of a fact that is new or gone, of which all do."""
    if fact["change"] != "changed":
        return []
    return [f"`{v['column']}` {_told(v['before'])} became {_told(v['after'])}" for v in fact["values"]]


def _told(value: object) -> str:
    return "nothing" if value is None else str(value)


def _shortened(value: object) -> str:
    """Return a value of an input, of a hash only so much as tells it apart."""
    text = _told(value)
    return f"{text[:12]}…" if _HASH.fullmatch(text) else text


def _spaced(code: str) -> str:
    return code.replace("_", " ")
