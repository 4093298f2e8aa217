"""Work: what a citation says of the work it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.parse.names import family

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+")
DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>\"“”]+")


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work, as far as its citation gives it; `issued` is EDTF, `authors` as written."""

    authors: tuple[str, ...] = ()
    title: str | None = None
    issued: str | None = None
    container: str | None = None
    url: str | None = None

    @property
    def family(self) -> str:
        """The first author's family name in small letters, or an empty string."""
        return family(self.authors[0]) if self.authors else ""

    @property
    def is_full(self) -> bool:
        """Whether the citation says more of the work than its author and title."""
        return bool(self.issued or self.container or self.url)


def url_of(text: str) -> str | None:
    """Return the first address in a citation, else its DOI as an address. One without its scheme gets http."""
    m = URL.search(text)
    if m:
        url = m.group().rstrip(".,;:'’”\"")
        url = url[:-1] if url.endswith(")") and "(" not in url else url
        return url if "://" in url else f"http://{url}"
    doi = DOI.search(text)
    return "https://doi.org/" + doi.group().rstrip(".,;") if doi else None
