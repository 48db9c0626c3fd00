// Elements, made so that text is always text: nothing in this page assigns markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children. `on…` attributes are listeners; null, undefined and false are left out. */
function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

/** The JSON that the page carries under this id, or null. */
function carried(id) {
  const element = byId(id);
  return element === null ? null : JSON.parse(element.textContent);
}

function plural(count, one, many) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

const WHOLE = new Intl.NumberFormat();

function whole(number) {
  return WHOLE.format(number);
}

const PERCENT = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });

/** A share as a percentage that says 100 % or 0 % only when it is exactly that. */
function percent(part, all) {
  if (!all) return "–";
  const bounded = part === 0 || part === all ? part / all : Math.min(0.99, Math.max(0.01, part / all));
  return PERCENT.format(bounded);
}
