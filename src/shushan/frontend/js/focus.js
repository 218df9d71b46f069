// After a swap the field that asks for it has the focus, with its text selected: the next scan needs no mouse.
export function focusAfterSwap() {
  const focus = () => {
    const field = document.querySelector("[data-keep-focus]");
    if (field && field !== document.activeElement) { field.focus(); field.select?.(); }
  };
  document.addEventListener("htmx:afterSettle", focus);
  focus();
}
