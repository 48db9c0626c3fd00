// Puts the page together, and offers its parts to what is built on it.

const figures = carried("figures");
const documents = readDocuments();
const opened = [];

const filter = new Filter(documents, figures, () => showMatching());
const table = new Table(byId("table"), { documents, leftOut: filter.leftOut, today: figures.today, open: (index) => drawer.open(index) });
const drawer = new Drawer(byId("drawer"), { documents, table, leftOut: filter.leftOut, scans: (one) => window.BatchOcr.scans(one) });

/**
 * documents      all of them, by index: name, sha256, status, invoice, findings, review, … (documents.js)
 * open(index)    shows one in the drawer
 * close()        closes the drawer
 * step(by)       opens the next (1) or the one before (-1), in the order of the table
 * current()      the document in the drawer, or null
 * onOpen(f)      f(document, drawerElement) after each opening; fields are elements with data-field
 * refresh(index, record)  puts a new record (rows.py, as_record) in the place of a document
 * filter         .state, .set({…}), .only({…}), .clear()
 * shown()        the documents in the table, in its order
 * scans(document)  addresses of the pages; may be replaced
 * review         what was given for reviewing, or null
 */
window.BatchOcr = {
  documents,
  filter,
  review: carried("review"),
  open: (index) => drawer.open(index),
  close: () => drawer.close(),
  step: (by) => drawer.step(by),
  current: () => (drawer.index === null ? null : documents[drawer.index]),
  onOpen: (listener) => drawer.listeners.push(listener),
  shown: () => [...table.shown],
  scans: carriedScans,
  refresh(index, record) {
    documents[index] = new Renewed(record, index);
    filter.forget(index);
    showMatching();
    if (drawer.index === index) drawer.open(index, false);
  },
};

function showMatching() {
  const matching = filter.matching();
  table.show(matching);
  const counted = matching.filter((one) => one.status === "completed" && !filter.leftOut.has(one.index) && one.value("total_amount") !== null);
  const groups = new Map();
  for (const one of counted) {
    const code = currencyOf(one);
    if (!groups.has(code)) groups.set(code, []);
    groups.get(code).push(one.value("total_amount"));
  }
  const sums = [...groups].sort((left, right) => right[1].length - left[1].length).map(([code, amounts]) => money(sum(amounts), code));
  const shownOf = filter.active ? `${whole(matching.length)} of ${plural(documents.length, "document", "documents")}` : plural(documents.length, "document", "documents");
  byId("count").replaceChildren(shownOf, ...(sums.length ? [el("span", { class: "sums" }, sums.slice(0, 6).join(" · "), sums.length > 6 ? " · …" : "")] : []));
}

function chooseTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

byId("theme").addEventListener("change", (event) => chooseTheme(event.target.value));
byId("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => table.print(true));
window.addEventListener("afterprint", () => table.print(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest("input, select, textarea")) drawer.close();
  if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  filter.controls.text.focus();
});

drawSummary(figures, filter);
showMatching();
document.documentElement.dataset.ready = "true";
performance.mark("first-rows");
