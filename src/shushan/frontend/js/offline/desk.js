// The desk while the server is there: it takes along what is needed without it, and hands over when nobody answers.
import { acts } from "./store.js";
import { refresh, sendUp, state } from "./sync.js";

const AWAY = [502, 503, 504], PATIENCE = 10000, FRESH = 15 * 60 * 1000;
const page = document.querySelector("[data-offline-page]");
let card = "";

export function readyForAbsence() {
  if (!page || !("serviceWorker" in navigator) || !crypto.subtle) return;
  navigator.serviceWorker.register(page.dataset.worker).catch(() => {});
  document.addEventListener("htmx:configRequest", (event) => { event.detail.timeout ||= PATIENCE; });
  document.addEventListener("htmx:afterRequest", follow);
  for (const kind of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, handOver);
  document.addEventListener("htmx:responseError", (event) => { if (AWAY.includes(event.detail.xhr.status)) handOver(event); });
  prepare();
  setInterval(prepare, FRESH);
}

// Remember the card that was scanned last, so that the reader is not asked for it again.
function follow(event) {
  const typed = event.detail.requestConfig?.parameters?.scan;
  if (event.detail.successful && document.querySelector(".desk__result--reader") && typed) card = typed;
}
document.addEventListener("htmx:afterSettle", () => { if (!document.querySelector("[data-end-session]")) card = ""; });

function handOver(event) {
  if (!navigator.serviceWorker.controller) {
    document.querySelector("[data-away-note]")?.removeAttribute("hidden");
    return;
  }
  const asked = event.detail.requestConfig?.parameters ?? {};
  const how = { renew: "", return: "give-back" }[asked.do] ?? "";
  const mode = document.querySelector("[data-returns-only]") ? "return" : asked.do === "renew" ? "renew" : "lend";
  sessionStorage.setItem("desk-handed", JSON.stringify({ card, scan: asked.scan ?? "", how, mode }));
  location.assign(page.href);
}

async function prepare() {
  const found = await state();
  if (!found?.may) return;
  if ((await acts()).length) await sendUp();
  const here = await refresh(found.user);
  const left = (await acts()).length;
  const note = document.querySelector("[data-offline-note]");
  if (!note || !here) return;
  note.textContent = (left ? note.dataset.waiting.replace("{n}", left) : note.dataset.ready).replace("{time}", new Date(here.fetched_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false }));
  note.dataset.state = left ? "waiting" : "ready";
}
