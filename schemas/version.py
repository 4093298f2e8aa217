"""The version of the tables' schema, and what may change under it (see `docs/releases.md`).

Major goes up when a program that read the last release may fail or mislead on the next: a table, column or code is
gone, a type or key is another, a column that was never empty may be. Minor goes up when something was added. A release
whose schema changed more than its version says is refused.
"""

SCHEMA_VERSION = "1.0"
