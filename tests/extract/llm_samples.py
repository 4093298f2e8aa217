"""A text, the claim it holds, and a coder that asks a server on loopback about it: what the tests of `llm` share."""

from __future__ import annotations

from pathlib import Path

from flows.extract.llm import LlmCoder
from flows.extract.llm_endpoint import Endpoint
from flows.parse import parse_file
from flows.parse.document import Document
from tests.extract.llm_server import Reply, serving

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
SALE = "In March 1999 Chile sold six helicopters to Ecuador for $90 million."
TEXT = f"# Two coasts\n\n## Arms\n\nThe coast was long. {SALE} Nobody asked why.\n"
ROW = {
    **{"kind": "arms_transfer", "source": ["CHL"], "target": ["ECU"], "others": [], "date": "1999-03"},
    **{"date_basis": "explicit", "status": "occurred", "phase": None, "amount": {"value": 9e7, "unit": "USD"}},
    **{"quantity": {"value": 6, "item": "helicopters"}, "agents": [], "asserted_by": None, "quote": SALE},
}
GOOD = {"claims": [ROW]}


def parsed(tmp_path: Path, text: str = TEXT) -> Document:
    file = tmp_path / "coasts.md"
    file.write_text(text, encoding="utf-8")
    return parse_file(file, "coasts")


def coder(url: str, tmp_path: Path, **options) -> LlmCoder:
    given = {"backoff": 0.01, "timeout": 5.0, "attempts": 4, **options}
    return LlmCoder(LEXICON, Endpoint(given.pop("model", "small-model"), url, **given), tmp_path / "cache")


def coded(tmp_path: Path, answer, text: str = TEXT, **options):
    """Return what was coded and the server, whose calls are kept."""
    document = parsed(tmp_path, text)
    with serving(answer if callable(answer) else lambda n, shown: Reply(answer)) as server:
        return coder(server.url, tmp_path, **options).read(document), server


def many(n: int) -> str:
    """A text of n windows, each a section."""
    return "# Two coasts\n\n" + "".join(f"## Part {i}\n\nYear {i}. {SALE}\n\n" for i in range(n))
