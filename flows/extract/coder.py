"""What every coder of documents offers: a name, a version, and claims for a document."""

from __future__ import annotations

from typing import Protocol

from flows.parse.document import Document
from schemas.claim import Claim


class Coder(Protocol):
    """Reads a document and returns the claims it states.

    `name` is one of schemas.vocabulary.CODER; `version` changes whenever the same document could be coded
    otherwise, so that results under one version are comparable.
    """

    @property
    def name(self) -> str:
        """The coder's name."""

    @property
    def version(self) -> str:
        """What the coder's results depend on, as one short string."""

    def code(self, document: Document) -> list[Claim]:
        """Return the claims of a document, in order of place; the same document gives the same claims."""
