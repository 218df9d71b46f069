// In a list with bulk acts the box in the head picks every row of the page.
export function pickAll() {
  document.addEventListener("change", (event) => {
    const form = event.target.dataset?.pickAll;
    if (!form) return;
    for (const box of document.querySelectorAll(`input[name="id"][form="${form}"]`)) box.checked = event.target.checked;
  });
}
