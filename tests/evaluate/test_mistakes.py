from flows.evaluate.mistakes import mistakes
from flows.evaluate.scoring import compare

from .build import mention

TEXT = "In Oslo the ministers met."


def test_the_most_certain_come_first_over_all_documents():
    found = mistakes(
        {
            "one": compare([mention(3, 7, confidence=2)], [mention(100, 110, confidence=0.3)]),
            "two": compare([mention(8, 11, confidence=3)], [mention(100, 110, confidence=0.9), mention(200, 210)]),
        },
        {"one": TEXT},
        2,
    )
    assert [(row["document"], row["text"]) for row in found["missed"]] == [("two", None), ("one", "Oslo")]
    assert [(row["document"], row["confidence"]) for row in found["extra"]] == [("two", 0.9), ("one", 0.3)]


def test_a_mistake_tells_what_was_coded():
    [missed] = mistakes({"one": compare([mention(3, 7, sides="PAK IND>RUS", date="1999")], [])}, {}, 5)["missed"]
    assert missed == {
        "document": "one", "kind": "visit", "source": ["IND", "PAK"], "target": ["RUS"], "date": "1999",
        "status": "occurred", "confidence": None, "char_start": 3, "char_end": 7, "text": None,
    }  # fmt: skip
