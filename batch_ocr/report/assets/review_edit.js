// Reviewing: one field is typed in, in its row. The server checks what was typed, and whether somebody was faster.

class Editor {
  /** `moved(by)` is called when a person saves with Tab, `closed()` whenever typing ends. */
  constructor(desk, { moved, closed }) {
    Object.assign(this, { desk, moved, closed });
    this.row = null;
  }

  get isOpen() {
    return this.row !== null;
  }

  open(one, row) {
    this.close();
    const field = row.dataset.field;
    const value = one.value(field);
    Object.assign(this, { one, row, field, old: value ?? null, sending: false });
    this.input = field.endsWith("_address") ? el("textarea", { rows: "3" }) : el("input", { type: "text" });
    filled(this.input, { class: "editing", "aria-label": `${FIELD_WORDS[field]}, new value`, autocomplete: "off", spellcheck: "false", placeholder: EXAMPLES[field] ?? "" }, []);
    this.input.value = value ?? "";
    this.told = el("div", { class: "said", role: "alert" });
    this.place = row.querySelector(".field-value");
    this.before = [...this.place.childNodes];
    this.place.replaceChildren(this.input, this.told);
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("click", (event) => event.stopPropagation());
    this.desk.types(one.index);
    this.input.focus();
    this.input.select();
  }

  /** Ends typing; what was not saved is gone. */
  close() {
    if (!this.row) return;
    const { one, field } = this;
    this.place.replaceChildren(...this.before);
    this.row = null;
    this.desk.types(null);
    this.closed(one, field);
  }

  pressed(event) {
    event.stopPropagation(); // the keys of the page are letters here
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && !event.shiftKey) this.save(this.old, 0);
    else if (event.key === "Tab") this.save(this.old, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** Sends what was typed, made against the value `old`; then goes `by` fields on. */
  async save(old, by) {
    if (this.sending) return;
    this.sending = true;
    const { one, field, row } = this;
    const { kind, body } = await this.desk.change(one, { action: "edit", field, old, new: this.input.value });
    this.sending = false;
    if (this.row !== row) return;
    if (kind === "done") {
      this.close();
      if (by) this.moved(by);
    } else if (kind === "bad") this.say(body.error);
    else if (kind === "conflict") this.choose(body);
    else this.say("Not saved.");
  }

  say(text) {
    this.told.replaceChildren(text);
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
  }

  /** Somebody was faster: both values are there, and the person chooses. */
  choose(body) {
    const record = body.document;
    const theirs = (this.field === "invoice_number" ? record.invoice_number : record.invoice?.[this.field]) ?? null;
    const mine = this.input.value;
    this.told.replaceChildren(
      el("span", {}, `${byWhom(body.by)} changed this while you were typing. Which one is right?`),
      el("span", { class: "choice" },
        el("button", { type: "button", class: "theirs", onclick: () => this.close() }, "Theirs: ", el("b", {}, theirs ?? "nothing")),
        el("button", { type: "button", class: "mine", onclick: () => this.save(theirs, 0) }, "Mine: ", el("b", {}, mine || "nothing"))),
    );
    this.told.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
    });
    this.told.querySelector(".theirs").focus();
  }
}

const EXAMPLES = {
  issue_date: "2026-11-30 or 30.11.2026", due_date: "2026-11-30 or 30.11.2026", total_amount: "1234.50 or 1234,50",
  net_amount: "1234.50 or 1234,50", vat: "19", currency: "EUR",
};
