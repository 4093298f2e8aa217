"""Registering a document: its entry, its text, and that a refusal leaves everything as it was."""

import shutil
from pathlib import Path

import pytest
from filelock import SoftFileLock

from flows.documents import add, check_names, claims_of, source_id_of
from flows.settings import Settings
from schemas.ids import sha256_text
from schemas.source import read_sources

TEXT = "Two ministers met in a harbour town.\n\nThey agreed to meet again, “soon”.\n"
FIELDS = {
    **{"source_id": None, "source_type": "other", "title": 'On "two" states \\ one sea', "issued": "2019~"},
    **{"language": "en", "licence": "not stated", "may_quote": False, "authors": None, "url": None},
}


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "seeds").mkdir()
    return Settings(tmp_path / "seeds", tmp_path / "output", tmp_path / "articles")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "My Paper (2019).txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def everything(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refusal(settings, file, *, ship=False, **changes):
    """Return the line with which a document is refused, having held that nothing was changed."""
    before = everything(settings.seeds.parent)
    with pytest.raises(ValueError) as caught:
        add(file, {**FIELDS, **changes}, settings, ship=ship)
    assert everything(settings.seeds.parent) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_entry_can_be_read_and_holds_what_was_given_and_found(settings, file):
    assert add(file, {**FIELDS, "authors": "A. Author; Ö. Other"}, settings, ship=False) == "my-paper-2019"
    [source] = read_sources(settings.registry)
    assert source.source_id == "my-paper-2019"
    assert (source.title, source.authors, source.url) == (FIELDS["title"], "A. Author; Ö. Other", None)
    assert (source.text_sha256, source.n_chars) == (sha256_text(TEXT), len(TEXT))
    assert source.coders == ("hand", "local")
    assert source.may_quote is False


def test_who_codes_it_may_be_named_by_rank(settings, file):
    add(file, {**FIELDS, "coders": "hand, llm,local"}, settings, ship=False)
    [source] = read_sources(settings.registry)
    assert source.coders == ("hand", "llm", "local")


@pytest.mark.parametrize("coders", ["hand,gpt", "llm,llm", "llm,", ","])
def test_coders_unknown_or_named_twice_are_refused(settings, file, coders):
    line = refusal(settings, file, coders=coders)
    assert line == f"--coders {coders}: name one or more of hand, local, llm, each once, best first"


def test_a_text_that_may_not_be_shipped_goes_into_the_articles(settings, file):
    add(file, FIELDS, settings, ship=False)
    [source] = read_sources(settings.registry)
    found = settings.text_of(source.file)
    assert found == settings.articles / "my-paper-2019.txt"
    assert found.read_bytes() == file.read_bytes()
    assert not (settings.seeds / "documents").exists()


def test_a_text_that_may_be_shipped_goes_into_the_seeds(settings, file):
    add(file, FIELDS, settings, ship=True)
    [source] = read_sources(settings.registry)
    assert source.file == "documents/my-paper-2019.txt"
    found = settings.text_of(source.file)
    assert found == settings.seeds / "documents" / "my-paper-2019.txt"
    assert found.read_bytes() == file.read_bytes()


def test_entries_are_appended_and_what_was_there_stays(settings, file):
    settings.registry.write_text("# our texts\n")
    add(file, {**FIELDS, "source_id": "zeta"}, settings, ship=False)
    first = settings.registry.read_text()
    file.write_text("Another text.", encoding="utf-8")
    add(file, {**FIELDS, "source_id": "alpha", "derived_from": "zeta"}, settings, ship=False)
    assert first.startswith("# our texts\n\n[zeta]\n")
    assert settings.registry.read_text().startswith(first)
    assert [s.source_id for s in read_sources(settings.registry)] == ["zeta", "alpha"]
    assert sorted(p.name for p in settings.seeds.iterdir()) == ["sources.toml"]


def test_a_text_that_lies_in_place_already_is_registered_there(settings, file):
    settings.articles.mkdir()
    there = Path(shutil.move(file, settings.articles / "my-paper-2019.txt"))
    assert add(there, FIELDS, settings, ship=False) == "my-paper-2019"
    assert there.read_text(encoding="utf-8") == TEXT


def test_an_id_that_is_taken_is_refused(settings, file):
    add(file, FIELDS, settings, ship=False)
    assert refusal(settings, file) == "my-paper-2019 is registered already: give another --id"


def test_another_text_of_that_name_is_not_written_over(settings, file):
    settings.articles.mkdir()
    (settings.articles / "my-paper-2019.txt").write_text("Another text.")
    assert "exists already: give another --id" in refusal(settings, file)


@pytest.mark.parametrize("source_id", ["My Paper", "../paper", "a.b", "paper]", "-paper", "pa\nper"])
def test_an_id_that_names_no_file_is_refused(settings, file, source_id):
    assert "is no id: give an --id of lower-case letters, digits and hyphens" in refusal(
        settings, file, source_id=source_id
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source_type": "poem"}, "source_type must be one of"),
        ({"issued": "last year"}, "issued must match"),
        ({"language": "English"}, "language must match"),
        ({"doi": "doi:10.1234/x"}, "doi must match"),
        ({"title": ""}, "title must not be empty"),
        ({"derived_from": "origin"}, "derived_from 'origin', which is not registered"),
        ({"colour": "red"}, "has unknown field colour"),
    ],
)
@pytest.mark.parametrize("registry", [None, "# our texts\n"])
def test_a_broken_entry_leaves_registry_and_folders_as_they_were(settings, file, changes, message, registry):
    if registry is not None:
        settings.registry.write_text(registry)
    found = refusal(settings, file, ship=True, **changes)
    assert found.startswith("the entry: [my-paper-2019] ")
    assert message in found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"issued": "1999-13"}, "--issued: date '1999-13' is not EDTF; write it like 2019"),
        ({"issued": "1999-02-30"}, "--issued: date '1999-02-30' is not EDTF; write it like 2019"),
        ({"issued": "99999"}, "--issued: date '99999' is not EDTF"),
        ({"issued": "2001/1999"}, "--issued: date '2001/1999' ends before it starts"),
        ({"title": "   "}, "title must not be empty"),
        ({"authors": "\udcff"}, "surrogates not allowed"),
        ({"derived_from": "my-paper-2019"}, "[my-paper-2019] is derived_from itself"),
    ],
)
def test_what_the_next_build_would_refuse_is_refused_at_once(settings, file, changes, message):
    assert message in refusal(settings, file, **changes)


def test_a_text_is_registered_once(settings, file, tmp_path):
    add(file, FIELDS, settings, ship=False)
    copy = Path(shutil.copy(file, tmp_path / "copy.txt"))
    assert refusal(settings, copy) == (
        "the entry: [copy] is the text of my-paper-2019 and would count as a second witness: take one out"
    )


def test_nobody_writes_the_registry_while_another_does(settings, file, monkeypatch):
    monkeypatch.setattr("flows.one_writer._PATIENCE", 0)
    with SoftFileLock(settings.registry.with_suffix(".lock")) as lock:
        told = refusal(settings, file)
    assert told == f"{lock.lock_file} is there, so another command is changing sources.toml: try again when it is done"
    add(file, FIELDS, settings, ship=False)
    assert not (settings.seeds / "sources.lock").exists()


def test_files_that_would_be_one_source_are_refused(tmp_path):
    check_names([tmp_path / "a.txt", tmp_path / "b.txt"])
    with pytest.raises(ValueError, match=r"one/a\.txt and .*/A\.md would both be the source a: rename one"):
        check_names([tmp_path / "one" / "a.txt", tmp_path / "A.md"])


def test_a_file_that_cannot_be_read_is_refused(settings, file, tmp_path):
    assert "cannot be read" in refusal(settings, tmp_path / "missing.txt")
    assert "no known kind of file" in refusal(settings, Path(shutil.copy(file, tmp_path / "paper.docx")))
    (tmp_path / "empty.txt").touch()
    assert "is empty" in refusal(settings, tmp_path / "empty.txt")


def test_a_copy_that_fails_leaves_the_registry_as_it_was(settings, file, monkeypatch):
    settings.registry.write_text("# our texts\n")

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr("flows.documents.shutil.copyfile", fail)
    with pytest.raises(OSError, match="the disk is full"):
        add(file, FIELDS, settings, ship=True)
    assert everything(settings.seeds) == {Path("sources.toml"): b"# our texts\n"}


def test_a_broken_registry_is_told_before_anything_is_done(settings, file):
    settings.registry.write_text("[half\n")
    assert "is not valid TOML" in refusal(settings, file)


@pytest.mark.parametrize(
    ("name", "source_id"),
    [
        ("paper.txt", "paper"),
        ("My Paper (2019).PDF", "my-paper-2019"),
        ("__two__states--1965.md", "two-states-1965"),
        ("a.b.c.html", "a-b-c"),
        ("Übersee 1965.txt", "bersee-1965"),
        ("???.txt", "document"),
        ("外交.txt", "document"),
    ],
)
def test_an_id_is_made_of_a_files_name(name, source_id):
    assert source_id_of(Path("folder") / name) == source_id


def test_a_coder_that_reads_no_documents_is_refused(settings, file):
    with pytest.raises(ValueError, match="coder 'hand' does not read documents; use --coder local"):
        claims_of(file, "hand", settings)
