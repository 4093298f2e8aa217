"""Windows: a document cut into runs of sentences, each coded once."""

from pathlib import Path

from flows.extract.local_model import TOKENIZER, read_tokenizer
from flows.extract.local_reading import Reader
from flows.extract.local_windows import CORE, LONGEST, windows
from flows.parse import parse_text

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def test_every_word_is_coded_in_one_window_wherever_the_first_ends() -> None:
    told = " ".join(f"In {year} Peru sold Chile two ships, and Chile paid for them." for year in range(1950, 1990))
    [read] = Reader(SEEDS / "lexicon").read([parse_text(f"Ships\n\n{told}\n\n{told}\n", "ships")])
    tokens = [(number, token.i) for number, page in enumerate(read.pages) for token in page.doc if not token.is_space]
    cut = {}
    for first in (CORE, CORE // 2):
        found = list(windows(read, read_tokenizer(SEEDS / "model" / TOKENIZER), first))
        coded = [(place.page, place.token) for one in found for place in one.core]
        assert len(coded) == len(set(coded))
        assert set(coded) >= set(tokens)
        assert max(len(one.pieces) for one in found) <= LONGEST
        cut[first] = [(one.core[0].page, one.core[0].token) for one in found]
    assert not set(cut[CORE][1:]) & set(cut[CORE // 2][1:])


def test_words_are_cut_into_pieces_in_lower_case_and_without_accents() -> None:
    told = read_tokenizer(SEEDS / "model" / TOKENIZER).encode("São Tomé's überbridge, 中", add_special_tokens=False)
    assert told.tokens == ["sao", "tome", "'", "s", "uber", "##bridge", ",", "中"]
    assert [told.offsets[0], told.offsets[-1]] == [(0, 3), (23, 24)]
    assert told.ids == [7509, 21269, 1005, 1055, 19169, 6374, 1010, 1746]  # as in the base model's own file
