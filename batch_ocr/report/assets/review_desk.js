// Reviewing: what the server knows of each document, what is still to be looked at, and what this person did.

const LOW_CONFIDENCE = 0.7;

class Desk {
  /**
   * `taken(index)` is called after a document was renewed, `changed()` too if it is another than before,
   * `told(text, tone)` with what a person should know, and `keep(index)` before: it answers a function that brings a
   * person back to where they were in that document.
   */
  constructor(documents, review, { taken, changed, told, keep }) {
    Object.assign(this, { documents, review, taken, changed, told, keep });
    this.places = new Map(documents.map((one) => [one.name, one.index]));
    this.states = new Map(); // name → what the server said last: document, last, history
    this.done = []; // [name, record id] of this page's own records, the newest last
    this.held = new Map(); // index → state that waits until nobody types in that document
    this.typing = null; // index of the document that is typed in
    this.name = review.name;
    this.listen();
  }

  /** Whether a person is needed: findings, a failure, or a reader that is not sure; and nobody has said anything yet. */
  isOpen(one) {
    if (one.review || one.status === "duplicate") return false;
    return one.findings.length > 0 || one.error !== null || (leastSure(one) ?? 1) < LOW_CONFIDENCE;
  }

  openCount() {
    return this.documents.reduce((count, one) => count + (this.isOpen(one) ? 1 : 0), 0);
  }

  async state(one) {
    const known = this.states.get(one.name);
    if (known) return known;
    const answer = await this.ask(`/api/document?file=${encodeURIComponent(one.name)}`);
    if (answer?.ok) this.take(answer.body);
    else if (answer) this.told(answer.body.error, "wrong");
    return this.states.get(one.name) ?? null;
  }

  /** Puts what the server said in place, now or when the typing in that document is over. */
  take(state) {
    const index = this.places.get(state.document.name);
    if (index === undefined) return;
    this.states.set(state.document.name, state);
    if (this.typing === index) this.held.set(index, state);
    else this.renew(index, state);
  }

  renew(index, state) {
    const before = this.documents[index];
    const same = JSON.stringify(essence(before)) === JSON.stringify(essence(state.document));
    if (!same) {
      const back = this.keep(index);
      window.BatchOcr.refresh(index, state.document);
      back();
      this.changed();
    }
    this.taken(index);
  }

  /** Somebody begins to type in a document (its index), or ends (null). */
  types(index) {
    const before = this.typing;
    this.typing = index;
    if (before !== null && before !== index && this.held.has(before)) {
      const state = this.held.get(before);
      this.held.delete(before);
      this.renew(before, state);
    }
  }

  /** Sends a change. Answers { kind: "done" | "conflict" | "bad" | "failed", body }. */
  async change(one, wanted) {
    const body = JSON.stringify({ file: one.name, sha256: one.sha256, who: this.name, ...wanted });
    const headers = { "Content-Type": "application/json", "Batch-Ocr-Token": this.review.token };
    const answer = await this.ask("/api/correction", { method: "POST", headers, body });
    if (!answer) return { kind: "failed", body: {} };
    if (answer.body.document) this.take(answer.body);
    if (answer.ok) {
      if (answer.body.record && wanted.action !== "undo") this.done.push([one.name, answer.body.record]);
      return { kind: "done", body: answer.body };
    }
    const kind = { 409: "conflict", 422: "bad" }[answer.status] ?? "failed";
    if (kind === "failed") this.told(answer.body.error, "wrong");
    return { kind, body: answer.body };
  }

  /** Accepts or rejects a document as this person has seen it. */
  async judge(one, action) {
    const seen = await this.state(one);
    if (!seen) return false;
    const { kind, body } = await this.change(one, { action, seen: seen.last });
    if (kind === "conflict") this.told(`${byWhom(body.by)} changed this a moment ago: look at it again.`, "wrong");
    return kind === "done";
  }

  /** Takes back what this page did last or, when it did nothing, the last thing done to `one`; returns the index. */
  async undo(one) {
    const [name, id] = this.done.pop() ?? [one?.name, (one && (await this.state(one)))?.history.at(-1)?.id];
    if (!id) {
      this.told("There is nothing to undo.", "quiet");
      return null;
    }
    const index = this.places.get(name);
    const { kind, body } = await this.change(this.documents[index], { action: "undo", undoes: id });
    if (kind === "conflict") this.told(`Not undone: ${body.error}.`, "wrong");
    else if (kind === "done") this.told("Undone.", "quiet");
    return index;
  }

  async ask(address, options) {
    try {
      const response = await fetch(address, options);
      const text = await response.text();
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      return { ok: response.ok, status: response.status, body: isJson ? JSON.parse(text) : { error: text.trim() } };
    } catch {
      this.told("The server does not answer: nothing was saved. Is `batch-ocr review` still running?", "wrong");
      return null;
    }
  }

  /** Hears of what others do. */
  listen() {
    const events = new EventSource("/api/events");
    let lost = false;
    events.addEventListener("message", (event) => this.heard(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      lost = true;
    });
    events.addEventListener("open", () => {
      if (lost) this.states.clear(); // what happened meanwhile is asked for again, document by document
      lost = false;
    });
  }

  heard(event) {
    if (event.document) {
      const last = event.history.at(-1);
      const ours = this.states.get(event.document.name)?.last === event.last;
      this.take(event);
      if (!ours && last && window.BatchOcr.current()?.name === event.document.name) {
        this.told(`${byWhom(last)} ${deed(last)}.`, "quiet");
      }
    } else if (event.results) this.told("A run has written new results: reload the page to see them.", "quiet");
    else if (event.reload) this.told("Much has changed: reload the page.", "quiet");
    else if (event.error) this.told(event.error, "wrong");
  }
}

/** What of a document the page shows and a correction can change. */
function essence(one) {
  return [SHOWN.map((field) => one.value?.(field) ?? (field === "invoice_number" ? one.invoice_number : one.invoice?.[field]) ?? null), one.review, one.corrected, one.findings];
}

const SHOWN = [...FIELDS, "invoice_number"];

function byWhom(record) {
  return record ? record.who : "Somebody";
}

function deed(record) {
  if (record.action !== "edit") return { accept: "accepted it", reject: "rejected it" }[record.action];
  return `changed ${FIELD_WORDS[record.field]} from ${record.old ?? "nothing"} to ${record.new ?? "nothing"}`;
}
