"""What the gate found, as a page for people and as JSON for programs; both go into the release."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.publish.shell import Html, beside, code, document, figures, heading, html, paragraph, table, tag

Check = Mapping[str, Any]
"""A check of the gate: its `part`, `name` and `check`, whether it `passed` or only `warns`, the `rows` in words."""

_PARTS = {
    "expectations": "Great Expectations suites over the candidate database, before anything is written.",
    "bounds": "Rows and filled shares of the release's Parquet against `seeds/bounds.csv`: less than a minimum stops "
    "a release, more than a maximum is told here.",
    "data tests": "Queries in SQL over the release's Parquet, each of which must return no rows.",
}
_EXPECTATION = re.compile(r"expect_(?P<name>\w+)\((?P<about>.*)\)")


def write(folder: Path, version: str, checks: Sequence[Check]) -> None:
    """Write validation.json and validation.html into the folder of a release."""
    told = as_json(version, checks)
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    (folder / "validation.json").write_text(text, encoding="utf-8")
    (folder / "validation.html").write_text(as_html(told, "validation.html"), encoding="utf-8")


def as_json(version: str, checks: Sequence[Check]) -> dict[str, Any]:
    """Return what the gate found, with how many checks passed, warn and failed."""
    passed = sum(bool(c["passed"]) for c in checks)
    warned = sum(bool(c["warns"] and not c["passed"]) for c in checks)
    counts = {"checks": len(checks), "passed": passed, "warnings": warned, "failed": len(checks) - passed - warned}
    return {"version": version, **counts, "results": [dict(c) for c in checks]}


def as_html(told: Mapping[str, Any], here: str | None = None) -> str:
    """Return the page of what `as_json` gives; `here` is its name if it lies in the release."""
    counts = {"checks": "checks", "passed": "passed", "warnings": "to look at", "failed": "failed"}
    parts = [
        tag("p", "lede", "What the release had to pass. The same is in ", beside("validation.json", here), "."),
        figures({name: told[key] for key, name in counts.items()}),
    ]
    for part, words in _PARTS.items():
        rows = [_row(c) for c in sorted(told["results"], key=_rank) if c["part"] == part]
        if rows:
            parts += [heading(part.capitalize()), paragraph(words)]
            parts.append(table(part, ("of", "must hold", "found", "result"), rows))
    return document(f"Validation of release {told['version']}", told["version"], parts, here=here)


def _rank(check: Check) -> tuple[bool, bool]:
    return bool(check["passed"]), bool(check["warns"])


def _row(check: Check) -> tuple[object, ...]:
    failed = ("warn", "! look at it") if check["warns"] else ("bad", "✗ failed")
    kind, words = ("good", "✓ passed") if check["passed"] else failed
    return check["name"], _in_words(str(check["check"])), check["rows"], tag("span", kind, words)


def _in_words(check: str) -> str | Html:
    """Return an expectation as words and what it is about; another check is in words already."""
    called = _EXPECTATION.fullmatch(check)
    if called is None:
        return check
    words = called["name"].replace("_", " ").capitalize()
    return Html(f"{html(words)} {tag('span', 'more', code(called['about']))}")
