"""`index.html` of a release: its template, style and scripts put together with its texts and rows."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from string import Template

from flows.publish.browse import data, parts
from flows.publish.draft import DESCRIPTION, LICENCE, LICENCE_URL, NAME, TITLE, Draft
from flows.publish.shell import allowed, stylesheet

_STYLES = ("page.css", "facts.css")
_SCRIPTS = (
    *("data.js", "words.js", "filter.js", "years.js", "timeline.js", "table.js", "save.js", "fact.js"),
    *("choices.js", "steer.js", "page.js"),
)
"""In the order in which one builds on another."""


def as_html(draft: Draft) -> str:
    """Return the page of a release of which all files but the checksums are written.

    It needs nothing beside it but the files that it links to, and says so to the browser: its policy allows only
    the style and the script that stand in it, and no connection.
    """
    style, script = f"\n{stylesheet('base.css')}{_joined(_STYLES)}", _joined(_SCRIPTS)
    rows = data.read(draft.database)
    return Template(_asset("page.html")).substitute(
        policy=f"default-src 'none'; img-src data:; style-src {allowed(style)}; script-src {allowed(script)}; "
        "base-uri 'none'; form-action 'none'",
        title=escape(TITLE),
        name=escape(NAME),
        heading=escape(parts.sentence(TITLE.removeprefix(f"{NAME}: "))),
        version=escape(draft.version),
        created=escape(draft.created),
        description=escape(DESCRIPTION),
        figures=parts.figures(draft),
        warnings=parts.warnings(draft),
        notes=parts.notes(draft),
        more=parts.more(draft),
        share=parts.share(draft),
        sources=parts.sources(draft),
        forms=parts.forms(draft),
        tables=parts.tables(draft),
        files=parts.others(draft),
        citation=escape(draft.citation),
        licence=escape(LICENCE),
        licence_url=escape(LICENCE_URL),
        style=style,
        script=script,
        data=data.packed(rows),
    )


def _asset(name: str) -> str:
    return files("flows.publish.browse").joinpath(name).read_text(encoding="utf-8")


def _joined(names: tuple[str, ...]) -> str:
    return "\n" + "\n".join(_asset(name) for name in names)
