// What can be chosen: actors, kinds, sources and the like with their counts, and the pairs as cards.

function option(value, text) {
  return el("option", { value }, text);
}

/** Fill a choice with its options; the first asks for nothing. */
function fill(id, nothing, options) {
  $(id).replaceChildren(option("", nothing), ...options.map(([value, text]) => option(value, text)));
}

function fillChoices() {
  fill("kind", "Any kind", kindOptions());
  fill("a", "Any actor", actorOptions(data.actorCounts));
  fill(
    "side",
    "Both",
    SIDES.map((side) => [side, capital(side)]),
  );
  fill(
    "status",
    "Any status",
    Object.keys(data.meanings.status).map((status) => [status, capital(status)]),
  );
  fill("mark", "All facts", [
    ["by_people", "Coded by people"],
    ...Object.entries(MARKS).map(([mark, { name }]) => [mark, capital(name)]),
  ]);
  fill(
    "source",
    "Any source",
    data.sources.source_id.map((id, i) => [id, data.sources.title[i]]),
  );
  $("sort").replaceChildren(
    ...Object.entries(SORTS).flatMap(([sort, name]) => [
      option(`${sort} 0`, `${name}, ascending`),
      option(`${sort} 1`, `${name}, descending`),
    ]),
  );
}

function kindOptions() {
  const kinds = new Map();
  for (const kind of data.facts.kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds]
    .map(([kind, n]) => [kind, `${kindInWords(data, kind)} (${n.toLocaleString("en")})`])
    .sort(([, one], [, other]) => one.localeCompare(other, "en"));
}

function actorOptions(counts) {
  return [...counts]
    .sort(([one, n], [other, m]) => m - n || one.localeCompare(other, "en"))
    .map(([actor, n]) => [actor, `${data.names.get(actor)} (${n.toLocaleString("en")})`]);
}

/** Offer as partners those who stand in a pair with the chosen actor. */
function fillPartners() {
  const partners = new Map();
  for (const { one, other, facts } of asked.a ? data.pairList : []) {
    if (one === asked.a) partners.set(other, facts.length);
    if (other === asked.a) partners.set(one, facts.length);
  }
  if (asked.b && !partners.has(asked.b)) partners.set(asked.b, 0);
  fill("b", asked.a ? "Anyone" : "Choose an actor first", actorOptions(partners));
  $("b").disabled = partners.size === 0;
}

function drawPairs() {
  const years = yearsOf(data, data.facts.fact_id.keys());
  const cards = data.pairList.slice(0, pairsShown).map(({ one, other, facts }) => {
    const pressed = [one, other].includes(asked.a) && [one, other].includes(asked.b);
    const machine = facts.filter((i) => data.marks[i].includes("machine_coded")).length;
    const told = counted(facts.length, "fact") + (machine ? `, ${machine.toLocaleString("en")} machine-coded` : "");
    return el(
      "button",
      {
        type: "button",
        class: "pair",
        "aria-pressed": String(pressed),
        "data-pair": `${one} ${other}`,
        onclick: () => {
          ask(pressed ? { a: "", b: "" } : { a: one, b: other });
          show("facts");
        },
      },
      el("strong", {}, `${data.names.get(one)} – ${data.names.get(other)}`),
      sparkline(data, facts, years),
      el("span", {}, told),
    );
  });
  $("pair-list").replaceChildren(...cards);
  const left = data.pairList.length - cards.length;
  $("more-pairs").hidden = left <= 0;
  $("more-pairs").textContent =
    `Show ${Math.min(left, 2 * MORE_PAIRS)} more of ${counted(data.pairList.length, "pair")}`;
}
