// The outlines of countries around the member cities: Natural Earth at 1:50 million, public domain.
// (At 1:110 million Singapore is missing.) One unit is a hundredth of a degree; north is up, so
// latitude is negated. Each ring has its frame, so that a map takes what lies in view and no more.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const require = createRequire(import.meta.url);

// Numeric code of ISO 3166 -> code of the member countries of ASEAN; others are drawn as ground.
const MEMBERS = {
  "096": "BRN", 116: "KHM", 360: "IDN", 418: "LAO", 458: "MYS", 104: "MMR",
  608: "PHL", 702: "SGP", 764: "THA", 626: "TLS", 704: "VNM",
};
// What is kept of the world: west, south, east, north.
const BOX = [60, -50, 180, 56];
// Points are dropped whose triangle is smaller than this, in square degrees.
const FINE = 0.004;
const COARSE = 0.08;
// Islands with fewer points than this after that are too small to see; Singapore is kept.
const FEWEST = 4;

export function outlines() {
  const file = require.resolve("world-atlas/countries-50m.json");
  const world = presimplify(JSON.parse(readFileSync(file)));
  const ground = countries(world, COARSE, (country) => !MEMBERS[country.id]);
  const members = countries(world, FINE, (country) => MEMBERS[country.id]);
  return [...ground, ...members];
}

function countries(world, weight, wanted) {
  const coarser = simplify(world, weight);
  return feature(coarser, coarser.objects.countries)
    .features.filter(wanted)
    .flatMap((country) => {
      const code = MEMBERS[country.id] ?? "ground";
      return rings(country.geometry)
        .filter((points) => points.length > FEWEST || code === "SGP")
        .map((points) => ({ code, frame: frame(points), path: path(points) }));
    });
}

function rings(geometry) {
  const several = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return several.flat().filter((points) => points.some(inside));
}

function inside([x, y]) {
  return x > BOX[0] && x < BOX[2] && y > BOX[1] && y < BOX[3];
}

function frame(points) {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(Math.round);
}

// Steps from point to point are shorter to write than the points.
function path(points) {
  const [[x, y], ...rest] = points.map((point) => [hundredths(point[0]), -hundredths(point[1])]);
  let [fromX, fromY] = [x, y];
  const steps = rest.map(([toX, toY]) => {
    const step = [toX - fromX, toY - fromY];
    [fromX, fromY] = [toX, toY];
    return step;
  });
  return `M${x},${y}l${steps.filter(([dx, dy]) => dx || dy).join(" ")}z`;
}

function hundredths(degrees) {
  return Math.round(degrees * 100);
}
