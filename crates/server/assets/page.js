// After a live update: says the new reply to screen readers, keeps the newest in sight, sends on Enter.
"use strict";
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
