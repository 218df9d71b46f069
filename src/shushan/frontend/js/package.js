// Opens a package of course ware in a frame that is cut off from this page (sandbox, no origin of ours), hands it what it
// begins with in the frame's name, keeps what it stores, and measures the time it is in sight by heartbeats.
const EVERY = 10_000;
const AGAIN = 5_000;

const box = document.querySelector("[data-package]");
if (box) open(box);

function open(box) {
  const words = box.dataset;
  const [start, whole, stage, said, bar, trouble] = ["start", "whole", "stage", "progress", "bar", "trouble"].map((name) => box.querySelector(name === "bar" ? "progress" : `[data-${name}]`));
  let frame = null, launched = null, beats = 0, runs = 0, place = 0, since = null, seen = [], over = false, beating = false, keeping = false, waiting = null, isSaid = false;
  if (!start) return;

  start.addEventListener("click", async () => {
    start.disabled = true;
    say("");
    try {
      const answer = await fetch(words.launch, {
        method: "POST", body: new URLSearchParams({ item: words.item }),
        headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "", "X-Requested-With": "lesson" },
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.message);
      launched = body;
    } catch (error) {
      start.disabled = false;
      say(error instanceof TypeError || error instanceof SyntaxError ? words.away : error.message || words.away);
      return;
    }
    place = launched.watched;
    show();
  });

  function show() {
    frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts allow-forms allow-modals");
    frame.setAttribute("allow", "fullscreen 'none'; camera 'none'; microphone 'none'; geolocation 'none'");
    frame.title = words.title;
    frame.name = launched.kind === "xapi" ? "" : JSON.stringify({ shushan: 1, state: launched.state, isRunning: false });
    frame.src = address();
    stage.hidden = false;
    stage.replaceChildren(frame);
    start.hidden = true;
    whole.hidden = !stage.requestFullscreen;
    frame.focus();
    since = document.hidden ? null : performance.now();
    setInterval(tell, EVERY);
  }

  function address() {
    const found = new URL(launched.root + encodeURI(launched.href.split(/[?#]/)[0]) + launched.href.slice(launched.href.split(/[?#]/)[0].length), location.href);
    if (launched.kind === "xapi") {
      found.searchParams.set("endpoint", new URL(words.endpoint, location.href).href);
      found.searchParams.set("auth", `Basic ${btoa(`shushan:${launched.credential}`)}`);
      found.searchParams.set("actor", JSON.stringify(launched.actor));
      found.searchParams.set("activity_id", launched.activity);
      found.search = found.search.replaceAll("+", "%20"); // many players decode percent signs only
    }
    return found.href;
  }

  // What the frame stores: only from that very frame, only what has its shape; the server looks at it again.
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== "null") return;
    const told = event.data;
    if (told?.shushan !== "run" || typeof told.cmi !== "object") return;
    waiting = told.cmi;
    keep();
  });

  async function keep(last = false) {
    if (!waiting || keeping || over) return;
    keeping = true;
    const cmi = waiting;
    waiting = null;
    runs += 1;
    const body = JSON.stringify({ token: launched.token, item: launched.item, number: runs, cmi });
    try {
      const answer = await fetch(words.run, {
        method: "POST", body, keepalive: last && body.length < 60_000, headers: { "Content-Type": "application/json" },
      });
      const told = await answer.json();
      if (answer.ok) {
        isSaid ||= told.is_done;
        say("");
        if (told.is_done) tell();
      } else if (answer.status < 500) stop(told.message);
      else throw new Error(String(answer.status));
    } catch {
      waiting ??= cmi;
      say(words.unsaved);
      setTimeout(keep, AGAIN);
    }
    keeping = false;
    if (waiting && !trouble.textContent) keep(last);
  }

  function close() {
    // Whole seconds in sight, laid one after the other along the lesson's length.
    if (since === null) return;
    const passed = Math.floor((performance.now() - since) / 1000);
    const to = Math.min(place + passed, Number(words.seconds));
    since += passed * 1000;
    if (to > place) {
      const before = seen.at(-1);
      if (before && before[1] === place) before[1] = to;
      else seen.push([place, to]);
      place = to;
    }
  }

  async function tell(last = false) {
    close();
    if (!launched || over || beating) return;
    beating = true;
    const told = seen;
    seen = [];
    beats += 1;
    try {
      const answer = await fetch(words.beat, {
        method: "POST", keepalive: last === true, headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token: launched.token, number: beats, seen: told, hidden: [], at: place }),
      });
      const body = await answer.json();
      if (answer.ok) {
        draw(body);
        if (body.is_over) stop(words.over);
      } else if (answer.status < 500) stop(body.message);
      else seen = told.concat(seen);
    } catch {
      seen = told.concat(seen);
    }
    beating = false;
  }

  function draw(body) {
    bar.max = body.needed;
    bar.value = Math.min(body.watched, body.needed);
    said.textContent = body.is_completed ? words.done : isSaid ? words.said : words.so.replace("%s", body.watched).replace("%s", body.needed);
  }

  function say(message) {
    trouble.hidden = !message;
    trouble.textContent = message;
  }

  function stop(message) {
    over = true;
    frame?.remove();
    stage.hidden = true;
    whole.hidden = true;
    say(message);
  }

  whole?.addEventListener("click", () => stage.requestFullscreen());
  document.addEventListener("visibilitychange", () => {
    if (!frame) return;
    if (document.hidden) { close(); since = null; tell(true); } else since = performance.now();
  });
  addEventListener("pagehide", () => { if (frame) { keep(true); tell(true); } });
}
