// The facts that answer, as a file: the columns of the release's table, and the parties written out.

const SAVED = [
  "fact_id",
  "date_edtf",
  "date_start",
  "date_end",
  "date_precision",
  "kind",
  "status",
  "phase",
  "plover_type",
  "quad_class",
  "intensity",
  "amount_value",
  "amount_currency",
  "quantity_value",
  "quantity_item",
  "n_claims",
  "n_sources",
  "is_disputed",
  "flags",
];

/** Facts as CSV by RFC 4180, in their order; actors of a role stand by their codes, separated by semicolons. */
function asCsv(data, facts) {
  const cell = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [[...SAVED, "sources", "targets", "others"]];
  for (const fact of facts) {
    const { source, target, other } = partiesOf(data, fact);
    lines.push([
      ...SAVED.map((name) => data.facts[name][fact]),
      ...[source, target, other].map((role) => role.join("; ")),
    ]);
  }
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
