// One invoice: its fields, how sure the reader is, what is wrong, beside the scan.

class Drawer {
  /** `table` is asked for neighbours; `scans(document)` gives the addresses of the pages. */
  constructor(element, { documents, table, leftOut, scans }) {
    Object.assign(this, { element, documents, table, leftOut, scans });
    this.listeners = [];
    this.index = null;
    element.addEventListener("keydown", (event) => this.pressed(event));
  }

  open(index, focus = true) {
    const one = this.documents[index];
    if (!one) return;
    this.index = index;
    this.scan = new Scan(one, this.scans(one));
    this.title = el("h2", { id: "drawer-title", tabindex: "-1" }, one.value("supplier_name") ?? one.name);
    this.element.replaceChildren(this.head(one), el("div", { class: "drawer-body" }, this.facts(one), this.scan.element));
    this.element.hidden = false;
    this.element.classList.toggle("without-scan", this.scan.urls.length === 0);
    for (const part of behind()) part.inert = COVERS.matches; // where the drawer hides the page, the keyboard stays in it
    this.table.select(index);
    this.listeners.forEach((listener) => listener(one, this.element));
    this.firstField();
    if (focus) this.title.focus({ preventScroll: true });
  }

  close() {
    if (this.index === null) return;
    const position = this.table.positionOf(this.index);
    this.element.hidden = true;
    this.element.replaceChildren();
    for (const part of behind()) part.inert = false;
    this.index = null;
    this.table.select(null);
    this.table.focus(position < 0 ? this.table.at : position);
  }

  /** Goes `by` invoices on in the order of the table. */
  step(by) {
    const position = this.table.positionOf(this.index);
    const next = position < 0 ? Math.min(this.table.at, this.table.shown.length - 1) : position + by;
    if (next < 0 || next >= this.table.shown.length) return;
    this.table.moveTo(next);
    this.open(this.table.shown[next].index);
  }

  pressed(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = event.target.closest("input, select, textarea") !== null;
    if (event.key === "Escape") this.close();
    else if (typing) return;
    else if (event.key === "j") this.step(1);
    else if (event.key === "k") this.step(-1);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.moveField(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  head(one) {
    const state = stateOf(one);
    const position = this.table.positionOf(one.index);
    const count = this.table.shown.length;
    const amount = one.value("total_amount");
    return el(
      "div",
      { class: "drawer-head" },
      el("div", { class: "naming" }, this.title, el("p", {}, el("span", { class: `state ${state.key}` }, state.word), " ", el("span", { class: "file" }, one.name))),
      amount === null ? null : el("p", { class: "drawer-total" }, money(amount, currencyOf(one))),
      el(
        "div",
        { class: "tools" },
        position < 0 ? null : el("span", { class: "place" }, `${whole(position + 1)} of ${whole(count)}`),
        el("button", { type: "button", "aria-label": "Invoice before (k)", title: "Before (k)", disabled: position <= 0, onclick: () => this.step(-1) }, "↑"),
        el("button", { type: "button", "aria-label": "Next invoice (j)", title: "Next (j)", disabled: position < 0 || position >= count - 1, onclick: () => this.step(1) }, "↓"),
        el("button", { type: "button", class: "close", "aria-label": "Close (Escape)", title: "Close (Escape)", onclick: () => this.close() }, "×"),
      ),
    );
  }

  facts(one) {
    return el(
      "div",
      { class: "facts" },
      this.leftOut.has(one.index) ? el("p", { class: "note" }, "Not in any sum: it repeats an invoice counted already, or was rejected by a person.") : null,
      problems(one, (name) => this.openNamed(name)),
      one.invoice ? this.fields(one) : null,
      el("details", { class: "numbers" }, el("summary", {}, "How it was read"), provenance(one)),
    );
  }

  fields(one) {
    const names = ["invoice_number", ...FIELDS];
    const concerned = new Map(one.findings.flatMap((finding) => finding.fields.map((field) => [field, finding])).reverse());
    return el(
      "ul",
      { class: "fields", "aria-label": "Fields" },
      names.map((name) => {
        const finding = concerned.get(name);
        const old = one.corrected[name];
        const sure = confidenceOf(one, name);
        const value = shown(one, name);
        return el(
          "li",
          {
            class: `field-row ${finding ? finding.verdict : ""} ${value ? "" : "empty"}`, "data-field": name, tabindex: "-1",
            onclick: (event) => this.chooseField(event.currentTarget), onfocus: (event) => this.chooseField(event.currentTarget),
          },
          el("span", { class: "field-name" }, FIELD_WORDS[name]),
          el("span", { class: "field-value" }, value || "–"),
          el("span", { class: "field-sure" }, sure === null || !value ? "" : sureBar(sure)),
          old === undefined ? null : el("span", { class: "under" }, "Corrected; read as ", el("del", {}, old ?? "nothing")),
        );
      }),
    );
  }

  firstField() {
    const rows = this.element.querySelectorAll(".field-row");
    if (!rows.length) return;
    const wanted = [...rows].find((row) => row.classList.contains("wrong") || row.classList.contains("unclear"));
    const first = wanted ?? [...rows].find((row) => row.dataset.field === "total_amount") ?? rows[0];
    this.chooseField(first);
  }

  chooseField(row) {
    for (const other of this.element.querySelectorAll(".field-row")) {
      other.tabIndex = other === row ? 0 : -1;
      other.classList.toggle("chosen", other === row);
      if (other === row) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    this.scan.choose(row.dataset.field);
  }

  moveField(by) {
    const rows = [...this.element.querySelectorAll(".field-row")];
    const at = rows.findIndex((row) => row.classList.contains("chosen"));
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  }

  openNamed(name) {
    const other = this.documents.find((one) => one.name === name);
    if (other) this.open(other.index);
  }
}

const COVERS = window.matchMedia("(max-width: 900px)");

function behind() {
  return document.querySelectorAll("body > header, body > main, body > footer");
}

function problems(one, openNamed) {
  const items = one.findings.map((finding) => problem(finding.verdict, codeWords(finding.code), inWords(finding.message), [
    finding.expected === undefined ? null : el("span", { class: "under" }, "Expected: ", el("b", {}, finding.expected)),
    finding.twin === undefined ? null : twinLink(finding.twin, openNamed),
  ]));
  if (one.error) items.unshift(problem("failed", codeWords(one.error.code), one.error.messages.join(" "), [el("span", { class: "under" }, one.error.retryable ? "The next run tries again." : "Waits for a person.")]));
  if (one.duplicate_of) items.unshift(problem("quiet", "Same file", "The same bytes as another file, so it was not read again.", [twinLink(one.duplicate_of, openNamed)]));
  items.push(...one.warnings.map((warning) => problem("unclear", "Warning of the reader", warning, [])));
  return items.length ? el("ul", { class: "problems", "aria-label": "Findings" }, items) : null;
}

function problem(tone, code, message, more) {
  return el("li", { class: tone }, el("strong", {}, code), el("span", {}, message), more);
}

function twinLink(name, openNamed) {
  return el("button", { type: "button", class: "link", onclick: () => openNamed(name) }, name);
}

function sureBar(share) {
  const tone = share < 0.7 ? "low" : share < 0.9 ? "middle" : "high";
  const bar = svg("svg", { class: `sure-bar sure-${tone}`, viewBox: "0 0 40 6", "aria-hidden": "true" },
    svg("rect", { class: "all", width: 40, height: 6, rx: 3 }), svg("rect", { class: "part", width: 40 * share, height: 6, rx: 3 }));
  return [bar, el("span", {}, percent(share, 1)), el("span", { class: "hidden" }, " sure")];
}

function provenance(one) {
  const facts = [
    ["Engine", one.engine], ["Completed", one.completed_at && moment(one.completed_at)],
    ["Submitted", one.submitted_at && moment(one.submitted_at)], ["Submissions", whole(one.attempts)], ["Polls", whole(one.polls)],
    ["SHA-256", one.sha256],
  ];
  return el("dl", {}, facts.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}
