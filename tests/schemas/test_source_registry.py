"""The registry of sources: what it takes, and one refusal after the other."""

import json

import pytest

from schemas.ids import sha256_text
from schemas.models import frame, model
from schemas.source import read_sources

NONE = "0" * 64  # each entry's own takes its place
GOOD = {
    **{"source_type": "article", "title": "On two states", "issued": "2018~", "language": "en"},
    **{"licence": "not stated", "may_quote": False, "file": "essay.txt", "text_sha256": NONE, "n_chars": 12},
    "coders": ["hand", "local"],
}
OPTIONAL = {
    **{"authors": "A. Author; B. Author", "publisher": "A press", "container": "A journal"},
    **{"doi": "10.1234/essay", "url": "https://example.org/essay", "derived_from": "origin"},
}


def registry(folder, **entries):
    """Write a registry; a field that is `...` is left out."""
    text = ""
    for name, fields in entries.items():
        own = {"text_sha256": sha256_text(name)} if fields.get("text_sha256") == NONE else {}
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**fields, **own}.items() if value is not ...]
        text += "\n".join([f"[{name}]", *lines]) + "\n\n"
    return raw(folder, text)


def raw(folder, text):
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(ValueError) as caught:
        read_sources(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_sources_come_in_the_order_of_the_registry(tmp_path):
    path = registry(tmp_path, zeta=GOOD, origin=GOOD, alpha={**GOOD, **OPTIONAL})
    sources = read_sources(path)
    assert [s.source_id for s in sources] == ["zeta", "origin", "alpha"]
    assert sources[0].authors is None
    assert sources[0].coders == ("hand", "local")
    assert sources[2].derived_from == "origin"


def test_a_source_is_a_row_of_its_table(tmp_path):
    rows = [s.row() for s in read_sources(registry(tmp_path, origin=GOOD, alpha={**GOOD, **OPTIONAL}))]
    model("sources").validate(frame("sources", rows))


def test_no_source_is_no_error(tmp_path):
    assert read_sources(raw(tmp_path, "# none yet\n")) == []


def test_a_missing_registry_tells_how_to_make_one(tmp_path):
    assert "is missing: register a document with `bilateral add FILE`" in refusal(tmp_path / "sources.toml")


def test_broken_toml_is_refused(tmp_path):
    assert "is not valid TOML" in refusal(raw(tmp_path, "[origin\n"))


def test_a_registry_in_another_encoding_is_named(tmp_path):
    path = registry(tmp_path, origin=GOOD)
    text = path.read_text()
    path.write_text(text, encoding="utf-16")
    assert refusal(path) == f"{path} is not UTF-8: save it as UTF-8"
    path.write_text(text, encoding="utf-8-sig")
    assert [s.source_id for s in read_sources(path)] == ["origin"]


def test_an_entry_that_is_no_table_is_refused(tmp_path):
    assert "[origin] must be a table" in refusal(raw(tmp_path, 'origin = "essay.txt"\n'))


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_named(tmp_path, field):
    assert f"[origin] lacks {field}" in refusal(registry(tmp_path, origin={**GOOD, field: ...}))


@pytest.mark.parametrize("field", OPTIONAL)
def test_an_optional_field_may_be_missing(tmp_path, field):
    fields = {**GOOD, **OPTIONAL, field: ...}
    assert getattr(read_sources(registry(tmp_path, origin=GOOD, alpha=fields))[1], field) is None


def test_an_unknown_field_is_named(tmp_path):
    assert "[origin] has unknown field writer" in refusal(registry(tmp_path, origin={**GOOD, "writer": "A. Author"}))


def test_an_id_in_the_entry_is_an_unknown_field(tmp_path):
    assert "unknown field source_id" in refusal(registry(tmp_path, origin={**GOOD, "source_id": "other"}))


@pytest.mark.parametrize(
    ("field", "value", "mend"),
    [
        ("source_type", "poem", "source_type must be one of article, commentary, brief, other"),
        ("source_type", ["article"], "source_type must be one of"),
        ("title", "", "title must not be empty"),
        ("title", 12, "title must be text in quotes"),
        ("authors", ["A. Author"], "authors must be text in quotes"),
        ("issued", 2018, "issued must be text in quotes"),
        ("issued", "spring 2018", "issued must match"),
        ("doi", "https://doi.org/10.1234/essay", "doi must match"),
        ("url", "example.org", "url must match"),
        ("language", "English", "language must match"),
        ("may_quote", "no", "may_quote must be true or false"),
        ("may_quote", 1, "may_quote must be true or false"),
        ("text_sha256", "abc", "text_sha256 must match"),
        ("n_chars", "12", "n_chars must be a whole number"),
        ("n_chars", True, "n_chars must be a whole number"),
        ("n_chars", 0, "n_chars must be 1 or more"),
        ("derived_from", "An Origin", "derived_from must match"),
        ("file", "", "file must be the text's path"),
        ("file", 12, "file must be the text's path"),
        ("coders", [], "coders must name one or more of hand, local, llm, best first"),
        ("coders", "hand", "coders must name one or more"),
        ("coders", ["hand", "parrot"], "coders must name one or more"),
        ("coders", [["hand"]], "coders must name one or more"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_mend(tmp_path, field, value, mend):
    assert f"[origin] {mend}" in refusal(registry(tmp_path, origin={**GOOD, field: value}))


def test_a_toml_date_is_not_taken_for_edtf(tmp_path):
    path = registry(tmp_path, origin={**GOOD, "issued": ...})
    assert "issued must be text in quotes" in refusal(raw(tmp_path, path.read_text() + "issued = 2018-01-01\n"))


def test_an_id_that_names_no_file_is_refused(tmp_path):
    assert "source_id must match" in refusal(registry(tmp_path, **{'"An Essay"': GOOD}))


def test_an_origin_must_be_registered(tmp_path):
    message = refusal(registry(tmp_path, alpha={**GOOD, "derived_from": "origin"}))
    assert "[alpha] is derived_from 'origin', which is not registered" in message


def test_a_source_retells_another_and_no_two_are_one_text(tmp_path):
    found = refusal(registry(tmp_path, essay={**GOOD, **OPTIONAL, "derived_from": "essay"}))
    assert "[essay] is derived_from itself: give the source that it retells" in found
    one = {**GOOD, "text_sha256": "1" * 64}
    found = refusal(registry(tmp_path, essay=one, copy=one))
    assert "[copy] is the text of essay and would count as a second witness: take one out" in found
