// The head of the page: what to look at, what it comes to, and how well it was read.

function drawSummary(figures, filter) {
  const read = figures.statuses.completed ?? 0;
  byId("made").replaceChildren(
    `${figures.title} · ${plural(figures.documents, "document", "documents")}, ${whole(read)} read · as of `,
    el("time", { datetime: figures.made_at }, moment(Date.parse(figures.made_at))),
  );
  drawFindings(figures, filter);
  drawTotals(figures, filter);
  drawCurrencyChoice(figures, filter);
  drawReading(figures, filter, read);
  const notes = ["Made by batch-ocr. This file loads nothing and sends nothing.", figures.scans];
  byId("about").append(...notes.filter(Boolean).map((note) => el("p", {}, note)));
}

function drawFindings(figures, filter) {
  const found = (wanted) => figures.findings.filter(([, verdict]) => verdict === wanted).map(([code, verdict, count, example]) =>
    attentionRow(verdict, codeWords(code), count, inWords(example), () => filter.only({ finding: code })));
  const failed = figures.failures.map(([code, count, example]) =>
    attentionRow("failed", codeWords(code), count, example, () => filter.only({ finding: `error:${code}` })));
  const all = [...found("wrong"), ...failed, ...found("unclear")];
  byId("findings").append(
    all.length
      ? el("ul", { class: "attention" }, all.slice(0, MOST_FINDINGS))
      : figures.documents
        ? el("p", { class: "fine" }, "Nothing. Every document was read and every check is content.")
        : el("p", { class: "nothing" }, "There are no documents in these results."),
  );
  if (all.length <= MOST_FINDINGS) return;
  const rest = all.slice(MOST_FINDINGS);
  const words = plural(rest.length, "more kind of finding", "more kinds of findings");
  byId("findings").append(el("details", { class: "numbers" }, el("summary", {}, words), el("ul", { class: "attention" }, rest)));
}

const MOST_FINDINGS = 12;
const VERDICT_WORDS = { failed: "No result", wrong: "Wrong", unclear: "Unclear" };

function attentionRow(verdict, words, count, example, pick) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: `attention-row ${verdict}`, onclick: pick },
      el("span", { class: "verdict" }, VERDICT_WORDS[verdict] ?? verdict),
      el("span", { class: "count" }, whole(count)),
      el("span", { class: "what" }, el("strong", {}, words), el("span", { class: "example" }, example)),
    ),
  );
}

function drawTotals(figures, filter) {
  byId("totals").append(
    figures.currencies.length
      ? el("div", { class: "tiles" }, figures.currencies.map((one) => totalTile(one, figures, filter)))
      : el("p", { class: "nothing" }, "No amounts were read."),
  );
  const left = figures.left_out.length;
  if (!left) return;
  const sums = figures.currencies.filter((one) => one.left_out[1]).map((one) => money(one.left_out[0], one.code));
  byId("left-out").append(
    `Not in any sum: ${plural(left, "document", "documents")} that repeat an invoice counted already or were rejected by a person`,
    ` (${sums.join(", ")}). `,
    el("button", { type: "button", class: "link", onclick: () => filter.only({ status: "left-out" }) }, "Show them"),
  );
  byId("left-out").hidden = false;
}

function totalTile(one, figures, filter) {
  const late = one.ageing.filter(([name, , count]) => name.startsWith("over-") && count);
  const [amount, count] = one.total;
  return el(
    "button",
    { type: "button", class: "tile", onclick: () => filter.only({ currency: one.code || "none" }) },
    el("span", { class: "tile-name" }, one.code || "No currency"),
    el("span", { class: "tile-figure" }, figure(amount, one.code)),
    el("span", { class: "tile-note" }, plural(count, "invoice", "invoices"),
      one.without_total ? `, ${whole(one.without_total)} more without a total` : ""),
    late.length
      ? el("span", { class: "tile-note late" }, `${figure(sum(late.map((span) => span[1])), one.code)} past its due date, paid or not`)
      : null,
  );
}

function drawCurrencyChoice(figures, filter) {
  const place = byId("currency-choice");
  const { currencies } = figures;
  if (!currencies.length) {
    byId("spending").hidden = true;
    return;
  }
  const select = el(
    "select",
    { id: "currency-of-charts", onchange: () => drawMoneyCharts(currencies[select.selectedIndex], figures, filter) },
    currencies.map((one) => el("option", {}, `${one.code || "No currency"} (${whole(one.total[1])})`)),
  );
  if (currencies.length > 1) place.append(el("label", { for: select.id }, "Currency "), select);
  drawMoneyCharts(currencies[0], figures, filter);
}

function drawMoneyCharts(one, figures, filter) {
  const currency = one.code || "none";
  const bar = (label, amount, count, pick) => ({
    label, value: Number(amount), told: count ? `${figure(amount, one.code)} (${whole(count)})` : "–", pick,
  });
  const suppliers = one.suppliers.map(([name, amount, count]) =>
    bar(name || "No supplier", amount, count, name ? () => filter.only({ supplier: name, currency }) : null));
  const [others, amount, count] = one.other_suppliers;
  const rest = others ? `And ${plural(others, "other", "others")}: ${figure(amount, one.code)} (${whole(count)})` : null;
  const { months, notes } = monthsOf(one, figures.today);
  const columns = months.map(([key, total, number]) => ({
    ...bar(month(key), total, number, () => filter.only({ from: `${key}-01`, to: lastDay(key), currency })),
    short: SHORT_MONTH.format(new Date(`${key}-01`)),
  }));
  const ageing = one.ageing.map(([name, total, number]) => ({
    ...bar(AGE_WORDS[name], total, number, number ? () => filter.only({ age: name, currency }) : null),
    tone: name.startsWith("over-") ? "late" : name === "none" ? "quiet" : "",
  }));
  const unit = `${one.code || "Amount"} (invoices)`;
  byId("money-charts").replaceChildren(
    barChart({ title: "By supplier", bars: suppliers, unit, note: rest, labels: CHART_WIDTH < 460 ? 120 : 200 }),
    columnChart({
      title: "By month of issue", bars: columns, unit, note: notes.join(" · ") || null,
    }),
    barChart({
      title: "By due date", bars: ageing, unit, labels: 142,
      note: `Seen from ${day(figures.today)}. What has been paid is not known here.`,
    }),
  );
}

const SHORT_MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "2-digit", timeZone: "UTC" });

const MOST_MONTHS = 24;

/**
 * The months to draw, those between without an invoice too, and what is told beside them: the invoices of no or another
 * time. The last one is not after `today`: a year misread as 2099 must not push the real ones out of the picture.
 */
function monthsOf(one, today) {
  const dated = one.months.filter(([key]) => key);
  const last = (dated.findLast(([key]) => key <= today) ?? dated.at(-1))?.[0];
  if (!last) return { months: [], notes: besides("Without a date", one.months, one.code) };
  const at = monthNumber(last);
  const first = monthKey(Math.max(at - MOST_MONTHS + 1, monthNumber(dated[0][0])));
  const known = new Map(dated.map((entry) => [entry[0], entry]));
  const keys = Array.from({ length: at - monthNumber(first) + 1 }, (_, step) => monthKey(monthNumber(first) + step));
  return {
    months: keys.map((key) => known.get(key) ?? [key, "0", 0]),
    notes: [
      ...besides(`Before ${month(first)}`, dated.filter(([key]) => key < first), one.code),
      ...besides(`After ${month(last)}`, dated.filter(([key]) => key > last), one.code),
      ...besides("Without a date", one.months.filter(([key]) => !key), one.code),
    ],
  };
}

/** Nothing, or one sentence on what a chart does not draw. */
function besides(words, entries, currency) {
  const count = entries.reduce((all, [, , number]) => all + number, 0);
  return count ? [`${words}: ${figure(sum(entries.map((entry) => entry[1])), currency)} (${whole(count)})`] : [];
}

/** Months since the year 0; and back, "2026-03". */
function monthNumber(key) {
  return Number(key.slice(0, 4)) * 12 + Number(key.slice(5)) - 1;
}

function monthKey(number) {
  return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
}

function lastDay(key) {
  return new Date(Date.UTC(Number(key.slice(0, 4)), Number(key.slice(5)), 0)).toISOString().slice(0, 10);
}

function drawReading(figures, filter, read) {
  const fields = figures.fields.map(([name, count]) => ({
    label: FIELD_WORDS[name], value: read ? count / read : 0, told: percent(count, read), pick: read > count ? () => filter.only({ finding: `missing:${name}` }) : null,
  }));
  const failures = figures.failures.map(([code, count]) => ({
    label: codeWords(code), value: count, told: whole(count), tone: "late",
    pick: () => filter.only({ finding: `error:${code}` }),
  }));
  const statuses = Object.entries(figures.statuses).map(([status, count]) => ({
    label: STATUS_WORDS[status] ?? status, value: count, told: `${whole(count)} (${percent(count, figures.documents)})`,
    pick: () => filter.only({ status }), tone: status === "completed" ? "" : status === "duplicate" ? "quiet" : "late",
  }));
  byId("reading-charts").append(
    barChart({ title: "Fields found", note: `Share of ${plural(read, "document", "documents")} read`, bars: read ? fields : [], unit: "Share" }),
    barChart({ title: "Outcome", bars: statuses, unit: "Documents", labels: 120 }),
    barChart({ title: "Failures by code", bars: failures, unit: "Documents" }),
  );
}
