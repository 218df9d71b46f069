// The search box offers titles while one types: arrows move among them, Enter takes one, Escape closes them.
// The pattern is the editable combobox with a list of https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ : the focus stays
// in the box, aria-activedescendant says where one is. Mouse and Tab reach the same links; without script there are none.
export function offerTitles() {
  document.querySelectorAll("input[data-offers]").forEach(combine);
}

function combine(box) {
  const list = document.getElementById(box.dataset.offers), form = box.form;
  const options = () => [...list.querySelectorAll("a")];
  let at = -1;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", list.dataset.label);

  const point = (place) => {
    at = place;
    options().forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    const chosen = options()[at];
    if (!chosen) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const show = (isOpen) => {
    list.hidden = !(isOpen && options().length);
    box.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
  };
  const move = (step) => {
    if (list.hidden) show(true);
    const many = options().length;
    if (many) point(at < 0 ? (step > 0 ? 0 : many - 1) : (at + step + many) % many);
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method has the keys
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options().length) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      options()[at].click();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || list.hidden) return;
    event.preventDefault(); // the box would be emptied
    show(false);
    box.focus();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays, so the press arrives
  list.addEventListener("click", () => show(false)); // nothing is left open for who comes back
  box.addEventListener("click", () => { if (list.hidden) show(true); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) show(false); });
  list.addEventListener("htmx:afterSwap", () => {
    options().forEach((option, n) => { option.id = `${list.id}-${n}`; option.setAttribute("role", "option"); });
    show(form.contains(document.activeElement)); // an answer that comes late opens nothing behind one's back
  });
  show(false);
}
