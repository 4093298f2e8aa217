// One fact with all that is known of it: doubts, disputes, each claim with its place, then parties and values.

/** Draw a fact into the dialog. */
function drawFact(data, fact) {
  const { facts } = data;
  const kind = data.kindOf.get(facts.kind[fact]);
  $("fact-body").replaceChildren(
    el(
      "p",
      { class: `over ${sideOf(data, fact)}` },
      el("span", { class: "dot", "aria-hidden": "true" }),
      `${kind.label} · ${spaced(facts.quad_class[fact])}`,
    ),
    el("h2", { id: "fact-title" }, partiesInWords(data, fact)),
    el("p", { class: "when" }, inShort(facts, fact)),
    ...cares(data, fact),
    ...disputesOf(data, fact),
    ...decisionsOf(data, fact),
    el(
      "h3",
      {},
      `${counted(facts.n_claims[fact], "claim")} in ${counted(facts.n_sources[fact], "independent source")}`,
    ),
    el(
      "ol",
      { class: "claims" },
      rowsOf(data.claims, data.at.claims, fact).map((claim) => claimOf(data, fact, claim)),
    ),
    el("h3", {}, "The fact in full"),
    values(data, fact, kind),
  );
}

/** When it happened, how far it got, and for how much. */
function inShort(facts, fact) {
  const told = [
    capital(dateInWords(facts.date_edtf[fact])),
    facts.status[fact],
    facts.phase[fact],
    sumInWords(facts.amount_value[fact], facts.amount_currency[fact]),
    thingsInWords(facts.quantity_value[fact], facts.quantity_item[fact]),
  ];
  return told.filter(Boolean).join(" · ");
}

/** What speaks against trusting the fact, first of all. */
function cares(data, fact) {
  const doubts = rowsOf(data.doubts, data.at.doubts, fact);
  if (!doubts.length) return [];
  const told = doubts.map(({ flag, reason }) => el("li", {}, el("strong", {}, capital(spaced(flag))), `: ${reason}`));
  return [el("ul", { class: "cares", "aria-label": "Reasons for care" }, told)];
}

function values(data, fact, kind) {
  const { facts, meanings } = data;
  const list = el("dl", { class: "values" });
  const add = (name, value, more) => {
    if (value === null || value === "" || value === undefined) return;
    list.append(el("div", {}, el("dt", {}, name), el("dd", {}, value, more && el("span", { class: "more" }, more))));
  };
  const meant = (name) => meanings[name][facts[name][fact]];
  add("Kind", kind.label, kind.definition);
  add("Status", capital(facts.status[fact]), meant("status"));
  add("Phase", facts.phase[fact] && capital(facts.phase[fact]), meant("phase"));
  for (const party of rowsOf(data.parties, data.at.parties, fact)) {
    const codes = [party.actor_id, party.ccode_cow && `CoW ${party.ccode_cow}`, party.gwcode && `GW ${party.gwcode}`];
    add(capital(party.role), data.names.get(party.actor_id), codes.filter(Boolean).join(" · "));
  }
  const basis = [facts.date_edtf[fact], facts.date_edtf[fact] && meant("date_precision"), meant("date_basis")];
  add("Date", capital(dateInWords(facts.date_edtf[fact])), basis.filter(Boolean).join(" · "));
  add(
    "Sum",
    sumInWords(facts.amount_value[fact], facts.amount_currency[fact]),
    facts.amount_value[fact]?.toLocaleString("en"),
  );
  add("Number", thingsInWords(facts.quantity_value[fact], facts.quantity_item[fact]));
  add("PLOVER type", facts.plover_type[fact], meant("plover_type"));
  add("Class", capital(spaced(facts.quad_class[fact])), meant("quad_class"));
  add(
    "Intensity",
    facts.intensity[fact].toLocaleString("en", { signDisplay: "exceptZero" }),
    "from −10 (conflict) to 10 (cooperation), by rule",
  );
  add("Identifier", el("code", {}, facts.fact_id[fact]));
  return list;
}

function disputesOf(data, fact) {
  const rows = rowsOf(data.disputes, data.at.disputes, fact);
  if (!rows.length) return [];
  const lines = rows.map((told) =>
    el(
      "li",
      { class: told.is_chosen ? "chosen" : null },
      el(
        "strong",
        {},
        `${capital(told.attribute)}: ${told.attribute === "date" ? dateInWords(told.value) : told.value}`,
      ),
      el(
        "span",
        { class: "more" },
        `${counted(told.n_claims, "claim")} in ${counted(told.n_sources, "independent source")}: ${told.source_ids}`,
        told.is_chosen ? `. Shown above: ${data.meanings.chosen_by[told.chosen_by]}` : null,
      ),
    ),
  );
  return [el("h3", {}, "Disputed"), el("ul", { class: "disputes" }, lines)];
}

function decisionsOf(data, fact) {
  const rows = rowsOf(data.decisions, data.at.decisions, fact);
  if (!rows.length) return [];
  const lines = rows.map((made) =>
    el(
      "li",
      {},
      el("strong", {}, capital(made.action)),
      `: ${data.meanings.action[made.action]}`,
      el("span", { class: "more" }, `${capital(made.reason)} · ${made.decided_by}, ${dateInWords(made.decided_on)}`),
    ),
  );
  return [el("h3", {}, "Decided by people"), el("ul", { class: "disputes" }, lines)];
}

function claimOf(data, fact, claim) {
  const source = data.sourceOf.get(claim.source_id);
  const page = claim.page === null ? null : `page ${claim.page}`;
  const at = `characters ${claim.char_start.toLocaleString("en")}–${claim.char_end.toLocaleString("en")}`;
  const place = [at, page, claim.section && `under “${claim.section}”`].filter(Boolean).join(", ");
  const coder = [`Coded by ${data.meanings.coder[claim.coder]}`, differs(data, fact, claim)];
  if (claim.confidence !== null) coder.splice(1, 0, `confidence ${claim.confidence.toFixed(2)}`);
  return el(
    "li",
    {},
    el(
      "p",
      { class: "title" },
      el("a", { href: `#source-${claim.source_id}`, "data-leave": true }, source.title),
      el("span", { class: "more" }, [source.authors, dateInWords(source.issued)].filter(Boolean).join(", ")),
    ),
    claim.quote === null
      ? el(
          "p",
          { class: "unquoted" },
          "The source's words may not be given here; whoever holds its text finds them at this place.",
        )
      : el("blockquote", {}, claim.quote),
    el("p", { class: "where" }, capital(place)),
    claim.agents && el("p", { class: "where" }, `Acting: ${claim.agents}`),
    claim.asserted_by && el("p", { class: "where" }, `As asserted by ${claim.asserted_by}`),
    el("p", { class: "where" }, coder.filter(Boolean).join(" · "), " · ", el("code", {}, claim.claim_id)),
  );
}

/** In what a claim says other than its fact. */
function differs(data, fact, claim) {
  const told = [];
  for (const name of ["kind", "status", "phase"]) {
    if (claim[name] !== data.facts[name][fact]) told.push(claim[name] === null ? `no ${name}` : spaced(claim[name]));
  }
  if (claim.date_edtf !== data.facts.date_edtf[fact]) told.push(dateInWords(claim.date_edtf));
  const sum = sumInWords(claim.amount_value, claim.amount_currency);
  if (sum && claim.amount_value !== data.facts.amount_value[fact]) told.push(sum);
  const things = thingsInWords(claim.quantity_value, claim.quantity_item);
  if (things && claim.quantity_value !== data.facts.quantity_value[fact]) told.push(things);
  return told.length ? `here: ${told.join(", ")}` : null;
}
