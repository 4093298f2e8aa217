"""The licence of a release's data, and whose property the sources are."""

from __future__ import annotations

from flows.publish.draft import LICENCE_TITLE, LICENCE_URL, Draft

GRANT = f"""\
This release is under the {LICENCE_TITLE} licence (CC BY 4.0),
<{LICENCE_URL}>. The program that made it is under the MIT licence, which
does not cover the data."""

THIRD_PARTIES = """\
The articles that claims were coded from are the property of their authors and publishers. This repository and its
releases hold facts, figures, bibliography, offsets and hashes of them, and none of their sentences; `sources.licence`
and `sources.may_quote` say so for each source.

State codes are facts of the Correlates of War and Gleditsch-Ward state systems and of ISO 3166; cite those projects
when you use the codes. Event types carry the names of PLOVER's, with definitions of our own."""


def as_markdown(draft: Draft) -> str:
    """Return the licence with the terms of each source."""
    lines = ["| source | title | terms of its text | quoted here |", "|---|---|---|---|"]
    for s in draft.sources:
        quoted = "yes" if s["may_quote"] else "no"
        lines.append(f"| `{s['source_id']}` | {_cell(s['title'])} | {_cell(s['licence'])} | {quoted} |")
    return "\n\n".join(["# Licence of the data", GRANT, THIRD_PARTIES, "\n".join(lines)]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
