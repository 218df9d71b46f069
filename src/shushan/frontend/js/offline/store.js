// What the desk keeps in this browser: the package it took along, and the acts that were not sent up yet, in order.
import { openDB } from "idb";

const NAME = "shushan-desk";
let opened;

function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("kept"); // "package", "desk" (the number of this browser), "tally"
      db.createObjectStore("acts", { keyPath: "seq", autoIncrement: true });
    },
  });
  return opened;
}

export async function keep(act) {
  const db = await database();
  act.seq = await db.add("acts", act);
  tell();
  return act;
}

export async function acts() { return (await database()).getAll("acts"); }

export async function replace(act) { await (await database()).put("acts", act); }

export async function drop(some) {
  const tx = (await database()).transaction("acts", "readwrite");
  await Promise.all([...some.map((act) => tx.store.delete(act.seq)), tx.done]);
  tell();
}

// The package, unless it was made for an older script (a desk that was not opened since): that counts as none.
export async function takenAlong() {
  const found = await (await database()).get("kept", "package");
  return found?.dues ? found : undefined;
}

export async function takeAlong(found) { await (await database()).put("kept", found, "package"); }

export async function forget() { await (await database()).delete("kept", "package"); }

export async function desk() {
  const db = await database();
  let known = await db.get("kept", "desk");
  if (!known) {
    known = crypto.randomUUID();
    await db.put("kept", known, "desk");
  }
  return known;
}

export async function tally() { return (await (await database()).get("kept", "tally")) ?? { done: 0, eased: 0, open: 0 }; }

export async function count(taken) {
  const tx = (await database()).transaction("kept", "readwrite");
  const sum = (await tx.store.get("tally")) ?? { done: 0, eased: 0, open: 0 };
  for (const one of taken) sum[one.outcome === "settled" ? "open" : one.outcome] += 1;
  await tx.store.put(sum, "tally");
  await tx.done;
  return sum;
}

export async function startAnew() { await (await database()).delete("kept", "tally"); }

// Two tabs show the same number.
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const listeners = [];
function tell() { channel?.postMessage("acts"); listeners.forEach((one) => one()); }
export function onChange(listener) { listeners.push(listener); channel?.addEventListener("message", listener); }
