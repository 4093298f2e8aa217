"""The database's definition, generated from the schemas: types, keys, references, bounds and comments."""

from __future__ import annotations

from flows.engine import quoted
from schemas import vocabulary
from schemas.columns import COLUMNS, Column, Type
from schemas.tables import TABLES, Table

_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}

VIEWS = {
    "dyad_facts": (
        "Facts by directed pair of parties, with codes at the fact's date; symmetric acts stand in both directions.",
        """
        SELECT f.fact_id, s.actor_id AS source_actor, t.actor_id AS target_actor,
               s.iso3 AS source_iso3, t.iso3 AS target_iso3,
               s.ccode_cow AS source_ccode_cow, t.ccode_cow AS target_ccode_cow,
               s.gwcode AS source_gwcode, t.gwcode AS target_gwcode,
               f.kind, f.status, f.phase, f.plover_type, f.quad_class, f.intensity,
               f.date_edtf, f.date_start, f.date_end, f.date_precision,
               f.amount_value, f.amount_currency, f.quantity_value, f.quantity_item,
               f.n_claims, f.n_sources, f.is_disputed, f.is_anachronistic, f.flags
        FROM facts f
        JOIN kinds k ON k.kind = f.kind
        JOIN fact_actors s ON s.fact_id = f.fact_id AND s.role <> 'other'
        JOIN fact_actors t ON t.fact_id = f.fact_id AND t.role <> 'other' AND t.actor_id <> s.actor_id
        WHERE (s.role = 'source' AND t.role = 'target')
           OR k.is_symmetric
           OR NOT EXISTS (SELECT 1 FROM fact_actors x WHERE x.fact_id = f.fact_id AND x.role = 'target')
        QUALIFY row_number() OVER (PARTITION BY f.fact_id, s.actor_id, t.actor_id) = 1
        """,
    ),
    "timeline": (
        "Dated facts in order of time, the parties written out.",
        """
        SELECT f.date_start, f.date_end, f.date_edtf, f.kind, f.status,
               string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'source') AS sources,
               string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'target') AS targets,
               string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'other') AS others,
               f.amount_value, f.amount_currency, f.quantity_value, f.quantity_item,
               f.n_sources, f.is_disputed, f.flags, f.fact_id
        FROM facts f JOIN fact_actors a ON a.fact_id = f.fact_id
        WHERE f.date_start IS NOT NULL OR f.date_end IS NOT NULL
        GROUP BY ALL
        ORDER BY f.date_start NULLS LAST, f.date_end, f.fact_id
        """,
    ),
}


def statements() -> list[str]:
    """Return the statements that make an empty database, in order."""
    made = [_enum(name, codes) for name, codes in _enums().items()]
    for table in TABLES.values():
        made.append(_create(table))
        made.append(f"COMMENT ON TABLE {table.name} IS {quoted(table.description)}")
        made += [f"COMMENT ON COLUMN {table.name}.{c.name} IS {quoted(c.meaning)}" for c in table.columns]
    for name, (description, query) in VIEWS.items():
        made.append(f"CREATE VIEW {name} AS {_flat(query)}")
        made.append(f"COMMENT ON VIEW {name} IS {quoted(description)}")
    return made


def _enums() -> dict[str, dict[str, str]]:
    """Return the vocabularies that columns use, under the names the module gives them."""
    used = [c.codes for c in COLUMNS.values() if c.codes is not None]
    named = {name.lower(): value for name, value in vars(vocabulary).items() if name.isupper()}
    return {name: value for name, value in named.items() if any(value is u for u in used)}


def _enum(name: str, codes: dict[str, str]) -> str:
    return f"CREATE TYPE {name}_code AS ENUM ({', '.join(quoted(code) for code in codes)})"


def _type(column: Column) -> str:
    if column.codes is None:
        return _TYPES[column.type]
    return next(f"{name}_code" for name, codes in _enums().items() if codes is column.codes)


def _create(table: Table) -> str:
    lines = [_column(table, column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for column, target in table.foreign.items():
        parent, key = target.split(".")
        # DuckDB checks a table's references to itself row by row within one INSERT, in no promised order;
        # flows.validate has checked them already.
        if parent != table.name:
            lines.append(f"FOREIGN KEY ({column}) REFERENCES {parent} ({key})")
    lines += [f"CHECK ({low} <= {high})" for low, high in table.ordered]
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {table.name} (\n  {body}\n)"


def _column(table: Table, column: Column) -> str:
    parts = [column.name, _type(column)]
    if column.name not in table.optional:
        parts.append("NOT NULL")
    bounds = [(">=", column.minimum), ("<=", column.maximum)]
    checks = [f"{column.name} {sign} {bound:.15g}" for sign, bound in bounds if bound is not None]
    if checks:
        parts.append(f"CHECK ({' AND '.join(checks)})")
    return " ".join(parts)


def _flat(query: str) -> str:
    return " ".join(query.split())
