// The booking page: places are found by typing, and a price counts down. Without this the lists and the clock time do.

const form = document.querySelector("form.sheet__form");
const shown = new FormData(form);

/** The page of another trip, with whatever else is chosen on this one. */
function book(trip, hash = "") {
  const chosen = new FormData(form);
  const address = new URLSearchParams(trip);
  for (const name of ["ride_type", "method"]) address.set(name, chosen.get(name) ?? "");
  location.assign(`/book?${address}${hash}`);
}

form.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/book?']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { searchParams } = new URL(link.href);
  book({ from: searchParams.get("from"), to: searchParams.get("to") });
});

// Places.

const finder = document.querySelector(".finder");
const input = finder.querySelector("input");
const list = finder.querySelector("[role=listbox]");
const count = finder.querySelector("[role=status]");
const row = finder.querySelector("template").content.firstElementChild;
let select;

/** Accents and case do not count. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const rows = () => [...list.querySelectorAll("[role=option]")];
const active = () => list.querySelector("[aria-selected=true]");

function activate(option) {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

/** Every word has to be in the name or the district. What matches in several groups is shown in the first. */
function fill() {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  const seen = new Set();
  list.replaceChildren();
  for (const from of select.querySelectorAll("optgroup")) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", from.label);
    for (const place of from.children) {
      const district = place.dataset.in ?? from.label;
      const text = plain(`${place.text} ${district}`);
      if (seen.has(place.value) || !words.every((word) => text.includes(word))) continue;
      seen.add(place.value);
      const option = row.cloneNode(true);
      option.id = `finder-${place.value}`;
      option.dataset.value = place.value;
      option.setAttribute("aria-selected", "false");
      if (place.value === select.value) option.setAttribute("aria-current", "true");
      option.querySelector("b").textContent = place.text;
      option.querySelector("small").textContent = district;
      group.append(option);
    }
    if (!group.firstChild) continue;
    const label = document.createElement("p");
    label.className = "picker__group";
    label.ariaHidden = "true";
    label.textContent = from.label;
    group.prepend(label);
    list.append(group);
  }
  const { none, one, many } = count.dataset;
  count.textContent = seen.size === 0 ? none : seen.size === 1 ? one : many.replace("{count}", seen.size);
  activate(words.length ? rows()[0] : undefined);
}

function choose(option) {
  if (!option) return;
  finder.close();
  if (option.dataset.value === select.value) return;
  const trip = { from: shown.get("from"), to: shown.get("to"), [select.name]: option.dataset.value };
  book(trip, `#${select.id}-open`);
}

input.addEventListener("input", fill);
input.addEventListener("keydown", (event) => {
  const all = rows();
  const at = all.indexOf(active());
  if (event.key === "ArrowDown") activate(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") activate(all.at(at < 1 ? -1 : at - 1));
  else if (event.key === "Enter") choose(active());
  else return;
  event.preventDefault();
});
list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
finder.addEventListener("click", (event) => {
  if (event.target === finder || event.target.closest("button")) finder.close();
});

for (const each of form.querySelectorAll(".stop select")) {
  const label = each.parentElement.querySelector("small");
  const open = document.createElement("button");
  label.id = `${each.id}-label`;
  open.id = `${each.id}-open`;
  open.type = "button";
  open.className = "stop__open";
  open.setAttribute("aria-haspopup", "dialog");
  open.setAttribute("aria-labelledby", `${label.id} ${open.id}`);
  // The place itself, and not what the rider calls it.
  open.textContent = each.querySelector("option:checked:not([data-in])")?.text ?? each.selectedOptions[0].text;
  open.addEventListener("click", () => {
    select = each;
    finder.querySelector("h2").textContent = label.textContent;
    input.value = "";
    fill();
    finder.showModal();
    input.focus();
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  });
  each.before(open);
  each.hidden = true;
  if (location.hash === `#${open.id}`) open.focus();
}

// The price. The clock is aloud nowhere; that it ran out is said once.

const price = form.querySelector("[data-lasts]");
if (price) {
  const until = Date.now() + price.dataset.lasts * 1000;
  const clock = document.createElement("span");
  const said = document.createElement("span");
  clock.ariaHidden = "true";
  said.className = "sr";
  said.append(...price.childNodes);
  price.replaceChildren(clock, said);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = price.dataset.left.replace("{left}", time);
    if (left > 0) return;
    clearInterval(ticking);
    const over = form.querySelector(".renew");
    over?.append(over.querySelector("template").content.cloneNode(true));
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
