// Builds the scripts, fonts and outlines of the explorer into the folder that is named.
//
//     node build.mjs FOLDER

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { outlines } from "./outlines.mjs";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
if (!folder) throw new Error("name the folder to build into");

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const scripts = await build({
  entryPoints: ["page", "chart", "editor", "api"].map((name) => `src/${name}.js`),
  entryNames: "[name]",
  outdir: folder,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none",
  metafile: true,
});
const fonts = await build({
  entryPoints: ["src/fonts.css"],
  entryNames: "[name]",
  assetNames: "fonts/[name]",
  outdir: folder,
  bundle: true,
  minify: true,
  loader: { ".woff2": "file" },
  metafile: true,
});
const swagger = require.resolve("swagger-ui-dist/package.json").replace("package.json", "");
await cp(join(swagger, "swagger-ui.css"), join(folder, "swagger-ui.css"));
await writeFile(join(folder, "licences.txt"), await licences([scripts, fonts]));
await writeFile(join(folder, "outlines.json"), JSON.stringify(outlines()));

// The licence of every package that a part of is shipped.
async function licences(built) {
  const files = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const names = files.map((file) => file.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  const packages = [...new Set([...names.filter(Boolean), "world-atlas"])].sort();
  return (await Promise.all(packages.map(licence))).join("\n\n");
}

async function licence(name) {
  const place = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(place, "package.json"), "utf8"));
  const found = (await readdir(place)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  const texts = await Promise.all(found.map((file) => readFile(join(place, file), "utf8")));
  return [`# ${name} ${version} (${license})`, ...texts].join("\n\n");
}
