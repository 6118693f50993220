// Bundles src/ into ../assets/editor.min.js, collects the licences of what went in, and records the hashes that
// tests/tidy/editor.rs holds against the files.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const out = "../assets/editor.min.js";

const made = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2021",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outfile: out,
});

// Packages that went in, by name: `node_modules/@codemirror/view/dist/index.js` → `@codemirror/view`.
const packages = new Set();
for (const path of Object.keys(made.metafile.inputs)) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found) packages.add(found[1]);
}
let licences = "Licences of the packages in editor.min.js\n";
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "";
  licences += `\n==== ${name} ${version} (${license})\n\n${text}\n`;
}
writeFileSync("../assets/editor.LICENSE", licences);

// The sources' hash tells when somebody edited them and forgot to build.
const sources = ["package-lock.json", ...readdirSync("src").sort().map((file) => `src/${file}`)];
const lines = [
  `${sha256(sources.map((file) => `${file} ${sha256(readFileSync(file))}\n`).join(""))}  sources`,
  `${sha256(readFileSync(out))}  editor.min.js`,
];
writeFileSync("hashes.txt", `${lines.join("\n")}\n`);
console.log(lines.join("\n"), readFileSync(out).length, "bytes");
