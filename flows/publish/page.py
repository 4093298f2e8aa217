"""Turns a Markdown page of a release into one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --faint: #667; --line: #d8dde3; --shade: #f4f6f8;
  --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ee; --paper: #14181d; --faint: #9aa5b1; --line: #333c46;
  --shade: #1d232a; --link: #7ab8f5; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; display: grid;
  grid-template-columns: 16rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; background: var(--shade);
  border-right: 1px solid var(--line); font-size: .87rem; }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0; }
nav .h1 { font-weight: 600; margin-top: .8rem; }
nav .h2 { padding-left: .8rem; }
nav a { display: block; padding: .15rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, nav a:focus { text-decoration: underline; }
main { padding: 1.5rem 2rem 4rem; max-width: 76rem; }
a { color: var(--link); }
h1 { font-size: 1.7rem; margin: 2.5rem 0 1rem; border-bottom: 2px solid var(--line); padding-bottom: .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; overflow-wrap: anywhere; }
h1:first-child { margin-top: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; }
tr:target, h2:target { background: var(--shade); }
code { font: .88em ui-monospace, monospace; background: var(--shade); padding: .08em .3em; border-radius: 3px; }
pre { background: var(--shade); padding: 1rem; overflow-x: auto; border-radius: 4px; }
pre code { padding: 0; }
@media (max-width: 55rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh;
  border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } }
@media print { nav { display: none; } body { display: block; } }
"""


def as_html(markdown: str, title: str) -> str:
    """Return a page with a list of its headings beside it, readable from the disk, on a phone and on paper."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(markdown)
    headings = _with_ids(tokens)
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<nav aria-label="Contents">\n{_contents(headings)}</nav>\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


Heading = tuple[str, str, str]
"""A heading's tag, id and plain text."""


def _with_ids(tokens: list[Token]) -> list[Heading]:
    """Give each heading an id by its first words and return all headings in order."""
    found: list[Heading] = []
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = content.content.replace("`", "").split(",")[0]
        base = re.sub(r"[^a-z0-9_.]+", "-", text.lower()).strip("-")
        name = base if base not in {taken for _, taken, _ in found} else f"{base}-{len(found)}"
        opening.attrSet("id", name)
        found.append((opening.tag, name, text))
    return found


def _contents(headings: list[Heading]) -> str:
    lines = [f'<li class="{tag}"><a href="#{escape(name)}">{escape(text)}</a></li>' for tag, name, text in headings]
    return "\n".join(["<ul>", *lines, "</ul>\n"])
