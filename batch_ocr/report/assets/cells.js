// What stands in one row of the table.

function rowCells(one, leftOut, today) {
  const state = stateOf(one);
  const supplier = one.value("supplier_name");
  return [
    cell("supplier", el("span", { class: "main" }, supplier ?? (one.invoice ? "No supplier" : one.name)), el("span", { class: "under" }, supplier || one.invoice ? one.name : errorWords(one))),
    cell("number", one.invoice_number ?? ""),
    cell("issued", day(one.value("issue_date"))),
    cell("due", dueWords(one, today)),
    cell("total", totalWords(one, leftOut)),
    cell("sure", sureWords(one)),
    cell("state", el("span", { class: `state ${state.key}` }, state.word)),
    cell("findings", findingChips(one)),
  ];
}

function cell(key, ...content) {
  return el("div", { role: "gridcell", class: `cell ${key}` }, content);
}

function errorWords(one) {
  if (one.duplicate_of) return `Same bytes as ${one.duplicate_of}`;
  return one.error ? one.error.messages.join(" ") : "";
}

function dueWords(one, today) {
  const due = one.value("due_date");
  if (!isDay(due)) return due ?? "";
  const late = daysBetween(due, today);
  return [day(due), late > 0 ? el("span", { class: "under late" }, `${plural(late, "day", "days")} late`) : null];
}

function totalWords(one, leftOut) {
  const total = one.value("total_amount");
  if (total === null) return "";
  const code = currencyOf(one);
  return [
    el("span", { class: "amount" }, el("span", { class: "code" }, code), " ", figure(total, code)),
    leftOut ? el("span", { class: "under" }, "not in the sums") : null,
  ];
}

function sureWords(one) {
  const least = leastSure(one);
  if (least === null) return "";
  const tone = least < 0.7 ? "low" : least < 0.9 ? "middle" : "high";
  return el("span", { class: `sure-${tone}` }, percent(least, 1));
}

function findingChips(one) {
  const chips = one.error ? [chip("failed", codeWords(one.error.code))] : [];
  if (one.duplicate_of) chips.push(chip("quiet", "Same file"));
  const ranked = [...one.findings].sort((left, right) => (left.verdict === "wrong" ? 0 : 1) - (right.verdict === "wrong" ? 0 : 1));
  if (ranked.length) chips.push(chip(one.review ? "quiet" : ranked[0].verdict, codeWords(ranked[0].code)));
  if (ranked.length > 1) chips.push(el("span", { class: "more" }, `+${ranked.length - 1}`, el("span", { class: "hidden" }, " more")));
  return chips;
}

function chip(tone, words) {
  return el("span", { class: `chip ${tone}` }, words);
}
