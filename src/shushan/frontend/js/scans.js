// A box that takes scans: each Enter is one scan, sent in its turn, and the box is empty at once for the next one.
// htmx's own queue reads the box when a waiting request is sent: a third scan would stand behind the second in it.
export function queueScans(htmx) {
  const waiting = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target, box = form.querySelector?.("[data-clear-when-sent]");
    if (!box || !form.getAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = box.value;
    box.value = "";
    enqueue(form, box, [text]);
  }, true);
  const early = window.earlyScans;  // what was typed before this module came
  if (early) {
    early.isOver = true;
    const texts = early.kept(), box = document.querySelector("form[hx-post] [data-clear-when-sent]");
    if (box && texts.length) enqueue(box.form, box, texts);
  }

  function enqueue(form, box, added) {
    const texts = waiting.get(form) ?? [];
    texts.push(...added);
    if (waiting.has(form)) return;
    waiting.set(form, texts);
    sendAll(form, box, texts).finally(() => waiting.delete(form));
  }

  async function sendAll(form, box, texts) {
    while (texts.length) {
      const how = { source: form, values: { [box.name]: texts.shift() } };
      for (const name of ["target", "swap", "select"]) how[name] = form.getAttribute(`hx-${name}`) ?? undefined;
      await htmx.ajax("POST", form.getAttribute("hx-post"), how).catch(() => {}); // told on the page by its own event
    }
  }
}
