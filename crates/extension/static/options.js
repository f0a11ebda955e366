// @ts-check
// Starts the options page; everything else is the wasm module's.
import init, { start_options } from "./ninepin.js";

await init();
start_options();
