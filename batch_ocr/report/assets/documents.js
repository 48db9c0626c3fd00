// The documents of this page. They come in blocks of columns; a document is put together when it is asked for.

const FIELDS = [
  "issue_date", "due_date", "supplier_name", "supplier_address", "supplier_email", "supplier_phone",
  "supplier_tax_id", "receiver_name", "receiver_address", "receiver_tax_id", "currency", "total_amount", "vat",
  "net_amount", "bank_name", "bic", "account",
];
const AMOUNTS = new Set(["total_amount", "net_amount"]);
const SHARED = new Set([...FIELDS, "status", "engine", "review", "duplicate_of"]);
const EMPTY_LIST = Object.freeze([]);
const EMPTY = Object.freeze({});

/** One document of a block: reads its columns, keeps what takes time to make. */
class Entry {
  constructor(block, at, index) {
    this.block = block;
    this.at = at;
    this.index = index;
  }

  column(name) {
    const values = this.block.columns[name];
    if (values === undefined) return null;
    return SHARED.has(name) ? this.block.strings[values[this.at]] : values[this.at];
  }

  get name() { return this.column("name"); }
  get sha256() { return this.column("sha256"); }
  get status() { return this.column("status"); }
  get invoice_number() { return this.column("invoice_number"); }
  get findings() { return this.column("findings") ?? EMPTY_LIST; }
  get review() { return this.column("review"); }
  get corrected() { return this.column("corrected") ?? EMPTY; }
  get error() { return this.column("error"); }
  get duplicate_of() { return this.column("duplicate_of"); }
  get warnings() { return this.column("warnings") ?? EMPTY_LIST; }
  get engine() { return this.column("engine"); }
  get submitted_at() { return this.column("submitted_at"); }
  get completed_at() { return this.column("completed_at"); }
  get attempts() { return this.column("attempts") ?? 0; }
  get polls() { return this.column("polls") ?? 0; }
  get confidence() { return this.column("confidence"); }
  get boxes() { return this.column("boxes") ?? EMPTY; }
  get pages() { return this.column("pages") ?? 0; }
  get invoice() {
    if (this.status !== "completed" && this.corrected === EMPTY) return null; // a person may have typed one in
    this.made ??= Object.fromEntries(FIELDS.map((name) => [name, this.column(name)]));
    return this.made;
  }

  /** A field of the invoice, without making all of it. */
  value(field) {
    return this.column(field);
  }
}

/** A document that came later, as a record: the same properties. */
class Renewed {
  constructor(record, index) {
    Object.assign(this, record, { index });
  }

  value(field) {
    return field === "invoice_number" ? this.invoice_number : this.invoice?.[field] ?? null;
  }
}

function readDocuments() {
  const documents = [];
  for (const element of document.querySelectorAll("script.rows")) {
    const block = JSON.parse(element.textContent);
    for (let at = 0; at < block.count; at += 1) documents.push(new Entry(block, at, documents.length));
    element.remove(); // its text is in memory a second time otherwise
  }
  return documents;
}

/** How sure the reader is of a field: 0 to 1, or null. */
function confidenceOf(one, field) {
  const thousandths = one.confidence?.[field === "invoice_number" ? FIELDS.length : FIELDS.indexOf(field)] ?? -1;
  return thousandths < 0 ? null : thousandths / 1000;
}

/** The least sure of the fields that have a value: 0 to 1, or null. */
function leastSure(one) {
  if (!one.confidence || one.status !== "completed") return null;
  let least = null;
  for (let at = 0; at < FIELDS.length; at += 1) {
    const thousandths = one.confidence[at];
    if (thousandths >= 0 && (least === null || thousandths < least) && one.value(FIELDS[at]) !== null) {
      least = thousandths;
    }
  }
  return least === null ? null : least / 1000;
}

/** How much a person is needed: wrong values, then failures, then doubts; nothing for what a person has settled. */
function urgency(one) {
  if (one.review) return 0;
  let urgent = one.error ? 500 : 0;
  for (const finding of one.findings) urgent += finding.verdict === "wrong" ? 1000 : 1;
  return urgent;
}

function currencyOf(one) {
  return (one.value("currency") ?? "").toUpperCase();
}
