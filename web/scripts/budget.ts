/** Weighs what was built: `npm run budget`, after `npm run build`. Fails where the page before its first chart is too heavy. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
/** Everything but the code that draws charts: the page, all its panels, its font. */
const MOST_BEFORE_CHARTS = 200_000;
const MOST_OF_CHARTS = 320_000;
const CHARTS = /ChartDrawing-.*\.js$/;

const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`);
const sizes = files.map((file) => ({ file, bytes: gzipSync(readFileSync(file), { level: 9 }).length }));

let isOver = false;
for (const [what, isCounted, most] of [
  ["before charts", (file: string) => !CHARTS.test(file), MOST_BEFORE_CHARTS],
  ["charts", (file: string) => CHARTS.test(file), MOST_OF_CHARTS],
] as const) {
  const counted = sizes.filter(({ file }) => isCounted(file));
  const total = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${what}: ${kilo(total)} kB gzipped of ${kilo(most)}, ${counted.length} files`);
  isOver ||= total > most || counted.length === 0;
}
for (const { file, bytes } of sizes.sort((one, two) => two.bytes - one.bytes)) {
  console.log(`  ${kilo(bytes).padStart(6)}  ${file.split("/dist/")[1]}`);
}
if (isOver) process.exitCode = 1;

function kilo(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
