// The first script of every page that is measured.
(() => {
  const painted = Promise.withResolvers();
  // Of each key the promise of what it came to: nothing if it changed nothing.
  const bench = { painted: painted.promise, states: [], keys: [], longTasks: [] };
  globalThis.ninepinBench = bench;
  // Frames without a change after which a snapshot is taken to have changed nothing.
  const PATIENCE_SNAPSHOT = 4;
  const PATIENCE_KEY = 600;

  const changes = { anywhere: 0, ofView: 0 };
  // When the latest change after a key was laid out, ready for the next frame.
  let laidOutMs = null;
  let isKeyPending = false;
  const isInView = ({ target }) => {
    const node = target instanceof Element ? target : target.parentElement;
    return node?.closest('[role=tabpanel], main')?.matches(':not([hidden])') ?? false;
  };
  // A task that is posted while a frame is prepared runs once it has been drawn.
  const afterDrawing = (then) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      then(performance.now());
    };
    channel.port2.postMessage(0);
  };
  const whenDrawn = (where, patience, then) => {
    const before = changes[where];
    const look = (framesLeft) => requestAnimationFrame(() => {
      if (changes[where] > before) afterDrawing(then);
      else if (framesLeft > 0) look(framesLeft - 1);
      else then(null);
    });
    look(patience);
  };

  const isUseful = () => [...document.querySelectorAll('[role=status]')]
    .some((line) => line.textContent.includes('Five9 is ready'));
  let isFirstFound = false;
  new MutationObserver((records) => {
    changes.anywhere += 1;
    if (records.some(isInView)) {
      changes.ofView += 1;
      if (isKeyPending) {
        document.body.getBoundingClientRect();
        laidOutMs = performance.now();
      }
    }
    if (isFirstFound || !isUseful()) return;
    isFirstFound = true;
    requestAnimationFrame(() => afterDrawing(painted.resolve));
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });

  const connect = chrome.runtime.connect.bind(chrome.runtime);
  chrome.runtime.connect = (...options) => {
    const port = connect(...options);
    port.onMessage.addListener(({ snapshot }) => {
      if (!snapshot) return;
      const madeMs = snapshot.nowMs - performance.timeOrigin;
      whenDrawn('anywhere', PATIENCE_SNAPSHOT, (now) => {
        if (now !== null) bench.states.push(now - madeMs);
      });
    });
    return port;
  };

  addEventListener('keydown', ({ timeStamp }) => {
    isKeyPending = true;
    const key = Promise.withResolvers();
    bench.keys.push(key.promise);
    whenDrawn('ofView', PATIENCE_KEY, (now) => {
      isKeyPending = false;
      key.resolve(now && { found: laidOutMs - timeStamp, drawn: now - timeStamp });
    });
  }, true);

  new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) bench.longTasks.push(duration);
  }).observe({ type: 'longtask' });
})();
