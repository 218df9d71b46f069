// The staff menu stands open on a wide screen and folds on a phone, also where CSS alone cannot do it.
export function openWhenWide() {
  const menu = document.querySelector("[data-open-when-wide]");
  if (menu && matchMedia("(min-width: 60rem)").matches) menu.open = true;
}
