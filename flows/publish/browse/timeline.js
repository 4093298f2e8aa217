// Facts by year, drawn: cooperation above a line, conflict below, status by shade, striped where no person coded them.

const LEFT = 34,
  RIGHT = 6,
  LABEL = 22,
  LANE = 7,
  LEAST_BIN = 5,
  LARGEST_UNIT = 14,
  MOST_UNITS = 1500;

/** A small timeline without words, for a card. `years` are those of all facts. */
function sparkline(data, facts, years) {
  const width = 200,
    height = 56,
    [first, last] = years ?? [0, 0];
  const step = stepFor(last - first + 1, width, 3);
  const { bins } = byYear(data, facts, step, first);
  if (!bins.size) return el("span", { class: "none" }, "none in one year");
  const unit = (height - 4) / Math.max(2, largest(bins, "cooperation") + largest(bins, "conflict"));
  const zero = 2 + largest(bins, "cooperation") * unit;
  const wide = (width * step) / (last - first + 1);
  const drawn = el("svg:svg", {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  for (const [bin, sides] of bins) {
    for (const side of SIDES) {
      const high = total(sides[side]) * unit;
      const y = side === "conflict" ? zero : zero - high;
      drawn.append(el("svg:rect", { class: side, x: bin * wide, y, width: wide * 0.82, height: high }));
    }
  }
  drawn.append(el("svg:line", { class: "zero", x1: 0, x2: width, y1: zero, y2: zero }));
  return drawn;
}

/** How high everything is: `unit` for a fact, `zero` for the line, room for spans above and below. */
function layout(chart, room) {
  const up = largest(chart.bins, "cooperation"),
    down = largest(chart.bins, "conflict");
  const unit = Math.min(LARGEST_UNIT, room / Math.max(1, up + down));
  const above = Math.max(up * unit, LABEL),
    below = Math.max(down * unit, LABEL);
  const zero = LABEL + chart.lanes.cooperation.lanes * LANE + above;
  const bottom = zero + below + chart.lanes.conflict.lanes * LANE + LABEL;
  return { unit, above, below, zero, bottom, height: bottom + LABEL };
}

/** Draw the timeline of facts into `box`. `choose(from, to)` is called with the years that a person takes, or with none
 * to let go. */
function drawTimeline(box, data, facts, asked, choose) {
  const years = yearsOf(data, facts);
  if (years === null) {
    box.replaceChildren(
      el("p", { class: "empty" }, facts.length ? "None of these facts has a year." : "Nothing to draw."),
    );
    $("readout").textContent = "";
    $("undrawn").replaceChildren();
    return;
  }
  const chart = measure(box, data, facts, years);
  const drawn = el("svg:svg", { width: chart.wide, height: chart.size.height });
  drawn.append(
    stripes(),
    ...chosenYears(chart, asked),
    ...grid(chart),
    ...columns(chart, data),
    ...spanLines(chart, data),
  );
  drawn.append(...names(chart));
  const bins = hitAreas(chart, asked, choose);
  drawn.append(...bins);
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.year : null;
  box.replaceChildren(drawn);
  drag(drawn, chart, choose);
  tellRest(chart, facts.length, asked);
  const again = bins.find((bin) => bin.dataset.year === focused);
  if (again) focusOn(bins, bins.indexOf(again));
}

function measure(box, data, facts, [first, last]) {
  const wide = Math.max(240, box.clientWidth);
  const room = wide - LEFT - RIGHT;
  const step = stepFor(last - first + 1, room, LEAST_BIN);
  const from = Math.floor(first / step) * step;
  const n = Math.floor((last - from) / step) + 1;
  const chart = { data, wide, step, from, n, room, ...byYear(data, facts, step, from) };
  chart.x = (year) => LEFT + ((year - from) / (n * step)) * room;
  chart.lanes = Object.fromEntries(SIDES.map((side) => [side, lanesOf(data, chart.spans, side)]));
  chart.size = layout(chart, wide < 600 ? 170 : 230);
  return chart;
}

function stripes() {
  const attributes = {
    id: "stripes",
    width: 4,
    height: 4,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  };
  return el("svg:defs", {}, el("svg:pattern", attributes, el("svg:rect", { class: "stripe", width: 1.6, height: 4 })));
}

function chosenYears(chart, asked) {
  if (asked.from === "" && asked.to === "") return [];
  const from = Math.max(chart.from, asked.from === "" ? -Infinity : Number(asked.from));
  const to = Math.min(chart.from + chart.n * chart.step, (asked.to === "" ? Infinity : Number(asked.to)) + 1);
  const width = Math.max(0, chart.x(to) - chart.x(from));
  return [el("svg:rect", { class: "chosen", x: chart.x(from), y: 0, width, height: chart.size.bottom })];
}

function grid(chart) {
  const { unit, zero, above, below, bottom } = chart.size;
  const drawn = [];
  const step = WIDTHS.find((width) => width * unit >= 26) ?? WIDTHS.at(-1);
  for (let n = step; n * unit <= Math.max(above, below); n += step) {
    for (const [room, y] of [
      [above, zero - n * unit],
      [below, zero + n * unit],
    ]) {
      if (n * unit > room) continue;
      drawn.push(el("svg:line", { class: "grid", x1: LEFT, x2: chart.wide - RIGHT, y1: y, y2: y }));
      drawn.push(el("svg:text", { class: "tick", x: LEFT - 6, y: y + 4, "text-anchor": "end" }, String(n)));
    }
  }
  const years = stepFor(chart.n * chart.step, chart.room, 46);
  for (let year = Math.ceil(chart.from / years) * years; year < chart.from + chart.n * chart.step; year += years) {
    const x = Math.min(chart.wide - 16, chart.x(year + Math.min(years, chart.step) / 2));
    drawn.push(el("svg:text", { class: "tick", x, y: bottom + 14, "text-anchor": "middle" }, String(year)));
  }
  return drawn;
}

function names(chart) {
  const { zero, bottom } = chart.size;
  return [
    el("svg:line", { class: "zero", x1: LEFT, x2: chart.wide - RIGHT, y1: zero, y2: zero }),
    el("svg:text", { class: "side cooperation", x: LEFT, y: 13 }, "↑ cooperation"),
    el("svg:text", { class: "side conflict", x: LEFT, y: bottom - 3 }, "↓ conflict"),
  ];
}

function columns(chart, data) {
  const statuses = Object.keys(data.meanings.status);
  const { unit, zero } = chart.size;
  const wide = (chart.room / chart.n) * 0.86;
  const single = unit >= 4 && chart.single <= MOST_UNITS;
  const drawn = [];
  for (const [bin, sides] of chart.bins) {
    const x = chart.x(chart.from + bin * chart.step) + (chart.room / chart.n) * 0.07;
    for (const side of SIDES) {
      let high = 0;
      for (const [part, n] of [...sides[side]].sort(([one], [other]) => one - other)) {
        const look = `${side} ${statuses[part % statuses.length]}`;
        for (const count of single ? Array(n).fill(1) : [n]) {
          const y = side === "conflict" ? zero + high * unit : zero - (high + count) * unit;
          const place = { x, y: y + (single ? 0.5 : 0), width: wide, height: count * unit - (single ? 1 : 0) };
          drawn.push(el("svg:rect", { class: look, ...place }));
          if (part >= statuses.length) drawn.push(el("svg:rect", { fill: "url(#stripes)", ...place }));
          high += count;
        }
      }
    }
  }
  return drawn;
}

function spanLines(chart, data) {
  const { zero, above, below } = chart.size;
  const end = chart.from + chart.n * chart.step;
  const drawn = [];
  for (const side of SIDES) {
    for (const [i, lane] of chart.lanes[side].placed) {
      const y = side === "conflict" ? zero + below + (lane + 0.7) * LANE : zero - above - (lane + 0.7) * LANE;
      const x1 = chart.x(Math.max(chart.from, data.first[i])) + 1,
        x2 = chart.x(Math.min(end, data.last[i] + 1)) - 1;
      const machine = data.marks[i].includes("machine_coded") ? " dashed" : "";
      drawn.push(el("svg:line", { class: `span ${side} ${data.facts.status[i]}${machine}`, x1, x2, y1: y, y2: y }));
    }
  }
  return drawn;
}

/** What a column holds, in words. */
function binInWords(chart, bin) {
  const from = chart.from + bin * chart.step,
    to = from + chart.step - 1;
  const statuses = Object.keys(chart.data.meanings.status);
  const sides = chart.bins.get(bin);
  const told = SIDES.map((side) => {
    const parts = new Map();
    for (const [part, n] of sides?.[side] ?? []) {
      const status = statuses[part % statuses.length];
      parts.set(status, (parts.get(status) ?? 0) + n);
    }
    const split = [...parts].map(([status, n]) => `${n} ${status}`).join(", ");
    return `${sides ? total(sides[side]) : 0} ${side}${split ? ` (${split})` : ""}`;
  });
  const spanning = chart.spans.filter((i) => chart.data.first[i] <= to && chart.data.last[i] >= from).length;
  if (spanning) told.push(`${spanning} spanning more years`);
  return `${from === to ? from : `${from}–${to}`}: ${told.join(", ")}`;
}

/** A button per column, of which one can be reached by Tab and the others by arrow keys. */
function hitAreas(chart, asked, choose) {
  const yearsAt = (bin) => [chart.from + bin * chart.step, chart.from + (bin + 1) * chart.step - 1];
  const bins = Array.from({ length: chart.n }, (_, bin) => {
    const [from, to] = yearsAt(bin);
    const chosen = String(from) === asked.from && String(to) === asked.to;
    const tell = () => {
      $("readout").textContent = binInWords(chart, bin);
    };
    return el("svg:rect", {
      class: "bin",
      role: "button",
      tabindex: -1,
      "data-year": from,
      "aria-pressed": String(chosen),
      "aria-label": binInWords(chart, bin),
      x: chart.x(from),
      y: 0,
      width: chart.room / chart.n,
      height: chart.size.bottom,
      onfocus: tell,
      onpointerenter: tell,
      onkeydown: (event) =>
        moveOn(
          event,
          bins,
          bin,
          () => choose(from, to),
          () => choose(),
        ),
    });
  });
  const reached = bins.findIndex((_, bin) => chart.bins.has(bin));
  bins[Math.max(0, reached)].setAttribute("tabindex", "0");
  return bins;
}

function moveOn(event, bins, bin, take, letGo) {
  const to = { ArrowLeft: bin - 1, ArrowRight: bin + 1, Home: 0, End: bins.length - 1 }[event.key];
  if (to !== undefined) focusOn(bins, Math.min(bins.length - 1, Math.max(0, to)));
  else if (event.key === "Enter" || event.key === " ") take();
  else if (event.key === "Escape") letGo();
  else return;
  event.preventDefault();
}

function focusOn(bins, bin) {
  for (const other of bins) other.setAttribute("tabindex", "-1");
  bins[bin].setAttribute("tabindex", "0");
  bins[bin].focus();
}

/** Choose the years between where the pointer goes down and where it is let go. */
function drag(drawn, chart, choose) {
  const binAt = (event) => {
    const x = event.clientX - drawn.getBoundingClientRect().left;
    return Math.min(chart.n - 1, Math.max(0, Math.floor(((x - LEFT) / chart.room) * chart.n)));
  };
  let down = null;
  drawn.addEventListener("pointerdown", (event) => {
    down = event.isPrimary ? binAt(event) : null;
  });
  drawn.addEventListener("pointerleave", () => {
    down = null;
  });
  drawn.addEventListener("pointerup", (event) => {
    if (down === null) return;
    const [one, other] = [down, binAt(event)].sort((x, y) => x - y);
    down = null;
    choose(chart.from + one * chart.step, chart.from + (other + 1) * chart.step - 1);
  });
}

function tellRest(chart, n, asked) {
  const told = [`${counted(chart.single, "fact")} of ${n.toLocaleString("en")} in one year, as blocks`];
  if (chart.spans.length) told.push(`${counted(chart.spans.length, "fact")} over more years, as lines above and below`);
  $("readout").textContent = `${told.join("; ")}.`;
  const left = chart.lanes.cooperation.left + chart.lanes.conflict.left;
  const parts = [];
  if (left) {
    parts.push(
      `${counted(left, "fact")} over more years would not fit and ${left === 1 ? "is" : "are"} in the table only. `,
    );
  }
  if (chart.undated) {
    parts.push(`${counted(chart.undated, "fact")} without a year ${chart.undated === 1 ? "is" : "are"} not drawn. `);
    // One mark can be asked for at a time: with another, those facts stand last in the table.
    if (!asked.mark) parts.push(el("a", { href: "#mark=no_year", "data-among": true }, "Show them"));
  }
  $("undrawn").replaceChildren(...parts);
}

/** What shades and stripes mean. */
function drawLegend(box, data) {
  const swatch = (look) => el("span", { class: `swatch ${look}`, "aria-hidden": "true" });
  const entries = Object.entries(data.meanings.status).map(([status, meaning]) =>
    el("span", { title: meaning }, swatch(`cooperation ${status}`), swatch(`conflict ${status}`), status),
  );
  entries.push(
    el(
      "span",
      { title: MARKS.machine_coded.meaning },
      swatch("cooperation occurred striped"),
      "striped: machine-coded only",
    ),
  );
  box.replaceChildren(...entries);
}
