// Suggestions under a search field: a combobox whose list the server writes. Without this the field just searches.
const WAIT = 120;
const LEAST = 2;

let count = 0;
for (const input of document.querySelectorAll("input[name=q][data-suggest]")) combobox(input, `suggestions-${++count}`);

function combobox(input, id) {
  const { suggest, suggestLabel, suggestSome = "{n}", suggestNone = "" } = input.dataset;
  const box = input.closest(".search");
  const list = Object.assign(document.createElement("ul"), { id, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", suggestLabel);
  const status = Object.assign(document.createElement("p"), { className: "vh" });
  status.setAttribute("role", "status");
  box.append(list, status);
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) input.setAttribute(name, value);

  let timer = 0;
  let request = null;
  let options = [];
  let active = -1; // -1: the field itself

  function choose(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    choose(-1);
  }

  function show(items) {
    choose(-1);
    list.replaceChildren(...items);
    // The link is the option: an option may hold nothing that takes the focus.
    options = items.map((item, index) => {
      const link = item.querySelector("a");
      item.setAttribute("role", "none");
      Object.assign(link, { id: `${id}-${index}`, tabIndex: -1 });
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      return link;
    });
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length ? suggestSome.replace("{n}", options.length) : suggestNone;
  }

  async function ask() {
    request?.abort();
    const words = input.value.trim();
    if (words.length < LEAST) return close();
    const own = (request = new AbortController());
    try {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ q: words })}`, {
        headers: { Accept: "text/html" }, signal: own.signal,
      });
      const template = document.createElement("template");
      template.innerHTML = answer.ok ? await answer.text() : "";
      if (document.activeElement === input && !own.signal.aborted) show([...template.content.querySelectorAll("li:has(a)")]);
    } catch {
      if (!own.signal.aborted) close(); // no network: the field still searches
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  input.addEventListener("input", (event) => { if (!event.isComposing) askSoon(); });
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("blur", close);
  document.addEventListener("submit", close); // the form may have been swapped since
  // The field keeps the focus, so a press on the list is a click before it is a blur.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return ask();
      // One place more than options: the field, between the last and the first.
      const places = options.length + 1;
      choose(((active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // the next one empties the field
      close();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) choose(-1);
  });
}

// "/" leads to the search field. On a Belgian keyboard it needs Shift. A single key has to be one that can be switched
// off (WCAG 2.1.4): on the page about accessibility.
const OFF = "shortcut-off";
for (const choice of document.querySelectorAll("[data-shortcut]")) {
  const box = choice.querySelector("input");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
  choice.hidden = false;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (localStorage.getItem(OFF)) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  const field = document.querySelector("[role=search] [name=q]");
  if (!field || field.closest("[inert]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});
