// Filters the changes by what the form says; the filters stand in the address, so that a view can be sent to somebody.
const STEP = 50;
const rows = window.CHANGES;
const form = document.getElementById("filters");
const list = document.getElementById("changes");
const found = document.getElementById("found");
const more = document.getElementById("more");
const strip = document.getElementById("strip");
let shown = STEP;

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function options(name, values) {
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const select = form.elements[name];
  for (const [value, n] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 300)) {
    select.append(element("option", { value }, `${value.replaceAll("_", " ")} (${n})`));
  }
}

const chosen = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
const fits = (row, f, months = true) =>
  (!f.s || row.s === f.s) && (!f.k || row.k === f.k) && (!f.p || row.p === f.p) && (!f.w || row.w.includes(f.w)) &&
  (!months || ((!f.from || row.d >= f.from) && (!f.to || row.d <= f.to)));

function card(row) {
  const about = element("p", { class: "meta" }, element("a", { href: row.h }, row.n));
  if (/^https?:/.test(row.u)) about.append(" · ", element("a", { href: row.u, rel: "noreferrer noopener", "aria-label": `source of: ${row.t.slice(0, 60)}` }, "read it in the source"));
  about.append(" · ", element("a", { class: "permalink", href: row.h, "aria-label": `link to: ${row.t.slice(0, 60)}` }, "link"));
  about.append(" · ", element("button", { type: "button", class: "cite", "data-cite": row.c, "aria-label": `copy citation of: ${row.t.slice(0, 60)}` }, "copy citation"));
  const tag = element("p", { class: "tag" }, `${row.s} · ${row.k.replaceAll("_", " ")} `, element("time", { datetime: row.d }, row.d || "undated"));
  return element("li", { class: `line ${row.s}`, tabindex: "-1" }, tag, element("blockquote", {}, row.t), element("p", { class: "why" }, `New: ${row.r}.`), about);
}

function drawStrip(f) {
  const months = new Map();
  for (const row of rows) if (row.d && fits(row, f, false)) months.set(row.d.slice(0, 7), (months.get(row.d.slice(0, 7)) ?? 0) + 1);
  const most = Math.max(1, ...months.values());
  strip.replaceChildren(...[...months].sort().slice(-48).map(([month, n]) => {
    const on = f.from === `${month}-01`;
    const bar = element("button", { type: "button", "aria-pressed": String(on), "aria-label": `${month}: ${n} changes`, title: `${month}: ${n}` }, element("span", {}, month.slice(2)));
    bar.style.setProperty("--share", n / most);
    bar.addEventListener("click", () => {
      const [year, number] = month.split("-").map(Number);
      form.elements.from.value = on ? "" : `${month}-01`;
      form.elements.to.value = on ? "" : `${month}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, "0")}`;
      changed();
    });
    return bar;
  }));
}

function draw() {
  const f = chosen();
  const hits = rows.filter((row) => fits(row, f));
  found.textContent = `${hits.length} of ${rows.length} changes`;
  list.replaceChildren(...hits.slice(0, shown).map(card));
  more.hidden = hits.length <= shown;
  drawStrip(f);
}

function changed() {
  shown = STEP;
  const query = new URLSearchParams(chosen()).toString();
  history.replaceState(null, "", query ? `#${query}` : location.pathname);
  draw();
}

function read() {
  form.reset();
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) if (form.elements[name]) form.elements[name].value = value;
  draw();
}

options("k", rows.map((row) => row.k));
options("p", rows.map((row) => row.p));
options("w", rows.flatMap((row) => row.w));
form.addEventListener("submit", (event) => event.preventDefault());
for (const event of ["input", "change"]) form.addEventListener(event, changed);
form.addEventListener("reset", () => setTimeout(changed));
more.addEventListener("click", () => { shown += STEP; draw(); });
addEventListener("hashchange", read);
read();
