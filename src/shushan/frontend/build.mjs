// Bundle CSS and JavaScript, and gather the icons that the pages use into one sprite.
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
  entryPoints: { shushan: "js/main.js", desk: "js/desk.js" },
  bundle: true, minify: true, format: "esm", outdir: `${out}/ui`, logLevel: "warning", target: ["chrome100", "firefox100", "safari15"],
});

const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((line) => {
  const [name, source] = line.split("=");
  const svg = readFileSync(`node_modules/lucide-static/icons/${source ?? name}.svg`, "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].trim().replace(/\s+/g, " ");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
});
writeFileSync(`${out}/ui/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
