// What is armed changes while one looks: the chips are sent again whole, and put in the place of those that are there. The page
// works without, and then shows them as they were when it was asked for.

const here = () => document.getElementById("chips");

const put = (html) => {
  const old = here();
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  if (!old || !fresh || fresh.isEqualNode(old)) return;
  // Whoever was on a chip stays on it, or on what took its place.
  const buttons = (chips) => [...chips.querySelectorAll("button")];
  const at = buttons(old).indexOf(document.activeElement);
  const scrolled = old.scrollLeft;
  old.replaceWith(fresh);
  fresh.scrollLeft = scrolled;
  const next = buttons(fresh);
  if (at >= 0) next[Math.min(at, next.length - 1)]?.focus();
};

const chips = here();
if (chips?.dataset.live) {
  const stream = new EventSource(`${chips.dataset.live}?back=${encodeURIComponent(chips.dataset.back)}`);
  stream.addEventListener("message", ({ data }) => put(data));
  addEventListener("pagehide", () => stream.close());
}
