// @ts-check
// Starts the options page; everything else is the wasm module's.
import init, { start_options } from "./panel_module.js";

/** Writes a spreadsheet of rows. */
const write = async (pieces) => (await import("./spreadsheet.js")).workbook(pieces);

await init({ module_or_path: await early.module });
start_options(write, early.handOver());
