// Wakes the islands of a page once the browser is idle, then marks the document as ready.
import * as app from "./app.js";

// Leptos looks for what resources left behind; our pages use none.
globalThis.__RESOLVED_RESOURCES = globalThis.__SERIALIZED_ERRORS = globalThis.__INCOMPLETE_CHUNKS = [];

const idle = globalThis.requestIdleCallback ?? ((wake) => setTimeout(wake));

idle(
  async () => {
    await app.default({ module_or_path: new URL("app_bg.wasm", import.meta.url) });
    app.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      app[island.dataset.component](island);
    }
    document.documentElement.dataset.ready = "";
  },
  { timeout: 1000 },
);
