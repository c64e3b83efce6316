// Pictures: each is drawn from a table on the page, which stays there for those who read.
//
// A figure says by `data-chart` what to draw, by `data-label`, `data-values` and `data-series` which
// columns play which part, and by `data-table` where the table is (else the one called "table").

import * as Plot from "@observablehq/plot";

const COLOURS = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)"];
const DRAW = { bar, timeline, lines, summits, network };
const MANY = 70; // more marks than this are counted by year instead of named

function draw(figure) {
  const table = document.getElementById(figure.dataset.table ?? "table");
  const rows = read(table, figure);
  if (!rows.length) return;
  const width = Math.max(280, Math.floor(figure.getBoundingClientRect().width));
  const plot = DRAW[figure.dataset.chart](rows, width, figure.dataset, titles(table));
  // The policy of the site forbids inline styles: those of Plot stand in the style sheet.
  for (const style of plot.querySelectorAll("style")) style.remove();
  const svg = plot.matches("svg") ? plot : plot.querySelector(":scope > svg");
  for (const mark of svg.querySelectorAll("[aria-label]")) mark.removeAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label(figure));
  const caption = document.createElement("figcaption");
  const total = new Set(rows.map((row) => row.label)).size;
  const cut = figure.dataset.chart === "bar" && total > MANY;
  caption.textContent = cut ? figure.dataset.cut.replace("{n}", MANY).replace("{total}", total) : "";
  figure.replaceChildren(plot, caption);
}

function label(figure) {
  const named = document.getElementById(figure.getAttribute("aria-labelledby"));
  return figure.getAttribute("aria-label") ?? named.textContent;
}

function titles(table) {
  return [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
}

function read(table, { dataset }) {
  const label = Number(dataset.label);
  const values = dataset.values.split(" ").map(Number);
  const series = dataset.series ? Number(dataset.series) : null;
  return [...table.tBodies[0].rows].map((row) => ({
    label: row.cells[label].textContent.trim(),
    data: row.cells[label].dataset.value ?? row.cells[label].textContent.trim(),
    values: values.map((column) => {
      const cell = row.cells[column];
      return cell.dataset.value ?? cell.textContent.trim();
    }),
    series: series === null ? null : row.cells[series].textContent.trim(),
    href: row.cells[label].querySelector("a")?.getAttribute("href"),
  }));
}

function day(text) {
  const [year, month = 1, date = 1] = text.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date));
}

function margin(labels, width) {
  const longest = Math.max(...labels.map((label) => label.length));
  return Math.min(longest * 6.6 + 14, width * 0.42, 280);
}

function shorten(label, space) {
  const length = Math.floor((space - 14) / 6.4);
  return label.length > length ? `${label.slice(0, length - 1)}…` : label;
}

function base(width) {
  return { width, marginRight: 28, className: "plot", style: { fontSize: "12px" } };
}

function bar(rows, width) {
  const data = rows.map((row) => ({ ...row, value: Number(row.values[0]) })).filter((row) => row.value);
  const labels = [...new Set(data.map((row) => row.label))];
  const shown = labels.slice(0, MANY);
  const marginLeft = margin(shown, width);
  const series = data.some((row) => row.series);
  return Plot.plot({
    ...base(width),
    marginLeft,
    height: shown.length * (series && shown.length < 8 ? 40 : 24) + 60,
    x: { grid: true, label: null, nice: true, ...whole(data) },
    y: { label: null, domain: shown, tickFormat: (label) => shorten(label, marginLeft), tickSize: 0 },
    color: series ? { domain: unique(data.map((row) => row.series)), range: COLOURS, legend: true } : undefined,
    marks: [
      Plot.barX(data, {
        x: "value",
        y: "label",
        fill: series ? "series" : "var(--c1)",
        order: series ? "series" : undefined,
        insetTop: 2,
        insetBottom: 2,
        title: (row) => [row.label, row.series, row.value].filter((each) => each !== null).join(": "),
      }),
      ...(series
        ? []
        : [Plot.text(data, { x: "value", y: "label", text: "value", dx: 5, textAnchor: "start" })]),
      Plot.ruleX([0]),
    ],
  });
}

// Small counts have ticks at whole numbers only.
function whole(data) {
  const most = Math.max(...data.map((row) => row.value));
  return most <= 12 && data.every((row) => Number.isInteger(row.value)) ? { ticks: most, tickFormat: "d" } : {};
}

function timeline(rows, width) {
  const data = rows
    .filter((row) => row.values[0])
    .map((row) => ({ ...row, start: day(row.values[0]), end: day(row.values[1] || row.values[0]) }));
  const labels = [...new Set(data.map((row) => row.label))];
  return labels.length > MANY ? byYear(data, width) : byLabel(data, labels, width);
}

function byYear(data, width) {
  return Plot.plot({
    ...base(width),
    height: 240,
    x: { type: "utc", label: null },
    y: { grid: true, label: null },
    marks: [
      Plot.rectY(data, Plot.binX({ y: "count" }, { x: "start", interval: "year", fill: "var(--c1)" })),
      Plot.ruleY([0]),
    ],
  });
}

function byLabel(data, labels, width) {
  const marginLeft = margin(labels, width);
  return Plot.plot({
    ...base(width),
    marginLeft,
    height: labels.length * 19 + 50,
    x: { type: "utc", grid: true, axis: "both", label: null },
    y: { domain: labels, label: null, tickFormat: (label) => shorten(label, marginLeft), tickSize: 0 },
    marks: [
      Plot.link(data, { x1: "start", x2: "end", y1: "label", y2: "label", stroke: "var(--c1)", strokeWidth: 5, strokeLinecap: "round" }),
      Plot.dot(data, { x: "start", y: "label", r: 4, fill: "var(--c1)", title: (row) => `${row.label}: ${row.values[0]}` }),
    ],
  });
}

function lines(rows, width, dataset, names) {
  const columns = dataset.values.split(" ").map(Number);
  const data = rows.flatMap((row) =>
    row.values.map((value, i) => ({ day: day(row.data), value: Number(value), name: names[columns[i]], given: value !== "" })),
  ).filter((point) => point.given);
  return Plot.plot({
    ...base(width),
    height: Number(dataset.height ?? 300),
    x: { type: "utc", label: null },
    y: { grid: true, label: null, zero: true },
    color: { domain: columns.map((column) => names[column]), range: COLOURS, legend: true },
    marks: [
      Plot.line(data, { x: "day", y: "value", stroke: "name", curve: "step-after", strokeWidth: 2 }),
      Plot.dot(data, { x: "day", y: "value", fill: "name", r: 3, title: (point) => `${point.day.toISOString().slice(0, 10)}: ${point.value}` }),
      Plot.ruleY([0]),
    ],
  });
}

function summits(rows, width) {
  const data = rows.map((row) => ({ ...row, start: day(row.values[0]) }));
  const first = new Map();
  for (const row of data) if (!first.has(row.label) || first.get(row.label) > row.start) first.set(row.label, row.start);
  const labels = [...first.keys()].sort((a, b) => first.get(a) - first.get(b));
  const marginLeft = margin(labels, width);
  return Plot.plot({
    ...base(width),
    marginLeft,
    height: labels.length * 30 + 50,
    x: { type: "utc", grid: true, label: null },
    y: { domain: labels, label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(labels, { stroke: "var(--line)" }),
      Plot.dot(data, { x: "start", y: "label", r: 5, fill: "var(--c1)", fillOpacity: 0.75, title: (row) => `${row.series}, ${row.values[0]}` }),
    ],
  });
}

// Two columns and the links between them: cities by country, and who takes part in their projects.
function network(rows, width) {
  const links = rows.map((row) => ({ city: row.label, partner: row.values[0], country: row.series }));
  const cities = placed(unique(links.toSorted(byCountry).map((link) => link.city)));
  const partners = placed(nearest(links, cities));
  const height = partners.size * 19 + 30;
  const shared = new Map();
  for (const link of links) shared.set(link.partner, (shared.get(link.partner) ?? 0) + 1);
  const left = Math.min(160, width * 0.3);
  const right = Math.min(340, width * 0.46);
  return Plot.plot({
    ...base(width),
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: 10,
    x: { domain: [0, 1], axis: null },
    y: { domain: [1, 0], axis: null },
    marks: [
      Plot.link(links, {
        x1: 0, x2: 1,
        y1: (link) => cities.get(link.city),
        y2: (link) => partners.get(link.partner),
        curve: "bump-x",
        stroke: (link) => (shared.get(link.partner) > 1 ? "var(--c2)" : "var(--c1)"),
        strokeOpacity: 0.6,
        strokeWidth: 1.5,
        title: (link) => `${link.city} (${link.country}) – ${link.partner}`,
      }),
      Plot.text([...cities], { x: 0, y: (each) => each[1], text: (each) => shorten(each[0], left), textAnchor: "end", dx: -8 }),
      Plot.text([...partners], {
        x: 1,
        y: (each) => each[1],
        text: (each) => shorten(each[0], right),
        title: (each) => each[0],
        textAnchor: "start",
        dx: 8,
        fontWeight: (each) => (shared.get(each[0]) > 1 ? 600 : 400),
      }),
    ],
  });
}

// Partners in the order of the middle of their cities, so that few links cross.
function nearest(links, cities) {
  const places = new Map();
  for (const link of links) places.set(link.partner, [...(places.get(link.partner) ?? []), cities.get(link.city)]);
  const middle = (partner) => places.get(partner).reduce((sum, place) => sum + place, 0) / places.get(partner).length;
  return [...places.keys()].sort((one, other) => middle(one) - middle(other));
}

function byCountry(one, other) {
  return one.country.localeCompare(other.country) || one.city.localeCompare(other.city);
}

function unique(values) {
  return [...new Set(values)];
}

function placed(names) {
  return new Map(names.map((name, i) => [name, (i + 0.5) / names.length]));
}

const figures = [...document.querySelectorAll("figure[data-chart]")];
for (const figure of figures) {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now === width || !now) return;
    width = now;
    draw(figure);
  }).observe(figure);
}
