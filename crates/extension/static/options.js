// @ts-check
// Starts the options page; everything else is the wasm module's.

/** Writes a spreadsheet of rows. */
const write = async (pieces) => (await import("./spreadsheet.js")).workbook(pieces);

wasm_bindgen({ module_or_path: early.module })
  .then(() => wasm_bindgen.start_options(write, early.handOver()));
