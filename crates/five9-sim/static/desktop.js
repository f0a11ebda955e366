// @ts-check
// The simulated agent desktop. It follows by polling and opens no event socket, so that all
// sockets that the simulator counts belong to the client under test.

const POLL_MS = 500;
/** Unlogged by the simulator: what a person does here is not the client under test. */
const BY_HAND = { 'x-sim-desktop': '1' };

const LABELS = {
  OFFERED: ['Connecting', 'ringing'],
  RINGING_ON_OTHER_SIDE: ['Ringing', 'ringing'],
  TALKING: ['Talking', 'connected'],
  ON_HOLD: ['On hold', 'connected'],
  WRAP_UP: ['Wrap-up', 'wrapUp'],
  FINISHED: ['Finished', 'none'],
};
const NEXT_STEPS = {
  SELECT_STATION: ['No station is chosen yet.', 'Start session', 'start'],
  SELECT_SKILLS: ['Active skills must be chosen.', 'Use all skills', 'skills'],
  ACCEPT_NOTICE: ['There is an unread notice.', 'Accept notice', 'notice'],
  RELOGIN: ['The service has moved to another host.', '', ''],
};

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
/** @type {any} */
let seen = null;
let chosen = '';
let confirmed = '';
let shownChoices = '';

/** @param {string} path @param {unknown} [body] */
async function act(path, body) {
  at('problem').textContent = '';
  const reply = await fetch(`/_sim/desktop/${path}`, {
    method: 'POST',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!reply.ok) at('problem').textContent = await messageOf(reply);
  await look();
}

/** @param {Response} reply */
async function messageOf(reply) {
  try {
    return (await reply.json()).five9ExceptionDetail.message;
  } catch {
    return `The service answered ${reply.status}.`;
  }
}

async function look() {
  try {
    const reply = await fetch('/_sim/desktop/state');
    seen = await reply.json();
    if (seen.loggedIn) showDesk();
    else showGate('You are logged out.');
  } catch {
    showGate('The simulator does not answer.');
  }
}

/** @param {string} text */
function showGate(text) {
  at('desk').hidden = true;
  at('log-out').hidden = true;
  at('gate').hidden = false;
  at('gate-text').textContent = text;
  at('who').textContent = '';
}

function showDesk() {
  at('gate').hidden = true;
  at('desk').hidden = false;
  at('log-out').hidden = false;
  at('who').textContent = `${seen.agent.name} · ${seen.loginState}`;
  showStation();
  showPresence();
  showSession();
  showCall(seen.calls[0] ?? null);
  showLast(seen.lastCall);
  showCampaigns();
}

function showStation() {
  const on = seen.station?.state === 'CONNECTED';
  at('station-dot').className = `dot ${on ? 'on' : 'off'}`;
  at('station-text').textContent = seen.station
    ? `${seen.station.stationType} ${seen.station.stationId}: ${on ? 'connected' : 'disconnected'}`
    : 'none';
  at('station').textContent = on ? 'Disconnect station' : 'Connect station';
  at('station').disabled = seen.station === null;
}

function showPresence() {
  const ready = seen.presence.currentState.readyChannels.length > 0;
  const pending = seen.presence.pendingState ? ' (changes after the call)' : '';
  at('presence-dot').className = `dot ${ready ? 'on' : ''}`;
  at('presence-text').textContent = `${ready ? 'Ready' : 'Not ready'}${pending}`;
  at('presence').textContent = ready ? 'Go not ready' : 'Go ready';
  at('presence').disabled = seen.loginState !== 'WORKING';
}

function showSession() {
  const step = NEXT_STEPS[seen.loginState];
  at('session-card').hidden = !step;
  if (!step) return;
  at('session-text').textContent = step[0];
  at('session-next').textContent = step[1];
  at('session-next').hidden = !step[1];
}

/** @param {any} call */
function showCall(call) {
  const [label, kind] = call ? LABELS[call.state] : ['No call', 'none'];
  document.querySelector('.call')?.setAttribute('data-state', kind);
  if (at('call-state').textContent !== label) at('call-state').textContent = label;
  at('call-number').textContent = call?.number ?? '';
  at('call-timer').textContent = call ? clock(seen.now_ms - since(call)) : '';
  at('call-detail').textContent = call?.campaignName ?? '';
  at('hang-up').disabled = !call || kind === 'wrapUp';
  at('hold').disabled = kind !== 'connected';
  at('hold').textContent = call?.state === 'ON_HOLD' ? 'Resume' : 'Hold';
  at('outcomes').disabled = !call;
  showChoices(call);
}

/** @param {any} call */
function since(call) {
  if (call.state === 'WRAP_UP') return call.ended_ms;
  return call.answered_ms ?? call.created_ms;
}

/** @param {number} ms */
function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** @param {any} call */
function showChoices(call) {
  const wanted = call ? call.id : '';
  if (wanted !== shownChoices) {
    shownChoices = wanted;
    chosen = '';
    at('choices').replaceChildren(...(call?.dispositions ?? []).map(choice));
  }
  const needs = call?.dispositions.find((/** @type {any} */ d) => d.id === chosen);
  const mustConfirm = needs?.flags.includes('MUST_CONFIRM') && confirmed !== chosen;
  at('dispose').textContent = mustConfirm ? 'Confirm disposition' : 'Dispose';
  at('dispose').disabled = !needs;
}

/** @param {any} disposition */
function choice(disposition) {
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = 'disposition';
  input.addEventListener('change', () => {
    chosen = disposition.id;
    confirmed = '';
    showChoices(seen.calls[0]);
  });
  const label = document.createElement('label');
  label.append(input, ` ${disposition.name}`);
  return label;
}

/** @param {any} call */
function showLast(call) {
  if (!call) return;
  const outcome = call.dispositionName ?? 'no disposition';
  at('last-call').textContent = `${call.number}: ${outcome}, ended by ${call.endedBy}`;
}

function showCampaigns() {
  const select = at('dial-campaign');
  if (select.options.length === seen.campaigns.length) return;
  select.replaceChildren(
    ...seen.campaigns.map((/** @type {any} */ campaign) => new Option(campaign.name, campaign.id)),
  );
  const outreach = seen.campaigns.find((/** @type {any} */ c) => c.campaignType === 'OUTBOUND');
  if (outreach) select.value = outreach.id;
}

function dispose() {
  const call = seen.calls[0];
  const disposition = call?.dispositions.find((/** @type {any} */ d) => d.id === chosen);
  if (!disposition) return;
  if (disposition.flags.includes('MUST_CONFIRM') && confirmed !== chosen) {
    confirmed = chosen;
    showChoices(call);
    return;
  }
  void act(`call/${call.id}/dispose`, { dispositionId: chosen });
}

/** @param {SubmitEvent} event */
async function logIn(event) {
  event.preventDefault();
  at('gate-problem').textContent = '';
  const body = {
    passwordCredentials: { username: at('user-name').value, password: at('password').value },
    appKey: 'web-ui',
    policy: 'AttachExisting',
  };
  const reply = await fetch('/appsvcs/rs/svc/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...BY_HAND },
    body: JSON.stringify(body),
  });
  if (!reply.ok) {
    at('gate-problem').textContent = await messageOf(reply);
    return;
  }
  await look();
  if (seen?.loginState === 'SELECT_STATION') await act('start');
  history.replaceState(null, '', '/');
  void follow();
}

function nextStep() {
  const kind = NEXT_STEPS[seen.loginState]?.[2];
  if (kind === 'notice') void act(`notice/${seen.notices[0].id}`);
  else if (kind) void act(kind);
}

let following = false;
async function follow() {
  if (following) return;
  following = true;
  for (;;) {
    await look();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

at('hang-up').addEventListener('click', () => act(`call/${seen.calls[0].id}/disconnect`));
at('hold').addEventListener('click', () => {
  const call = seen.calls[0];
  void act(`call/${call.id}/${call.state === 'ON_HOLD' ? 'unhold' : 'hold'}`);
});
at('dispose').addEventListener('click', dispose);
at('station').addEventListener('click', () => {
  act(`station/${seen.station?.state === 'CONNECTED' ? 'disconnect' : 'connect'}`);
});
at('presence').addEventListener('click', () => {
  const ready = seen.presence.currentState.readyChannels.length > 0;
  void act('presence', { readyChannels: ready ? [] : ['CALL', 'VOICE_MAIL'], notReadyReasonCodeId: '0' });
});
at('dial').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const body = { number: at('dial-number').value.trim(), campaignId: at('dial-campaign').value };
  void act('dial', body);
});
at('session-next').addEventListener('click', nextStep);
at('log-out').addEventListener('click', () => act('logout'));
at('log-in').addEventListener('submit', logIn);

if (new URLSearchParams(location.search).has('login')) showGate('Use one of the simulated agents.');
else void follow();
