// The search box: arrow keys walk through the suggestions, Escape closes them. Without this file it is a plain box.
const box = document.getElementById("q");
const list = document.getElementById("suggestions");

function links() {
  return list ? [...list.querySelectorAll("a")] : [];
}

function close() {
  if (list) list.replaceChildren();
}

function walk(event) {
  const found = links();
  if (event.key === "Escape" && found.length) {
    close();
    box.focus();
    event.preventDefault();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
    const at = found.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (found[at] ?? box).focus();
    event.preventDefault();
  }
}

if (box && list) {
  const area = box.parentElement;
  area.addEventListener("keydown", walk);
  area.addEventListener("focusout", (event) => {
    if (!area.contains(event.relatedTarget)) close();
  });
}
