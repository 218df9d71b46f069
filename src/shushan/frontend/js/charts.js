// Charts on the screen, by ECharts: each is drawn from the table that stands behind it. Without this script the server's drawing
// stands; on paper it stands too. The policy of the site forbids inline styles, hence canvas and tooltips drawn as text.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);
const drawn = new Set();
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

export function drawCharts(root = document) {
  for (const figure of root.querySelectorAll("[data-chart]:not([data-drawn])")) draw(figure);
}

function draw(figure) {
  const table = figure.querySelector("table");
  const picture = figure.querySelector(".chart__picture");
  const labels = [], addresses = [], cells = [];
  for (const row of table.tBodies[0].rows) {
    labels.push(row.cells[0].textContent.trim());
    addresses.push(row.cells[0].querySelector("a")?.href ?? "");
    cells.push([...row.cells].slice(1));
  }
  if (!labels.length) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const tones = { sea: colour("--sea"), pale: colour("--line-strong"), vermilion: colour("--vermilion") };
  const size = Math.max(12, Math.round(parseFloat(getComputedStyle(figure).fontSize) * 0.75));
  const words = { color: colour("--ink-soft"), fontSize: size, fontFamily: getComputedStyle(figure).fontFamily };
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const box = document.createElement("div");
  box.className = "chart__screen";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", picture.querySelector("svg")?.getAttribute("aria-label") ?? "");
  picture.append(box);
  figure.dataset.drawn = "";
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const shown = (place, series) => cells[place][series].textContent.trim();
  chart.setOption({
    animation: !still,
    textStyle: words,
    grid: { left: 4, right: size * 2, top: size * 1.6, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, textStyle: { fontSize: size, fontFamily: words.fontFamily },
      formatter: (points) => [labels[points[0].dataIndex], ...points.map((one) => `${one.seriesName}  ${shown(one.dataIndex, one.seriesIndex)}`)].join("\n"),
    },
    xAxis: { type: "category", data: labels, axisLabel: { ...words, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line-strong") } } },
    yAxis: { type: "value", axisLabel: words, splitNumber: 4, splitLine: { lineStyle: { color: colour("--line") } } },
    series: heads.map((head, series) => {
      const line = head.dataset.look !== "bar";
      const tone = tones[head.dataset.tone] ?? tones.sea;
      return {
        name: head.textContent.trim(), type: line ? "line" : "bar", barMaxWidth: 48, color: tone,
        data: cells.map((row) => (row[series].dataset.number === "" ? null : Number(row[series].dataset.number))),
        ...(line ? { lineStyle: { width: 2.5, type: head.dataset.look === "dashes" ? "dashed" : "solid" }, symbol: head.dataset.look === "dashes" ? "none" : "circle", symbolSize: 7 } : {}),
        ...(!line && heads.length === 1 && labels.length < 9 ? { label: { show: true, position: "top", ...words, formatter: (one) => shown(one.dataIndex, 0) } } : {}),
      };
    }),
  });
  if (addresses.some(Boolean)) {
    chart.getZr().on("click", (event) => {
      const place = chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX);
      if (addresses[place]) location.href = addresses[place];
    });
  }
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  drawn.add({ box, chart, watch });
}

function forget() {
  // A screen in the hall runs for weeks: what was swapped away is let go.
  for (const one of drawn) {
    if (one.box.isConnected) continue;
    one.watch.disconnect();
    one.chart.dispose();
    drawn.delete(one);
  }
}

drawCharts();
document.addEventListener("htmx:afterSwap", () => { forget(); drawCharts(); });
