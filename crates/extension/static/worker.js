// @ts-check
// Registers every listener in the worker's first turn and hands all of them to the wasm module,
// once it is ready. It decides nothing.
import init, * as ninepin from "./worker_module.js";

/** @type {Promise<void> | undefined} */
let starting;
/** Again for every switch between Five9 and practice: whatever comes meanwhile waits. */
const start = () => (starting = init().then(() => ninepin.start_worker(start)));
const ready = () => starting ?? start();

/** After a trap the module is unusable: one reload brings a new worker that restores everything. */
const guard = (/** @type {() => any} */ run) =>
  ready().then(run).catch(async (error) => {
    console.warn("ninepin: the worker starts again", error);
    const { trapped } = await chrome.storage.session.get("trapped");
    if (Date.now() - (trapped ?? 0) < 60_000) return;
    await chrome.storage.session.set({ trapped: Date.now() });
    chrome.runtime.reload();
  });

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  guard(() => ninepin.on_message(message, sender, respond));
  return true;
});
chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener((message) => guard(() => ninepin.on_port_message(port, message)));
  port.onDisconnect.addListener(() => guard(() => ninepin.on_port_gone(port)));
  guard(() => ninepin.on_port(port));
});
chrome.tabs.onActivated.addListener(({ tabId }) => guard(() => ninepin.on_tab_active(tabId)));
chrome.tabs.onUpdated.addListener((tabId, { frozen }) => {
  if (frozen !== undefined) guard(() => ninepin.on_tab_frozen(tabId, frozen));
});
for (const changed of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) {
  changed.addListener(() => guard(() => ninepin.on_permissions()));
}
chrome.notifications.onClicked.addListener(() => guard(() => ninepin.on_notification()));
chrome.alarms.onAlarm.addListener(() => guard(() => ninepin.on_alarm()));
chrome.runtime.onInstalled.addListener(() => guard(() => ninepin.inject_everywhere()));
chrome.runtime.onStartup.addListener(() => guard(() => ninepin.inject_everywhere()));
chrome.runtime.onUpdateAvailable.addListener(() => guard(() => ninepin.on_update_available()));
chrome.commands.onCommand.addListener((command, tab) => guard(() => ninepin.on_command(command, tab?.windowId)));
chrome.action.onClicked.addListener((tab) => guard(() => ninepin.on_icon(tab.windowId)));
chrome.windows.onBoundsChanged.addListener((window) => {
  if (window.type === "popup") guard(() => ninepin.on_window_bounds(window));
});
