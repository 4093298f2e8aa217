// What is asked, what answers, and the drawing of it: the parts above joined.

const MORE_PAIRS = innerWidth < 600 ? 6 : 12;
let data,
  asked,
  found = [],
  within = [],
  sorted = [],
  pairsShown = MORE_PAIRS,
  opened = null,
  leaving = false;

function show(id) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  $(id).scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}

/** Ask for something else and draw what answers: all of it, or, for another order or page, the table alone. */
function ask(changes) {
  const filtered = Object.keys(changes).some((name) => FILTERS.includes(name));
  if ("a" in changes && !("b" in changes) && changes.a !== asked.a) changes.b = "";
  Object.assign(asked, filtered ? { page: 0 } : {}, changes);
  if (filtered) answer();
  drawTable();
  writeAddress(asked);
}

/** Find the facts that fit and draw all but the table. */
function answer() {
  fillPartners();
  for (const name of FILTERS) if ($(name).value !== asked[name]) $(name).value = asked[name];
  found = fitting(data, asked);
  within = inYears(data, found, asked);
  $("save").disabled = within.length === 0;
  const all = counted(data.n, "fact");
  $("hits").textContent = within.length === data.n ? `All ${all}` : `${within.length.toLocaleString("en")} of ${all}`;
  drawChips();
  const pair = [asked.a, asked.b].sort().join(" ");
  for (const card of $("pair-list").children) card.setAttribute("aria-pressed", String(card.dataset.pair === pair));
  drawChart();
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
  sorted = ordered(data, within, asked);
  asked.page = Math.min(asked.page, Math.max(0, Math.ceil(sorted.length / ROWS) - 1));
  $("sort").value = `${asked.sort} ${Number(asked.desc)}`;
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
  answer();
  drawTable();
  if (fact !== undefined) openFact(fact);
  else show("facts");
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
  listen();
  if (location.hash.includes("=")) follow();
  else {
    answer();
    drawTable();
  }
  document.documentElement.dataset.ready = "true";
  setTimeout(prepareSearch, 0, data);
}

start().catch((error) => {
  $("trouble").hidden = false;
  $("trouble").textContent =
    `Pairs, timeline and facts cannot be shown: ${error.message}. All data are in the downloads below.`;
});
