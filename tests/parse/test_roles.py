"""Roles, paragraphs and headings of Markdown and web texts."""

from __future__ import annotations

from flows.parse import Document, parse_text, reading
from tests.parse.samples import MARKDOWN, REFERENCES, WEB


def parts(document: Document, role: str) -> list[str]:
    return [document.text[p.start : p.end].strip() for p in document.passages if p.role == role]


def readings(document: Document, role: str = "body") -> list[str]:
    return [reading(document, p).text for p in document.paragraphs if p.role == role]


def test_markdown_roles() -> None:
    document = parse_text(MARKDOWN, "md")
    assert document.markup == "markdown"
    assert readings(document, "title") == ["Ferries and Frontiers"]
    assert readings(document, "heading") == ["Abstract", "Introduction", "The pier"]
    assert len(parts(document, "abstract")) == 1
    assert [f[:12] for f in parts(document, "furniture")] == [
        "**Ann Reed \\",
        "**Keywords:*",
        "---",
        "\\* Ann Reed ",
        *["---"] * 3,
    ]
    assert len(parts(document, "note")) == 8


def test_paragraph_cut_by_pages_and_notes_is_one() -> None:
    document = parse_text(MARKDOWN, "md")
    first = next(p for p in document.paragraphs if p.role == "body")
    assert len(first.spans) == 3
    read = reading(document, first).text
    assert "after two winters of talks, its foreign minister signed a treaty on fishing rights. The" in read
    assert "In 1996 Sudmark delivered the 5th ferry, which" in read
    assert "the year before, and the Sudmark Chamber of Commerce gave it back to the town." in read
    assert len({p.paragraph for p in document.passages if p.paragraph == first.number}) == 1


def test_section_is_the_nearest_heading() -> None:
    document = parse_text(MARKDOWN, "md")
    assert [p.section for p in document.paragraphs if p.role == "body"] == ["Introduction", "The pier"]
    long = "# Title\n\n## " + "word " * 60 + "\n\nSome prose.\n"
    assert len(parse_text(long, "long").paragraphs[-1].section or "") <= 120


def test_web_page_roles() -> None:
    document = parse_text(WEB, "web")
    assert document.markup == "plain"
    assert readings(document, "heading") == ["A rocky start", "Will it last?"]
    furniture = parts(document, "furniture")
    assert [f.split()[0] for f in furniture] == [
        *("Ferry", "Click", "***", "Image", "Share", "Ann", "Ann", "Related", "Why", "The")
    ]
    body = readings(document)
    assert body[1] == body[2], "a paragraph that is repeated stands in each of its places"
    assert body[3].startswith("Shorthaul ferries rarely pay, and Norland’s treasury")
    assert body[4].startswith("Editor’s note")


def test_a_title_needs_a_text_under_it() -> None:
    assert [p.role for p in parse_text("Norland and Sudmark signed a treaty", "x").passages] == ["body"]


def test_lines_of_a_web_text_are_paragraphs_and_wrapped_lines_are_not() -> None:
    line = "Norland opened a consulate in Sudmark, and the two states signed a treaty on fishing rights in Valby. " * 2
    assert len(readings(parse_text(f"{line}\n{line}\n{line}", "web"))) == 3
    wrapped = (
        "Norland opened a consulate in Sudmark, and the\ntwo states signed a treaty on fish-\ning rights.\n\nIt held."
    )
    assert readings(parse_text(wrapped, "wrapped")) == [
        "Norland opened a consulate in Sudmark, and the two states signed a treaty on fishing rights.",
        "It held.",
    ]


def test_page_numbers_and_running_heads_do_not_cut_a_sentence() -> None:
    pages = [
        "The harbour board of the northern town met in winter and",
        "again in spring, and a third time in the",
        "fall.",
    ]
    head = "\n\n{}\n\nHarbour Review\n\n"
    text = (
        "Title\n\n" + pages[0] + head.format(2) + pages[1] + head.format(3) + pages[2] + head.format(4) + "It rested."
    )
    document = parse_text(text, "pages")
    assert readings(document)[0] == " ".join(pages)
    assert parts(document, "furniture") == ["2", "Harbour Review", "3", "Harbour Review", "4", "Harbour Review"]


def test_form_feeds_count_pages() -> None:
    document = parse_text("On the first page.\n\n\fOn the second page.\n", "ff")
    assert [p.page for p in document.passages] == [1, 2]


def test_a_paragraph_without_full_stop_is_not_joined_to_the_next() -> None:
    long = "Norland bought ferries from Sudmark and leased two more for the summer of 2015"
    assert readings(parse_text(f"A title\n\n{long}\n\nBut is that a pact? No, it is {long}.", "x"))[0] == long


def test_reference_list_is_found() -> None:
    document = parse_text(REFERENCES, "refs")
    assert len(parts(document, "reference")) == 5
    assert parts(document, "title") == ["Two States and a Ferry"]


def test_marks_after_the_full_stop_end_the_sentence_too() -> None:
    first = "The two states had long been at odds over the fish of the strait that parts them.[4]"
    second = "the pact of the next year, spelt small by its clerk, held for a decade."
    assert len(readings(parse_text(f"Title\n\n{first}\n\n{second}", "x"))) == 2


def test_notes_that_no_blank_line_sets_off() -> None:
    text = "# A title\n\nA pact.[^1] A court.[^two]\n\n[^1]: Toma, Ports.\n[^two]: Osei, Law.\n"
    document = parse_text(text, "x")
    assert [(n.label, len(n.marks)) for n in document.notes] == [("1", 1), ("two", 1)]


def test_speakers_of_an_interview_are_no_headings() -> None:
    document = parse_text("The harbour master\n\nQ: What came of it?\n\nA: We signed a pact with Sudmark.\n", "x")
    assert [p.role for p in document.passages] == ["title", "body", "body"]
