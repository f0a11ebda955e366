// @ts-check
// Starts the options page; everything else is the wasm module's.
import init, { start_options } from "./panel_module.js";

await init({ module_or_path: await early.module });
start_options(early.handOver());
