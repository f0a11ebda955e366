// @ts-check
// Starts the page about other systems; everything else is the wasm module's.
import init, { start_delivery } from "./delivery_module.js";

await init({ module_or_path: await early.module });
start_delivery(early.handOver());
