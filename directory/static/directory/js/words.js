// Choosing a reason fills in its prepared words, as long as nobody has written any. Without script each has a button.

const list = document.querySelector("[data-prepared]");
const form = list?.closest("form");

if (form) {
  const { reason, words } = form.elements;
  const texts = new Map();
  for (const item of list.querySelectorAll("[data-reason]")) {
    texts.set(item.dataset.reason, item.dataset.words.trim());
  }

  const isUntouched = () => {
    const typed = words.value.trim();
    return !typed || [...texts.values()].includes(typed);
  };

  reason.addEventListener("change", () => {
    if (isUntouched()) words.value = texts.get(reason.value) ?? "";
  });

  // A button whose words need no page of their own: what was typed stays above them.
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=prepared]");
    if (!button) return;
    event.preventDefault();
    const text = texts.get(button.value);
    words.value = isUntouched() ? text : `${words.value.trim()}\n\n${text}`;
    reason.value = button.value;
    words.focus();
  });
}
