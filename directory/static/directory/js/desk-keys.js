// Keys of the desk: one letter each, so they can be switched off, rest while somebody types, and never send anything.
// What they do is on the page for a pointer, too.

const help = document.querySelector("dialog[data-keys]");
const opener = document.querySelector("[data-keys-open]");
const VERDICTS = { a: "approve", c: "request-changes", r: "reject" };
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
if (help.dataset.keys === "on") document.addEventListener("keydown", press);

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open) return;
  if (event.target.closest?.(TYPING)) return;
  const key = event.key.toLowerCase();
  const acts = { j: () => go(1), k: () => go(-1), o: open, "?": () => (help.showModal(), true) };
  const act = acts[key] ?? (VERDICTS[key] && (() => choose(VERDICTS[key])));
  if (act && act()) event.preventDefault();
}

const links = () => [...document.querySelectorAll("[data-rows] tbody tr td:first-child a")];
const current = () => links().find((link) => link.closest("tr").contains(document.activeElement));

// In the queue from row to row; on a submission to its neighbours.
function go(step) {
  const rows = links();
  if (!rows.length) return follow(step > 0 ? "next" : "prev");
  const at = rows.indexOf(current());
  const row = at < 0 ? rows[0] : rows[at + step];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return true;
}

function follow(rel) {
  const link = document.querySelector(`main .dhead a[rel=${rel}]`);
  link?.click();
  return Boolean(link);
}

function open() {
  const link = current();
  link?.click();
  return Boolean(link);
}

function choose(verdict) {
  const choice = document.querySelector(`#decision [name=verdict][value=${verdict}]`);
  if (!choice) return false;
  choice.click();
  choice.focus();
  return true;
}
