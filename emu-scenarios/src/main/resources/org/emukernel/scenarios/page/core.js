"use strict";
const emu = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;

/* An element with attributes, listeners (on...) and children; text is never taken for markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

const page = document.getElementById("page");

function section(id, title, ...children) {
  const node = el("section", { id, "aria-labelledby": id + "-title" }, el("h2", { id: id + "-title" }, title), ...children);
  page.append(node);
  return node;
}

const count = n => n.toLocaleString("en-US");

/* A time in ns with four digits that matter. */
function time(ns) {
  const sign = ns < 0 ? "-" : "";
  const abs = Math.abs(ns);
  const units = [[3.6e12, "h"], [6e10, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];
  const [unit, name] = units.find(([u]) => abs >= u) || units[5];
  return sign + Number((abs / unit).toPrecision(4)) + " " + name;
}

/* A text that may be broken within names, behind a mark. */
function breakable(text) {
  return text.split(/(?<=[_,.(+:])/).flatMap((part, i) => i === 0 ? [part] : [el("wbr"), part]);
}

/* A long time as a person says it. */
function human(ns) {
  const s = Math.round(ns / 1e9);
  if (s < 60) return time(ns);
  const pair = (large, a, small, b) => large + " " + a + (small ? " " + small + " " + b : "");
  return s < 3600 ? pair(Math.floor(s / 60), "min", s % 60, "s") : pair(Math.floor(s / 3600), "h", Math.floor(s % 3600 / 60), "min");
}

function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, v]) => v !== null).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, String(v)))));
}

/* columns: { title, of(row), text, cell(row) }; a row's first cell is its header. */
function table(caption, columns, rows, marks = () => null) {
  const cell = (column, row, i) => {
    const content = column.cell ? column.cell(row) : column.of(row);
    const value = column.cell ? null : column.of(row);
    const shown = typeof content === "number" ? count(content) : content;
    return el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: column.kind, "data-value": typeof value === "number" ? value : null }, shown);
  };
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, el("table", {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, columns.map(c => el("th", { scope: "col", class: c.kind }, c.title)))),
    el("tbody", {}, rows.map(row => el("tr", { class: marks(row) }, columns.map((c, i) => cell(c, row, i)))))));
}

/* Radio buttons: the arrow keys move between them. */
function choice(legend, name, options, chosen, changed) {
  return el("fieldset", { class: "choice" }, el("legend", {}, legend), options.map((option, i) =>
    el("label", { class: "pill" },
      el("input", { type: "radio", name, value: i, checked: i === chosen, onchange: () => changed(i) }), option)));
}

/* Calls back with the width, now and whenever it has changed; outside of the observer, which must not change what it observes. */
function whenResized(node, callback) {
  let width = 0;
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (node.clientWidth !== width && node.clientWidth > 0) {
      width = node.clientWidth;
      callback(width);
    }
  })).observe(node);
}

/* Draws a chart as wide as its place, and again when that changes. */
function chart(caption, draw, description) {
  const place = el("div");
  const figure = el("figure", {}, el("figcaption", {}, caption), place);
  let width = 0;
  const redraw = () => {
    const svg = draw(Math.max(280, width));
    svg.querySelectorAll("[aria-label]").forEach(part => part.removeAttribute("aria-label"));
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", caption + ". " + description());
    place.replaceChildren(svg);
  };
  whenResized(place, now => {
    width = now;
    redraw();
  });
  return { figure, redraw: () => width > 0 && redraw() };
}

function keys(...pairs) {
  return el("p", { class: "keys" }, pairs.map(([colour, text]) => el("span", {}, el("i", { style: "background:var(--" + colour + ")" }), text)));
}

/* What is called the cause: the innermost functions say how, so the ones that follow stand out. */
const HOW = new Set(["smp_call_function_many_cond", "smp_call_function_single", "generic_exec_single", "on_each_cpu_cond_mask", "smp_call_function", "smp_call_function_many", "native_smp_send_reschedule", "__smp_call_single_queue"]);

function chain(functions) {
  const first = functions.findIndex(name => !HOW.has(name));
  const spans = functions.map((name, i) => i === first || i === first + 1 ? el("b", {}, name) : name);
  return el("span", { class: "chain" }, spans.flatMap((span, i) => i === 0 ? [span] : [" \u2190 ", span]));
}

function shortCause(functions) {
  const rest = functions.filter(name => !HOW.has(name));
  return (rest.length ? rest : functions).slice(0, 3).join(" \u2190 ");
}

(function themes() {
  const names = ["Auto", "Light", "Dark"];
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = 0;
  const apply = () => { root.dataset.theme = chosen === 2 || (chosen === 0 && dark.matches) ? "dark" : "light"; };
  dark.addEventListener("change", apply);
  const place = document.getElementById("theme");
  place.hidden = false;
  place.append(...names.map((name, i) => el("label", { class: "pill" },
    el("input", { type: "radio", name: "theme", value: name, checked: i === 0, onchange: () => { chosen = i; apply(); } }), name)));
  apply();
})();
