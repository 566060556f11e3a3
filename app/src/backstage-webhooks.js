// Counts down to the next try of a delivery, and reads the page again every two seconds, unless somebody is at work on it.
const count = () => {
  for (const time of document.querySelectorAll("[data-due]")) {
    time.dataset.left = Math.max(0, Math.ceil((Date.parse(time.dateTime) - Date.now()) / 1000));
  }
};

const open = (main) => [...main.querySelectorAll("details")].map((fold) => fold.open);

const isBusy = (main) => main.contains(document.activeElement) && document.activeElement.matches("input, button, summary, a");

const look = async () => {
  const main = document.querySelector("main[data-live]");
  if (!main || document.hidden || isBusy(main)) return;
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main[data-live]");
  if (!next || isBusy(main) || (look.last ?? main.innerHTML) === next.innerHTML) return;
  look.last = next.innerHTML;
  const scrolled = [...main.children].map((pane) => pane.scrollTop);
  const folds = open(main);
  const heading = [...main.querySelectorAll("[tabindex]")].indexOf(document.activeElement);
  main.replaceChildren(...next.childNodes);
  // What was unfolded stays so, as long as it is the same page that came back.
  const now = main.querySelectorAll("details");
  if (now.length === folds.length) folds.forEach((is, index) => (now[index].open = is));
  [...main.children].forEach((pane, index) => (pane.scrollTop = scrolled[index] ?? 0));
  if (heading >= 0) main.querySelectorAll("[tabindex]")[heading]?.focus({ preventScroll: true });
  count();
};

count();
setInterval(count, 1000);
setInterval(() => look().catch(() => {}), 2000);
