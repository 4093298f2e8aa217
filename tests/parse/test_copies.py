"""Texts as copies and exports have them: notes without raised marks, hanging entries, bare pages."""

import pytest
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from flows.parse import parse_file, parse_text, reading
from flows.parse.citations import entry
from flows.parse.works import year_head

TREATY = "In May 1907 Norland signed a treaty with Sudmark."
REPLY = "Sudmark sent an envoy to Norland in 1908"
NOTES = ["1 Harbour Gazette, 3 May 1907. Norland and Sudmark had met in 1906.", "2 Ibid.", "3 Osei, Ferry Law, 9."]
PAGE = f"""<h1>One Ferry</h1><h2>1 Before</h2><p>{TREATY}<a href="#f1"><sup>1</sup></a> It was kept
secret for a year, and neither of the two parliaments was asked whether it wanted the treaty at all.</p>
<ul><li>Norland lent Sudmark a ferry in 1909.</li></ul>
<h2>References</h2><p>Osei, L. (2001). <i>Ferry Law</i>. Valby: Harbour Press.</p>
<div id="ftn1"><p><a href="#r1">[1]</a> Harbour Gazette, 3 May 1907.</p></div>
<div id="ftn2"><p><a href="#r2">[2]</a> Ibid.</p></div>"""


def roles(document):
    return [(p.role, document.text[p.start : p.end].strip()) for p in document.passages]


def test_a_page_that_a_word_processor_wrote_is_read_whole(tmp_path):
    file = tmp_path / "ferry.html"
    share = '<p><a href="#">Share</a> <a href="#">Top</a></p><p class="my-footnotes-text">It rained.</p>'
    page = PAGE.replace("<ul>", share + "<ul>")
    file.write_text(f"<html><head><title>One Ferry</title></head><body>{page}</body></html>")
    document = parse_file(file, "ferry")
    told = dict.fromkeys(role for role, _ in roles(document))
    assert list(told) == ["title", "heading", "body", "reference", "note"]
    assert ("heading", "## Notes") in roles(document)
    assert ("body", "- Norland lent Sudmark a ferry in 1909.") in roles(document)
    assert [note.label for note in document.notes] == ["1", "2"]
    assert document.notes[0].marks and "Share" not in document.text


@pytest.mark.parametrize("gap", ["\n\n", "\n________\n"])
def test_marks_that_lost_their_height_count_on_and_find_their_notes(gap):
    prose = f"{TREATY}1 “It was a\nbargain,”2 one said. {REPLY}.3 The ferry ran again in\nthe spring."
    document = parse_text(f"One Ferry\n\n{prose}{gap}" + "\n".join(NOTES), "ferry")
    assert [(note.label, len(note.marks)) for note in document.notes] == [("1", 1), ("2", 1), ("3", 1)]
    assert f"{REPLY}. The ferry" in reading(document, document.paragraphs[-1]).text


def test_a_note_that_goes_on_with_a_date_is_one():
    document = parse_text(f"One Ferry\n\n{TREATY}\n\n1 Gazette, as printed on the\n2 May 1907, which has it.", "ferry")
    assert roles(document)[-1][1].startswith("1 Gazette")


def test_numbered_headings_are_no_notes_of_lowered_marks():
    parts = [
        "One Ferry",
        "1. Origins",
        f"{TREATY}1 {REPLY}.2",
        "2. Aftermath",
        "It paid.3",
        "3. End",
        "It ran.",
        *NOTES,
    ]
    document = parse_text("\n\n".join(parts), "ferry")
    assert [text for role, text in roles(document) if role == "note"] == NOTES
    assert [text for role, text in roles(document) if role == "heading"] == ["1. Origins", "2. Aftermath", "3. End"]


@pytest.mark.parametrize(
    "prose", [f"{TREATY}4 {REPLY}.2 It paid.", f"Protocol No.1 was kept. Protocol No.2 too. {REPLY}."]
)
def test_figures_that_are_no_marks(prose):
    document = parse_text(f"One Ferry\n\n{prose}\n\n1 Norland paid.\n\n2 Sudmark paid.", "ferry")
    assert document.notes == () and [role for role, _ in roles(document)][1:] == ["body"] * 3


def test_entries_whose_later_lines_hang_in_are_read_whole():
    entries = (
        "Osei, L. (2001). Ferry Law\n    Revisited. Valby: Harbour.\nMoe, B. (1999). When Norland sent\n    troops."
    )
    document = parse_text(f"One Ferry\n\n{TREATY} {REPLY}.\n\nReferences\n\n{entries}", "ferry")
    assert [reference.key for reference in document.references] == ["osei 2001", "moe 1999"]


def test_entries_that_hang_in_on_a_page_are_read_whole(tmp_path):
    page = Canvas(str(tmp_path / "ferry.pdf"), pagesize=A5)
    lines = [
        (40, "References"),
        (40, "Osei, L. (2001). Ferry Law and the piers of the north of"),
        (60, "Sudmark. Valby."),
    ]
    lines += [(40, "Moe, B. (1999). When Norland sent its troops over the ferry"), (60, "to Sudmark. Valby.")]
    lines = [(40, f"In {year} the ferry ran and the two parliaments knew of nothing.") for year in (1907, 1908)] + lines
    for n, (x, line) in enumerate(lines):
        page.drawString(x, 500 - 14 * n - (20 if n > 1 else 0) - (20 if n > 2 else 0), line)
    page.save()
    assert [reference.key for reference in parse_file(tmp_path / "ferry.pdf", "ferry").references] == [
        "osei 2001",
        "moe 1999",
    ]


def test_a_year_in_brackets_makes_no_entry():
    document = parse_text(f"One Ferry\n\nThe Ferry Crisis (1956)\n\n{TREATY}\n\nThe End of It\n\n{REPLY}.", "ferry")
    assert ("heading", "The Ferry Crisis (1956)") in roles(document)


def test_a_numbered_line_is_a_heading_where_it_is_no_list():
    lines = ["One Ferry", "1. Introduction", TREATY, "2. After 1908", f"{REPLY}.", "1. Norland paid", "2. Sudmark paid"]
    told = roles(parse_text("\n\n".join(lines), "ferry"))
    assert [text for role, text in told if role == "heading"] == ["1. Introduction", "2. After 1908"]


def test_entries_in_chicagos_style_are_tied():
    entries = [
        "Moe, Lena A., and Ann Reed. 1999. Two Piers. Valby: Harbour.",
        "Osei, Lena. 2001. Ferry Law. Valby: Harbour.",
    ]
    text = "\n\n".join(["One Ferry", f"{TREATY} (Osei 2001, 9; Moe and Reed 1999)", "References", *entries])
    document = parse_text(text, "ferry")
    assert sorted(citation.reference for citation in document.citations) == [0, 1]
    work, year = entry(document, document.references[0])
    assert year_head("Garver, John W. Foreign Relations since 1949. Valby: Harbour, 1993.") is None
    assert (work.authors, work.title, year) == (("Moe, Lena A.", "Ann Reed"), "Two Piers", "1999")
