// The desk: sound after each scan (can be turned off), Escape ends the reader's session, digits choose a name.
const KEY = "desk-sound";
const TONES = { good: [880], returned: [660, 990], bad: [220, 180], same: [440, 440], hold: [523, 659, 784, 1047] };

function isOn() { return localStorage.getItem(KEY) !== "off"; }

function play(kind) {
  if (!isOn() || !TONES[kind]) return;
  const audio = new (window.AudioContext || window.webkitAudioContext)();
  TONES[kind].forEach((frequency, n) => {
    const tone = audio.createOscillator(), gain = audio.createGain();
    tone.frequency.value = frequency;
    gain.gain.value = 0.08;
    tone.connect(gain).connect(audio.destination);
    tone.start(audio.currentTime + n * 0.13);
    tone.stop(audio.currentTime + n * 0.13 + 0.11);
  });
}

function announce() {
  const result = document.querySelector("[data-sound]");
  if (result) { play(result.dataset.sound); result.removeAttribute("data-sound"); }
}

function showSwitch() {
  const button = document.querySelector("[data-sound-switch]");
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sound-switch]");
  if (!button) return;
  localStorage.setItem(KEY, isOn() ? "off" : "on");
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
