// A lesson is played: tell the server which seconds were played, in sight and in the background, every ten seconds.
// What was not acknowledged is told again with the next heartbeat, so a lost one costs nothing. The server counts.
const EVERY = 10_000;

const box = document.querySelector("[data-lesson]");
const player = box?.querySelector("video, audio");
if (box && player) play(box, player);

function play(box, player) {
  const said = box.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const words = box.dataset;
  const fastest = Number(words.fastest) / 100;
  let token = "", number = 0, beginning = null, since = null, seen = [], hidden = [], timer = 0, over = false, sending = false;

  if (words.at > 0) player.addEventListener("loadedmetadata", () => { player.currentTime = Number(words.at); }, { once: true });

  async function begin() {
    const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    const answer = await fetch(words.begin, { method: "POST", headers: { "X-CSRFToken": csrf, "X-Requested-With": "lesson" } });
    if (!answer.ok) throw new Error(String(answer.status));
    ({ token } = await answer.json());
    number = 0;
  }

  function close() {
    // Whole seconds that were surely played: rounded inwards.
    if (since === null) return;
    const from = Math.ceil(since - 0.05), to = Math.floor(player.currentTime + 0.05);
    add(document.hidden ? hidden : seen, from, to);
    since = to >= from ? to : player.currentTime;
  }

  async function tell(last = false) {
    if (player.paused || player.seeking) { /* closed by the event that stopped it */ } else close();
    if (!token || over || sending || (!seen.length && !hidden.length)) return;
    sending = true;
    const told = { seen, hidden };
    [seen, hidden] = [[], []];
    number += 1;
    let isTaken = false;
    try {
      const answer = await fetch(words.beat, {
        method: "POST", keepalive: last, headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token, number, ...told, at: Math.floor(player.currentTime) }),
      });
      const body = await answer.json();
      if (answer.ok) {
        isTaken = true;
        show(body);
        if (body.is_over) stop(words.over);
      } else if (answer.status < 500) stop(body.message);
    } catch { /* the network is away: told again with the next one */ }
    if (!isTaken) { // in front of what was played meanwhile
      for (const [from, to] of seen) add(told.seen, from, to);
      for (const [from, to] of hidden) add(told.hidden, from, to);
      ({ seen, hidden } = told);
    }
    sending = false;
  }

  function add(spans, from, to) {
    const last = spans.at(-1);
    if (to <= from) return;
    if (last && last[1] === from) last[1] = to;
    else spans.push([from, to]);
  }

  function show(body) {
    bar.max = body.needed;
    bar.value = Math.min(body.watched, body.needed);
    said.textContent = body.is_completed ? words.done : words.so.replace("%s", body.watched).replace("%s", body.needed);
  }

  function stop(message) {
    over = true;
    player.pause();
    clearInterval(timer);
    said.textContent = message;
    said.classList.add("alert", "alert--warn");
  }

  player.addEventListener("play", async () => {
    if (over) return;
    try {
      beginning ??= begin();
      await beginning;
    } catch {
      beginning = null;
      said.textContent = words.away;
    }
    clearInterval(timer);
    timer = setInterval(tell, EVERY);
  });
  player.addEventListener("playing", () => { since = player.currentTime; });
  player.addEventListener("ratechange", () => { if (player.playbackRate > fastest) player.playbackRate = fastest; });
  player.addEventListener("pause", () => { close(); since = null; tell(true); });
  player.addEventListener("seeking", () => { since = null; });
  player.addEventListener("seeked", () => { if (!player.paused) since = player.currentTime; });
  player.addEventListener("ended", () => { close(); since = null; tell(true); });
  // A jump is no playing: what was played up to the last tick before it counts.
  player.addEventListener("timeupdate", () => {
    if (since === null || player.seeking) return;
    if (player.currentTime < since || player.currentTime - since > 5) { since = player.currentTime; return; }
    if (player.currentTime - since >= 1) close();
    const place = box.querySelector("[data-place]");
    if (place) place.value = Math.floor(player.currentTime);
  });
  document.addEventListener("visibilitychange", () => {
    // Seconds before the change belong to the state before it.
    if (since === null) return;
    const from = Math.ceil(since - 0.05), to = Math.floor(player.currentTime + 0.05);
    add(document.hidden ? seen : hidden, from, to);
    since = Math.max(since, to);
    tell(true);
  });
  addEventListener("pagehide", () => tell(true));
}
