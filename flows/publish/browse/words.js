// Codes, dates and sums in words, and the one way in which the page makes elements: from text, never from markup.

/** Make an element. Attributes that are null or false are left out; `on...` are listeners; texts become text. */
function el(name, attributes = {}, ...children) {
  const made = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const spaced = (code) => code.replaceAll("_", " ");
const counted = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const MARKS = {
  machine_coded: { name: "machine-coded", meaning: "no person coded any of its claims" },
  retold: { name: "retold", meaning: "told only by sources that retell another one" },
  disputed: { name: "disputed", meaning: "sources differ on it" },
  doubtful: { name: "doubtful", meaning: "something cannot be right as told" },
  one_source: { name: "one source", meaning: "only one independent source tells it" },
  undated: { name: "undated", meaning: "the text gives no date" },
  no_year: { name: "without a year", meaning: "the text gives no year" },
};

/** Marks that stand with a fact wherever it is listed; the others show in its date and its number of sources. */
const BADGES = ["machine_coded", "retold", "disputed", "doubtful"];

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };

/** A date in EDTF as people write it; as it stands where it has no such form. */
function dateInWords(edtf) {
  if (edtf === null) return "no date";
  const [from, to] = edtf.split("/");
  if (to === undefined) return pointInWords(from);
  if (from === ".." || from === "") return `until ${pointInWords(to)}`;
  if (to === ".." || to === "") return `from ${pointInWords(from)}`;
  return `${pointInWords(from)} – ${pointInWords(to)}`;
}

function pointInWords(point) {
  const sure = point.replace(/[~?%]/g, "");
  const about = sure === point ? "" : point.includes("?") ? "perhaps " : "about ";
  const parts = /^(\d{4}|XXXX)(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(sure);
  if (parts) {
    const [, year, month, day] = parts;
    const named = SEASONS[Number(month)] ?? MONTHS[Number(month) - 1];
    const told = year === "XXXX" ? "of no known year" : year;
    if (month === undefined) return about + told;
    if (named) return about + (day ? `${Number(day)} ${named} ${told}` : `${named} ${told}`);
  }
  if (/^\d{3}X$/.test(sure)) return `${about}${sure.slice(0, 3)}0s`;
  if (/^\d{2}XX$/.test(sure)) return `${about}${sure.slice(0, 2)}00s`;
  return point;
}

/** A sum of money as the text gives it. */
function sumInWords(value, currency) {
  if (value === null) return "";
  const short = { notation: "compact", maximumFractionDigits: 2 };
  if (currency === null) return `${value.toLocaleString("en", short)} (no currency)`;
  return value.toLocaleString("en", { ...short, style: "currency", currency, currencyDisplay: "code" });
}

/** A number of things. */
const thingsInWords = (value, item) => (value === null ? "" : `${value.toLocaleString("en")} ${item}`);

/** The parties of a fact, by role. */
function partiesOf(data, fact) {
  const found = { source: [], target: [], other: [] };
  for (let i = data.at.parties[fact]; i < data.at.parties[fact + 1]; i++) {
    found[data.parties.role[i]].push(data.parties.actor_id[i]);
  }
  return found;
}

/** Who acts on or with whom, in one line. */
function partiesInWords(data, fact) {
  const { source, target } = partiesOf(data, fact);
  const named = (actors) => actors.map((actor) => data.names.get(actor)).join(", ");
  if (!target.length || !source.length) return named([...source, ...target]);
  const sign = data.kindOf.get(data.facts.kind[fact]).is_symmetric ? "–" : "→";
  return `${named(source)} ${sign} ${named(target)}`;
}

/** Third parties of a fact in one line, empty if there are none. */
function othersInWords(data, fact) {
  const { other } = partiesOf(data, fact);
  return other.length ? `third party: ${other.map((actor) => data.names.get(actor)).join(", ")}` : "";
}

const sideOf = (data, fact) => (data.conflict[fact] ? "conflict" : "cooperation");
const kindInWords = (data, kind) => data.kindOf.get(kind).label;
