// Between the desk and the server: is it there, take the package along, send acts up in order.
import { acts, count, desk, drop, forget, replace, takeAlong, takenAlong } from "./store.js";

const ROOT = document.documentElement.dataset.offline ?? "/desk/offline/";
const CHUNK = 50, PATIENCE = 8000, LONG = 60000, FRESH = 15 * 60 * 1000;

async function ask(path, options = {}, patience = PATIENCE) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(ROOT + path, { cache: "no-store", redirect: "manual", credentials: "same-origin", signal: stop.signal, ...options });
  } catch {
    return null; // nobody answered
  } finally {
    clearTimeout(timer);
  }
}

// Return what the server says of itself and of who is signed in, or null when it is away.
export async function state() {
  const answer = await ask("state/");
  if (!answer?.ok) return null;
  try { return await answer.json(); } catch { return null; }
}

// Take rules and lists along when those that are here are missing, old, or somebody else's.
export async function refresh(user, { always = false } = {}) {
  const here = await takenAlong();
  if (!always && here && here.user === user && Date.now() - here.fetched_at < FRESH) return here;
  const answer = await ask("package/", {}, LONG);
  if (!answer?.ok) return here;
  const found = await answer.json();
  found.fetched_at = Date.now();
  await takeAlong(found);
  return found;
}

export async function forgetPackage() { await forget(); }

// Send everything up, oldest first, from one tab at a time. Returns how it ended: "done", "away", "signed-out", "denied".
export async function sendUp(progress = () => {}) {
  if (!navigator.locks) return sendAll(progress);
  return navigator.locks.request("shushan-desk-sending", { ifAvailable: true }, (lock) => (lock ? sendAll(progress) : "busy"));
}

async function sendAll(progress) {
  let chunk = CHUNK;
  for (;;) {
    const waiting = (await acts()).filter((act) => !act.stuck).slice(0, chunk);
    if (!waiting.length) return "done";
    const now = await state();
    if (!now) return "away";
    if (!now.signed_in) return "signed-out";
    const answer = await send(waiting, now.csrf);
    if (!answer) return "away";
    if (answer.type === "opaqueredirect") return "signed-out";
    if (answer.status === 403) return "denied";
    if (answer.status === 422 && chunk === 1) { // not to be read by the server: it stays here, the others go on
      await replace({ ...waiting[0], stuck: true });
      chunk = CHUNK;
      continue;
    }
    if (answer.status === 422) { chunk = 1; continue; }
    if (!answer.ok) return "away";
    const { taken } = await answer.json();
    const keys = new Set(taken.map((one) => one.key));
    await count(taken);
    await drop(waiting.filter((act) => keys.has(act.key)));
    progress(taken);
  }
}

async function send(waiting, token) {
  const rows = waiting.map(({ seq, stuck, ...act }) => act);
  const body = JSON.stringify({ desk: await desk(), sent_at: new Date().toISOString(), acts: rows });
  return ask("acts/", { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } }, LONG);
}
