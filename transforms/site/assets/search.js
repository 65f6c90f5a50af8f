// Finds the claims that have all the words of the query; shows the latest hundred. Older claims are read when they are asked for.
const MOST = 100;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const rows = [];
const take = (shard) => rows.push(...(window.SHARDS?.[shard] ?? []).map((row) => ({ row, folded: fold(`${row.t} ${row.w} ${row.s} ${row.d}`) })));
let read = Math.min(1, window.SHARD_COUNT);
take(0);
const more = document.getElementById("more");
const query = document.getElementById("query");
const found = document.getElementById("found");
const results = document.getElementById("results");

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function marked(text, words) {
  const out = document.createElement("span");
  const folded = fold(text);
  let at = 0;
  // marks only where folding kept every character's place
  while (folded.length === text.length && at < text.length) {
    const next = words.map((w) => [folded.indexOf(w, at), w]).filter(([i]) => i >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) break;
    out.append(text.slice(at, next[0]), element("mark", text.slice(next[0], next[0] + next[1].length)));
    at = next[0] + next[1].length;
  }
  out.append(text.slice(at));
  return out;
}

function search() {
  const words = [...fold(query.value).matchAll(/["“”]([^"“”]+)["“”]|(\S+)/g)].map((m) => (m[1] ?? m[2]).trim()).filter(Boolean);
  const hits = words.length ? rows.filter(({ folded }) => words.every((w) => folded.includes(w))) : [];
  const of = rows.length < window.TOTAL ? ` in the latest ${rows.length} of ${window.TOTAL} claims` : "";
  found.textContent = words.length ? `${hits.length} found${of}${hits.length > MOST ? `, the latest ${MOST} shown` : ""}` : `${window.TOTAL} claims`;
  more.hidden = !words.length || read >= window.SHARD_COUNT;
  results.replaceChildren(
    ...hits.slice(0, MOST).map(({ row }) => {
      const item = document.createElement("li");
      const about = element("p", [row.d || "undated", row.w, row.s].filter(Boolean).join(" · ") + " · ", { class: "meta" });
      about.append(element("a", row.n || "story", { href: `stories/${row.p}.html` }));
      if (/^https?:/.test(row.l)) about.append(" · ", element("a", "source", { href: row.l, rel: "noreferrer noopener", "aria-label": `source of: ${row.t.slice(0, 60)}` }));
      item.append(marked(row.t, words), about);
      return item;
    }),
  );
}

query.addEventListener("input", search);
more.addEventListener("click", () => {
  const script = document.createElement("script");
  script.src = `assets/claims-${read}.js`;
  script.onload = () => { take(read); read += 1; search(); };
  document.head.append(script);
});
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  query.value = asked;
  search();
}
