// Tables that are wider than the screen can be reached and moved by the keyboard.
export function reachScrollers() {
  for (const box of document.querySelectorAll(".table-scroll, .log, .marc")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 2) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

// In a row of tabs that is wider than the screen the current one is in sight.
export function showCurrentTab() {
  document.querySelector('.tabs [aria-current="page"]')?.scrollIntoView({ inline: "nearest", block: "nearest" });
}
