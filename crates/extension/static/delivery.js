// @ts-check
// Starts the page about other systems; everything else is the wasm module's.
wasm_bindgen({ module_or_path: early.module })
  .then(() => wasm_bindgen.start_delivery(early.handOver()));
