"""Turns a Markdown page of a release into one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from flows.publish.shell import Heading, Html, document, slug

_ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}


def as_html(markdown: str, title: str, version: str, here: str) -> str:
    """Return the page `here` of a release, with a list of its headings; readable from the disk, on a phone, on paper.

    Its title is the only heading of the first rank: those of the text follow it, each a rank lower. Code that names
    a heading, or a column of a table that a heading names, leads there.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    headings = _ranked(tokens)
    _describe_cells(tokens)
    _link_names(tokens, {name for _, name, _ in headings})
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table", '<div class="scroll"><table').replace("</table>", "</table></div>")
    return document(title, version, [Html(body)], here=here, contents=headings)


def _ranked(tokens: list[Token]) -> list[Heading]:
    """Put each heading a rank lower, give it an id by its first words, and return all headings in order."""
    found: list[Heading] = []
    for opening, content in pairwise(tokens):
        if opening.type not in ("heading_open", "heading_close"):
            continue
        rank = int(opening.tag[1:]) + 1
        opening.tag = f"h{rank}"
        if opening.type == "heading_close":
            continue
        text = content.content.replace("`", "").split(",")[0]
        base = slug(text)
        name = base if base not in {taken for _, taken, _ in found} else f"{base}-{len(found)}"
        opening.attrSet("id", name)
        found.append((rank, name, text))
    return found


def _link_names(tokens: list[Token], places: set[str]) -> None:
    """Make links of code that names a place of the page; heads and the first cell of a row name what is told there."""
    for before, token in pairwise(tokens):
        if token.type != "inline" or before.type == "heading_open" or before.meta.get("first"):
            continue
        children: list[Token] = []
        for child in token.children or []:
            place = next((p for p in (child.content, child.content.split(".")[0]) if p in places), None)
            if child.type != "code_inline" or place is None:
                children.append(child)
                continue
            children += [Token("link_open", "a", 1, attrs={"href": f"#{place}"}), child, Token("link_close", "a", -1)]
        token.children = children


def _describe_cells(tokens: list[Token]) -> None:
    """Give each cell its role, and the head of its column as a class and, between the first and the last, as a label.

    The style sheet shows the label where the page is too narrow for columns, and takes the roles for granted there.
    """
    heads: list[str] = []
    column = 0
    for opening, content in pairwise(tokens):
        if (role := _ROLES.get(opening.type)) is not None:
            opening.attrSet("role", role)
        if opening.type == "table_open":
            heads = []
        elif opening.type == "tr_open":
            column = 0
        elif opening.type == "th_open":
            heads.append(content.content)
            opening.attrSet("class", slug(content.content))
        elif opening.type == "td_open":
            opening.meta["first"] = column == 0
            opening.attrSet("class", slug(heads[column]))
            if 0 < column < len(heads) - 1:
                opening.attrSet("data-label", heads[column])
            column += 1
