// What is better with script and works without: files that are dropped, the first mistake of a form in front, and
// what is folded, open where a link leads into it or it is printed, in browsers that do not do so by themselves.
"use strict";
const MOST = 1000;
async function filesOf(entries) {
  const found = [];
  for (const entry of entries) {
    if (entry.isFile) {
      found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    } else {
      const reader = entry.createReader();
      // A reader gives some hundred entries at a time, and none when it has given all.
      for (let some = null; !some || some.length;) {
        some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        found.push(...await filesOf(some));
      }
    }
  }
  return found;
}
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    // What was dropped is known until this function ends: folders are asked for at once, and looked into afterwards.
    const entries = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry()).filter(Boolean);
    if (entries.some((entry) => entry.isDirectory)) {
      filesOf(entries).then((files) => send(files));
    } else if (event.dataTransfer.files.length) {
      send(Array.from(event.dataTransfer.files));
    }
  });
  const send = (files) => {
    const found = new DataTransfer();
    files.forEach((file) => found.items.add(file));
    input.files = found.files;
    if (files.length) { form.requestSubmit(); }
  };
  // Of several returns of a school the newest counts: a browser does not say by itself when a file was last saved.
  form.addEventListener("submit", (event) => {
    const files = Array.from(form.querySelectorAll("input[type=file]"), (one) => Array.from(one.files)).flat();
    form.querySelector("[data-too-many]").hidden = files.length <= MOST;
    if (files.length > MOST) { event.preventDefault(); }
    form.elements.saved.value = files.map((file) => file.lastModified).join(" ");
  });
}
const errors = document.getElementById("errors");
if (errors) { errors.focus(); }
function unfold() {
  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = [];
  for (let one = goal && goal.closest("details"); one; one = one.parentElement.closest("details")) {
    if (!one.open) { folded.push(one); }
  }
  folded.forEach((one) => { one.open = true; });
  if (folded.length) { goal.scrollIntoView(); }
}
addEventListener("hashchange", unfold);
unfold();
let printed = [];
addEventListener("beforeprint", () => {
  printed = Array.from(document.querySelectorAll("main details:not([open])"));
  printed.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => { printed.forEach((one) => { one.open = false; }); });
