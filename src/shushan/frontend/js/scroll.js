// Tables that are wider than the screen can be reached and moved by the keyboard.
export function reachScrollers() {
  for (const box of document.querySelectorAll(".table-scroll, .log, .marc")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 2) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
