"""The shell of a release's pages of text: one HTML file each, with its style in it, readable without a network.

Whatever is given as text is escaped here; what is HTML already comes as `Html`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files

from flows.publish.draft import NAME

PAGES = {
    "index.html": "Dataset",
    "codebook.html": "Codebook",
    "validation.html": "Validation",
    "diff.html": "Changes",
}
"""The pages of a release, as each of them names the others."""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Heading = tuple[int, str, str]
"""A heading's rank, id and plain text."""


def document(
    title: str, version: str, parts: Iterable[Html], *, here: str | None = None, contents: Sequence[Heading] = ()
) -> str:
    """Return a page of text about a release.

    `here` is the file's name in the release, None for a page outside of one, which links to no other page. With
    `contents`, a list of those headings stands beside the text, on a phone above it.
    """
    style = "\n" + stylesheet("base.css") + "\n" + stylesheet("document.css")
    text = "\n".join(parts)
    if contents:
        text = f'<div class="with-contents">\n{_contents(contents)}\n<div class="text">\n{text}\n</div>\n</div>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; img-src data:; style-src {allowed(style)}; base-uri 'none'; form-action 'none'\">\n"
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<style>{style}</style>\n</head>\n<body>\n'
        f'<a class="skip" href="#text">Skip to the text</a>\n{_top(version, here)}\n'
        f'<main id="text">\n<h1>{escape(title)}</h1>\n{text}\n</main>\n</body>\n</html>\n'
    )


def table(label: str, heads: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[str] = ()) -> Html:
    """Return a table, named `label` for screen readers; the columns whose heads are in `numbers` hold numbers.

    Each cell tells its head too, which stands before it where the page is too narrow for columns.
    """
    classes = [f"{slug(head)} number" if head in numbers else slug(head) for head in heads]
    head = "".join(
        f'<th role="columnheader" scope="col" class="{kind}">{escape(text)}</th>'
        for kind, text in zip(classes, heads, strict=True)
    )
    lines = []
    for row in rows:
        cells = zip(heads, classes, row, strict=True)
        told = "".join(_cell(label, kind, value, n == 0) for n, (label, kind, value) in enumerate(cells))
        lines.append(f'<tr role="row">{told}</tr>')
    body = "\n".join(lines)
    return Html(
        f'<div class="scroll"><table role="table" aria-label="{escape(label)}"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">\n{body}\n</tbody></table></div>'
    )


def _cell(label: str, kind: str, value: object, is_first: bool) -> str:
    named = "" if is_first else f' data-label="{escape(label)}"'
    return f'<td role="cell" class="{kind}"{named}>{html(value)}</td>'


def html(value: object) -> Html:
    """Return a value as HTML: nothing for None, zero made faint, numbers with commas, lists a line each."""
    if isinstance(value, Html):
        return value
    if value is None:
        return Html()
    if isinstance(value, int) and not isinstance(value, bool):
        return Html(f"{value:,}" if value else '<span class="nil">0</span>')
    if isinstance(value, (list, tuple)):
        lines = "".join(f"<li>{html(line)}</li>" for line in value)
        return Html(f'<ul class="lines">{lines}</ul>' if lines else "")
    return marked(str(value))


def marked(text: str) -> Html:
    """Return text as HTML, what Markdown marks as code as code."""
    return Html(re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)))


def code(text: str) -> Html:
    """Return an identifier, a path or the like."""
    return Html(f"<code>{escape(text)}</code>")


def beside(name: str, here: str | None) -> Html:
    """Return the name of a file, as a link from a page that lies beside it."""
    return Html(f'<a href="{escape(name)}">{code(name)}</a>') if here is not None else code(name)


def tag(name: str, kind: str, *inner: object) -> Html:
    """Return an element `name` of class `kind` around its parts, each a text or HTML."""
    return Html(f'<{name} class="{escape(kind)}">{"".join(map(html, inner))}</{name}>')


def paragraph(text: str) -> Html:
    """Return a paragraph."""
    return Html(f"<p>{marked(text)}</p>")


def heading(text: str) -> Html:
    """Return a heading of the second rank."""
    return Html(f'<h2 id="{slug(text)}">{escape(text)}</h2>')


def figures(told: Mapping[str, object]) -> Html:
    """Return the few numbers that a page is about, large, each above its name."""
    lines = "".join(f"<div><dt>{escape(name)}</dt><dd>{html(value)}</dd></div>" for name, value in told.items())
    return Html(f'<dl class="figures">{lines}</dl>')


def slug(text: str) -> str:
    """Return text as an id or a class: small letters, digits, points and underscores, with hyphens between."""
    return re.sub(r"[^a-z0-9_.]+", "-", text.lower()).strip("-")


def stylesheet(name: str) -> str:
    """Return a style sheet of this package; `base.css` holds the colours and the type of all pages."""
    return files("flows.publish").joinpath(name).read_text(encoding="utf-8")


def allowed(text: str) -> str:
    """Return the name by which a Content-Security-Policy allows a style or a script that stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _top(version: str, here: str | None) -> str:
    told = f"{escape(NAME)} <span>{escape(version)}</span>"
    if here is None:
        return f'<header class="top"><span class="mark">{told}</span></header>'
    current = {here: ' aria-current="page"'}
    links = " ".join(f'<a href="{name}"{current.get(name, "")}>{text}</a>' for name, text in PAGES.items())
    mark = f'<a class="mark" href="index.html">{told}</a>'
    return f'<header class="top">{mark}\n<nav aria-label="Pages of the release">{links}</nav></header>'


def _contents(headings: Sequence[Heading]) -> str:
    lines = "\n".join(
        f'<li class="h{rank}"><a href="#{escape(name)}">{escape(text)}</a></li>' for rank, name, text in headings
    )
    return (
        '<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>\n'
        f"<ul>\n{lines}\n</ul></details></nav>"
    )
