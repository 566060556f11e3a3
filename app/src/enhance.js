// Small comforts for which WebAssembly would be absurd. Everything works without them.

// The menu closes when one looks elsewhere.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The account that was chosen to pay with stands where the main one stood.
document.addEventListener("change", (event) => {
  if (!event.target.matches(".payer input[type=radio]")) return;
  const payer = event.target.closest(".payer");
  const row = event.target.closest("label");
  for (const part of [".tile", ".stop__text"]) {
    payer.querySelector(`summary ${part}`).replaceWith(row.querySelector(part).cloneNode(true));
  }
});

// Whoever sends a form here, also by way of the bank, begins at the heading of the page it led to: there a screen reader reads on.
// What asks for the focus itself (a notice, a mistake) has it already.
document.addEventListener("submit", () => sessionStorage.setItem("led", "1"));
if (sessionStorage.getItem("led")) {
  sessionStorage.removeItem("led");
  if (!document.querySelector("[autofocus]")) document.querySelector("main h1[tabindex]")?.focus({ preventScroll: true });
}
