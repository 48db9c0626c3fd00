// Money and days in the reader's own way of writing, and sums that lose no digit.

const MONEY = new Map();

/** "1234.50", "EUR" → as the reader's locale writes it, with the currency's code: "EUR 1,234.50". */
function money(amount, currency) {
  return `${currency || "no currency"} ${figure(amount, currency)}`;
}

/** The number alone, with the decimals of its currency, and more if it has more. */
function figure(amount, currency) {
  if (!MONEY.has(currency)) MONEY.set(currency, formatOf(currency));
  const decimals = (String(amount).split(".")[1] ?? "").replace(/0+$/, "").length;
  const { plain, least } = MONEY.get(currency);
  if (decimals <= least) return plain.format(amount);
  return new Intl.NumberFormat(undefined, { minimumFractionDigits: Math.min(decimals, 20) }).format(amount);
}

function formatOf(currency) {
  let least = 2;
  try {
    least = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().minimumFractionDigits;
  } catch {
    // not the form of a currency code: what the scan said is shown as it is
  }
  const plain = new Intl.NumberFormat(undefined, { minimumFractionDigits: least, maximumFractionDigits: least });
  return { plain, least };
}

/** A short form for the axes of charts: 1.2M. */
const SHORT = new Intl.NumberFormat(undefined, { notation: "compact", maximumSignificantDigits: 3 });

/** The exact sum of decimal numbers given as text. */
function sum(amounts) {
  let units = 0n;
  let places = 0;
  for (const amount of amounts) {
    const [, sign, before, after = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(amount) ?? [null, "", "0"];
    if (after.length > places) {
      units *= 10n ** BigInt(after.length - places);
      places = after.length;
    }
    const size = BigInt((before || "0") + after.padEnd(places, "0"));
    units += sign ? -size : size;
  }
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  return (units < 0n ? "-" : "") + digits.slice(0, cut) + (places ? `.${digits.slice(cut)}` : "");
}

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Whether it is a day of the calendar; `Date` takes 30 February for 1 March. */
function isDay(text) {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? new Date(text) : null;
  return moment !== null && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** "2026-03-14" → "14 Mar 2026", the month as a word so that nobody takes it for the day; other text stays. */
function day(text) {
  return isDay(text) ? DAY.format(new Date(text)) : text ?? "";
}

/** "2026-03" → "Mar 2026" */
function month(text) {
  return MONTH.format(new Date(`${text}-01`));
}

function moment(milliseconds) {
  return MOMENT.format(new Date(milliseconds));
}

function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
