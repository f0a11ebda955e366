// @ts-check
// Fills the store of practice as its second version had it, and times what the module asks of it.

const NAME = "ninepin-practice";
const TABLES = ["progress", "runs", "runEnds", "calls", "attempts", "records", "aside"];
const OUTCOMES = ["Left Voicemail", "Follow Up", "No Answer", "Busy", "Service Completed"];
const DAY_MS = 24 * 60 * 60_000;
const EPOCH_MS = 1_700_000_000_000;
/** One agent's day. */
const N_A_DAY = 400;
const N_AT_ONCE = 10_000;

/** @param {IDBRequest} request @returns {Promise<any>} */
const answer = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

const openOld = () => {
  const opening = indexedDB.open(NAME, 2);
  opening.onupgradeneeded = () => {
    for (const table of TABLES) opening.result.createObjectStore(table);
  };
  return answer(opening);
};

/** @param {number} n */
const askedAt = (n) =>
  EPOCH_MS + Math.floor(n / N_A_DAY) * DAY_MS + (n % N_A_DAY) * 60_000;

/** @param {number} n */
const call = (n) => {
  const at = askedAt(n);
  const intent = `${String(at).padStart(13, "0")}-seed-${n}`;
  const number = `+1202555${String(n % 10_000).padStart(4, "0")}`;
  const talk = n % 3 === 0 ? 20_000 + 700 * (n % 90) : null;
  const id = `30000000000004${n % 5}`;
  const row = {
    version: 3, intent, campaign: "1", agent: "1", carrier: "c", runIndex: n % N_A_DAY,
    target: { record: `r${n}`, name: `Person ${n}`, number, problem: null },
    placement: "accepted", trouble: null, callId: `${n}`, over: true, endPressed: true,
    outcome: { id, name: OUTCOMES[n % 5] }, held: { confirmed: { id } },
    note: n % 4 === 0 ? "Asked to be called after lunch." : "",
    dialedAtMs: at, ringingAtMs: at + 400, answeredAtMs: talk && at + 6_000,
    endedAtMs: at + (talk ? 6_000 + talk : 25_000),
    finishedAtMs: at + (talk ? 9_000 + talk : 28_000), knownBefore: [],
  };
  return { intent, number, json: JSON.stringify(row) };
};

/** Puts so many calls into an empty store. @param {number} n */
const fill = async (n) => {
  await answer(indexedDB.deleteDatabase(NAME));
  const database = await openOld();
  for (let from = 0; from < n; from += N_AT_ONCE) {
    const tables = ["calls", "attempts"];
    const writing = database.transaction(tables, "readwrite", { durability: "relaxed" });
    const [calls, attempts] = tables.map((table) => writing.objectStore(table));
    for (let idx = from; idx < Math.min(n, from + N_AT_ONCE); idx += 1) {
      const { intent, number, json } = call(idx);
      calls.put(json, intent);
      attempts.put(JSON.stringify(intent), `${number}/${intent}`);
    }
    await new Promise((done, failed) => {
      writing.oncomplete = done;
      writing.onabort = () => failed(writing.error);
    });
  }
  database.close();
  return n;
};

/**
 * How long each of some tries took, and what the last one found.
 * @param {string} what @param {number[]} tries
 */
const time = async (what, tries) => {
  const times = [];
  let found = 0;
  for (const n of tries) {
    const before = performance.now();
    found = await wasm_bindgen.bench_history(what, n);
    times.push(performance.now() - before);
  }
  return { times, found };
};

await wasm_bindgen({ module_or_path: "panel_module_bg.wasm" });
Object.assign(globalThis, { ninepinBench: { fill, time, askedAt } });
