// Whoever signs out leaves no lists behind in this browser. Acts that were not sent up yet stay: they are not to be lost.
// Plain IndexedDB, so that every page does not carry a library for it.
const NAME = "shushan-desk";

async function forget() {
  const known = await indexedDB.databases?.();
  if (known && !known.some((one) => one.name === NAME)) return;
  const asked = indexedDB.open(NAME);
  asked.onupgradeneeded = () => asked.transaction.abort(); // there is none: do not make one
  asked.onsuccess = () => {
    const db = asked.result;
    if (db.objectStoreNames.contains("kept")) db.transaction("kept", "readwrite").objectStore("kept").delete("package");
    db.close();
  };
}

export function forgetAtSignOut() {
  if (!("indexedDB" in window)) return;
  document.addEventListener("submit", (event) => { if (event.target.action?.includes("/account/logout/")) forget(); });
  if (/\/account\/(login|logout)\/$/.test(location.pathname)) forget();
}
