// Which documents are shown: the controls above the table, and one state that everything else may set.

const NO_FILTER = Object.freeze({ text: "", status: "", finding: "", supplier: "", currency: "", from: "", to: "", age: "" });

class Filter {
  /** `changed` is called after each change. */
  constructor(documents, figures, changed) {
    this.documents = documents;
    this.figures = figures;
    this.changed = changed;
    this.state = { ...NO_FILTER };
    this.leftOut = new Set(figures.left_out);
    this.texts = [];
    this.controls = {};
    this.suppliers = new Set(documents.map((one) => folded(one.value("supplier_name")).trim()));
    this.draw(byId("filters"));
  }

  /** Changes some of the filters and keeps the others. */
  set(part) {
    this.state = { ...this.state, ...part };
    this.show();
    this.changed();
  }

  /** Shows only what `part` says, and leads there. */
  only(part) {
    this.set({ ...NO_FILTER, ...part });
    byId("invoices").scrollIntoView();
    byId("invoices").focus({ preventScroll: true });
  }

  clear() {
    this.set(NO_FILTER);
  }

  get active() {
    return Object.values(this.state).some(Boolean);
  }

  matching() {
    const wanted = this.state;
    const words = wanted.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const supplier = folded(wanted.supplier).trim();
    const exactly = this.suppliers.has(supplier); // a name that is somebody's is that somebody, not all that contain it
    return this.documents.filter((one) =>
      (!wanted.status || this.hasStatus(one, wanted.status)) &&
      (!wanted.finding || hasFinding(one, wanted.finding)) &&
      (!supplier || isSupplier(one, supplier, exactly)) &&
      (!wanted.currency || currencyOf(one) === (wanted.currency === "none" ? "" : wanted.currency) && one.status === "completed") &&
      (!wanted.age || one.status === "completed" && ageOf(one, this.figures.today) === wanted.age) &&
      inPeriod(one, wanted.from, wanted.to) &&
      (!words.length || this.hasWords(one, words)));
  }

  hasStatus(one, status) {
    if (status === "left-out") return this.leftOut.has(one.index);
    if (status === "open") return !one.review && (one.findings.length > 0 || one.error !== null);
    return status.startsWith("review-") ? one.review === status.slice(7) : one.status === status;
  }

  hasWords(one, words) {
    const text = (this.texts[one.index] ??= searchText(one));
    return words.every((word) => text.includes(word));
  }

  /** A document was replaced: what was kept of it is forgotten. */
  forget(index) {
    delete this.texts[index];
  }

  draw(form) {
    const { figures, controls } = this;
    controls.text = el("input", { type: "search", id: "filter-text", placeholder: "Supplier, file, number, account, amount", autocomplete: "off", spellcheck: "false" });
    controls.status = el("select", { id: "filter-status" }, options([
      ["", "All"], ["open", "With something to look at"],
      ...Object.keys(figures.statuses).map((status) => [status, STATUS_WORDS[status] ?? status]),
      ...Object.keys(figures.reviewed).map((review) => [`review-${review}`, `${REVIEW_WORDS[review]} by a person`]),
      ...(figures.left_out.length ? [["left-out", "Not in any sum"]] : []),
    ]));
    controls.finding = el("select", { id: "filter-finding" }, options([
      ["", "All"], ["any", "Any finding"], ["nothing", "No finding"],
      ...figures.findings.map(([code]) => [code, codeWords(code)]).filter(([code], at, all) => all.findIndex((other) => other[0] === code) === at),
      ...figures.failures.map(([code]) => [`error:${code}`, `Failed: ${codeWords(code)}`]),
      ...figures.fields.map(([name]) => [`missing:${name}`, `Without: ${FIELD_WORDS[name]}`]),
    ]));
    controls.supplier = el("input", { type: "text", id: "filter-supplier", list: "suppliers", autocomplete: "off", spellcheck: "false" });
    controls.currency = el("select", { id: "filter-currency" }, options([
      ["", "All"], ...figures.currencies.map(({ code }) => [code || "none", code || "No currency"]),
    ]));
    controls.from = el("input", { type: "date", id: "filter-from" });
    controls.to = el("input", { type: "date", id: "filter-to" });
    controls.age = el("select", { id: "filter-age" }, options([["", "All"], ...Object.entries(AGE_WORDS)]));
    const words = { text: "Search", status: "Status", finding: "Finding", supplier: "Supplier", currency: "Currency", from: "Issued from", to: "to", age: "Due" };
    this.reset = el("button", { type: "button", class: "link", onclick: () => this.clear() }, "Clear filters");
    form.append(
      ...Object.entries(controls).map(([name, control]) => el("div", { class: `field field-${name}` }, el("label", { for: control.id }, words[name]), control)),
      this.reset,
      el("datalist", { id: "suppliers" }),
    );
    controls.supplier.addEventListener("focus", () => byId("suppliers").replaceChildren(...supplierOptions(this.documents)));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      const name = Object.keys(controls).find((key) => controls[key] === event.target);
      if (name) this.set({ [name]: event.target.value });
    });
    this.show();
  }

  show() {
    for (const [name, control] of Object.entries(this.controls)) {
      if (control.value !== this.state[name]) control.value = this.state[name];
      control.toggleAttribute("data-set", Boolean(this.state[name]));
    }
    this.reset.hidden = !this.active;
  }
}

function options(pairs) {
  return pairs.map(([value, words]) => el("option", { value }, words));
}

/** The names to choose from; a list of thousands would only be slow, typing finds the others. */
function supplierOptions(documents) {
  const names = new Set(documents.map((one) => one.value("supplier_name")).filter((name) => name && name.length < 100));
  return [...names].sort((left, right) => left.localeCompare(right)).slice(0, 500).map((name) => el("option", { value: name }));
}

function isSupplier(one, name, exactly) {
  const supplier = folded(one.value("supplier_name")).trim();
  return exactly ? supplier === name : supplier.includes(name);
}

function folded(text) {
  return (text ?? "").toLocaleLowerCase().split(/\s+/).join(" ");
}

function hasFinding(one, wanted) {
  if (wanted === "any") return one.findings.length > 0;
  if (wanted === "nothing") return one.status === "completed" && one.findings.length === 0;
  if (wanted.startsWith("error:")) return one.error?.code === wanted.slice(6);
  if (wanted.startsWith("missing:")) return one.status === "completed" && one.value(wanted.slice(8)) === null;
  return one.findings.some((finding) => finding.code === wanted);
}

function inPeriod(one, from, to) {
  if (!from && !to) return true;
  const issued = one.value("issue_date");
  return isDay(issued) && (!from || issued >= from) && (!to || issued <= to);
}

function searchText(one) {
  const values = FIELDS.map((name) => one.value(name));
  const codes = one.findings.map((finding) => finding.code);
  return [one.name, one.invoice_number, one.error?.code, ...values, ...codes].filter(Boolean).join("\n").toLocaleLowerCase();
}
