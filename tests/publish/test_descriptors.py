"""What describes a release to programs: held against each standard by that standard's own tools."""

import datetime as dt
import json
import math
import subprocess
import sys
from pathlib import Path

import bibtexparser
import frictionless
import polars as pl
import pytest
import yaml
from factories import good_row

from flows.publish import bibliography
from flows.publish.integrity import descriptor_failures
from flows.publish.release import publish
from schemas.source import read_sources
from schemas.tables import TABLES

TODAY = dt.date(2026, 3, 9)
ROOT = Path(__file__).resolve().parents[2]


def described(made, name):
    return json.loads((made.folder / name).read_text(encoding="utf-8"))


def parquet(made, name):
    return pl.read_parquet(made.folder / "tables" / f"{name}.parquet")


# Frictionless


def test_the_data_package_is_valid_with_all_its_files(made):
    report = frictionless.validate(str(made.folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert len(report.tasks) == 2 * len(TABLES)
    assert sum(task.stats.get("rows") or 0 for task in report.tasks) == sum(parquet(made, n).height for n in TABLES)


def test_the_data_package_says_what_rows_must_be(made, tmp_path):
    resource = next(r for r in described(made, "datapackage.json")["resources"] if r["name"] == "facts")
    rows = parquet(made, "facts").with_columns(kind=pl.lit("no-such-kind"), n_claims=pl.lit(0))
    rows.write_csv(tmp_path / "facts.csv")
    schema = {k: v for k, v in resource["schema"].items() if k != "foreignKeys"}
    found = frictionless.Resource(
        path="facts.csv", basepath=str(tmp_path), schema=frictionless.Schema.from_descriptor(schema)
    ).validate()
    assert {error[0] for error in found.flatten(["fieldName"])} == {"kind", "n_claims"}


def test_the_data_package_tells_sizes_hashes_keys_and_warnings(made):
    package = described(made, "datapackage.json")
    sums = dict(reversed(line.split("  ")) for line in (made.folder / "SHA256SUMS").read_text().splitlines())
    for resource in package["resources"]:
        file = made.folder / resource["path"]
        assert (resource["bytes"], resource["hash"]) == (file.stat().st_size, f"sha256:{sums[resource['path']]}")
    assert (package["version"], package["licenses"][0]["name"]) == (made.version, "CC-BY-4.0")
    claims = next(r for r in package["resources"] if r["name"] == "claims")
    assert claims["schema"]["primaryKey"] == ["claim_id"]
    assert {"fields": ["fact_id"], "reference": {"resource": "facts", "fields": ["fact_id"]}} in claims["schema"][
        "foreignKeys"
    ]
    assert set(claims["warnings"]) <= set(package["warnings"])


def test_a_release_of_parquet_alone_has_its_tables_described_too(base, tmp_path):
    bare = publish(base, tmp_path / "releases", {}, TODAY, packed=False)
    package = described(bare, "datapackage.json")
    assert {r["name"] for r in package["resources"]} == {name.replace("_", "-") for name in TABLES}
    assert all(r["path"].startswith("tables/") and r["description"] and r["schema"] for r in package["resources"])
    assert descriptor_failures(bare.folder) == []
    for resource in package["resources"]:
        resource["name"] += "-parquet"
    (bare.folder / "datapackage.json").write_text(json.dumps(package))
    assert any("a foreign key leads to facts" in why for why in descriptor_failures(bare.folder))


# Croissant


@pytest.fixture(scope="module")
def dataset():
    tool = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed: pip install 'bilateral[croissant]'")
    return lambda made: tool.Dataset(jsonld=str(made.folder / "croissant.json"))


@pytest.fixture(scope="module")
def croissant(made, dataset):
    return dataset(made)


def test_croissant_uses_the_terms_of_the_standard_and_no_others(made, dataset, caplog):
    dataset(made)
    assert [record.message for record in caplog.records] == []


def test_croissant_is_valid_without_a_warning(croissant):
    assert list(croissant.metadata.ctx.issues.errors) == []
    assert list(croissant.metadata.ctx.issues.warnings) == []


@pytest.mark.parametrize("name", TABLES)
def test_croissant_reads_the_rows_of_every_table(made, croissant, name):
    expected = parquet(made, name)
    found = [plain(record, name) for record in croissant.records(name)]
    assert found == expected.to_dicts()


def plain(record, name):
    """Return a record of Croissant with the names and types of the table's columns."""
    row = {}
    for column in TABLES[name].columns:
        value = record[f"{name}/{column.name}"]
        if value is None or (isinstance(value, float) and math.isnan(value)):
            row[column.name] = None
        elif isinstance(value, bytes):
            row[column.name] = value.decode()
        else:
            row[column.name] = value.date() if hasattr(value, "date") else value
    return row


# Citation


def check_cff(file):
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(file)]
    return subprocess.run(tool, capture_output=True, text=True, check=False)


def test_the_citation_keeps_to_the_official_schema(made):
    done = check_cff(made.folder / "CITATION.cff")
    assert done.returncode == 0, done.stdout
    told = yaml.safe_load((made.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (told["cff-version"], told["type"], told["version"]) == ("1.2.0", "dataset", made.version)
    assert [r["title"] for r in told["references"]] == ["On brief", "On first-essay"]


def test_a_citation_that_does_not_is_refused(made, tmp_path):
    told = yaml.safe_load((made.folder / "CITATION.cff").read_text(encoding="utf-8"))
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(told | {"date-released": "lately"}))
    assert check_cff(tmp_path / "CITATION.cff").returncode == 1


def test_every_registered_source_can_be_cited(tmp_path):
    names = ("source_id", "source_type", "title", "issued", "authors", "publisher", "container", "doi", "url")
    sources = [{n: getattr(s, n) for n in names} | {"language": "en"} for s in registered()]
    about = {"cff-version": "1.2.0", "message": "m", "title": "t", "authors": [{"name": "a"}]}
    references = [bibliography.as_cff(s) for s in sources]
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(about | {"references": references}))
    done = check_cff(tmp_path / "CITATION.cff")
    assert done.returncode == 0, done.stdout
    library = bibtexparser.parse_string(bibliography.as_bibtex(sources))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [s["source_id"] for s in sources]


def registered():
    return read_sources(ROOT / "seeds" / "sources.toml")


def test_the_bibliography_comes_back_as_it_was():
    source = good_row(
        "sources",
        title="Trade & aid_50%: {a} history #1",
        authors="Ann Reader; The Survey and Co",
        issued="2018~",
        container="Journal of X & Y",
    )
    library = bibtexparser.parse_string(bibliography.as_bibtex([source]))
    assert not library.failed_blocks
    [entry] = library.entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, entry.key) == ("article", "first-essay")
    assert fields["title"] == r"{Trade \& aid\_50\%: \{a\} history \#1}"
    assert fields["author"] == "{Ann Reader} and {The Survey and Co}"
    assert (fields["year"], fields["note"]) == ("2018", r"issued 2018~ (EDTF)")


def test_an_unknown_year_and_author_are_left_out():
    source = good_row("sources", issued="195X", authors=None, container=None, publisher=None, doi=None, url=None)
    [entry] = bibtexparser.parse_string(bibliography.as_bibtex([source])).entries
    assert {"year", "author"} & set(entry.fields_dict) == set()
    told = bibliography.as_cff(source)
    assert told["authors"] == [{"alias": "anonymous"}] and "year" not in told
