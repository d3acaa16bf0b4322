// Forms that save themselves, and counters of what is left. Without script the buttons and hints do the same.

const PAUSE = 800; // milliseconds after the last key

for (const form of document.querySelectorAll("form[data-saves-itself]")) {
  saveByItself(form);
  for (const field of form.querySelectorAll("[data-characters], [data-words]")) {
    count(field, form);
  }
}

function saveByItself(form) {
  const mark = form.elements.mark;
  const said = form.querySelector("[data-saved]");
  let timer = 0;
  let running = null;
  let unsaved = false;

  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(start, PAUSE);
  });

  // Who leaves for another page in the middle of a word loses nothing.
  addEventListener("pagehide", () => {
    if (unsaved && !running) post(true).catch(() => {});
  });

  // Some answers decide what else is asked: the same page comes again.
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-asks-again]")) return;
    const again = document.createElement("button");
    Object.assign(again, { name: "again", value: "1", hidden: true });
    form.append(again);
    form.requestSubmit(again);
  });

  // What is on its way must not meet the form that is sent by hand: that one waits, and takes the new mark along.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    unsaved = false;
    if (!running) return;
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
  });

  function start() {
    if (running) {
      timer = setTimeout(start, PAUSE);
    } else {
      running = save().finally(() => (running = null));
    }
  }

  function post(keepalive) {
    unsaved = false;
    const headers = { "X-Saved-By-Itself": "yes" };
    return fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "error", keepalive });
  }

  async function save() {
    try {
      const answer = await post(false);
      if (answer.status !== 204) return; // the button says why
      mark.value = answer.headers.get("X-Mark");
      const now = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
      said.textContent = `${form.dataset.savesItself}, ${now}`;
    } catch {
      said.textContent = ""; // away: the next key or the button tries again
    }
  }
}

function count(field, form) {
  const most = Number(field.dataset.words ?? field.dataset.characters);
  const note = document.createElement("p");
  note.className = "note num";
  note.id = `${field.id}_left`;
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  field.after(note);
  const show = () => {
    const text = field.value.trim();
    const used = field.dataset.words ? (text ? text.split(/\s+/).length : 0) : [...text].length;
    const left = most - used;
    note.textContent = (left < 0 ? form.dataset.over : form.dataset.left).replace("#", Math.abs(left));
    note.classList.toggle("note--over", left < 0);
  };
  field.addEventListener("input", show);
  show();
}
