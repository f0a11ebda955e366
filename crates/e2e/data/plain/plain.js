// @ts-check
// What the panel is measured beside: the same snapshots and the same rows, without a library.

const ROW_PX = 60;
const MARGIN_ROWS = 6;

const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const box = at('rows');
const list = /** @type {HTMLElement} */ (box.firstElementChild);
const search = /** @type {HTMLInputElement} */ (at('search'));

let rows = [];
let haystacks = [];
let found = [];
let revision = -1;
let drawn = '';
let offered = '';
let call = null;
const chosen = new Set();

const set = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

function showSnapshot(snapshot) {
  set(at('link'), snapshot.link.state === 'ready' ? 'Five9 is ready' : snapshot.link.state);
  call = snapshot.call;
  set(at('name'), call ? `${call.name} ${call.number}` : '');
  set(at('phase'), call ? call.phase : 'Ready');
  set(at('main'), JSON.stringify(snapshot.mainButton));
  showTime();
  showOutcomes(snapshot.dispositions, call?.outcomeId);
  if (snapshot.list.revision !== revision) readRows(snapshot.list.revision);
}

function showTime() {
  const since = call?.endedAtMs ?? call?.answeredAtMs ?? call?.ringingAtMs;
  const seconds = since ? Math.floor((Date.now() - since) / 1000) : 0;
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  set(at('timer'), since ? text : '');
}

function showOutcomes(dispositions, chosenId) {
  const ids = dispositions.map(({ id }) => id).join();
  if (ids !== offered) {
    offered = ids;
    at('outcomes').replaceChildren(...dispositions.map(({ id, name }) => {
      const label = document.createElement('label');
      const radio = document.createElement('input');
      radio.type = 'radio';
      radio.name = 'outcome';
      radio.value = id;
      label.append(radio, name);
      return label;
    }));
  }
  for (const label of at('outcomes').children) {
    const radio = /** @type {HTMLInputElement} */ (label.firstElementChild);
    radio.checked = radio.value === chosenId;
    label.classList.toggle('chosen', radio.checked);
  }
}

async function readRows(wanted) {
  revision = wanted;
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('ninepin');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const range = IDBKeyRange.bound('chunk/', 'chunk/\uffff');
  const chunks = await new Promise((resolve, reject) => {
    const reading = database.transaction('records').objectStore('records').getAll(range);
    reading.onsuccess = () => resolve(reading.result);
    reading.onerror = () => reject(reading.error);
  });
  database.close();
  rows = chunks.flatMap((chunk) => JSON.parse(chunk));
  haystacks = rows.map((row) => {
    const values = row.columns.map(([, value]) => value).join(' ');
    const digits = row.numberGiven.replace(/\D/g, '');
    return `${row.name} ${digits} ${row.number ?? ''} ${values}`.toLowerCase();
  });
  find();
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  found = [];
  for (let idx = 0; idx < haystacks.length; idx++) {
    if (words.every((word) => haystacks[idx].includes(word))) found.push(idx);
  }
  set(at('count'), `${found.length} shown`);
  list.style.height = `${found.length * ROW_PX}px`;
  drawn = '';
  drawRows();
}

function drawRows() {
  const first = Math.max(0, Math.floor(box.scrollTop / ROW_PX) - MARGIN_ROWS);
  const onScreen = Math.ceil(box.clientHeight / ROW_PX) + 1;
  const end = Math.min(found.length, first + onScreen + 2 * MARGIN_ROWS);
  if (drawn === `${first} ${end}`) return;
  drawn = `${first} ${end}`;
  const items = [];
  for (let place = first; place < end; place++) items.push(drawRow(rows[found[place]], place));
  list.replaceChildren(...items);
}

function drawRow(row, place) {
  const item = document.createElement('li');
  item.style.transform = `translateY(${place * ROW_PX}px)`;
  const tick = document.createElement('input');
  tick.type = 'checkbox';
  tick.ariaLabel = `Select ${row.name}`;
  tick.checked = chosen.has(row.id);
  tick.onchange = () => (tick.checked ? chosen.add(row.id) : chosen.delete(row.id));
  const name = document.createElement('span');
  name.textContent = row.name;
  const number = document.createElement('span');
  number.textContent = row.number ?? row.numberProblem;
  const columns = document.createElement('small');
  columns.textContent = row.columns.map(([heading, value]) => `${heading} ${value}`).join(' · ');
  item.append(tick, name, number, columns);
  return item;
}

search.oninput = find;
box.onscroll = drawRows;
new ResizeObserver(drawRows).observe(box);
setInterval(showTime, 250);
chrome.runtime.connect({ name: 'panel' }).onMessage.addListener(({ snapshot }) => {
  if (snapshot) showSnapshot(snapshot);
});
