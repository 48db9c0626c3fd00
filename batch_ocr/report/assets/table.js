// The table of invoices: only the rows in sight exist, the keyboard reaches all of them.

const COLUMNS = [
  { key: "supplier", word: "Supplier and file", by: (one) => folded(one.value("supplier_name")) || null },
  { key: "number", word: "Number", by: (one) => one.invoice_number },
  { key: "issued", word: "Issued", by: (one) => dayOrNull(one.value("issue_date")) },
  { key: "due", word: "Due", by: (one) => dayOrNull(one.value("due_date")) },
  { key: "total", word: "Total", by: totalKey },
  { key: "sure", word: "Least sure", by: leastSure },
  { key: "state", word: "Status", by: (one) => stateOf(one).word },
  { key: "findings", word: "Findings", by: (one) => urgency(one) || null },
];
const PRINTED_ROWS = 2000;
const SPARE_ROWS = 8;

class Table {
  /** `open(index)` is called for the document a person chooses. */
  constructor(place, { documents, leftOut, today, open }) {
    Object.assign(this, { documents, leftOut, today, open });
    this.shown = [];
    this.rows = new Map(); // position → row element
    this.at = 0; // position of the row that the keyboard is on
    this.sorted = { key: "findings", down: true };
    this.draw(place);
  }

  draw(place) {
    this.heads = COLUMNS.map(({ key, word }) => el(
      "div",
      { role: "columnheader", class: `cell ${key}` },
      el("button", { type: "button", onclick: () => this.sort(key) }, word, el("span", { class: "arrow", "aria-hidden": "true" })),
    ));
    this.canvas = el("div", { role: "rowgroup", class: "canvas" });
    this.view = el(
      "div",
      { class: "grid", role: "grid", "aria-label": "Invoices", "aria-colcount": COLUMNS.length },
      el("div", { role: "rowgroup", class: "head" }, el("div", { role: "row", "aria-rowindex": 1, class: "row" }, this.heads)),
      this.canvas,
    );
    this.none = el("p", { class: "nothing", hidden: true }, "No invoice matches.");
    this.cut = el("p", { class: "note printed", hidden: true });
    place.append(this.view, this.none, this.cut);
    this.view.addEventListener("scroll", () => this.later(), { passive: true });
    this.canvas.addEventListener("click", (event) => this.clicked(event));
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    new ResizeObserver(() => this.resized()).observe(this.view);
  }

  /** Shows these documents, in the order that is chosen. */
  show(documents) {
    const current = this.shown[this.at];
    this.shown = this.ordered(documents);
    this.at = Math.max(0, this.shown.indexOf(current));
    this.view.setAttribute("aria-rowcount", this.shown.length + 1);
    this.none.hidden = this.shown.length > 0;
    this.view.scrollTop = Math.min(this.view.scrollTop, Math.max(0, this.at * this.height));
    this.redraw();
  }

  sort(key) {
    const down = this.sorted.key === key ? !this.sorted.down : ["total", "findings", "issued"].includes(key);
    this.sorted = { key, down };
    this.show(this.shown);
  }

  ordered(documents) {
    const { by } = COLUMNS.find(({ key }) => key === this.sorted.key);
    const keys = new Map(documents.map((one) => [one, by(one)]));
    const way = this.sorted.down ? -1 : 1;
    return [...documents].sort((left, right) => compared(keys.get(left), keys.get(right), way) || left.index - right.index);
  }

  /** Draws every row in sight anew. */
  redraw() {
    this.canvas.replaceChildren();
    this.rows.clear();
    this.heads.forEach((head, at) => {
      const { key, down } = this.sorted;
      head.setAttribute("aria-sort", COLUMNS[at].key === key ? (down ? "descending" : "ascending") : "none");
    });
    this.canvas.style.height = `${this.shown.length * this.height}px`;
    this.fill();
  }

  get height() {
    this.rowHeight ??= Number.parseFloat(getComputedStyle(this.view).getPropertyValue("--row")) || 44;
    return this.rowHeight;
  }

  resized() {
    const before = this.rowHeight;
    this.rowHeight = undefined;
    if (before !== this.height) this.redraw();
    else this.fill();
  }

  later() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.fill();
    });
  }

  /** Makes the rows that came into sight, and lets go of those that left it; the one with the focus stays. */
  fill() {
    if (this.printing) return;
    const first = Math.max(0, Math.floor(this.view.scrollTop / this.height) - SPARE_ROWS);
    const last = Math.min(this.shown.length, Math.ceil((this.view.scrollTop + this.view.clientHeight) / this.height) + SPARE_ROWS);
    for (const [position, row] of this.rows) {
      if ((position < first || position >= last) && !row.contains(document.activeElement)) {
        row.remove();
        this.rows.delete(position);
      }
    }
    for (let position = first; position < last; position += 1) this.row(position);
    if (this.at >= first && this.at < last) this.row(this.at).tabIndex = 0;
  }

  row(position) {
    let row = this.rows.get(position);
    if (!row) {
      row = this.made(position);
      this.rows.set(position, row);
      this.placed(row, position);
    }
    return row;
  }

  /** Rows stand in the document in the order in which they are read. */
  placed(row, position) {
    let next = null;
    let nearest = Infinity;
    for (const [other, element] of this.rows) {
      if (other > position && other < nearest && element.parentNode) [next, nearest] = [element, other];
    }
    this.canvas.insertBefore(row, next);
  }

  made(position) {
    const one = this.shown[position];
    const row = el(
      "div",
      { role: "row", class: "row", "aria-rowindex": position + 2, tabindex: position === this.at ? "0" : "-1", "aria-selected": String(one.index === this.selected) },
      rowCells(one, this.leftOut.has(one.index), this.today),
    );
    row.style.top = `${position * this.height}px`;
    row.dataset.position = position;
    return row;
  }

  clicked(event) {
    const row = event.target.closest(".row");
    if (row) this.choose(Number(row.dataset.position));
  }

  pressed(event) {
    const page = Math.max(1, Math.floor(this.view.clientHeight / this.height) - 2);
    const last = this.shown.length - 1;
    const moves = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + page, PageUp: this.at - page, Home: 0, End: last };
    if (event.key === "Enter" || event.key === " ") this.choose(this.at);
    else if (event.key in moves && !event.altKey && !event.ctrlKey && !event.metaKey) this.focus(Math.min(last, Math.max(0, moves[event.key])));
    else return;
    event.preventDefault();
  }

  choose(position) {
    this.moveTo(position);
    this.open(this.shown[position].index);
  }

  /** Puts the keyboard on a row, wherever it is. */
  focus(position) {
    if (!this.shown.length) return;
    this.moveTo(position);
    this.row(position).focus({ preventScroll: true });
  }

  moveTo(position) {
    const before = this.rows.get(this.at);
    if (before) before.tabIndex = -1;
    this.at = position;
    const top = position * this.height;
    const room = this.view.clientHeight - this.view.querySelector(".head").offsetHeight;
    if (top < this.view.scrollTop) this.view.scrollTop = top;
    else if (top + this.height > this.view.scrollTop + room) this.view.scrollTop = top + this.height - room;
    this.row(position).tabIndex = 0;
    this.later();
  }

  /** Marks the document that the drawer shows, or none. */
  select(index) {
    this.selected = index;
    for (const [position, row] of this.rows) row.setAttribute("aria-selected", String(this.shown[position].index === index));
  }

  positionOf(index) {
    return this.shown.findIndex((one) => one.index === index);
  }

  /** On paper nothing scrolls: all rows, up to a bound that is told. */
  print(on) {
    this.printing = on;
    if (!on) return this.redraw();
    const printed = Math.min(this.shown.length, PRINTED_ROWS);
    this.rows.clear();
    this.canvas.replaceChildren(...this.shown.slice(0, printed).map((_, position) => this.made(position)));
    this.cut.hidden = printed === this.shown.length;
    this.cut.textContent = `The first ${whole(printed)} of ${whole(this.shown.length)} rows; filter them to print others.`;
    return undefined;
  }
}

function compared(left, right, way) {
  if (left === null || right === null) return (left === null) - (right === null); // what is not known comes last
  if (Array.isArray(left)) return left[0].localeCompare(right[0]) || way * (left[1] - right[1]);
  if (typeof left === "string") return way * left.localeCompare(right);
  return way * (left - right);
}

function dayOrNull(text) {
  return isDay(text) ? Date.parse(text) : null;
}

/** Amounts of one currency stand together: they are never compared with those of another. */
function totalKey(one) {
  const total = one.value("total_amount");
  return total === null ? null : [currencyOf(one), Number(total)];
}
