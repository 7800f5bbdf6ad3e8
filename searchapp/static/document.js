// Reading a document: the contents follow the text, an article's tools appear when it is chosen, citations have cards.
const article = document.querySelector("article.document");
const words = article.dataset;

// Contents: the chapter at the top of the window is marked.
const entries = new Map(
  [...document.querySelectorAll(".contents a")].map((link) => [link.getAttribute("href").slice(1), link]),
);
const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
let marked = null;

function follow() {
  let here = null;
  for (const heading of headings) {
    if (heading.getBoundingClientRect().top > window.innerHeight / 3) break;
    here = heading;
  }
  const link = here && entries.get(here.id);
  if (link === marked) return;
  marked?.removeAttribute("aria-current");
  marked = link;
  if (link) {
    link.setAttribute("aria-current", "location");
    const list = link.closest("ul");
    const place = link.offsetTop - list.offsetTop;
    if (place < list.scrollTop || place > list.scrollTop + list.clientHeight - 40) list.scrollTop = place - 80;
  }
}

if (headings.length) {
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  }, { passive: true });
  follow();
}

// An article's tools: copy as a citation, copy its address.
const tools = document.createElement("span");
tools.className = "tools";

function button(label, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = words.copied;
    setTimeout(() => { made.textContent = label; }, 2000);
  });
  return made;
}

function address() {
  return location.origin + words.permalink + location.hash;
}

function chosen() {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const label = place && place.querySelector(":scope > a.label");
  if (!label) return;
  const quoted = () => words.cite + label.textContent + "　" + place.textContent.slice(label.textContent.length)
    .replace(tools.textContent, "").trim() + "\n" + address();
  tools.replaceChildren(button(words.copy, quoted), button(words.link, address));
  label.after(tools);
}

addEventListener("hashchange", chosen);
chosen();

// Citations: what is cited, beside the place that cites it. The link itself leads to the same as a page.
const card = document.createElement("div");
card.className = "beside";
card.hidden = true;
article.append(card);
let timer = 0;

function hide() {
  clearTimeout(timer);
  card.hidden = true;
}

function show(link) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const asked = new URL(link.href);
    asked.searchParams.set("card", "1");
    await htmx.ajax("GET", asked.pathname + asked.search, { target: card, swap: "innerHTML" });
    const place = link.getBoundingClientRect();
    card.hidden = false;
    card.style.top = `${place.bottom + scrollY + 4}px`;
    card.style.left = `${Math.max(8, Math.min(place.left, innerWidth - card.offsetWidth - 16))}px`;
  }, 250);
}

for (const kind of ["pointerover", "focusin"]) {
  article.addEventListener(kind, (event) => {
    const link = event.target.closest("a.cite");
    if (link) show(link);
    else if (card.contains(event.target)) clearTimeout(timer);
  });
}
article.addEventListener("pointerout", (event) => {
  // Only what shows a card takes it away: one that the keyboard asked for outlives the pointer's ways elsewhere.
  if (!event.target.closest("a.cite") && !card.contains(event.target)) return;
  const to = event.relatedTarget;
  if (to && (card.contains(to) || to.closest?.("a.cite"))) return;
  clearTimeout(timer);
  if (!card.hidden) timer = setTimeout(hide, 400);
});
addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
