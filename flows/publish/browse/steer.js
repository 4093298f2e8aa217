// What happens when a person types, chooses, clicks or presses a key.

function listen() {
  listenToSearch();
  listenToTable();
  listenToFact();
  for (const name of FILTERS)
    if (name !== "q") $(name).addEventListener("change", () => ask({ [name]: $(name).value }));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  // A release without facts says so in the place of this button.
  $("clear")?.addEventListener("click", clearAll);
  $("save").addEventListener("click", () => save(asCsv(data, sorted), "facts.csv"));
  $("more-pairs").addEventListener("click", () => {
    pairsShown += 2 * MORE_PAIRS;
    drawPairs();
  });
  document.addEventListener("click", followMark);
  addEventListener("hashchange", follow);
  let wide = $("chart").clientWidth;
  new ResizeObserver(() => {
    if ($("chart").clientWidth !== wide) drawChart();
    wide = $("chart").clientWidth;
  }).observe($("chart"));
}

function listenToSearch() {
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
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || $("fact").open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    $("q").focus();
  });
}

function listenToTable() {
  $("sort").addEventListener("change", () => {
    const [sort, desc] = $("sort").value.split(" ");
    ask({ sort, desc: desc === "1", page: 0 });
  });
  $("rows").addEventListener("keydown", (event) =>
    rowKeys(
      event,
      (by) => {
        if (turnTo(asked.page + by)) focusRow(0);
      },
      () => $("q").focus(),
    ),
  );
}

/** Ask for the facts that a warning is about: alone, or, where the link says so, among those asked for. */
function followMark(event) {
  const link = event.target.closest('a[href^="#mark="]');
  if (!link) return;
  event.preventDefault();
  const mark = new URLSearchParams(link.hash.slice(1)).get("mark");
  $("more").open = true;
  ask("among" in link.dataset ? { mark, from: "", to: "" } : { ...NOTHING, mark });
  if (!("among" in link.dataset)) show("facts");
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
