// What is asked of the facts, and which of them answer. The address after # holds it, so that a view can be cited.

const NOTHING = { q: "", a: "", b: "", kind: "", side: "", status: "", mark: "", source: "", from: "", to: "" };
const PREPARED_AT_ONCE = 500;
const FILTERS = Object.keys(NOTHING);
const SORTS = {
  date: "Date",
  parties: "Actors",
  kind: "Kind",
  status: "Status",
  evidence: "Evidence",
};

/** Read what is asked from the address: filters, order, page and the fact that is open. */
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const asked = { ...NOTHING, sort: "date", desc: false, page: 0, fact: "" };
  for (const name of [...FILTERS, "fact"]) asked[name] = given.get(name) ?? "";
  for (const name of ["from", "to"]) if (!/^-?\d+$/.test(asked[name])) asked[name] = "";
  if (Object.hasOwn(SORTS, given.get("sort"))) asked.sort = given.get("sort");
  asked.desc = given.get("desc") === "1";
  asked.page = Math.max(0, Number(given.get("page") ?? 1) - 1) || 0;
  return asked;
}

/** Write what is asked into the address, without a step in the browser's history. */
function writeAddress(asked) {
  const told = new URLSearchParams();
  for (const name of [...FILTERS, "fact"]) if (asked[name]) told.set(name, asked[name]);
  if (asked.sort !== "date") told.set("sort", asked.sort);
  if (asked.desc) told.set("desc", "1");
  if (asked.page) told.set("page", String(asked.page + 1));
  const after = String(told);
  const named = location.hash.slice(1);
  if (after || named.includes("=")) history.replaceState(null, "", `#${after || "facts"}`);
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** All words by which a fact can be found, in small letters and without accents. */
function textOf(data, fact) {
  if (data.texts[fact] === undefined) {
    const { facts, claims, at } = data;
    const kind = facts.kind[fact];
    const words = [facts.fact_id[fact], kindInWords(data, kind), spaced(kind), facts.status[fact]];
    words.push(facts.date_edtf[fact], dateInWords(facts.date_edtf[fact]), facts.amount_currency[fact]);
    for (let i = at.parties[fact]; i < at.parties[fact + 1]; i++) {
      const actor = data.parties.actor_id[i];
      words.push(actor, data.names.get(actor));
    }
    for (let i = at.claims[fact]; i < at.claims[fact + 1]; i++) {
      for (const name of ["claim_id", "quote", "agents", "asserted_by", "section", "quantity_item"]) {
        words.push(claims[name][i]);
      }
    }
    data.texts[fact] = plain(words.filter((word) => word !== null).join("\n"));
  }
  return data.texts[fact];
}

/** Make the words of facts ready by and by, so that the first search need not wait for those of all. */
function prepareSearch(data, from = 0) {
  const to = Math.min(data.n, from + PREPARED_AT_ONCE);
  for (let i = from; i < to; i++) textOf(data, i);
  if (to < data.n) setTimeout(prepareSearch, 0, data, to);
}

/** The facts of two actors as a pair, or of one in any part; null if no actor is asked for. */
function factsOfActors(data, a, b) {
  if (!a && !b) return null;
  if (a && b) {
    const pair = data.pairList.find((p) => (p.one === a && p.other === b) || (p.one === b && p.other === a));
    return pair ? pair.facts : [];
  }
  const found = new Set();
  data.parties.actor_id.forEach((actor, i) => {
    if (actor === (a || b)) found.add(data.parties.fact[i]);
  });
  return [...found];
}

/** The facts that fit everything asked but the years, in order of time. */
function fitting(data, asked) {
  const { facts, claims, at } = data;
  const words = plain(asked.q).split(/\s+/).filter(Boolean);
  const fits = (i) =>
    (!asked.kind || facts.kind[i] === asked.kind) &&
    (!asked.side || sideOf(data, i) === asked.side) &&
    (!asked.status || facts.status[i] === asked.status) &&
    (!asked.mark || markFits(data.marks[i], asked.mark)) &&
    (!asked.source || toldBy(claims, at.claims, i, asked.source)) &&
    words.every((word) => textOf(data, i).includes(word));
  const some = factsOfActors(data, asked.a, asked.b);
  if (some !== null) return some.filter(fits);
  const found = [];
  for (let i = 0; i < data.n; i++) if (fits(i)) found.push(i);
  return found;
}

const markFits = (marks, mark) => (mark === "by_people" ? !marks.includes("machine_coded") : marks.includes(mark));

function toldBy(claims, at, fact, source) {
  for (let i = at[fact]; i < at[fact + 1]; i++) if (claims.source_id[i] === source) return true;
  return false;
}

/** Of these facts, those that may lie in the years asked for. */
function inYears(data, found, asked) {
  if (asked.from === "" && asked.to === "") return found;
  const from = asked.from === "" ? -Infinity : Number(asked.from);
  const to = asked.to === "" ? Infinity : Number(asked.to);
  return found.filter((i) => data.dated[i] && data.first[i] <= to && data.last[i] >= from);
}

/** Facts in the order asked for; equal ones, and those of no date, stay in order of time. */
function ordered(data, found, asked) {
  const key = sortKey(data, asked.sort);
  const sign = asked.desc ? -1 : 1;
  const undated = (i) => (asked.sort === "date" && !data.dated[i] ? 1 : 0);
  return [...found].sort((x, y) => undated(x) - undated(y) || sign * (key[x] - key[y]) || x - y);
}

/** A number per fact by which it is put in order. */
function sortKey(data, sort) {
  if (!data.sortKeys.has(sort)) data.sortKeys.set(sort, makeSortKey(data, sort));
  return data.sortKeys.get(sort);
}

function makeSortKey(data, sort) {
  const places = Array.from({ length: data.n }, (_, i) => i);
  const { facts } = data;
  if (sort === "date") return places;
  if (sort === "evidence") return places.map((i) => facts.n_sources[i] * 1e6 + facts.n_claims[i]);
  if (sort === "status") {
    const order = Object.keys(data.meanings.status);
    return places.map((i) => order.indexOf(facts.status[i]));
  }
  const words = places.map((i) => (sort === "kind" ? kindInWords(data, facts.kind[i]) : partiesInWords(data, i)));
  const rank = new Map([...new Set(words)].sort(new Intl.Collator("en").compare).map((word, i) => [word, i]));
  return words.map((word) => rank.get(word));
}
