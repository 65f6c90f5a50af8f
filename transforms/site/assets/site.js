// Draws the charts of a story in the colours of the page, and again when light turns to dark.
(() => {
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
  config.geoshape = { fill: colour("--tint"), stroke: colour("--soft") };
  config.text = { fill: colour("--ink") };
  config.legend = { labelColor: colour("--ink"), titleColor: colour("--ink") };
  for (const [id, spec] of Object.entries(window.CHARTS)) {
    // the outlines of the countries are read once for all maps
    const whole = id === "map" ? { ...spec, datasets: { ...spec.datasets, world: window.WORLD } } : spec;
    window.drawChart(document.getElementById(id), whole, config);
  }
}

draw();
dark.addEventListener("change", draw);
})();
