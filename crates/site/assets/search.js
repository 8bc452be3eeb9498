// Filters the names of the first page; without a script the lists below are all there.
"use strict";
const box = document.getElementById("search");
const found = document.getElementById("found");
if (box && found) {
  const rows = JSON.parse(document.getElementById("index").textContent);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    const hits = wanted ? rows.filter(([name, , also]) => (name + " | " + also).toLowerCase().includes(wanted)).slice(0, 40) : [];
    found.replaceChildren(...hits.map(([name, path]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = path;
      link.textContent = name;
      item.append(link);
      return item;
    }));
  });
}
