// @ts-check
// Starts the side panel; everything else is the wasm modules'.

/** How often a panel may be loaded anew because of an error of its own: once in so long. */
const QUIET_MS = 60_000;

// What is so is the worker's: a panel that fell over is drawn anew rather than stand there dead.
addEventListener("error", ({ error }) => {
  const before = Number(sessionStorage.getItem("reloadedAtMs"));
  if (error instanceof WebAssembly.RuntimeError && Date.now() - before > QUIET_MS) {
    sessionStorage.setItem("reloadedAtMs", String(Date.now()));
    location.reload();
  }
});

/** Loads the simulated Five9, which a panel needs only to practise. */
const practise = async () => {
  const practice = await import("./practice_module.js");
  await practice.default();
  practice.start_practice();
};

/** Writes a spreadsheet of rows. */
const write = async (pieces) => (await import("./spreadsheet.js")).workbook(pieces);

wasm_bindgen({ module_or_path: early.module })
  .then(() => wasm_bindgen.start_panel(practise, write, early.handOver()))
  .catch(reportError);
