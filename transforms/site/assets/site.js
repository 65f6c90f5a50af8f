// Draws the charts of a story in the colours of the page, and again when light turns to dark.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function draw() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const text = { labelColor: colour("--ink"), titleColor: colour("--ink"), labelFontSize: 12, titleFontSize: 12 };
  const config = {
    axis: { ...text, gridColor: colour("--line"), domainColor: colour("--soft"), tickColor: colour("--soft") },
    view: { stroke: null },
    point: { color: colour("--medium") },
    rule: { color: colour("--medium") },
  };
  for (const [id, spec] of Object.entries(window.CHARTS)) {
    window.drawChart(document.getElementById(id), spec, config);
  }
}

draw();
dark.addEventListener("change", draw);
