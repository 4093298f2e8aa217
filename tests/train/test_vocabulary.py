"""The word pieces that are kept: those of the texts, marks and common ones; other words are cut into shorter ones."""

from pathlib import Path

from flows.extract.local_model import TOKENIZER, read_tokenizer
from flows.train.vocabulary import smaller

FULL = Path(__file__).resolve().parents[2] / "seeds" / "model" / TOKENIZER
TEXT = "Ouagadougou and Lima signed a protocol. Ouagadougou sent hydrologists, Lima paid. Ouagadougou ratified first."


def test_pieces_of_the_texts_stay_and_words_without_a_piece_are_cut(tmp_path: Path) -> None:
    kept = smaller(FULL, [TEXT], tmp_path / TOKENIZER)
    old, new = read_tokenizer(FULL), read_tokenizer(tmp_path / TOKENIZER)
    assert new.get_vocab_size() == len(kept) < old.get_vocab_size()
    assert kept[:104] == list(range(104))
    assert [kept[number] for number in new.encode("Ouagadougou").ids] == old.encode("Ouagadougou").ids
    # "protocol", told once, is no piece of its own any more.
    assert len(new.encode("protocol").ids) > len(old.encode("protocol").ids)
    assert "[UNK]" not in new.encode("Xerxes’ quixotic zeppelin, 中 and Ærø").tokens


def test_the_marks_keep_their_numbers(tmp_path: Path) -> None:
    smaller(FULL, [TEXT], tmp_path / TOKENIZER)
    new = read_tokenizer(tmp_path / TOKENIZER)
    assert [new.token_to_id(mark) for mark in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")] == [0, 100, 101, 102]


def test_making_it_smaller_again_only_leaves_out(tmp_path: Path) -> None:
    first = smaller(FULL, [TEXT], tmp_path / "one" / TOKENIZER)
    again = smaller(tmp_path / "one" / TOKENIZER, [TEXT], tmp_path / "two" / TOKENIZER)
    assert again == list(range(len(again)))
    assert len(again) <= len(first)
