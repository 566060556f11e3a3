// Filters the scenarios while somebody types; the form does the same on the server.

const field = document.querySelector("[data-filter]");

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

const filter = () => {
  const asked = plain(field.value.trim());
  for (const group of document.querySelectorAll("[data-group]")) {
    for (const card of group.querySelectorAll("[data-words]")) card.hidden = !plain(card.dataset.words).includes(asked);
    group.hidden = !group.querySelector("[data-words]:not([hidden])");
  }
};

field?.addEventListener("input", filter);
