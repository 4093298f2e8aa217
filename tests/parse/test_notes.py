"""Notes and their marks, references and their citations, and the rows they become."""

from __future__ import annotations

import pytest

from flows.parse import parse_text
from flows.parse.bibliography import bibliography
from flows.parse.issued import find_issued
from flows.parse.names import family, split_names
from flows.parse.tables import citation_rows, passage_rows, work_rows
from schemas.models import frame
from tests.parse.samples import MARKDOWN, REFERENCES


def test_each_mark_is_tied_to_its_note() -> None:
    document = parse_text(MARKDOWN, "md")
    assert [n.label for n in document.notes] == list("1234567")
    marks = [document.text[a:b] for n in document.notes for a, b in n.marks]
    assert marks == [f"<sup>{n}</sup>" for n in range(1, 6)]
    assert document.problems == tuple(
        f"note {n.label} at {n.start} has no mark in the text" for n in document.notes if n.label in "67"
    )


def test_a_note_goes_on_after_the_page() -> None:
    document = parse_text(MARKDOWN, "md")
    note = document.notes[5]
    assert len(note.more) == 1
    assert document.text[slice(*note.more[0])].startswith("[http://example.org")


def test_a_mark_without_note_is_reported() -> None:
    document = parse_text("A treaty.<sup>3</sup> It covers 9 km<sup>2</sup>.\n", "x")
    assert document.problems == ("note mark 3 at 9 has no note",)


def test_notes_in_brackets_under_a_heading() -> None:
    notes = "1. Kaya Toma, Ports.\n\n2. It held long.\n\n3. Unused.\n"
    text = f"A treaty was signed.[1] It held.[2] It fell.[4]\n\nNotes\n\n{notes}"
    document = parse_text(text, "x")
    assert [len(n.marks) for n in document.notes] == [1, 1, 0]
    assert [p.split(" at")[0] for p in document.problems] == ["note mark 4", "note 3"]


def test_labels_that_start_anew_go_to_the_next_note() -> None:
    page = "Text.<sup>1</sup>\n\n---\n\n<sup>1</sup> Note.\n\n"
    document = parse_text(page * 2, "x")
    assert [len(n.marks) for n in document.notes] == [1, 1]
    assert all(n.marks[0][0] < n.start for n in document.notes)


def test_how_notes_come_to_their_works() -> None:
    document = parse_text(MARKDOWN, "md")
    found = bibliography(document)
    how = [[(r.work, r.resolved_by) for r in note] for note in found.notes]
    assert how == [
        [(0, "direct")],
        [(0, "ibid")],
        [(1, "direct")],
        [(0, "short_title"), (1, "short_title")],
        [(None, "comment")],
        [(2, "direct")],
        [(2, "ibid")],
    ]
    ports, law, figures = found.works
    assert (ports.authors, ports.title, ports.container) == (
        ("Kaya Toma",),
        "Ports and Peace: A History",
        "Harbour Review",
    )
    assert (ports.issued, ports.url) == ("1995-24", "http://example.org/ports_and_peace")
    assert (law.authors, law.title, law.issued) == (("Lena Osei", "Ivo Brandt"), "Ferry Law", "2001")
    assert (figures.title, figures.url) == ("The Pier in Figures", "http://example.org/figures_2")


def test_citations_are_tied_to_references() -> None:
    document = parse_text(REFERENCES, "refs")
    assert [r.key for r in document.references] == [
        *("brandt 2004", "lund moe 2010", "osei brandt 2001", "rask 1988", "toma 1995")
    ]
    cited = [(document.text[c.start : c.end].split()[0], c.reference) for c in document.citations]
    assert cited == [("Toma,", 4), ("Osei", 2), ("Brandt", 0), ("Lund", 1), ("Quist,", None)]
    assert [p.split(" at ")[0] for p in document.problems] == [
        "citation of quist 1999",
        "reference rask 1988 is never cited",
    ]


def test_two_works_of_one_author_and_year_are_reported() -> None:
    text = "As shown (Toma, 1995).\n\nReferences\n\nToma, K. (1995a). Ports.\n\nToma, K. (1995b). Peace.\n"
    document = parse_text(text, "x")
    assert "fits 2 references" in document.problems[0]


@pytest.mark.parametrize("text", [MARKDOWN, REFERENCES])
def test_rows_fit_the_tables(text: str) -> None:
    document = parse_text(text, "doc")
    passages, works, citations = passage_rows(document), work_rows(document), citation_rows(document)
    for name, rows in (("passages", passages), ("works", works), ("citations", citations)):
        assert frame(name, rows).height == len(rows)
    ids = [r["citation_id"] for r in citations]
    assert len(ids) == len(set(ids))
    assert {r["work_id"] for r in citations} - {None} <= {r["work_id"] for r in works}
    assert {r["passage_id"] for r in citations} <= {r["passage_id"] for r in passages}
    assert "".join(text[r["char_start"] : r["char_end"]] for r in passages) == text


def test_op_cit_and_an_ibid_of_nothing() -> None:
    text = (
        "A.<sup>1</sup> B.<sup>2</sup> C.<sup>3</sup>\n\n<sup>1</sup> Ibid., 4.\n\n"
        '<sup>2</sup> Kaya Toma, "Ports and Peace," Harbour Review, 1995.\n\n<sup>3</sup> Toma, op. cit., 12.\n'
    )
    how = [note[0].resolved_by for note in bibliography(parse_text(text, "x")).notes]
    assert how == ["unresolved", "direct", "short_title"]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Valby Post, March 4, 2017", "2017-03-04"),
        ("4 March 2017", "2017-03-04"),
        ("(2018, september)", "2018-09"),
        ("(2022, 2 23)", "2022-02-23"),
        ("Review 37, no. 2 (Winter 2017): 18-38", "2017-24"),
        ("(Valby: Harbour Press, 2001), 55", "2001"),
        ("12, no. 3: 1940-1950", None),
        ("no date", None),
    ],
)
def test_issued_dates(text: str, edtf: str | None) -> None:
    assert find_issued(text) == edtf


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lund, A., Moe, B., & Dahl, C.", ("Lund, A.", "Moe, B.", "Dahl, C.")),
        ("Lena Osei and Ivo Brandt", ("Lena Osei", "Ivo Brandt")),
        ("Osei, Lena", ("Osei, Lena",)),
        ("Osei, L & Brandt, I.", ("Osei, L", "Brandt, I.")),
        ("Cole and Reed", ("Cole", "Reed")),
    ],
)
def test_names(line: str, names: tuple[str, ...]) -> None:
    assert split_names(line) == names


def test_family_names() -> None:
    assert [family(n) for n in ("Lena Osei", "Müller, K.", "T. O’Neil")] == ["osei", "muller", "oneil"]
