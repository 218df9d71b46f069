// The desk: sound after each scan (can be turned off), Escape ends the reader's session, digits choose a name.
import { readyForAbsence } from "./offline/desk.js";
import { isOn, play } from "./sounds.js";

const KEY = "desk-sound";

function announce() {
  const result = document.querySelector("[data-sound]");
  if (result) { play(result.dataset.sound, KEY); result.removeAttribute("data-sound"); }
}

function showSwitch() {
  const button = document.querySelector("[data-sound-switch]");
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn(KEY)));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sound-switch]");
  if (!button) return;
  localStorage.setItem(KEY, isOn(KEY) ? "off" : "on");
  showSwitch();
  document.querySelector("[data-keep-focus]")?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("[data-end-session]")?.click();
  const box = document.querySelector("[data-keep-focus]");
  if (/^[1-9]$/.test(event.key) && box && !box.value) {
    const choice = document.querySelector(`[data-choice="${event.key}"]`);
    if (choice) { event.preventDefault(); choice.click(); }
  }
});
document.addEventListener("htmx:afterSettle", () => { announce(); showSwitch(); });
announce();
showSwitch();
readyForAbsence();
