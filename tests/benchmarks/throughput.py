"""Words per second of parse + extract (`local`) against its components alone, on the same text.

The components are spaCy's pipeline (`nlp.pipe`) and the encoder (ONNX), each bare.

Run: python tests/benchmarks/throughput.py [FOLDER ...]   (folders of .txt and .md; default: seeds/documents)
They take turns, so a machine whose speed drifts slows all; the ratios of the medians are what to quote.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flows.extract.local import local_coder
from flows.extract.local_model import Model
from flows.extract.local_reading import Reader, parser
from flows.extract.local_windows import windows
from flows.parse import parse_file, reading
from flows.settings import load_settings

TURNS = 5


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    settings = load_settings()
    folders = [Path(a) for a in sys.argv[1:]] or [settings.seeds / "documents"]
    files = sorted(p for folder in folders for p in folder.iterdir() if p.suffix in (".txt", ".md"))
    coder = local_coder(settings.seeds)
    documents = [parse_file(p, p.stem.lower()) for p in files]
    texts = [reading(d, p).text for d in documents for p in d.paragraphs if p.role in ("body", "abstract")]
    words = sum(len(t.split()) for t in texts)
    nlp = parser()

    def ours() -> None:
        for p in files:
            coder.code(parse_file(p, p.stem.lower()))

    def bare() -> None:
        for _ in nlp.pipe(texts, batch_size=64):
            pass

    model = Model(settings.model)
    cut = [list(windows(one, model.tokenizer)) for one in Reader(settings.lexicon).read(documents)]

    def encoder() -> None:
        for some in cut:
            for window in some:
                model.encode(window)

    ours(), bare(), encoder()  # warm-up
    rows = [(seconds(ours), seconds(bare), seconds(encoder)) for _ in range(TURNS)]
    a, b, c = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"{len(files)} documents, {words} words of body text, {TURNS} turns; components: {', '.join(nlp.pipe_names)}")
    print(f"parse + extract {words / a:8.0f} words/s")
    print(f"bare nlp.pipe   {words / b:8.0f} words/s")
    print(f"bare encoder    {words / c:8.0f} words/s")
    print(f"ratio to nlp.pipe                 {b / a:6.2f}")
    print(f"ratio to nlp.pipe and the encoder {(b + c) / a:6.2f}")


if __name__ == "__main__":
    main()
