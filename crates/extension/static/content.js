// @ts-check
// Performs the requests that the worker's messages carry, with the page's own session, and holds
// the one event socket. It decides nothing: every Five9 word is the worker's.
(() => {
  "use strict";
  const PREFIX = "/appsvcs/";
  const SESSION = /\/(session_start|session_restart|station\/restart|active_skills|ping|accept)(\?|$)/;
  const CALL = /\/interactions\/make_external_call$/;
  const END = /\/calls\/[^/]+\/(disconnect|dispose)$/;
  /** What each kind of message may carry. @type {Record<string, (m: string, p: string) => boolean>} */
  const ALLOWED = {
    executeFive9Call: (m, p) => m === "POST" && CALL.test(p),
    executeFive9Hangup: (m, p) => m === "PUT" && p.endsWith("/disconnect") && END.test(p),
    executeFive9DisposeOnly: (m, p) => m === "PUT" && p.endsWith("/dispose") && END.test(p),
    executeFive9Read: (m) => m === "GET",
    executeFive9Session: (m, p) => m === "PUT" && SESSION.test(p),
    executeFive9Control: (m, p) => ["PUT", "POST", "DELETE"].includes(m) && !CALL.test(p) && !END.test(p),
  };
  const connectorId = crypto.randomUUID();
  /** First answers, by request id; those to dials are kept for good. @type {Map<string, Promise<object>>[]} */
  const [answered, dialed] = [new Map(), new Map()];
  /** @type {WebSocket | null} */
  let socket = null;
  let socketKey = "";
  /** @type {chrome.runtime.Port | null} */
  let port = null;

  /** What fails here fails because the worker sleeps or the extension is gone: a hello follows, or nothing. */
  const attempt = (/** @type {() => void} */ run) => { try { run(); } catch {} };
  const post = (/** @type {object} */ event) => attempt(() => port?.postMessage(event));

  const tellNetwork = () => post({ type: "five9Network", online: navigator.onLine });
  const socketState = () => ["connecting", "open", "closed", "closed"][socket?.readyState ?? 3];

  function stop() {
    socket?.close();
    attempt(() => port?.onDisconnect.removeListener(connect));
    attempt(() => port?.disconnect());
    attempt(() => chrome.runtime.onMessage.removeListener(onMessage));
    for (const name of ["online", "offline"]) removeEventListener(name, tellNetwork);
  }

  function connect() {
    void chrome.runtime?.lastError; // Read, or the browser reports it: the worker was just stopped.
    try {
      port = chrome.runtime.connect({ name: "five9" });
    } catch {
      stop(); // The extension was reloaded: its new content script takes over.
      return;
    }
    port.onDisconnect.addListener(connect);
    const key = socketKey || undefined;
    post({ type: "hello", connectorId, host: location.host, socket: socketState(), socketKey: key });
  }

  function openSocket(/** @type {string} */ text) {
    const url = new URL(text);
    const site = (/** @type {string} */ host) => host.split(".").slice(-2).join(".");
    const own = url.host === location.host || site(url.hostname) === site(location.hostname);
    if (url.protocol !== "wss:" || !own || !url.pathname.startsWith(PREFIX)) return { error: "refused" };
    socket?.close();
    const opened = new WebSocket(url);
    socket = opened;
    socketKey = url.pathname.split("/").pop() ?? "";
    opened.onopen = () => post({ type: "five9Socket", state: "open" });
    opened.onmessage = (event) => post({ type: "five9Frame", text: String(event.data) });
    opened.onclose = (event) => {
      if (socket === opened) post({ type: "five9Socket", state: "closed", code: event.code });
    };
    return { done: true };
  }

  function useSocket(/** @type {{op: string, url?: string}} */ command) {
    if (command.op === "open") return openSocket(command.url ?? "");
    if (command.op === "close") socket?.close();
    if (command.op === "ping" && socket?.readyState === WebSocket.OPEN) socket.send("ping");
    return { done: command.op !== "ping" || socket?.readyState === WebSocket.OPEN };
  }

  async function perform(/** @type {any} */ message) {
    if (Date.now() > message.notAfterMs) return { error: "expired" };
    if (message.type === "executeFive9Socket") return useSocket(message.socket);
    const { method, path, body } = message.http;
    const url = new URL(path, location.origin);
    const own = url.protocol === "https:" && url.host === location.host && url.pathname.startsWith(PREFIX);
    if (!own || !ALLOWED[message.type]?.(method, url.pathname)) return { error: "refused" };
    if (!navigator.onLine) return { error: "offline" };
    try {
      const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
      const reply = await fetch(url, { method, headers, body, credentials: "include", cache: "no-store" });
      /** @type {Record<string, string>} */
      const kept = {};
      for (const name of ["retry-after", "content-type"]) {
        const value = reply.headers.get(name);
        if (value !== null) kept[name] = value;
      }
      return { status: reply.status, headers: kept, body: await reply.text() };
    } catch (error) {
      return { error: `network: ${error}` };
    }
  }

  function onMessage(/** @type {any} */ message, /** @type {chrome.runtime.MessageSender} */ sender, /** @type {(r: object) => void} */ respond) {
    const own = sender.id === chrome.runtime.id && !sender.tab;
    if (!own || message?.connectorId !== connectorId) return false;
    const kept = message.type === "executeFive9Call" ? dialed : answered;
    const known = kept.get(message.requestId) ?? perform(message);
    kept.set(message.requestId, known);
    if (answered.size > 500) answered.delete([...answered.keys()][0]);
    known.then(respond);
    return true;
  }

  // An older copy of this script in this document that lost its extension: stealing the lock ends it.
  navigator.locks.request(`ninepin-${performance.timeOrigin}`, { steal: true }, () => new Promise(() => {})).catch(stop);
  for (const name of ["online", "offline"]) addEventListener(name, tellNetwork);
  chrome.runtime.onMessage.addListener(onMessage);
  connect();
})();
