// The palette: Ctrl K, or the button that says "all". Its list comes from the server when it opens, and each option is a link or a
// form of the pages. Without script the button leads to the page of scenarios.

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("[role=combobox]");
const list = dialog?.querySelector("[role=listbox]");
const status = dialog?.querySelector("[role=status]");
let chosen = null;

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];

const choose = (option) => {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option ?? null;
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
  else field.removeAttribute("aria-activedescendant");
};

const filter = () => {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  for (const option of list.querySelectorAll("[role=option]")) {
    const said = plain(option.dataset.words);
    option.hidden = !words.every((word) => said.includes(word));
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  const found = options();
  status.textContent = found.length ? "" : dialog.dataset.none;
  status.classList.toggle("sr", found.length > 0);
  choose(found[0]);
};

// A form as the pages have it; it leads back here.
const send = (action, fields) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.hidden = true;
  const all = new URLSearchParams(fields);
  all.set("back", document.getElementById("chips")?.dataset.back ?? location.pathname);
  for (const [name, value] of all) {
    const input = document.createElement("input");
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};

const run = (option) => {
  if (!option) return;
  const { go, post, fields } = option.dataset;
  dialog.close();
  if (post) send(post, fields);
  else location.assign(go);
};

const open = async () => {
  if (dialog.open) return;
  dialog.showModal();
  field.value = "";
  field.focus();
  try {
    const answer = await fetch("/backstage/palette");
    if (answer.ok) list.innerHTML = await answer.text();
  } catch {
    // The server does not answer; the list that was there last stays.
  }
  filter();
};

const steps = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, PageDown: (at) => at + 8, PageUp: (at) => at - 8 };

if (dialog) {
  for (const link of document.querySelectorAll("[data-palette]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      const found = options();
      const at = Math.max(0, Math.min(found.length - 1, step(found.indexOf(chosen))));
      choose(found[at]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(chosen);
    }
  });
  list.addEventListener("click", (event) => run(event.target.closest("[role=option]")));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
