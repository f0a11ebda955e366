// @ts-check
// Starts the options page; everything else is the wasm module's.
import init, { start_options } from "./panel_module.js";

await init();
start_options();
