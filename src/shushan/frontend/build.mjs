// Bundle CSS and JavaScript, and gather the icons that the pages use into one sprite.
import { Resvg } from "@resvg/resvg-js";
import { build } from "esbuild";
import { mkdirSync, readFileSync, rmSync, writeFileSync, copyFileSync } from "node:fs";

const out = process.argv[2] ?? "dist";
rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/ui`, { recursive: true });

await build({
  entryPoints: { shushan: "css/main.css" },
  bundle: true, minify: true, outdir: `${out}/ui`, logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
});
await build({
  entryPoints: { shushan: "js/main.js", desk: "js/desk.js", "desk-offline": "js/desk-offline.js", worker: "js/worker.js", kiosk: "js/kiosk.js", lesson: "js/lesson.js", package: "js/package.js", charts: "js/charts.js" },
  bundle: true, minify: true, format: "esm", outdir: `${out}/ui`, logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
});
// Runs before the page is parsed, where scans are typed: no module.
await build({
  entryPoints: { early: "js/early.js" },
  bundle: true, minify: true, format: "iife", outdir: `${out}/ui`, logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
});
// The run-time of SCORM runs in a package's frame, before its own script, in pages of any age: no module.
await build({
  entryPoints: { scorm12: "js/packages/scorm12.js", scorm2004: "js/packages/scorm2004.js" },
  bundle: true, minify: true, format: "iife", outdir: `${out}/ui`, logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
});

const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((line) => {
  const [name, source] = line.split("=");
  const svg = readFileSync(`node_modules/lucide-static/icons/${source ?? name}.svg`, "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].trim().replace(/\s+/g, " ");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
});
// The mark as PNG, for home screens: as it is, and on a full square with room around it (maskable, and Apple's).
const mark = readFileSync("../ui/static/ui/favicon.svg", "utf8");
const square = mark.replace('rx="10" ', "").replace(/(<g[^]*<\/g>\s*<circle[^>]*>)/, '<g transform="translate(6 6) scale(.75)">$1</g>');
for (const [name, drawing, width] of [["icon-192", mark, 192], ["icon-512", mark, 512], ["icon-maskable-512", square, 512], ["apple-touch-icon", square, 180]]) {
  writeFileSync(`${out}/ui/${name}.png`, new Resvg(drawing, { fitTo: { mode: "width", value: width } }).render().asPng());
}
writeFileSync(`${out}/ui/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
