// Facts by year: what a timeline counts, before anything is drawn.

const SIDES = ["cooperation", "conflict"];
const WIDTHS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500];
const MOST_LANES = 10;

/** Sort facts into columns of `width` years, facts that span years, and the number of those without a date. */
function byYear(data, facts, width, first) {
  const found = { bins: new Map(), spans: [], undated: 0, single: 0 };
  const statuses = Object.keys(data.meanings.status);
  for (const i of facts) {
    if (!data.dated[i]) found.undated++;
    else if (data.first[i] !== data.last[i]) found.spans.push(i);
    else {
      const bin = Math.floor((data.first[i] - first) / width);
      if (!found.bins.has(bin)) found.bins.set(bin, { cooperation: new Map(), conflict: new Map() });
      const machine = data.marks[i].includes("machine_coded") ? statuses.length : 0;
      const part = statuses.indexOf(data.facts.status[i]) + machine;
      const side = found.bins.get(bin)[sideOf(data, i)];
      side.set(part, (side.get(part) ?? 0) + 1);
      found.single++;
    }
  }
  return found;
}

/** First and last year that the dates of facts name, null without any. */
function yearsOf(data, facts) {
  let first = Infinity,
    last = -Infinity;
  for (const i of facts) {
    for (const year of [data.first[i], data.last[i]]) {
      if (!data.dated[i] || !Number.isFinite(year)) continue;
      first = Math.min(first, year);
      last = Math.max(last, year);
    }
  }
  return first <= last ? [first, last] : null;
}

const total = (side) => [...side.values()].reduce((sum, n) => sum + n, 0);
const largest = (bins, side) => Math.max(0, ...[...bins.values()].map((bin) => total(bin[side])));
const stepFor = (span, room, least) => WIDTHS.find((width) => (room * width) / span >= least) ?? WIDTHS.at(-1);

/**
 * Give each span a lane in which it overlaps no other. Those beyond the last lane are left out; if they are the most,
 * all are, since the few that came first would stand for none.
 */
function lanesOf(data, spans, side) {
  const ends = [],
    placed = [];
  let left = 0;
  for (const i of spans.filter((fact) => sideOf(data, fact) === side).sort((x, y) => data.first[x] - data.first[y])) {
    let lane = ends.findIndex((end) => end < data.first[i]);
    if (lane < 0) lane = ends.length;
    if (lane >= MOST_LANES) left++;
    else {
      ends[lane] = data.last[i];
      placed.push([i, lane]);
    }
  }
  if (left > placed.length) return { placed: [], lanes: 0, left: left + placed.length };
  return { placed, lanes: ends.length, left };
}
