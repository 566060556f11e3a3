// The stage moves: panes come anew whenever something happens, and keys step through them. Without this, links and reloads do.

const panes = document.querySelector("#stage-seq")?.parentElement;
let stream;

/** Puts panes in their places, and leaves focus, scrolling and open menus where they were. */
function put(html) {
  const focused = panes.contains(document.activeElement) ? document.activeElement : undefined;
  const again = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.dataset.key && `[data-key="${focused.dataset.key}"]`;
  for (const [id, text] of Object.entries(html)) {
    const pane = document.getElementById(id);
    if (!pane || pane.dataset.text === hash(text)) continue;
    const wrap = pane.querySelector(".seqwrap");
    const [scrolled, atEnd] = [wrap?.scrollTop, wrap && wrap.scrollTop + wrap.clientHeight > wrap.scrollHeight - 60];
    const open = pane.querySelector("details[open]");
    pane.innerHTML = text;
    pane.dataset.text = hash(text);
    if (open) pane.querySelector("details").open = true;
    const now = pane.querySelector(".seqwrap");
    if (now) now.scrollTop = atEnd && stream ? now.scrollHeight : scrolled;
  }
  const back = again && document.querySelector(again);
  if (back && back !== document.activeElement) back.focus({ preventScroll: true });
}

/** Whoever signs in or out in the phone is somebody else here, too. */
function follow(phone) {
  phone.addEventListener("load", () => {
    const isOutside = /^\/(login|signup)?$/.test(phone.contentWindow.location.pathname);
    if (isOutside && panes) check();
    if (!isOutside && !panes) location.reload();
  });
}

async function check() {
  const answer = await fetch(`/backstage/panes${location.search}`).catch(() => undefined);
  if (answer?.status === 404) location.reload();
}

/** A short name of a text, to see whether it is another. */
function hash(text) {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) | 0;
  return String(sum);
}

/** Live, the server sends; paused, nothing changes. */
function listen() {
  stream?.close();
  stream = undefined;
  if (new URL(location).searchParams.has("step")) return;
  stream = new EventSource(`/backstage/live${location.search}`);
  stream.addEventListener("message", (event) => put(JSON.parse(event.data)));
}

/** Shows another step or subject, and leaves the phone alone. */
async function show(address) {
  const answer = await fetch(`/backstage/panes${address.search}`).catch(() => undefined);
  if (!answer?.ok) return location.assign(address);
  put(await answer.json());
  listen();
  document.querySelector("[aria-current=step]")?.scrollIntoView({ block: "nearest" });
}

function go(link) {
  const address = new URL(link.href);
  history.pushState(null, "", address);
  show(address);
}

if (panes) {
  panes.addEventListener("click", (event) => {
    const link = event.target.closest(".pane a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const path = typeof link.href === "string" ? link.pathname : new URL(link.href.baseVal, location).pathname;
    if (path !== "/backstage") return;
    event.preventDefault();
    go(typeof link.href === "string" ? link : { href: new URL(link.href.baseVal, location).href });
  });
  addEventListener("popstate", () => show(new URL(location)));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, summary, pre")) return;
    if (event.key === " " && event.target.closest("a, button")) return;
    const link = panes.querySelector(`a[data-key="${CSS.escape(event.key)}"][href]`);
    if (!link) return;
    event.preventDefault();
    go(link);
  });
  document.querySelector("[aria-current=step]")?.scrollIntoView({ block: "nearest" });
  listen();
}
const phone = document.querySelector(".stagep iframe");
if (phone) follow(phone);
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") return event.preventDefault();
    form.ariaBusy = "true";
    form.querySelector("button span").textContent = form.dataset.once;
  });
}
addEventListener("pageshow", (event) => event.persisted && location.reload());
