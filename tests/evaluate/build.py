"""Small mentions and records for the tests of evaluate."""

from typing import Any

from flows.evaluate.mention import Mention, from_record


def record(start: int = 0, end: int = 10, **changes: Any) -> dict[str, Any]:
    """Return a record in the codebook's keys; `sides` "A B>C" sets source and target."""
    source, _, target = changes.pop("sides", "PAK>RUS").partition(">")
    return {
        "kind": "visit",
        "source": source.split(),
        "target": target.split(),
        "others": [],
        "date": None,
        "status": "occurred",
        "amount": None,
        "char_start": start,
        "char_end": end,
        **changes,
    }


def mention(start: int = 0, end: int = 10, **changes: Any) -> Mention:
    return from_record(record(start, end, **changes))


def borderline(start: int = 0, end: int = 10, **changes: Any) -> Mention:
    return mention(start, end, confidence=1, event_key="visit-x", **changes)
