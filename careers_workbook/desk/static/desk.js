// What is better with script and works without: files that are dropped, and the first mistake of a form in front.
"use strict";
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
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
  // Of several returns of a school the newest counts: a browser does not say by itself when a file was last saved.
  form.addEventListener("submit", () => {
    form.elements.saved.value = Array.from(input.files, (file) => file.lastModified).join(" ");
  });
}
const errors = document.getElementById("errors");
if (errors) { errors.focus(); }
