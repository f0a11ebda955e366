// @ts-check
// What a page does before its module is there and before anything is drawn: it has the wasm module
// compiled while the rest is loaded, wakes the worker, and takes the theme that was last in use.

/** What the page's module takes over. */
const early = (() => {
  const [name, file] =
    {
      "/options.html": ["options", "panel_module_bg.wasm"],
      "/delivery.html": ["options", "delivery_module_bg.wasm"],
    }[location.pathname] ?? ["panel", "panel_module_bg.wasm"];
  const compiling = WebAssembly.compileStreaming(fetch(file));
  // As a rule the page is long parsed by then; without a body there is nothing to draw into.
  const parsing = new Promise((parsed) => addEventListener("DOMContentLoaded", parsed));
  const module = parsing.then(() => compiling);
  const port = chrome.runtime.connect({ name });
  const events = [];
  const keep = (event) => events.push(event);
  let isOpen = true;
  port.onMessage.addListener(keep);
  port.onDisconnect.addListener(() => {
    isOpen = false;
    // Unread, the browser reports it on the console.
    void chrome.runtime.lastError;
  });
  /** The Port with what came through it; nothing if it was closed, as when the worker is stopped. */
  const handOver = () => {
    port.onMessage.removeListener(keep);
    return isOpen ? { port, events } : undefined;
  };
  return { module, handOver };
})();

// Last, since the storage lets a script wait. The wasm module follows the settings from then on.
for (const name of ["theme", "text", "keys"]) {
  const value = localStorage.getItem(name);
  if (value) document.documentElement.dataset[name] = value;
}
