// @ts-check
// Has the module that writes spreadsheets loaded; a page imports this only to save one.
import init, { workbook } from "./spreadsheet_module.js";

await init();
export { workbook };
