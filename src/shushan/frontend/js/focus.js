// After a swap the field that asks for it has the focus, with its text selected: the next scan needs no mouse.
export function focusAfterSwap() {
  const focus = () => {
    const field = document.querySelector("[data-keep-focus]");
    if (field && field !== document.activeElement) { field.focus(); field.select?.(); }
  };
  document.addEventListener("htmx:afterSettle", focus);
  focus();
}

// A box whose text was sent is empty at once: what is typed while the answer is under way belongs to the next scan.
export function clearWhenSent() {
  document.addEventListener("htmx:beforeSend", (event) => {
    const field = event.detail.elt.querySelector?.("[data-clear-when-sent]");
    if (field) field.value = "";
  });
}
