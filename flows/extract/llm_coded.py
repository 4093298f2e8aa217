"""What came of documents that a language model was asked about, and in words what of its answers could not be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.extract.llm_budget import Spent
from flows.extract.llm_check import Reject
from schemas.claim import Claim

_REASONS = 3  # the most usual ones, of those that a line names


@dataclass(frozen=True, slots=True)
class Coded:
    """What came of a document: claims that are proved, and rows that are not, or not wholly, each with its reason.

    `windows` is how many windows, or halves of them, were asked about; of the answers to `unread` of them nothing
    could be used, which is a reject each. `spent` is what the calls took, none for answers that were kept: two codings
    are equal whatever they cost.
    """

    claims: list[Claim]
    rejects: list[Reject]
    windows: int
    unread: int
    spent: Spent = field(compare=False)

    @property
    def is_unread(self) -> bool:
        """Whether nothing could be used of any answer: the model has not read the document, whatever it holds."""
        return 0 < self.windows == self.unread

    def warning(self) -> str | None:
        """Return in a line that windows could not be read, None if all could."""
        if not self.unread:
            return None
        tally = tallied([self])
        return (
            tally.refusal() if self.is_unread else f"{tally.line()}; claims may be missing where it could not be read"
        )


class Tally(NamedTuple):
    """What of a model's answers could not be used: windows, those unread, and rejects, number by reason."""

    windows: int
    unread: int
    rejects: Mapping[str, int]

    def line(self) -> str | None:
        """Return in a line what could not be used, None if all could."""
        if not self.rejects:
            return None
        usual = sorted(self.rejects.items(), key=lambda pair: -pair[1])[:_REASONS]
        reasons = "; ".join(f"{reason}: {number}" for reason, number in usual)
        rows = sum(self.rejects.values()) - self.unread
        unread = f"Of {self.windows} windows {self.unread} could not be read"
        return f"{unread}, and {rows} rows were refused or kept in part ({reasons})"

    def refusal(self) -> str:
        """Return in words, where no window could be read, that this is no reading."""
        return f"the model answered nothing that could be used: {self.line()}"


def tallied(coded: Iterable[Coded]) -> Tally:
    """Add up what of a model's answers could not be used."""
    documents = list(coded)
    reasons = Counter(reject.reason for one in documents for reject in one.rejects)
    windows, unread = sum(one.windows for one in documents), sum(one.unread for one in documents)
    return Tally(windows, unread, dict(sorted(reasons.items())))
