"""HTML: the main text of a web page, taken out of its navigation by trafilatura, as Markdown."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from flows.parse import cues

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LABEL = re.compile(r"\W{0,2}(?:\d{1,3}[a-z]?|[a-z]|[ivxl]{1,5})\W{0,2}")  # of a note, in a link to it or back
_FRAMED = "//article | //main | //*[@role='main'] | //nav | //aside | //footer | //form | //script[@src]"
_NOTES = (
    "//*[@role='doc-endnotes' or contains(concat(' ', normalize-space(@class), ' '), ' footnotes ')"
    " or @id='sdfootnote1' or @id='ftn1']"
)


def html_to_markdown(data: bytes, name: str) -> str:
    """Return the main text of a page as Markdown, its title as the first heading.

    Raises ValueError if the page holds no text that could be an article.
    """
    import trafilatura  # noqa: PLC0415 (half a second that plain texts need not wait for)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(data)
    if tree is not None:
        _keep_notes(tree)
        _keep_all_of_an_export(tree)
    body = trafilatura.extract(
        tree, output_format="markdown", include_formatting=True, include_comments=False, include_tables=True
    )
    if not body or not body.strip():
        raise ValueError(f"{name}: no text of an article was found in this HTML file; save the page's text as .txt")
    found = trafilatura.extract_metadata(data)
    title = " ".join(found.title.split()) if found and found.title else ""
    if body.lower().startswith(f"{title.lower()}\n"):
        body = f"# {body}"
    elif title.lower() not in body[: len(title) + 200].lower():
        body = f"# {title}\n\n{body}"
    return body.replace("\r\n", "\n")


def _keep_notes(tree: HtmlElement) -> None:
    """Make text of the links between notes and their marks, which pass for navigation, and head the notes."""
    for link in tree.xpath("//a[starts-with(@href, '#')]"):
        text = link.text_content().strip()
        if _LABEL.fullmatch(text) and link.get("href") != "#":
            link.drop_tag()
        elif text and not any(map(str.isalnum, text)):
            link.drop_tree()
    notes = next(iter(tree.xpath(_NOTES)), None)
    if notes is not None and notes.getparent() is not None:
        before = notes.getprevious()
        if before is None or before.text_content().strip(" .:\n").lower() not in cues.NOTES:
            heading = notes.makeelement("h2")
            heading.text = "Notes"
            notes.addprevious(heading)


def _keep_all_of_an_export(tree: HtmlElement) -> None:
    """Mark a page that has nothing around its text, such as a word processor writes, as an article throughout.

    Of a page without a place for its text trafilatura takes the paragraphs alone: no lists, no headings.
    """
    body = tree.find("body")
    if body is not None and not tree.xpath(_FRAMED):
        article = body.makeelement("article")
        article.text, body.text = body.text, None
        article.extend(list(body))
        body.append(article)
