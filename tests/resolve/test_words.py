from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.words import Packed

COUNTS = st.dictionaries(st.text(max_size=3), st.integers(1, 1000))


@given(st.lists(COUNTS, max_size=4), st.text(max_size=3))
def test_packed_counts_are_the_counts(sources: list[dict[str, int]], other: str) -> None:
    numbers: dict[str, int] = {}
    found = [Packed(counts, numbers) for counts in sources]
    for counts, one in zip(sources, found, strict=True):
        for word in {other, *(w for counts in sources for w in counts)}:
            assert one[word] == Counter(counts)[word]
