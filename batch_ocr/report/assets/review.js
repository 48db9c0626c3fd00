// Reviewing: the keys, the bar under the head of the drawer, the scans. Drawn on the page's own drawer.

const KEYS = [
  ["n", "next that needs a look", () => reviewStep(1)],
  ["p", "the one before", () => reviewStep(-1)],
  ["a", "accept", () => judgeCurrent("accept")],
  ["r", "reject", () => judgeCurrent("reject")],
  ["e", "edit the field", () => editChosen()],
  ["u", "undo", () => undoLast()],
  ["z", "larger or smaller scan", () => zoom()],
  ["?", "all keys", () => help.showModal()],
];
const OTHER_KEYS = [
  ["↑ ↓", "choose a field"], ["Enter", "edit it; then: save"], ["Tab", "save and go to the next field"], ["Esc", "leave the field; close the invoice"],
  ["j k", "next and previous in the table"], ["/", "search"],
];
const MAX_SCANS = 24;
const SAID_FOR = 10_000; // milliseconds
let silence = 0;

const said = el("p", { class: "review-said", role: "status", "aria-live": "polite" });
const stale = el(
  "p",
  { class: "note", id: "stale", role: "status", hidden: true },
  "Findings, totals and charts were counted before the last changes. ",
  el("button", { type: "button", class: "link", onclick: () => location.reload() }, "Count again"),
);
const left = el("span", { class: "review-left" });
const scanned = new Map(); // SHA-256 → { url, pages } or { error }, the oldest first
const desk = new Desk(documents, window.BatchOcr.review, { taken: reviewTaken, changed: showStale, told: say, keep: keepPlace });
const editor = new Editor(desk, { moved: (by) => editNext(by), closed: (one, field) => focusField(one, field) });
const help = helpDialog();

let sayings = 0;

function say(text, tone = "quiet") {
  sayings += 1;
  said.className = `review-said ${tone}`;
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => said.replaceChildren(), SAID_FOR);
}

/** Remembers field, focus and scrolling of the open document; answers a function that restores them. */
function keepPlace(index) {
  const one = window.BatchOcr.current();
  const field = chosenRow()?.dataset.field;
  if (one?.index !== index || !field) return () => {};
  const focused = drawer.element.contains(document.activeElement);
  const { scrollTop } = drawer.element.querySelector(".facts");
  return () => {
    const row = drawer.element.querySelector(`.field-row[data-field="${field}"]`);
    if (row) drawer.chooseField(row);
    if (row && focused) row.focus({ preventScroll: true });
    drawer.element.querySelector(".facts").scrollTop = scrollTop;
  };
}

/** The next (1) or previous (-1) document that needs a person, in the order of the table; after the last, the first. */
function nextOpen(by) {
  const shown = window.BatchOcr.shown();
  const current = window.BatchOcr.current();
  const at = current ? shown.findIndex((one) => one.index === current.index) : -1;
  const start = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
  for (let step = 0; step < shown.length; step += 1) {
    const one = shown[(((start + by * step) % shown.length) + shown.length) % shown.length];
    if (one.index !== current?.index && desk.isOpen(one)) return one;
  }
  return null;
}

function reviewStep(by) {
  const one = nextOpen(by);
  if (one) window.BatchOcr.open(one.index);
  else say(desk.openCount() ? "Nothing else among those shown needs a look." : "All done: nothing needs a look any more.", "fine");
}

async function judgeCurrent(action) {
  const one = window.BatchOcr.current();
  if (!one) return;
  if (one.status === "duplicate") {
    say(`This file repeats ${one.duplicate_of}: judge that one.`);
    return;
  }
  const next = nextOpen(1);
  const before = sayings;
  if (!(await desk.judge(one, action))) return;
  // The server's word may be long on its way: what was asked and answered meanwhile is not talked over.
  if (sayings === before) say(`${action === "accept" ? "Accepted" : "Rejected"}: ${one.name}. u undoes it.`, action === "accept" ? "fine" : "wrong");
  if (next) window.BatchOcr.open(next.index);
}

async function undoLast() {
  const index = await desk.undo(window.BatchOcr.current());
  if (index !== null && index !== undefined && window.BatchOcr.current()?.index !== index) window.BatchOcr.open(index);
}

function zoom() {
  drawer.element.classList.toggle("zoomed");
  drawer.scan.boxes.firstChild?.scrollIntoView({ block: "center", inline: "center" });
}

function chosenRow() {
  return drawer.element.querySelector(".field-row.chosen");
}

function editChosen(row = chosenRow()) {
  const one = window.BatchOcr.current();
  if (!one || !row) return;
  if (one.status === "duplicate") {
    say(`This file repeats ${one.duplicate_of}: correct that one.`);
    return;
  }
  drawer.chooseField(row);
  editor.open(one, row);
}

function editNext(by) {
  const rows = [...drawer.element.querySelectorAll(".field-row")];
  const row = rows[rows.indexOf(chosenRow()) + by];
  if (row) editChosen(row);
}

function focusField(one, field) {
  if (window.BatchOcr.current()?.index !== one.index) return;
  const row = drawer.element.querySelector(`.field-row[data-field="${field}"]`);
  if (!row) return;
  drawer.chooseField(row);
  row.focus({ preventScroll: true });
}

/** The server's word about a document has come: count, and draw what hangs on it. */
function reviewTaken(index) {
  left.textContent = `${whole(desk.openCount())} to look at`;
  const one = window.BatchOcr.current();
  if (one?.index === index) drawHistory(one, drawer.element);
}

/** What is summed up at the head of the page was counted when the page was made. */
function showStale() {
  stale.hidden = false;
}

function drawBar(one, element) {
  element.querySelector(".review-bar")?.remove();
  const button = (key, words, act, off) => el("button", { type: "button", class: `do-${words.toLowerCase()}`, disabled: off, onclick: act }, words, " ", el("kbd", {}, key));
  const repeated = one.status === "duplicate";
  element.querySelector(".facts").prepend(el(
    "div",
    { class: "review-bar", role: "toolbar", "aria-label": "Review" },
    button("a", "Accept", () => judgeCurrent("accept"), repeated),
    button("r", "Reject", () => judgeCurrent("reject"), repeated),
    button("e", "Edit", () => editChosen(), repeated),
    button("u", "Undo", () => undoLast()),
    button("n", "Next", () => reviewStep(1)),
  ));
}

function drawHistory(one, element) {
  element.querySelector(".review-history")?.remove();
  const history = desk.states.get(one.name)?.history ?? [];
  if (!history.length) return;
  element.querySelector(".facts").append(el(
    "details",
    { class: "numbers review-history", open: true },
    el("summary", {}, "What people did"),
    el("ul", {}, history.map((record) => el("li", {}, el("time", { datetime: record.at }, moment(Date.parse(record.at))), ` ${record.who} ${deed(record)}`))),
  ));
}

async function fetchScan(one) {
  if (!one?.sha256) return { error: "This file was never read, so there is no scan to show." };
  const known = scanned.get(one.sha256);
  if (known) return known;
  const response = await fetch(`/image/${one.sha256}/0`).catch(() => null);
  if (!response) return { error: "The server does not answer." };
  const found = response.ok
    ? { url: URL.createObjectURL(await response.blob()), pages: Number(response.headers.get("Batch-Ocr-Pages")) }
    : { error: (await response.text()).trim() };
  scanned.set(one.sha256, found);
  for (const [sha256, { url }] of scanned) {
    if (scanned.size <= MAX_SCANS) break;
    if (url) URL.revokeObjectURL(url);
    scanned.delete(sha256);
  }
  return found;
}

window.BatchOcr.scans = (one) => {
  const { url, pages } = scanned.get(one.sha256) ?? {};
  return url ? [url, ...Array.from({ length: pages - 1 }, (_, at) => `/image/${one.sha256}/${at + 1}`)] : [];
};

async function drawScan(one) {
  const { error } = await fetchScan(one);
  if (window.BatchOcr.current()?.index !== one.index) return;
  const scan = new Scan(one, window.BatchOcr.scans(one));
  if (error) scan.element.querySelector(".nothing").textContent = error;
  drawer.scan.element.replaceWith(scan.element);
  drawer.scan = scan;
  const row = chosenRow();
  if (row) scan.choose(row.dataset.field);
  fetchScan(nextOpen(1)); // so that it is there when it is wanted
}

window.BatchOcr.onOpen((one, element) => {
  if (editor.isOpen) editor.row = null; // its row is gone with the invoice before
  if (desk.typing !== null) desk.types(null);
  if (!one.invoice && one.status !== "duplicate") element.querySelector(".facts .numbers").before(drawer.fields(one));
  element.classList.remove("without-scan"); // the scan comes, or the reason why there is none
  drawBar(one, element);
  drawHistory(one, element);
  element.querySelectorAll(".field-row").forEach((row) => row.addEventListener("dblclick", () => editChosen(row)));
  desk.state(one);
  if (scanned.has(one.sha256) && scanned.get(one.sha256).url) fetchScan(nextOpen(1));
  else drawScan(one);
});

drawer.element.addEventListener("click", (event) => {
  if (event.target.closest(".paper")) zoom();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || help.open) return;
  if (event.target.closest("input, select, textarea")) return;
  const row = event.target.closest(".field-row");
  const act = event.key === "Enter" && row ? () => editChosen(row) : KEYS.find(([key]) => key === event.key)?.[2];
  if (!act) return;
  event.preventDefault();
  act();
});

function helpDialog() {
  const rows = [...KEYS.map(([key, words]) => [key, words]), ...OTHER_KEYS];
  const name = el("input", { type: "text", id: "review-name", autocomplete: "name", maxlength: "80" });
  name.value = desk.name;
  name.addEventListener("input", () => {
    desk.name = name.value.trim() || desk.review.name;
  });
  const dialog = el(
    "dialog",
    { class: "review-help", "aria-labelledby": "review-help-title" },
    el("h2", { id: "review-help-title" }, "Keys"),
    el("dl", {}, rows.flatMap(([key, words]) => [el("dt", {}, key.split(" ").map((one) => el("kbd", {}, one))), el("dd", {}, words)])),
    el("p", {}, el("label", { for: "review-name" }, "Corrections are signed with"), name),
    el("button", { type: "button", autofocus: true, onclick: () => dialog.close() }, "Close"),
  );
  document.body.append(dialog);
  return dialog;
}

document.querySelector(".top .tools").prepend(
  left,
  el("button", { type: "button", class: "primary", onclick: () => reviewStep(1) }, "Review ", el("kbd", {}, "n")),
  el("button", { type: "button", "aria-label": "Keys", onclick: () => help.showModal() }, el("kbd", {}, "?")),
);
document.querySelector("main").prepend(stale);
document.body.append(said);
left.textContent = `${whole(desk.openCount())} to look at`;
