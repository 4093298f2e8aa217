"""The files of a release that describe it, in the order in which they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flows.publish import (
    bibliography,
    card,
    cautions,
    changelog,
    citation,
    codebook,
    croissant,
    datapackage,
    licence,
    markdown,
    quality,
)
from flows.publish.browse import page as browse
from flows.publish.draft import Draft


def codebooks(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield name and text of each form of the codebook of a release of which the manifest is known."""
    told = quality.as_markdown(draft.manifest.get("evaluation", {}), draft.manifest.get("local_coder"))
    text = codebook.as_markdown(cautions.measured(draft.manifest)) + "\n" + told
    yield "codebook.md", text
    yield "codebook.csv", codebook.as_csv()
    yield "codebook.html", markdown.as_html(text, "Codebook", draft.version, "codebook.html")


def pages(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield name and text of each other file that describes a release of which the data and records are written.

    A page comes after those it speaks of: the card lists what is there, and `index.html` tells the sizes of all.
    """
    yield "datapackage.json", _json(datapackage.descriptor(draft))
    yield "croissant.json", _json(croissant.descriptor(draft))
    yield "CITATION.cff", citation.as_cff(draft)
    yield "references.bib", bibliography.as_bibtex(draft.sources)
    yield "LICENSE.md", licence.as_markdown(draft)
    yield "CHANGELOG.md", changelog.as_markdown(draft)
    yield "README.md", card.as_markdown(draft)
    yield "index.html", browse.as_html(draft)


def _json(value: Any) -> str:
    # Not indented, which takes a fifth less room and leaves each change a line of a diff.
    return json.dumps(value, indent=0, ensure_ascii=False) + "\n"
