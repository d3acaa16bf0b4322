// The visitor's own shortlist, kept in this browser. Without this the link on a profile opens a list of that one firm.
const KEY = "shortlist";
const MOST = 60;

function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter((slug) => typeof slug === "string").slice(0, MOST) : [];
  } catch {
    return []; // the browser keeps nothing for us, or something else
  }
}

function keep(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(list)].slice(0, MOST)));
    return true;
  } catch {
    return false;
  }
}

const addressOf = (base, list) => list.length ? `${base}?${new URLSearchParams(list.map((slug) => ["firm", slug]))}` : base;

// ---- On a profile: put it on the list, or take it off ----
for (const part of document.querySelectorAll("[data-shortlist]")) {
  const { slug, address, put, off } = part.dataset;
  const link = part.querySelector("a");
  const button = Object.assign(document.createElement("button"), { type: "button", className: link.className });
  const words = document.createElement("span");
  button.append(...link.querySelectorAll("svg"), words);
  const status = part.querySelector("[role=status]");

  function show() {
    const list = kept();
    const isOn = list.includes(slug);
    words.textContent = isOn ? off : put;
    button.setAttribute("aria-pressed", String(isOn));
    link.href = addressOf(address, list);
    link.hidden = !list.length;
    return list;
  }

  button.addEventListener("click", () => {
    const list = kept();
    keep(list.includes(slug) ? list.filter((each) => each !== slug) : [...list, slug]);
    const now = show();
    status.textContent = part.dataset.count.replace("{n}", now.length);
  });
  link.before(button);
  link.className = "more";
  link.textContent = part.dataset.open;
  show();
}

// ---- On the page of the list ----
const page = document.querySelector("[data-shortlist-page]");
if (page) {
  const shown = page.dataset.slugs ? page.dataset.slugs.split(" ") : [];
  const own = kept();
  const same = shown.length === own.length && shown.every((slug) => own.includes(slug));
  if (!location.search && own.length) location.replace(addressOf(page.dataset.address, own));
  for (const link of page.querySelectorAll("[data-off]")) {
    link.addEventListener("click", () => {
      if (same) keep(own.filter((slug) => slug !== link.dataset.off));
    });
  }
  const button = page.querySelector("[data-keep]");
  if (button && shown.length && !same) {
    button.hidden = false;
    button.addEventListener("click", () => { button.hidden = keep(shown); });
  }
  page.querySelector("#share")?.addEventListener("focus", (event) => event.target.select());
}
