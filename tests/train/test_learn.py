"""Teaching: what is written is what was taught, and the same lessons and seed teach the same."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from flows.extract.local import LocalCoder
from flows.extract.local_confidence import AS_LIKELY
from flows.extract.local_model import HEADS, STEPS, TOKENIZER, Model
from flows.extract.local_pairs import role_pairs
from flows.parse import parse_text
from flows.train.lessons import coded_documents
from flows.train.teach import (
    School,
    _is_held,
    all_lessons,
    begun,
    begun_second,
    finished,
    taught_before,
    teach,
    write,
)
from schemas.aside import is_kept_aside

torch = pytest.importorskip("torch", reason="only `make env-train` installs torch")

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
CARD = {"threshold": 0.5, "confidence": asdict(AS_LIKELY)}


def test_the_same_documents_and_seed_teach_the_same_and_more_rounds_teach_more(
    coded_folder: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    for name in ("one", "two"):
        school = School(SEEDS, tmp_path / name / "work", 2, 4, 7)
        part = begun_second([coded_folder], ([coded_folder], [coded_folder]), school, said.append)
        write(finished(part, part.coded, part.last[:1], said.append), CARD, tmp_path / name)
    for file in (STEPS, HEADS):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    half = len(said) // 2
    assert said[:half] == said[half:]
    losses = [float(line.split("loss ")[1].split()[0]) for line in said[:half] if "loss" in line]
    assert len(losses) == 14
    assert losses[-1] < losses[0]
    document = parse_text("A Note\n\nPeru visited Chile in 1999.\n", "note")
    assert LocalCoder(SEEDS / "lexicon", tmp_path / "one", threshold=0.99).code(document) == []


def test_a_model_can_be_gone_on_from_and_its_pieces_stay_as_they_are(coded_folder: Path, tmp_path: Path) -> None:
    school = School(SEEDS, tmp_path / "work", 1, 1, 7, SEEDS / "model")
    part = begun_second([coded_folder], ([], []), school, print)
    before = taught_before(SEEDS / "model").network.state_dict()
    after = finished(part, part.coded, part.last, print).network.state_dict()
    biases = [name for name in after if name.startswith("encoder.layers") and name.endswith(".bias")]
    assert not any(torch.equal(after[name], before[name]) for name in biases)
    assert (after["role.out.weight"] - before["role.out.weight"]).abs().max() < 0.1
    assert torch.equal(after["encoder.pieces.weight"], before["encoder.pieces.weight"])


def test_in_the_last_round_matrices_are_learned_as_they_are_stored(coded_folder: Path) -> None:
    from flows.train.base import Base
    from flows.train.graph import STEP
    from flows.train.learn import Course, learn, untaught
    from flows.train.network import Encoder

    coded = coded_documents([coded_folder])
    lessons = all_lessons(coded, SEEDS / "lexicon", SEEDS / "model" / TOKENIZER)
    name, base = "layers.2.wide.weight", Base()
    away = {}
    for in_steps in (False, True):
        course = Course(4, 2e-2, 1e-2, 4.0, 7, in_steps=in_steps)
        taught = learn(untaught(7), [lessons], course, print).encoder.state_dict()
        steps = (taught[name].numpy() - base.turned(name, base.table(name))) / STEP
        away[in_steps] = float(np.abs(steps - np.rint(steps)).max())
        assert np.abs(steps).max() > 0.5
        assert set(taught) == set(Encoder().state_dict())
    assert away[True] < 1e-3 < away[False]


def test_each_round_has_the_next_way_in_which_texts_are_cut(coded_folder: Path) -> None:
    from flows.train.learn import Course, learn, untaught

    lessons = all_lessons(coded_documents([coded_folder]), SEEDS / "lexicon", SEEDS / "model" / TOKENIZER)
    said: dict[int, list[str]] = {}
    for ways in ([lessons], [lessons, lessons[:1]]):
        learn(untaught(7), ways, Course(3, 1e-3, 1e-3, 4.0, 7), said.setdefault(len(ways), []).append)
    assert said[1][0] == said[2][0]
    assert said[1][1] != said[2][1]
    assert len(said[2]) == 3


@pytest.mark.parametrize(("halves", "kind"), [(True, torch.bfloat16), (False, torch.float32)])
def test_only_a_processor_that_multiplies_in_half_precision_does_so(
    coded_folder: Path, monkeypatch: pytest.MonkeyPatch, halves: bool, kind: torch.dtype
) -> None:
    from flows.train import learn

    lessons = all_lessons(coded_documents([coded_folder]), SEEDS / "lexicon", SEEDS / "model" / TOKENIZER)
    monkeypatch.setattr(learn, "_multiplies_halves", lambda: halves)
    network = learn.untaught(7)
    seen = set()
    network.encoder.layers[0].query.register_forward_hook(lambda *given: seen.add(given[2].dtype))
    learn.learn(network, [lessons[:1]], learn.Course(1, 1e-3, 1e-3, 4.0, 7), print)
    assert seen == {kind}


def test_weights_are_stored_as_whole_steps(tmp_path: Path) -> None:
    from flows.train.graph import STEP

    known = taught_before(SEEDS / "model")
    chance = np.random.default_rng(7)
    moved = "encoder.layers.5.narrow.weight"
    known.network.state_dict()[moved].add_(torch.tensor(chance.normal(0, 0.01, (384, 1536)), dtype=torch.float32))
    write(known, CARD, tmp_path)
    exact, stored = known.network.state_dict(), taught_before(tmp_path).network.state_dict()
    assert float((exact[moved] - stored[moved]).abs().max()) == pytest.approx(STEP / 2, rel=0.01)
    for name in ("encoder.layers.0.query.weight", "encoder.positions.weight", "encoder.pieces.weight"):
        assert torch.allclose(stored[name], exact[name], atol=1e-6)
    rows = exact["role.act.weight"].numpy()
    assert (np.abs(stored["role.act.weight"].numpy() - rows) <= 0.201 * rows.std(axis=1, keepdims=True)).all()
    assert (SEEDS / "model" / STEPS).stat().st_size < 1_400_000


def test_the_first_part_is_not_gone_through_twice(coded_folder: Path, tmp_path: Path) -> None:
    coded = coded_documents([coded_folder])
    said: list[str] = []
    for _ in range(2):
        begun(coded, School(SEEDS, tmp_path, 1, 1, 7), said.append)
    assert said[-1] == "2 documents were gone through before"
    assert sum("loss" in line for line in said) == 1


def test_the_heads_in_numpy_give_what_they_give_in_torch(coded_folder: Path, tmp_path: Path) -> None:
    from flows.train.export import export, network_of
    from flows.train.learn import untaught

    export(untaught(7).eval(), SEEDS / "model" / TOKENIZER, CARD, tmp_path)
    network = network_of(tmp_path)
    model = Model(tmp_path)
    lesson = all_lessons(coded_documents([coded_folder]), SEEDS / "lexicon", tmp_path / TOKENIZER)[0]
    window = lesson.window
    vectors = model.encode(window)
    with torch.no_grad():
        exact = network.encoder(torch.tensor([window.pieces]), torch.tensor([window.marks]))[0].numpy()
        words = torch.tensor(vectors[[place.piece for place in window.words[:3]]])
        kinds = np.array([0, 5, 20])
        pairs = role_pairs(window, lesson.read, window.words[:3])
        others = torch.tensor(vectors[np.maximum(pairs.piece, 0)])
        others[pairs.piece < 0] = network.role.document[-1 - pairs.piece[pairs.piece < 0]]
        scores = network.role(
            words, torch.tensor(kinds), torch.tensor(pairs.act), others, torch.tensor(pairs.features)
        ).numpy()
        status, phase = (part.numpy() for part in network.manners(words, torch.tensor(kinds)))
    # What the encoder multiplies its weights by is in eight bits.
    assert np.corrcoef(exact.ravel(), vectors.ravel())[0, 1] > 0.98
    assert model.pairs("role", words.numpy(), kinds, pairs, vectors) == pytest.approx(scores, abs=1e-3)
    assert model.manner(words.numpy(), kinds)[0] == pytest.approx(status, abs=1e-3)
    assert model.manner(words.numpy(), kinds)[1] == pytest.approx(phase, abs=1e-3)


def test_a_model_is_tuned_on_what_it_has_not_learned_from_itself(coded_folder: Path, tmp_path: Path) -> None:
    def folder(name: str, texts: list[str]) -> Path:
        for n, text in enumerate(texts):
            of = ("peru-chile", "kenya-uganda")[n % 2]
            for part, suffix in (("texts", ".txt"), ("codings", ".jsonl")):
                (tmp_path / name / part).mkdir(parents=True, exist_ok=True)
                (tmp_path / name / part / f"{text}{suffix}").write_text(
                    (coded_folder / part / f"{of}{suffix}").read_text(encoding="utf-8"), encoding="utf-8"
                )
        return tmp_path / name

    names = [f"text-{n}" for n in range(100)]
    learned = [name for name in names if not is_kept_aside(name)]
    held, others = ([name for name in learned if _is_held(name) == yes] for yes in (True, False))
    coded = folder("coded", [held[0], *others[:2]])
    aside = next(name for name in names if is_kept_aside(name))
    last = folder("last", [aside, learned[-1]])
    # Two of its four acts: the model finds them all, so that not all that it finds is right.
    codings = last / "codings" / f"{aside}.jsonl"
    codings.write_text("".join(codings.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    said: list[str] = []
    school = School(SEEDS, tmp_path / "work", 1, 1, 7, SEEDS / "model")
    card = teach([coded], ([], [last]), tmp_path / "model", school, said.append)
    assert card["aside"] == {"last": {"documents": 1, "codings": 2}}
    assert set(card["held_out"]) == {"coded", "last"}
    assert Model(tmp_path / "model").card["threshold"] == card["threshold"]
    assert card["onto"] == Model(SEEDS / "model").card


def test_too_few_documents_are_told_before_anything_is_taught(coded_folder: Path, tmp_path: Path) -> None:
    for part in coded_folder.iterdir():
        next(part.glob("peru-chile.*")).unlink()
    said: list[str] = []
    school = School(SEEDS, tmp_path / "work", 1, 1, 7, SEEDS / "model")
    with pytest.raises(ValueError, match="1 documents are too few to hold out a third"):
        teach([coded_folder], ([], []), tmp_path / "model", school, said.append)
    assert said == []


def test_going_on_and_a_first_part_exclude_each_other(coded_folder: Path, tmp_path: Path) -> None:
    school = School(SEEDS, tmp_path / "work", 1, 1, 7, SEEDS / "model")
    with pytest.raises(ValueError, match="leave out --first"):
        begun_second([coded_folder], ([coded_folder], []), school, print)
