// What a scanner types before the modules of the page are there. Loaded as a classic script in the head: it stands before
// the box does, and keeps each text in its turn until scans.js takes them over. Should that never come, the texts go the
// plain way, one page after the other.
(() => {
  const KEY = "early-scans";
  const early = { texts: [], typed: "", isOver: false, kept };
  window.earlyScans = early;

  const box = () => document.querySelector("form[hx-post] [data-clear-when-sent]");

  // Puts what was typed before the box had the focus in front of what stands in it; returns the texts that wait.
  function kept() {
    const here = box();
    if (here && early.typed) { here.value = early.typed + here.value; early.typed = ""; }
    return early.texts.splice(0);
  }

  addEventListener("keydown", (event) => {
    if (early.isOver || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const here = box(), focused = document.activeElement;
    if (here && focused === here) {
      if (early.typed) { here.value = early.typed + here.value; early.typed = ""; }
    } else if (!focused || focused === document.body || focused === document.documentElement) {
      if (event.key === "Enter") { if (early.typed) { early.texts.push(early.typed); early.typed = ""; } }
      else if (event.key.length === 1) early.typed += event.key;
      else return;
      event.preventDefault();
    }
  }, true);

  addEventListener("submit", (event) => {
    const here = event.target.querySelector?.("[data-clear-when-sent]");
    if (early.isOver || !here || !event.target.getAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    early.texts.push(here.value);
    here.value = "";
  }, true);

  try {
    const [path, texts] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    sessionStorage.removeItem(KEY);
    if (path === location.pathname) early.texts.push(...texts);
  } catch { /* no storage: nothing was kept */ }

  addEventListener("load", () => {
    if (early.isOver) return;
    early.isOver = true;  // the modules did not come: from now on each Enter sends the form as it stands
    const here = box(), [first, ...rest] = kept();
    if (!here || first === undefined) return;
    try { sessionStorage.setItem(KEY, JSON.stringify([location.pathname, rest])); } catch { /* told one by one then */ }
    here.value = first;
    here.form.submit();
  });
})();
