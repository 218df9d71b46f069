// What is heard after a scan, at the desk and at the kiosk; it can be turned off.
const TONES = { good: [880], returned: [660, 990], bad: [220, 180], same: [440, 440], hold: [523, 659, 784, 1047] };

export function isOn(key) { return localStorage.getItem(key) !== "off"; }

export function play(kind, key) {
  if (!isOn(key) || !TONES[kind]) return;
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
