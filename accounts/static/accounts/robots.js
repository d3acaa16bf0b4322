// The words of altcha's widget, its worker, and what happens between a press on the button and the end of the
// calculation. Loaded before altcha.min.js, which makes $altcha.

const place = document.querySelector("[data-robots]");

function prepare({ dataset }) {
  const texts = JSON.parse(dataset.texts);
  const altcha = globalThis.$altcha;
  altcha.i18n.set(document.documentElement.lang, texts);
  altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(dataset.worker));
}

function watch(widget, form) {
  let isSent = false;
  addEventListener("pageshow", () => { isSent = false; });
  form.addEventListener("submit", async (event) => {
    const state = widget.getState();
    if (isSent) return event.preventDefault(); // a second press
    if (state === "unverified") return; // the widget calculates, then submits again
    if (state === "verified") { isSent = true; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (state === "verifying") {
      widget.addEventListener("verified", () => setTimeout(() => form.requestSubmit()), { once: true });
      return;
    }
    // It failed or took too long. Once more; and if that does not help, the server says what else there is.
    widget.reset();
    if (await widget.verify()) form.requestSubmit();
    else form.submit();
  }, { capture: true });
}

if (place) {
  await customElements.whenDefined("altcha-widget");
  prepare(place);
  const widget = place.querySelector("altcha-widget");
  watch(widget, widget.closest("form"));
}
