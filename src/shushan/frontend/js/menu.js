// The staff menu stands open on a wide screen and folds on a phone, also where CSS alone cannot do it.
export function openWhenWide() {
  const menu = document.querySelector("[data-open-when-wide]");
  if (menu && matchMedia("(min-width: 60rem)").matches) menu.open = true;
}

// Filters of a list stand open; on a phone they fold, so that the list itself is seen first.
export function foldWhenNarrow() {
  if (!matchMedia("(max-width: 39.99rem)").matches) return;
  for (const fold of document.querySelectorAll("[data-fold-when-narrow]")) fold.open = false;
}
