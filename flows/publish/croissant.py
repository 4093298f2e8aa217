"""The descriptor of a release in Croissant 1.0, the vocabulary by which machine-learning tools load a dataset."""

from __future__ import annotations

from typing import Any

from flows.publish.draft import AUTHOR, DESCRIPTION, KEYWORDS, LICENCE_URL, NAME, Draft, sha256
from schemas.columns import Column
from schemas.tables import TABLES, Table

_TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The terms of the standard, which every descriptor must carry as they are."""


def descriptor(draft: Draft) -> dict[str, Any]:
    """Return the descriptor of a release whose tables are written: a file and a record set per table.

    What refers to what is told by the data package alone: mlcroissant joins the tables along references when it
    reads one, cannot do so for a table with two of them, and refuses one that refers to itself.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": DESCRIPTION,
        "version": _semantic(draft.version),
        "datePublished": draft.created,
        "license": LICENCE_URL,
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "keywords": list(KEYWORDS),
        "citeAs": draft.citation,
        "distribution": [_file(draft, t) for t in TABLES.values()],
        "recordSet": [_records(t) for t in TABLES.values()],
    }


def _file(draft: Draft, table: Table) -> dict[str, Any]:
    file = draft.folder / table.parquet
    return {
        "@type": "cr:FileObject",
        "@id": table.parquet,
        "name": f"{table.name}.parquet",
        "contentUrl": table.parquet,
        "contentSize": f"{file.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(file),
    }


def _records(table: Table) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": keys[0] if len(keys) == 1 else keys,
        "field": [_field(table, c) for c in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": table.parquet}, "extract": {"column": column.name}},
    }


def _semantic(version: str) -> str:
    # The standard asks for semantic versions, which write a month without a zero before it.
    return ".".join(str(int(part)) for part in version.split("."))
