// Bar charts in SVG. Each is a figure with a title, a description that says the same in words, and the table behind it.

const CHART_WIDTH = Math.min(520, Math.max(300, window.innerWidth - 62));
const LINE = 26;

/**
 * Horizontal bars. `bars` are {label, value, told, tone, pick}: a number to draw, its text, a tone of colour, and what
 * a click does. `unit` heads the column of values in the table.
 */
function barChart({ title, note, bars, unit, labels = 150 }) {
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.value)), 0) || 1;
  const room = Math.max(40, CHART_WIDTH - labels - 14 - 7 * Math.max(0, ...bars.map((bar) => bar.told.length)));
  const lines = bars.map((bar, at) => barLine(bar, at, labels, Math.max(0, (bar.value / largest) * room)));
  const height = Math.max(1, bars.length) * LINE + 4;
  return chart({ title, note, unit, bars, height, marks: lines });
}

function barLine(bar, at, labels, length) {
  const middle = at * LINE + LINE / 2;
  const line = svg(
    "g",
    { class: `bar ${bar.tone ?? ""}` },
    svg("rect", { class: "touch", x: 0, y: at * LINE, width: CHART_WIDTH, height: LINE, rx: 4 }),
    svg("text", { class: "label", x: labels - 10, y: middle, "text-anchor": "end" }, fitting(bar.label, labels - 14)),
    svg("rect", { class: "mark", x: labels, y: at * LINE + 6, width: Math.max(length, bar.value ? 2 : 0), height: LINE - 12, rx: 2 }),
    svg("text", { class: "value", x: labels + length + 8, y: middle }, bar.told),
    svg("title", {}, `${bar.label}: ${bar.told}`),
  );
  return pickable(line, bar);
}

/** Columns, one a month; the newest at the right. More credit than invoices hangs below the line. */
function columnChart({ title, note, bars, unit }) {
  const tall = 190;
  const highest = Math.max(...bars.map((bar) => bar.value), 0);
  const lowest = Math.min(...bars.map((bar) => bar.value), 0);
  const span = highest - lowest || 1;
  const heightOf = (value) => 12 + (tall * (highest - value)) / span;
  const step = (CHART_WIDTH - 48) / Math.max(bars.length, 1);
  const every = Math.ceil(bars.length / 8);
  const marks = [...new Set([highest, lowest ? 0 : highest / 2, lowest])].flatMap((value) => {
    const y = heightOf(value);
    return [
      svg("line", { class: "rule", x1: 48, x2: CHART_WIDTH, y1: y, y2: y }),
      svg("text", { class: "axis", x: 40, y, "text-anchor": "end" }, SHORT.format(value)),
    ];
  });
  bars.forEach((bar, at) => {
    const height = Math.max((Math.abs(bar.value) / span) * tall, bar.value ? 1.5 : 0);
    const x = 48 + at * step;
    const width = Math.min(step * 0.72, 42);
    const column = svg(
      "g",
      { class: `bar ${bar.tone ?? ""}` },
      svg("rect", { class: "touch", x, y: 6, width: step, height: tall + 26, rx: 4 }),
      svg("rect", { class: "mark", x: x + (step - width) / 2, y: heightOf(Math.max(bar.value, 0)), width, height, rx: 2 }),
      svg("title", {}, `${bar.label}: ${bar.told}`),
    );
    if (at % every === (bars.length - 1) % every) {
      column.append(svg("text", { class: "axis", x: x + step / 2, y: tall + 26, "text-anchor": "middle" }, bar.short ?? bar.label));
    }
    marks.push(pickable(column, bar));
  });
  return chart({ title, note, unit, bars, height: tall + 38, marks });
}

/** Makes a bar a button where it has something to do. */
function pickable(mark, bar) {
  if (!bar.pick) return mark;
  mark.setAttribute("role", "button");
  mark.setAttribute("tabindex", "0");
  mark.addEventListener("click", bar.pick);
  mark.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    bar.pick();
  });
  return mark;
}

let chartNumber = 0;

function chart({ title, note, unit, bars, height, marks }) {
  chartNumber += 1;
  const id = `chart-${chartNumber}`;
  const words = bars.slice(0, 12).map((bar) => `${bar.label}: ${bar.told}`).join("; ");
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${CHART_WIDTH} ${height}`, role: "group", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-words` },
    svg("title", { id: `${id}-title` }, title),
    svg("desc", { id: `${id}-words` }, words || "Nothing to show."),
    marks,
  );
  const table = el(
    "details",
    { class: "numbers" },
    el("summary", {}, "As a table"),
    el(
      "table",
      {},
      el("caption", { class: "hidden" }, title),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "What"), el("th", { scope: "col", class: "number" }, unit))),
      el("tbody", {}, bars.map((bar) => el("tr", {}, el("th", { scope: "row" }, bar.label), el("td", { class: "number" }, bar.told)))),
    ),
  );
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, el("h3", {}, title), note ? el("p", {}, note) : null),
    bars.length ? picture : el("p", { class: "nothing" }, "Nothing to show."),
    bars.length ? table : null,
  );
}

/** Cuts a label to about `width` units; the whole of it stays in the bar's title. */
function fitting(text, width) {
  const most = Math.floor(width / 7.2);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
