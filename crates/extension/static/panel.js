// @ts-check
// Starts the side panel; everything else is the wasm modules'.
import init, { start_panel } from "./panel_module.js";

/** Loads the simulated Five9, which a panel needs only to practise. */
const practise = async () => {
  const practice = await import("./practice_module.js");
  await practice.default();
  practice.start_practice();
};

await init();
start_panel(practise);
