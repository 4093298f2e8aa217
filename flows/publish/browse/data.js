"use strict";
// The rows of the release, unpacked. A fact is named by its place among the facts, which stand in order of time,
// those without a date last; so places compare as dates do.

const $ = (id) => document.getElementById(id);

/** Unpack the rows that the page carries. Fails where the browser cannot inflate. */
async function unpack() {
  const text = atob($("data").textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const told = JSON.parse(await new Response(stream).text());
  for (const [name, columns] of Object.entries(told)) {
    if (name === "meanings") continue;
    for (const [column, values] of Object.entries(columns)) {
      if (!Array.isArray(values)) columns[column] = values.rows.map((place) => values.values[place]);
    }
  }
  return told;
}

/** Where the rows of each fact begin in a table whose column `fact` is sorted: those of i lie in [at[i], at[i + 1]). */
function starts(facts, n) {
  const at = new Uint32Array(n + 1);
  for (const fact of facts) at[fact + 1]++;
  for (let i = 0; i < n; i++) at[i + 1] += at[i];
  return at;
}

/** One row of a table as an object. */
function row(table, i) {
  return Object.fromEntries(Object.entries(table).map(([name, column]) => [name, column[i]]));
}

/** All rows of a table that belong to a fact. */
function rowsOf(table, at, fact) {
  const found = [];
  for (let i = at[fact]; i < at[fact + 1]; i++) found.push(row(table, i));
  return found;
}

const yearOf = (day) => (day === null ? null : Number(day.slice(0, 4)));
const CONFLICT = /_conflict$/;

/** What is worked out once from the rows: years, marks, parties and pairs of each fact, names and kinds by code. */
function model(told) {
  const { facts, parties, pairs } = told;
  const n = facts.fact_id.length;
  const made = {
    ...told,
    n,
    first: new Float64Array(n),
    last: new Float64Array(n),
    dated: new Uint8Array(n),
    conflict: new Uint8Array(n),
    marks: new Array(n),
    place: new Map(facts.fact_id.map((id, i) => [id, i])),
    names: new Map(told.actors.actor_id.map((id, i) => [id, told.actors.actor_name[i]])),
    kindOf: new Map(told.kinds.kind.map((kind, i) => [kind, row(told.kinds, i)])),
    sourceOf: new Map(told.sources.source_id.map((id, i) => [id, row(told.sources, i)])),
    at: {},
    pairList: pairsOf(pairs),
    texts: new Array(n),
    sortKeys: new Map(),
  };
  for (const name of ["parties", "pairs", "claims", "disputes", "doubts", "decisions"]) {
    made.at[name] = starts(told[name].fact, n);
  }
  for (let i = 0; i < n; i++) {
    const from = yearOf(facts.date_start[i]),
      to = yearOf(facts.date_end[i]);
    made.dated[i] = from !== null || to !== null ? 1 : 0;
    made.first[i] = from ?? -Infinity;
    made.last[i] = to ?? Infinity;
    made.conflict[i] = CONFLICT.test(facts.quad_class[i]) ? 1 : 0;
    made.marks[i] = marksOf(facts, i, made.dated[i]);
  }
  made.actorCounts = countActors(parties);
  return made;
}

const flagSets = new Map();

/** Flags of a fact: [code, actor or undefined] each. */
function flagsOf(flags) {
  if (!flagSets.has(flags)) {
    flagSets.set(flags, flags === null ? [] : flags.split("; ").map((flag) => flag.split(":")));
  }
  return flagSets.get(flags);
}

/** The warnings that hold for a fact, by the names that the release's codebook gives them. */
function marksOf(facts, i, dated) {
  const flags = flagsOf(facts.flags[i]).map(([code]) => code);
  const marks = [];
  if (flags.includes("machine_coded")) marks.push("machine_coded");
  if (flags.includes("derived_only")) marks.push("retold");
  if (facts.is_disputed[i]) marks.push("disputed");
  if (flags.some((flag) => flag !== "machine_coded" && flag !== "derived_only")) marks.push("doubtful");
  if (facts.n_sources[i] === 1) marks.push("one_source");
  if (facts.date_edtf[i] === null) marks.push("undated");
  if (!dated) marks.push("no_year");
  return marks;
}

function pairsOf(pairs) {
  const found = new Map();
  pairs.fact.forEach((fact, i) => {
    const key = `${pairs.one[i]} ${pairs.other[i]}`;
    if (!found.has(key)) found.set(key, { one: pairs.one[i], other: pairs.other[i], facts: [] });
    found.get(key).facts.push(fact);
  });
  const byName = (x, y) => `${x.one} ${x.other}`.localeCompare(`${y.one} ${y.other}`, "en");
  return [...found.values()].sort((x, y) => y.facts.length - x.facts.length || byName(x, y));
}

function countActors(parties) {
  const found = new Map();
  let last = null;
  const seen = new Set();
  parties.fact.forEach((fact, i) => {
    if (fact !== last) seen.clear();
    last = fact;
    const actor = parties.actor_id[i];
    if (!seen.has(actor)) found.set(actor, (found.get(actor) ?? 0) + 1);
    seen.add(actor);
  });
  return found;
}
