// The desk while the server is away: a page that lives in the browser alone, and sends everything up later.
import { Book } from "./offline/book.js";
import { Rules } from "./offline/rules.js";
import { acts, onChange, startAnew, takenAlong, tally } from "./offline/store.js";
import { refresh, sendUp, state } from "./offline/sync.js";
import { play } from "./sounds.js";

const AGAIN = 10000, CALM = 30000;
const LANGUAGE = document.documentElement.lang, CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };
const words = Object.fromEntries([...document.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
const at = (name) => document.querySelector(`[data-part="${name}"]`);
const say = (word, values = {}) => (words[word] ?? word).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const book = new Book();
const box = at("box");

function element(name, text, look = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

function button(text, act, look = "button button--quiet") {
  const made = element("button", text, look);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// The scans of one desk are done one after the other, however fast they come.
let queue = Promise.resolve();
function act(what) {
  queue = queue.then(what).then(draw, (error) => draw({ tone: "refused", sound: "bad", title: "broken", n: String(error), remedy: "write-it-down" }));
  return queue;
}
const scan = (...asked) => act(() => book.scan(...asked));

function draw(said) {
  const place = at("result");
  place.className = `desk__result desk__result--${said.tone}`;
  place.setAttribute("role", said.tone === "refused" ? "alert" : "status");
  place.replaceChildren(element("p", ""));
  place.firstChild.append(element("strong", say(said.title, said)));
  if (said.detail) place.append(element("p", say(said.detail, said)));
  if (said.remedy && !(said.override && book.rules?.found.may_override)) place.append(element("p", say(said.remedy, said)));
  for (const [n, [word, how]] of (said.choices ?? []).entries()) {
    const one = button(` ${say(word)}`, () => scan(said.text, how), "button button--quiet button--wide");
    one.dataset.choice = String(n + 1);
    one.prepend(element("kbd", String(n + 1)));
    place.append(one);
  }
  if (said.override && book.rules?.found.may_override) place.append(override(said));
  play(said.sound, "desk-sound");

  box.focus();
  return show();
}

function override(said) {
  const form = document.querySelector("#override").content.firstElementChild.cloneNode(true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    scan(said.text, "all-the-same", form.elements.reason.value);
  });
  return form;
}

async function show() {
  const waiting = await acts();
  at("count").textContent = say("kept", { n: waiting.length });
  at("undo").hidden = !waiting.length;
  const head = at("status").querySelector("strong");
  if (head) head.textContent = say(`status-${at("status").dataset.status}`, { n: waiting.length });
  const rows = waiting.slice(-8).reverse().map((one) => {
    const row = document.createElement("tr");
    const time = new Date(one.said_at).toLocaleTimeString(LANGUAGE, CLOCK);
    row.append(element("td", time), element("td", say(`way-${one.way}`)), element("td", one.barcode, "code"), element("td", one.card ? `…${one.card.slice(-4)}` : "—", "code"), element("td", one.told_due ?? ""));
    return row;
  });
  at("rows").replaceChildren(...rows);
  at("list").hidden = !rows.length;
  showReader();
  for (const one of document.querySelectorAll("[data-mode]")) one.setAttribute("aria-pressed", String(one.dataset.mode === book.mode));
}

function showReader() {
  const reader = book.reader, place = at("reader");
  at("end").hidden = !reader;
  if (!reader || book.mode === "return") {
    place.replaceChildren(element("h2", say(book.mode === "return" ? "returns-only" : "waiting")), element("p", say(book.mode === "return" ? "returns-note" : "waiting-note"), "lead"));
    return;
  }
  const done = document.createElement("ul");
  done.append(...reader.done.map((one) => element("li", `${say(`way-${one.way}`)} ${one.barcode}${one.due ? ` · ${say("due", { day: one.due })}` : ""}`)));
  place.replaceChildren(element("h2", say("reader-is", { n: reader.card.slice(-4) })), element("p", reader.known ? say("free", { free: reader.free }) : say("card-unknown-note")), done);
}

// How the server stands, what was sent up, what to do now.
async function look() {
  const found = await state();
  const waiting = (await acts()).length;
  const said = !found ? "away" : !found.signed_in ? "signed-out" : !found.may ? "denied" : "back";
  if (said === "back") {
    if (waiting) await send();
    const here = await refresh(found.user).catch(() => null);
    if (here) book.rules = new Rules(here);
  }
  if (said !== "back") await status(said);
  else if (!waiting) await status("back");
  setTimeout(look, said === "away" ? AGAIN : CALM);
}

async function send() {
  await status("sending");
  const ended = await sendUp(() => status("sending"));
  await status(ended === "done" || ended === "busy" ? "back" : ended);
}

async function status(how) {
  const waiting = await acts(), sum = await tally(), stuck = waiting.filter((one) => one.stuck).length;
  const place = at("status"), here = await takenAlong();
  place.className = `offline__status offline__status--${how}`;
  place.dataset.status = how;
  const parts = [element("p", ""), element("p", "")];
  parts[0].append(element("strong", say(`status-${how}`, { n: waiting.length })));
  parts[1].textContent = how === "away" ? (here ? say("package-of", { time: new Date(here.fetched_at).toLocaleString(LANGUAGE, { year: "numeric", month: "2-digit", day: "2-digit", ...CLOCK }) }) : say("no-package")) : say(`note-${how}`, { n: waiting.length });
  if (sum.done + sum.eased + sum.open) parts.push(element("p", say("sum", sum)));
  if (stuck) parts.push(element("p", say("stuck", { n: stuck })));
  const links = document.createElement("p");
  links.className = "actions";
  if (how === "signed-out") links.append(link("sign-in"));
  if (how === "back") links.append(link("to-desk"));
  if (sum.eased + sum.open) links.append(link("to-list"));
  if (links.childElementCount) parts.push(links);
  place.replaceChildren(...parts);
  await show();
}

function link(name) {
  const made = document.querySelector(`#link-${name}`).content.firstElementChild.cloneNode(true);
  if (name !== "sign-in") made.addEventListener("click", () => startAnew());
  return made;
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = box.value;
  box.value = "";
  scan(typed);
});
at("undo").addEventListener("click", () => act(() => book.undo()));
at("end").addEventListener("click", () => act(() => { book.reader = null; return { tone: "same", sound: "", title: "ended" }; }));
for (const one of document.querySelectorAll("[data-mode]")) {
  one.addEventListener("click", () => act(() => { book.mode = one.dataset.mode; return { tone: "same", sound: "", title: `mode-${book.mode}` }; }));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && book.reader) at("end").click();
  if (/^[1-9]$/.test(event.key) && !box.value && document.activeElement === box) {
    const choice = document.querySelector(`[data-choice="${event.key}"]`);
    if (choice) { event.preventDefault(); choice.click(); }
  }
});
onChange(() => { show(); });

async function begin() {
  if (!("indexedDB" in window) || !crypto.subtle) { at("status").textContent = say("not-possible"); return; }
  const here = await takenAlong();
  if (here) book.rules = new Rules(here);
  await show();
  const handed = JSON.parse(sessionStorage.getItem("desk-handed") ?? "null"); // what the desk was doing when nobody answered
  sessionStorage.removeItem("desk-handed");
  if (handed?.mode) book.mode = handed.mode;
  if (handed?.card) await scan(handed.card);
  if (handed?.scan && handed.scan !== handed.card) await scan(handed.scan, handed.how ?? "");
  at("form").hidden = false;
  box.focus();
  look();
}
begin();
