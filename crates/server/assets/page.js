// While a message is on its way: shows it, and the reply sentence by sentence as it comes. After it: says the new reply to screen
// readers, keeps the newest in sight. Sends on Enter.
"use strict";
const ended = "</template>";

/** The page's own bubbles for what is on its way, in its language. */
function sending(selector) {
  const template = document.getElementById("sending");
  return template?.content.querySelector(selector)?.cloneNode(true);
}

document.addEventListener("htmx:beforeSend", ({ detail: { xhr, elt } }) => {
  const log = document.querySelector("ol.log");
  const waiting = sending("li.xinglin");
  if (log === null || waiting === undefined) return;
  document.querySelectorAll(".failed").forEach((told) => told.remove());
  const text = elt.querySelector("[name=text]")?.value;
  if (text) {
    const said = sending("li.patient");
    said.querySelector("p").textContent = text;
    log.append(said);
  }
  log.append(waiting);
  waiting.scrollIntoView({ block: "nearest" });
  const bubbles = new Map();
  let read = 0;
  xhr.addEventListener("progress", () => {
    const end = xhr.responseText.lastIndexOf(ended);
    if (xhr.status !== 200 || end < read || !waiting.isConnected) return;
    const whole = end + ended.length;
    const parts = document.createRange().createContextualFragment(xhr.responseText.slice(read, whole)).querySelectorAll("template.part");
    read = whole;
    for (const part of parts) {
      const bubble = part.content.firstElementChild;
      const before = bubbles.get(part.dataset.at);
      if (before) before.replaceWith(bubble);
      else waiting.before(bubble);
      bubbles.set(part.dataset.at, bubble);
    }
  });
});

/** Nothing was taken: the words stay in the box, and sending them again is harmless. */
function failed() {
  document.querySelectorAll("li.pending").forEach((bubble) => bubble.remove());
  const told = sending("p.failed");
  if (told) document.querySelector("form.write")?.before(told);
}
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, failed);

document.addEventListener("htmx:afterSettle", () => {
  const latest = [...document.querySelectorAll("[data-latest]")];
  const announce = document.getElementById("announce");
  if (announce) announce.textContent = latest.map((bubble) => bubble.textContent).join(" ");
  const text = document.getElementById("text");
  if (latest.length > 0) latest[0].scrollIntoView({ block: "nearest" });
  if (text) text.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (enter && event.target instanceof HTMLTextAreaElement && event.target.value.trim() !== "") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
