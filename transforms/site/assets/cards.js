// Cards on every page: copied citations, j and k from card to card, "/" to the search, and old links to lines that moved on.
(() => {
const say = (text) => { document.getElementById("said").textContent = text; };

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".cite");
  if (!button) return;
  const text = button.dataset.cite;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // pages that were opened from a folder may not ask for the clipboard
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.classList.add("done");
  say("citation copied");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    const field = document.getElementById("query");
    if (field) field.focus();
    else document.querySelector('header a[href$="search.html"]').click();
  }
  if (event.key === "j" || event.key === "k") {
    const cards = [...document.querySelectorAll(".line")].filter((card) => card.offsetParent);
    const at = cards.indexOf(document.activeElement.closest(".line"));
    const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    if (next) next.focus();
  }
});

function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  const found = document.getElementById(id);
  if (found) {
    const folded = found.closest("details");
    if (folded) folded.open = true;
    found.scrollIntoView();
    found.classList.add("meant");
  } else if (window.STORY && !window.LINES) {
    const script = document.createElement("script");
    script.src = `${window.STORY}-lines.js`;
    script.onload = () => { if (window.LINES[id]) location.replace(`${window.LINES[id]}#${id}`); };
    document.head.append(script);
  }
}
// a page sets its own data after this script
addEventListener("DOMContentLoaded", open);
addEventListener("hashchange", open);
})();
