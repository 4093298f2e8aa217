"""How to cite a release, as a file of the Citation File Format 1.2.0."""

from __future__ import annotations

import yaml

from flows.publish import bibliography
from flows.publish.draft import AUTHOR, DESCRIPTION, KEYWORDS, LICENCE, TITLE, Draft


def as_cff(draft: Draft) -> str:
    """Return the text of CITATION.cff: the release itself, and its sources as references."""
    about = {
        "cff-version": "1.2.0",
        "message": "Please cite this release by its version, and the sources of the facts that you use.",
        "type": "dataset",
        "title": TITLE,
        "version": draft.version,
        "date-released": draft.created,
        "authors": [{"name": AUTHOR}],
        "abstract": DESCRIPTION,
        "keywords": list(KEYWORDS),
        "license": LICENCE,
        "references": [bibliography.as_cff(source) for source in draft.sources],
    }
    kept = {name: value for name, value in about.items() if value}
    text: str = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=110)
    return text
