"""What the pages of a release share: one file each, readable without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f4b; --bad: #b3261e; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --good: #6fd39d; --bad: #ff8a80; --warn: #f2b84b; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .warn { color: var(--warn); }
"""


def page(title: str, parts: Iterable[str]) -> str:
    """Return a page of HTML with its style in it; `parts` are HTML already."""
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def table(label: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of HTML, named `label` for screen readers; a cell (class, text) is set in that class."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<div class="wide"><table aria-label="{escape(label)}">'
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def paragraph(text: str) -> str:
    """Return a paragraph of HTML."""
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    """Return a heading of HTML, of the second rank."""
    return f"<h2>{escape(text)}</h2>"


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        kind, text = value
        return f'<td class="{escape(str(kind))}">{escape(str(text))}</td>'
    return f"<td>{escape('' if value is None else str(value))}</td>"
