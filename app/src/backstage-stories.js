// How long one has been at a beat, and that a button does its work once.
const timer = document.querySelector("[data-timer]");
if (timer) {
  const began = performance.now();
  const tell = () => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tell();
  setInterval(tell, 1000);
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    form.ariaBusy = "true";
    form.querySelector("button span").textContent = form.dataset.once;
  });
}
// Whoever comes back by the browser's own button finds the form as it was.
addEventListener("pageshow", (event) => event.persisted && location.reload());
