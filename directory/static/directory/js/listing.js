// The listing without page loads: htmx fetches and swaps #listing, this keeps what a swap would lose.
// Without either of them the same forms and links load whole pages.
const root = document.documentElement;
const listing = document.getElementById("listing");
const said = document.getElementById("said");
const wide = matchMedia("(min-width: 64rem)");
const byId = (id) => document.getElementById(id);
const address = () => location.pathname + location.search;

// ---- Addresses ----

// Empty fields and defaults stay out of the address. The event also comes when htmx reads a form.
document.addEventListener("formdata", ({ target, formData }) => {
  const says = ([name, value]) => value !== "" && value !== target.elements[name]?.dataset?.default;
  const kept = [...formData].filter(says);
  for (const name of [...formData.keys()]) formData.delete(name);
  for (const [name, value] of kept) formData.append(name, value);
});

// The search field and the language links stand outside #listing, and follow the address.
let words = new URLSearchParams(location.search).get("q") ?? "";

function carryAddress() {
  for (const link of document.querySelectorAll(".langs a")) link.search = location.search;
  const field = document.querySelector("[role=search] [name=q]");
  if (!field) return;
  const now = new URLSearchParams(location.search).get("q") ?? "";
  // What is being typed there stays, unless the address has other words than before.
  if (now !== words) field.value = words = now;
}

// ---- What a swap keeps ----

const folds = new Map();
let before = {};

function remember() {
  for (const fold of listing.querySelectorAll("details[id]")) folds.set(fold.id, fold.open);
  const active = document.activeElement;
  const inside = listing.contains(active);
  before = {
    inside,
    id: inside ? active.id : "",
    typed: inside && active.matches("input:not([type=checkbox], [type=radio])") ? active.value : null,
    scrolled: byId("filters")?.scrollTop ?? 0,
  };
  said.textContent = "";
}

// Runs before the browser paints.
function restore({ toResults = false } = {}) {
  for (const [id, open] of folds) {
    const fold = byId(id);
    if (fold) fold.open = open;
  }
  drawSheet();
  const sheet = byId("filters");
  if (sheet) sheet.scrollTop = before.scrolled;
  const result = byId("res");
  if (toResults) {
    result.scrollIntoView();
    result.focus({ preventScroll: true });
  } else if (before.inside) {
    // htmx finds the control again, but not in a fold that was closed at that moment.
    const same = before.id && byId(before.id);
    if (same && same !== document.activeElement) same.focus({ preventScroll: true });
    if (!listing.contains(document.activeElement)) (isOpen() ? sheet : result)?.focus({ preventScroll: true });
    if (same && before.typed !== null && same === document.activeElement) same.value = before.typed;
  }
  carryAddress();
  // A status is read when it changes, so it changes a moment after it was emptied.
  setTimeout(() => { said.textContent = result?.textContent.replace(/\s+/g, " ").trim() ?? ""; }, 50);
}

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  if (target === listing && detail.requestConfig) restore({ toResults: Boolean(detail.requestConfig.elt.closest(".pager")) });
});
document.addEventListener("htmx:historyCacheMissLoad", () => {
  remember();
  before.typed = null; // the address decides
});
document.addEventListener("htmx:historyRestore", () => restore());

// ---- While a request runs, and when it fails ----

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.pathInfo.finalRequestPath === address()) event.preventDefault(); // it is shown already
  else listing.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", () => listing.removeAttribute("aria-busy"));
// The server has a page for what went wrong.
document.addEventListener("htmx:responseError", ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));
document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
// No network: the form says again what the results show.
document.addEventListener("htmx:sendError", () => byId("filter-form")?.reset());

// Buttons that a change makes needless are hidden wherever scripts run, so a change has to submit without htmx too.
if (!window.htmx) listing.addEventListener("change", ({ target }) => target.form?.requestSubmit());

// ---- The sheet of filters on a phone ----

// Not :target: it would be lost with the swapped element, and Back would open the sheet again.
const isOpen = () => root.dataset.sheet === "open";
let watcher = null;

function drawSheet() {
  const sheet = byId("filters");
  if (!sheet) root.dataset.sheet = "closed";
  const open = isOpen();
  if (sheet) {
    sheet.tabIndex = -1;
    if (open) sheet.setAttribute("role", "dialog");
    else sheet.removeAttribute("role");
  }
  for (let node = sheet ?? listing; node !== document.body; node = node.parentElement) {
    for (const other of node.parentElement.children) if (other !== node && other !== said) other.inert = open;
  }
}

function openSheet() {
  root.dataset.sheet = "open";
  drawSheet();
  byId("filters")?.focus({ preventScroll: true });
  // Where the system has a gesture for going back, it closes the sheet.
  if (window.CloseWatcher) {
    watcher = new CloseWatcher();
    watcher.onclose = closeSheet;
  }
}

function closeSheet() {
  if (!isOpen()) return;
  root.dataset.sheet = "closed";
  watcher?.destroy();
  drawSheet();
  listing.querySelector("a[href='#filters']")?.focus({ preventScroll: true });
}

listing.addEventListener("click", (event) => {
  const opens = !wide.matches && event.target.closest("a[href='#filters']");
  const closes = isOpen() && event.target.closest("#filters a[href='#res']");
  if (!opens && !closes) return;
  event.preventDefault();
  if (opens) openSheet();
  else closeSheet();
});
listing.addEventListener("submit", closeSheet);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
wide.addEventListener("change", closeSheet);

// Opened by its address, perhaps before this ran: the address does not keep it.
function openByAddress() {
  if (location.hash !== "#filters") return;
  history.replaceState(history.state, "", address());
  if (!wide.matches) openSheet();
}

root.dataset.sheet = "closed";
openByAddress();
addEventListener("hashchange", openByAddress);
