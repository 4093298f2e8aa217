"""HTML: the main text of a web page, taken out of its navigation by trafilatura, as Markdown."""

from __future__ import annotations

import logging


def html_to_markdown(data: bytes, name: str) -> str:
    """Return the main text of a page as Markdown, its title as the first heading.

    Raises ValueError if the page holds no text that could be an article.
    """
    import trafilatura  # noqa: PLC0415 (half a second that plain texts need not wait for)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    body = trafilatura.extract(
        data, output_format="markdown", include_formatting=True, include_comments=False, include_tables=True
    )
    if not body or not body.strip():
        raise ValueError(f"{name}: no text of an article was found in this HTML file; save the page's text as .txt")
    found = trafilatura.extract_metadata(data)
    title = " ".join(found.title.split()) if found and found.title else ""
    if title and title.lower() not in body[: len(title) + 200].lower():
        body = f"# {title}\n\n{body}"
    return body.replace("\r\n", "\n")
