// What happens when: the parts above joined to the page's controls.

const MORE_PAIRS = innerWidth < 600 ? 6 : 12;
let data,
  asked,
  found = [],
  sorted = [],
  pairsShown = MORE_PAIRS,
  opened = null,
  leaving = false;

function option(value, text) {
  return el("option", { value }, text);
}

/** Fill a choice with its options; the first asks for nothing. */
function fill(id, nothing, options) {
  $(id).replaceChildren(option("", nothing), ...options.map(([value, text]) => option(value, text)));
}

function fillChoices() {
  const kinds = new Map();
  for (const kind of data.facts.kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const named = [...kinds].map(([kind, n]) => [kind, `${kindInWords(data, kind)} (${n.toLocaleString("en")})`]);
  fill(
    "kind",
    "Any kind",
    named.sort(([, one], [, other]) => one.localeCompare(other, "en")),
  );
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
  fill("sort", "", []);
  $("sort").replaceChildren(
    ...Object.entries(SORTS).flatMap(([sort, name]) => [
      option(`${sort} 0`, `${name}, ascending`),
      option(`${sort} 1`, `${name}, descending`),
    ]),
  );
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

function show(id) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  $(id).scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}

/** Ask for something else and draw what answers. */
function ask(changes) {
  const first = Object.keys(changes).some((name) => FILTERS.includes(name));
  if ("a" in changes && !("b" in changes) && changes.a !== asked.a) changes.b = "";
  Object.assign(asked, first ? { page: 0 } : {}, changes);
  draw();
}

function draw() {
  fillPartners();
  for (const name of FILTERS) if ($(name).value !== asked[name]) $(name).value = asked[name];
  $("sort").value = `${asked.sort} ${Number(asked.desc)}`;
  found = fitting(data, asked);
  const within = inYears(data, found, asked);
  sorted = ordered(data, within, asked);
  asked.page = Math.min(asked.page, Math.max(0, Math.ceil(sorted.length / ROWS) - 1));
  const all = data.n.toLocaleString("en");
  $("save").disabled = sorted.length === 0;
  $("hits").textContent =
    sorted.length === data.n
      ? `All ${counted(data.n, "fact")}`
      : `${sorted.length.toLocaleString("en")} of ${all} facts`;
  drawChips();
  for (const card of $("pair-list").children) {
    const pair = card.dataset.pair.split(" ");
    card.setAttribute(
      "aria-pressed",
      String(Boolean(asked.a && asked.b) && pair.includes(asked.a) && pair.includes(asked.b)),
    );
  }
  drawChart();
  drawTable();
  writeAddress(asked);
}

function drawChart() {
  const pair = [asked.a, asked.b].filter(Boolean).map((actor) => data.names.get(actor) ?? actor);
  $("timeline-title").textContent = `${pair.length ? pair.join(" – ") : "All actors"}, by year`;
  const chooseYears = (from, to) => {
    const again = String(from) === asked.from && String(to) === asked.to;
    ask(from === undefined || again ? { from: "", to: "" } : { from: String(from), to: String(to) });
  };
  drawTimeline($("chart"), data, found, asked, chooseYears);
}

function drawTable() {
  drawHeads(asked, (sort) => ask({ sort, desc: asked.sort === sort ? !asked.desc : sort === "evidence", page: 0 }));
  drawRows(data, sorted, asked, openFact);
  drawPages(sorted.length, asked, turnTo);
}

function turnTo(page) {
  const last = Math.max(0, Math.ceil(sorted.length / ROWS) - 1);
  if (page < 0 || page > last) return false;
  ask({ page });
  $("table").scrollIntoView({ block: "start" });
  return true;
}

/** Say what is asked, each as a button that takes it back. */
function drawChips() {
  const chips = FILTERS.filter((name) => asked[name] !== "").map((name) => {
    const control = $(name);
    const value =
      control.tagName === "SELECT"
        ? (control.selectedOptions[0]?.textContent.replace(/ \([\d,]+\)$/, "") ?? asked[name])
        : asked[name];
    const label = control.labels[0].textContent;
    return el(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-label": `Take back ${label}: ${value}`,
        onclick: () => {
          ask({ [name]: "" });
          $("q").focus();
        },
      },
      `${label}: ${value}`,
      el("span", { "aria-hidden": "true" }, " ×"),
    );
  });
  if (chips.length > 1) chips.push(el("button", { type: "button", class: "chip all", onclick: clearAll }, "Clear all"));
  $("chips").replaceChildren(...chips);
}

function clearAll() {
  ask({ ...NOTHING });
  $("q").focus();
}

/** Open a fact beside the table. */
function openFact(fact) {
  opened = fact;
  drawFact(data, fact);
  const place = sorted.indexOf(fact);
  $("place").textContent =
    place < 0 ? "" : `${(place + 1).toLocaleString("en")} of ${sorted.length.toLocaleString("en")}`;
  $("before").disabled = place <= 0;
  $("after").disabled = place < 0 || place >= sorted.length - 1;
  if (!$("fact").open) $("fact").showModal();
  $("fact-body").scrollTop = 0;
  $("fact-body").focus({ preventScroll: true });
  asked.fact = data.facts.fact_id[fact];
  writeAddress(asked);
}

function step(by) {
  const to = sorted[sorted.indexOf(opened) + by];
  if (opened !== null && sorted.includes(opened) && to !== undefined) openFact(to);
}

/** After a fact is closed, go back to its row, on whatever page it is. */
function closed() {
  const place = sorted.indexOf(opened);
  const id = data.facts.fact_id[opened];
  opened = null;
  asked.fact = "";
  if (place >= 0 && Math.floor(place / ROWS) !== asked.page) ask({ page: Math.floor(place / ROWS) });
  writeAddress(asked);
  const row = [...$("rows").querySelectorAll(".open")].findIndex((opener) => opener.dataset.fact === id);
  if (row >= 0 && !leaving) focusRow(row);
  leaving = false;
}

function follow() {
  const named = location.hash.slice(1);
  if (!named.includes("=")) return;
  asked = readAddress();
  $("more").open ||= ["side", "status", "mark", "source", "from", "to"].some((name) => asked[name] !== "");
  const fact = data.place.get(asked.fact);
  draw();
  if (fact !== undefined) openFact(fact);
  else show("facts");
}

function listen() {
  let waiting;
  $("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask({ q: $("q").value.trim() }), 120);
  });
  $("q").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      focusRow(0);
    }
    if (event.key === "Escape") {
      event.preventDefault();
      clearTimeout(waiting);
      $("q").value = "";
      ask({ q: "" });
    }
  });
  for (const name of FILTERS)
    if (name !== "q") $(name).addEventListener("change", () => ask({ [name]: $(name).value }));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("sort").addEventListener("change", () => {
    const [sort, desc] = $("sort").value.split(" ");
    ask({ sort, desc: desc === "1", page: 0 });
  });
  $("clear")?.addEventListener("click", clearAll);
  $("save").addEventListener("click", () => save(asCsv(data, sorted), "facts.csv"));
  $("rows").addEventListener("keydown", (event) =>
    rowKeys(
      event,
      (by) => {
        if (turnTo(asked.page + by)) focusRow(0);
      },
      () => $("q").focus(),
    ),
  );
  $("more-pairs").addEventListener("click", () => {
    pairsShown += 2 * MORE_PAIRS;
    drawPairs();
  });
  $("undrawn").addEventListener("click", (event) => {
    const link = event.target.closest("[data-add]");
    if (!link) return;
    event.preventDefault();
    ask(Object.fromEntries(new URLSearchParams(link.dataset.add)));
  });
  listenToFact();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || $("fact").open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    $("q").focus();
  });
  addEventListener("hashchange", follow);
  let wide = $("chart").clientWidth;
  new ResizeObserver(() => {
    if ($("chart").clientWidth !== wide) drawChart();
    wide = $("chart").clientWidth;
  }).observe($("chart"));
}

function listenToFact() {
  $("close").addEventListener("click", () => $("fact").close());
  $("before").addEventListener("click", () => step(-1));
  $("after").addEventListener("click", () => step(1));
  $("fact").addEventListener("close", closed);
  $("fact").addEventListener("click", (event) => {
    leaving = event.target.closest("[data-leave]") !== null;
    if (event.target === $("fact") || leaving) $("fact").close();
  });
  $("fact").addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
}

async function start() {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser is too old to unpack them (it needs Chrome 80, Firefox 113, Safari 16.4 or newer)");
  }
  data = model(await unpack());
  asked = readAddress();
  $("live").hidden = false;
  if (data.n === 0) $("empty").textContent = "This release holds no facts.";
  fillChoices();
  drawLegend($("legend"), data);
  drawPairs();
  draw();
  listen();
  if (location.hash.includes("=")) follow();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  $("trouble").hidden = false;
  $("trouble").textContent =
    `Pairs, timeline and facts cannot be shown: ${error.message}. All data are in the downloads below.`;
});
