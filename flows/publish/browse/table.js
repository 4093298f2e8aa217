// The table of facts, a page at a time: only what can be seen is in the document.

const ROWS = 50;

/** Draw the heads, each a button that sorts; the one in force says its direction. */
function drawHeads(asked, sort) {
  const heads = Object.entries(SORTS).map(([name, label]) => {
    const on = asked.sort === name;
    const direction = on ? (asked.desc ? "descending" : "ascending") : "none";
    const sign = on ? (asked.desc ? " ↓" : " ↑") : "";
    return el(
      "th",
      { role: "columnheader", scope: "col", class: name, "aria-sort": direction },
      el(
        "button",
        { type: "button", "data-sort": name, onclick: () => sort(name) },
        label,
        el("span", { "aria-hidden": "true" }, sign),
      ),
    );
  });
  heads.splice(4, 0, el("th", { role: "columnheader", scope: "col", class: "sum" }, "Amount"));
  const focused = document.activeElement?.dataset.sort;
  $("heads").replaceChildren(...heads);
  if (focused) $("heads").querySelector(`[data-sort=${focused}]`)?.focus();
}

/** Draw a page of facts. `open(fact)` is called with the one that is chosen. */
function drawRows(data, sorted, asked, open) {
  const first = asked.page * ROWS;
  const shown = sorted.slice(first, first + ROWS);
  $("table").setAttribute("aria-rowcount", String(sorted.length + 1));
  $("rows").replaceChildren(...shown.map((fact, i) => rowOf(data, fact, first + i, open)));
  $("rows").querySelector(".open")?.setAttribute("tabindex", "0");
  $("table").hidden = sorted.length === 0;
  $("empty").hidden = sorted.length > 0;
}

function rowOf(data, fact, place, open) {
  const { facts } = data;
  const date = dateInWords(facts.date_edtf[fact]);
  const label = kindInWords(data, facts.kind[fact]);
  const sums = [
    sumInWords(facts.amount_value[fact], facts.amount_currency[fact]),
    thingsInWords(facts.quantity_value[fact], facts.quantity_item[fact]),
  ]
    .filter(Boolean)
    .join("; ");
  const cell = (name, ...children) => el("td", { role: "cell", class: name }, ...children);
  const others = othersInWords(data, fact);
  const opener = el(
    "button",
    { type: "button", class: "open", tabindex: -1, "data-fact": facts.fact_id[fact] },
    partiesInWords(data, fact),
    el("span", { class: "unseen" }, `, ${label}, ${date}`),
  );
  return el(
    "tr",
    { role: "row", "aria-rowindex": place + 2, onclick: () => open(fact) },
    cell(`date${data.dated[fact] ? "" : " none"}`, date),
    cell("parties", opener, others && el("span", { class: "third" }, ` ${others}`)),
    cell(
      `kind ${sideOf(data, fact)}`,
      el("span", { class: "what" }, el("span", { class: "dot", "aria-hidden": "true" }), label),
      el("span", { class: "unseen" }, ` (${sideOf(data, fact)})`),
    ),
    cell("status", facts.status[fact], facts.phase[fact] && el("span", { class: "phase" }, ` ${facts.phase[fact]}`)),
    cell("sum", sums),
    cell("evidence", el("span", { class: "told" }, evidenceInWords(facts, fact)), badges(data, fact)),
  );
}

const evidenceInWords = (facts, fact) =>
  `${counted(facts.n_claims[fact], "claim")}, ${counted(facts.n_sources[fact], "source")}`;

/** What to mind of a fact. */
function badges(data, fact) {
  return data.marks[fact]
    .filter((mark) => BADGES.includes(mark))
    .map((mark) => el("span", { class: `badge ${mark}`, title: MARKS[mark].meaning }, MARKS[mark].name));
}

/** Draw the way to other pages. */
function drawPages(n, asked, turn) {
  const last = Math.max(0, Math.ceil(n / ROWS) - 1);
  const to = (page, label, text) =>
    el(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": label,
        disabled: page < 0 || page > last || page === asked.page,
        "data-page": label,
        onclick: () => turn(page),
      },
      text,
    );
  const focused = document.activeElement?.dataset.page;
  const from = n ? asked.page * ROWS + 1 : 0;
  $("pages").hidden = last === 0;
  $("pages").replaceChildren(
    to(0, "First page", "⇤"),
    to(asked.page - 1, "Page before", "← Before"),
    el(
      "span",
      {},
      `${from.toLocaleString("en")}–${Math.min(n, from + ROWS - 1).toLocaleString("en")} of ${n.toLocaleString("en")}`,
    ),
    to(asked.page + 1, "Next page", "Next →"),
    to(last, "Last page", "⇥"),
  );
  if (focused) $("pages").querySelector(`[data-page="${focused}"]`)?.focus();
}

/** Move among the rows by keyboard. */
function rowKeys(event, turnBy, leave) {
  const openers = [...$("rows").querySelectorAll(".open")];
  const here = openers.indexOf(document.activeElement);
  if (here < 0) return;
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: openers.length - 1 }[event.key];
  if (to === -1 || event.key === "Escape") leave();
  else if (to !== undefined) focusRow(Math.min(to, openers.length - 1));
  else if (event.key === "PageDown") turnBy(1);
  else if (event.key === "PageUp") turnBy(-1);
  else return;
  event.preventDefault();
}

function focusRow(place) {
  const openers = [...$("rows").querySelectorAll(".open")];
  for (const other of openers) other.setAttribute("tabindex", "-1");
  openers[place]?.setAttribute("tabindex", "0");
  openers[place]?.focus();
}
