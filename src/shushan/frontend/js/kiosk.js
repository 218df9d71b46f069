// The kiosk: sound after each touch, the box keeps the focus, and the start page comes back when nobody is there.
import { isOn, play } from "./sounds.js";

const KEY = "kiosk-sound";

function announce() {
  const result = document.querySelector("[data-sound]");
  if (result) { play(result.dataset.sound, KEY); result.removeAttribute("data-sound"); }
}

const box = document.querySelector("[data-keep-focus]");
const sound = document.querySelector("[data-sound-switch]");
if (sound) {
  sound.hidden = false;
  sound.setAttribute("aria-pressed", String(isOn(KEY)));
  sound.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn(KEY) ? "off" : "on");
    sound.setAttribute("aria-pressed", String(isOn(KEY)));
    box?.focus();
  });
}

// A scanner types like a keyboard, also when a finger touched something else before: what is typed goes to the box.
document.addEventListener("keydown", (event) => {
  const typed = document.activeElement;
  if (box && typed !== box && !/^(INPUT|SELECT|TEXTAREA)$/.test(typed.tagName) && event.key.length === 1 && !event.ctrlKey && event.key !== " ") box.focus();
});

// Enter ends a composition of an input method first; the scanner's Enter then still sends the form.
box?.addEventListener("compositionend", () => { if (box.dataset.entered) { delete box.dataset.entered; box.form.requestSubmit(); } });
box?.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.isComposing) box.dataset.entered = "1"; });

// One act at a time: each answer brings the reader in hand and the slip, and an act beside it would overwrite them. A scan
// that comes meanwhile waits its turn; what could be touched is out of reach until the answer replaces it.
document.addEventListener("htmx:beforeRequest", () => { document.querySelector("#kiosk-body").inert = true; });
document.addEventListener("htmx:afterRequest", () => { document.querySelector("#kiosk-body").inert = false; });

let until = 0;
const wait = () => { until = Date.now() + Number(document.querySelector("[data-idle]")?.dataset.idle ?? 60) * 1000; };
for (const kind of ["pointerdown", "keydown", "htmx:afterSettle"]) document.addEventListener(kind, wait);
document.addEventListener("htmx:afterSettle", () => {
  announce();
  (document.querySelector("#password") ?? box)?.focus();
});
announce();
wait();
setInterval(() => {
  const button = document.querySelector("[data-end]");
  if (!button) return;  // the start page: nobody to forget
  const note = document.querySelector("[data-idle-note]"), left = document.querySelector("[data-idle-left]");
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  if (note) note.hidden = seconds > 20;
  if (left) left.textContent = seconds;
  if (seconds === 0) { until = Infinity; button.form.requestSubmit(button); }
}, 1000);
if (document.querySelector("[data-print]")) window.print();
// "Back" may show a page that was kept: ask anew.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
