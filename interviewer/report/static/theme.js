"use strict";
// The theme follows the system until the reader chooses; nothing is remembered, because nothing is stored.
(() => {
  const button = document.getElementById("theme");
  const order = ["auto", "light", "dark"];
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const next = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
    root.dataset.theme = next;
    button.textContent = button.dataset[next];
  });
})();
