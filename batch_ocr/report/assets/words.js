// What things are called on the page.

const FIELD_WORDS = {
  issue_date: "Issued", due_date: "Due", supplier_name: "Supplier", supplier_address: "Supplier’s address",
  supplier_email: "Supplier’s e-mail", supplier_phone: "Supplier’s phone", supplier_tax_id: "Supplier’s tax id",
  receiver_name: "Receiver", receiver_address: "Receiver’s address", receiver_tax_id: "Receiver’s tax id",
  currency: "Currency", total_amount: "Total", vat: "VAT rate", net_amount: "Net", bank_name: "Bank", bic: "BIC",
  account: "Account", invoice_number: "Invoice number",
};

const STATUS_WORDS = {
  completed: "Read", failed: "Failed", rejected: "Not sent", duplicate: "Same file",
};

const REVIEW_WORDS = { accepted: "Accepted", rejected: "Rejected" };

const AGE_WORDS = {
  "over-90": "Over 90 days late", "over-60": "61–90 days late", "over-30": "31–60 days late",
  "over-1": "1–30 days late", "in-7": "Within 7 days", "in-30": "In 8–30 days", "in-60": "In 31–60 days",
  later: "Later", none: "No due date",
};

const AGES = [["over-90", -91], ["over-60", -61], ["over-30", -31], ["over-1", -1], ["in-7", 7], ["in-30", 30], ["in-60", 60]];

/** In which span of due dates a document lies, seen from `today`. */
function ageOf(one, today) {
  const due = one.value("due_date");
  if (!isDay(due)) return "none";
  const days = daysBetween(today, due);
  return AGES.find(([, last]) => days <= last)?.[0] ?? "later";
}

/** "iban-check-digits" → "Iban check digits", with the field's abbreviations in capitals. */
function codeWords(code) {
  const words = code.replaceAll("-", " ").replace(/\b(iban|bic|vat|pdf)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A finding's sentence with the fields called as they are on the page. */
function inWords(message) {
  return message.replace(/\b[a-z]+(_[a-z]+)+\b/g, (name) => FIELD_WORDS[name]?.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()) ?? name);
}

/** What a person reads as the state of a document. */
function stateOf(one) {
  if (one.review) return { key: `review-${one.review}`, word: REVIEW_WORDS[one.review] };
  return { key: one.status, word: STATUS_WORDS[one.status] ?? one.status };
}

/** A field as it is shown. */
function shown(one, field) {
  const value = one.value(field);
  if (value === null || value === undefined) return "";
  if (AMOUNTS.has(field)) return money(value, currencyOf(one));
  if (field === "vat") return `${figure(value, "vat").replace(/([.,]\d*?)0+$/, "$1").replace(/[.,]$/, "")} %`;
  if (field === "currency") return value.toUpperCase();
  return field.endsWith("_date") ? day(value) : value;
}
