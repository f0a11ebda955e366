// @ts-check
// Starts the side panel; everything else is the wasm module's.
import init, { start_panel } from "./panel_module.js";

await init();
start_panel();
