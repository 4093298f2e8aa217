"""Two small coded documents, as a folder that the local coder can be taught from."""

import json
from pathlib import Path

import pytest

TEXTS = {
    "peru-chile": (
        "Two Neighbours\n\n"
        "In May 1991 the president of Peru visited Chile. The two countries signed a treaty on water in Lima, "
        "and Chile lent Peru $40 million. Their generals had little to say to each other.\n\n"
        "Peru protested against Chilean manoeuvres near the border in 1993.\n"
    ),
    "kenya-uganda": (
        "Across the Lake\n\n"
        "Uganda closed its embassy in Kenya in 1987. Kenya had accused its neighbour of training rebels. "
        "Many Kenyans trade with Uganda.\n"
    ),
}
# Kind, source, target, date, amount, and the words that state it.
CODINGS = {
    "peru-chile": [
        ("visit", ["PER"], ["CHL"], "1991-05", None, "In May 1991 the president of Peru visited Chile"),
        ("agreement", ["PER", "CHL"], [], "1991-05", None, "The two countries signed a treaty on water in Lima"),
        ("aid", ["CHL"], ["PER"], "1991-05", (40_000_000, "USD"), "Chile lent Peru $40 million"),
        ("opposition", ["PER"], ["CHL"], "1993", None, "Peru protested against Chilean manoeuvres near the border"),
    ],
    "kenya-uganda": [
        ("diplomatic_relations", ["UGA"], ["KEN"], "1987", None, "Uganda closed its embassy in Kenya in 1987"),
        ("opposition", ["KEN"], ["UGA"], None, None, "Kenya had accused its neighbour of training rebels"),
    ],
}


def row(
    text: str, kind: str, sides: tuple[list[str], list[str]], rest: tuple[object, object, str]
) -> dict[str, object]:
    date, amount, words = rest
    start = text.index(words)
    return {
        "kind": kind,
        "source": sides[0],
        "target": sides[1],
        "others": [],
        "date": date,
        "status": "occurred",
        "phase": "end" if kind == "diplomatic_relations" else None,
        "amount": {"value": amount[0], "unit": amount[1]} if isinstance(amount, tuple) else None,
        "event_key": f"{kind}-{date}",
        "confidence": 3,
        "char_start": start,
        "char_end": start + len(words),
    }


@pytest.fixture
def coded_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "coded"
    (folder / "texts").mkdir(parents=True)
    (folder / "codings").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        rows = [
            row(text, kind, (source, target), (date, amount, words))
            for kind, source, target, date, amount, words in CODINGS[name]
        ]
        lines = "".join(json.dumps(one) + "\n" for one in rows)
        (folder / "codings" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder
