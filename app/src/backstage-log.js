// The log backstage follows what happens, and copies code. Without it, both are a link and a selection away.

const main = document.querySelector("main[data-live]");
if (main) {
  let looking = false;
  let again = false;

  // The page is asked for again whole, with its filter, and what changes is put in its place.
  const look = async () => {
    if (looking) return void (again = true);
    looking = true;
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    looking = false;
    if (again) {
      again = false;
      look();
    }
  };

  const put = (page) => {
    const scroller = main.scrollHeight > main.clientHeight ? main : document.scrollingElement;
    const rows = [...main.querySelectorAll("li[id^='m-']")];
    const known = new Set(rows.map((row) => row.id));
    // Whoever reads further down keeps their line where it is; whoever is at the top sees what is new.
    const anchor = scroller.scrollTop > 40 ? rows.find((row) => row.getBoundingClientRect().bottom > 0) : null;
    const top = anchor?.getBoundingClientRect().top;
    const focused = document.activeElement?.closest("li[id^='m-']")?.id;
    for (const id of ["log-kinds", "log"]) {
      const next = page.getElementById(id);
      if (next) document.getElementById(id)?.replaceWith(document.importNode(next, true));
    }
    for (const row of main.querySelectorAll("li[id^='m-']")) {
      if (known.size && !known.has(row.id)) row.classList.add("log__new");
    }
    const back = anchor && document.getElementById(anchor.id);
    if (back) scroller.scrollTop += back.getBoundingClientRect().top - top;
    if (focused) document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
    live();
  };

  const source = new EventSource(main.dataset.live);
  const live = () => {
    const sign = main.querySelector(".live");
    if (sign) sign.hidden = source.readyState !== EventSource.OPEN;
  };
  source.onopen = live;
  source.onerror = live;
  source.onmessage = (event) => {
    if (event.data !== document.getElementById("log")?.dataset.newest) look();
  };
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const says = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copy);
    // Off loopback, plain http has no clipboard: then the code is selected, ready for the keys.
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = says), 2000);
    } catch {
      code.focus();
    }
  });
}
