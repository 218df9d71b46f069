// The kiosk: sound after each touch, the box keeps the focus, and the start page comes back when nobody is there.
const KEY = "kiosk-sound";
const TONES = { good: [880], returned: [660, 990], bad: [220, 180], same: [440, 440] };
const isOn = () => localStorage.getItem(KEY) !== "off";

function play(kind) {
  if (!isOn() || !TONES[kind]) return;
  const audio = new (window.AudioContext || window.webkitAudioContext)();
  TONES[kind].forEach((frequency, n) => {
    const tone = audio.createOscillator(), gain = audio.createGain();
    tone.frequency.value = frequency;
    gain.gain.value = 0.1;
    tone.connect(gain).connect(audio.destination);
    tone.start(audio.currentTime + n * 0.13);
    tone.stop(audio.currentTime + n * 0.13 + 0.11);
  });
}

function announce() {
  const result = document.querySelector("[data-sound]");
  if (result) { play(result.dataset.sound); result.removeAttribute("data-sound"); }
}

const box = document.querySelector("[data-keep-focus]");
const sound = document.querySelector("[data-sound-switch]");
if (sound) {
  sound.hidden = false;
  sound.setAttribute("aria-pressed", String(isOn()));
  sound.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    sound.setAttribute("aria-pressed", String(isOn()));
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
