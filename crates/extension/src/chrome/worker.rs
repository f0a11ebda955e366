//! The worker's body: carries out effects, reports what came of them, keeps its timers.
//!
//! It knows the browser and nothing of calling; whatever it is unsure of it reports as it is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::api;
pub use super::api::{Port, Sender};
use super::i18n::text;
use super::idb::{self, Database};
use super::json::{from_js, to_js};
use super::locale::zone_min;
use super::practice::{self, Handover};
use super::requests::{error_text, fetch, send_to_tab};
use super::{deliver, kept, store, surface};
use crate::message::{Code, PanelEvent, Status, TabEvent, TabMessage};
use crate::wire::read_tagged;
use crate::worker::{
    Boot, Counted, Effect, Input, Millis, OutboxInput, PortId, ReplyId, Route, Row, TabAnswer,
    Worker, action_of,
};

/// Names of Ports.
const PANEL_PORT: &str = "panel";
const OPTIONS_PORT: &str = "options";
const TAB_PORT: &str = "five9";
const PRACTICE_PORT: &str = "practice";
/// Alarms are late and coarse: the net under the timers, never the metronome.
const ALARM: &str = "net";
const ALARM_MS: Millis = 30_000;
const ALIVE_KEY: &str = "alive";

struct Shell {
    worker: Worker,
    /// The store is the one for practice.
    practice: bool,
    /// Starts the next worker in this one's place.
    again: Function,
    database: Option<Rc<Database>>,
    ports: Vec<(PortId, Port)>,
    replies: Vec<(ReplyId, Function)>,
    n_ids: u32,
    /// The zone that the worker knows of.
    zone_min: Option<i32>,
    /// One function for all timers: a timer that is cleared never calls its own, which would stay.
    on_timer: JsValue,
    timer: Option<i32>,
    alarm_at: Millis,
    update_waits: bool,
    /// The window where the agent did what is being handled.
    gesture_in: Option<i32>,
}

thread_local! {
    static SHELL: RefCell<Option<Shell>> = const { RefCell::new(None) };
    /// Counts the workers that this one follows: what was asked for one of them is not told another.
    static LIFE: Cell<u32> = const { Cell::new(0) };
}

fn with_shell<T>(run: impl FnOnce(&mut Shell) -> T) -> Option<T> {
    SHELL.with_borrow_mut(|shell| shell.as_mut().map(run))
}

/// Reads the store and starts the logic. Every listener waits for this. `again` has them wait for
/// the next start, which follows at once.
///
/// # Errors
/// Where it is not known whether practice is on.
pub async fn start(again: Function) -> Result<(), JsValue> {
    let handover = Handover::take();
    let switched = match &handover {
        Some(handover) => handover.switch().await.is_ok(),
        None => false,
    };
    let practice = practice::is_on().await?;
    store::use_practice(practice);
    let database = store::open().await.ok();
    let boot = match &database {
        Some(database) => store::read_boot(database, now()).await.ok(),
        None => None,
    };
    let alive = api::storage_get("session", ALIVE_KEY).await;
    let settings = practice::read_settings(practice).await;
    let boot = Boot {
        seed: api::random_id(),
        are_settings_unread: settings.is_err(),
        settings: settings.unwrap_or_default(),
        practice,
        browser_restarted: alive.is_none(),
        is_unread: boot.is_none(),
        zone_min: zone_min(now()),
        ..boot.unwrap_or_default()
    };
    spawn_local(async { api::storage_set("session", ALIVE_KEY, "1").await });
    let worker = Worker::start(boot, now());
    let (panels, n_ids) = handover
        .as_ref()
        .map_or_else(Default::default, |one| (one.panels.clone(), one.n_ids));
    SHELL.set(Some(Shell {
        worker,
        practice,
        again,
        database: database.map(Rc::new),
        ports: panels.clone(),
        replies: Vec::new(),
        n_ids,
        zone_min: None,
        on_timer: Closure::<dyn Fn()>::new(handle_timeout).into_js_value(),
        timer: None,
        alarm_at: 0,
        update_waits: false,
        gesture_in: None,
    }));
    kept::keep_panel();
    // Panels are loaded anew once they see the other side: whoever asked hears before that.
    if let Some(handover) = handover {
        handover.answer(switched);
    }
    for (id, port) in panels {
        handle(if port.name() == OPTIONS_PORT {
            Input::OptionsOpened(id)
        } else {
            Input::PanelOpened(id)
        });
    }
    flush();
    Ok(())
}

/// Ends this worker and starts the next one on the other side.
fn switch_practice(reply: ReplyId, request_id: Option<String>, on: bool) {
    let Some(mut shell) = SHELL.take() else {
        return;
    };
    let asked = shell.replies.iter().position(|(known, _)| *known == reply);
    let respond = asked.map(|index| shell.replies.swap_remove(index).1);
    end_life(&mut shell);
    let (panels, others) = shell.ports.into_iter().partition(|(_, port)| {
        let is_page = [PANEL_PORT, OPTIONS_PORT].contains(&port.name().as_str());
        is_page && is_own_page(&port.sender())
    });
    // A content script connects again at once, and says hello to the next worker.
    let others: Vec<(PortId, Port)> = others;
    for (_, port) in others {
        port.disconnect();
    }
    let handover = Handover {
        on,
        request_id,
        respond,
        panels,
        n_ids: shell.n_ids,
    };
    handover.leave();
    if let Err(error) = shell.again.call0(&JsValue::NULL) {
        api::warn(&error);
    }
}

/// Nothing of this worker is told to the next one, and whoever waits for it may ask again.
fn end_life(shell: &mut Shell) {
    LIFE.set(LIFE.get() + 1);
    if let Some(timer) = shell.timer.take() {
        api::clear_timeout(timer);
    }
    let busy = to_js(&Status::failure(Code::Busy, None)).unwrap_or(JsValue::UNDEFINED);
    for (_, respond) in shell.replies.drain(..) {
        _ = respond.call1(&JsValue::NULL, &busy);
    }
}

fn is_own_page(sender: &Sender) -> bool {
    sender
        .origin()
        .is_some_and(|origin| origin == api::own_origin())
}

/// A one-shot message; `respond` is called exactly once.
pub fn on_message(message: &JsValue, sender: &Sender, respond: Function) {
    let trusted = is_own_page(sender);
    let message = from_js(message).unwrap_or(serde_json::Value::Null);
    let reply = with_shell(|shell| {
        shell.n_ids += 1;
        shell.replies.push((shell.n_ids, respond));
        shell.n_ids
    });
    if let Some(reply) = reply {
        handle(Input::PageMessage {
            reply,
            message,
            trusted,
        });
    }
}

/// A page or a content script connected.
pub fn on_port(port: Port) {
    let (name, sender) = (port.name(), port.sender());
    let own_page = is_own_page(&sender);
    let tab = sender.tab().filter(|_| sender.frame_id() == Some(0));
    let Some(id) = with_shell(|shell| {
        shell.n_ids += 1;
        shell.ports.push((shell.n_ids, port));
        shell.n_ids
    }) else {
        return;
    };
    match (name.as_str(), tab) {
        (PANEL_PORT, _) if own_page => handle(Input::PanelOpened(id)),
        (OPTIONS_PORT, _) if own_page => handle(Input::OptionsOpened(id)),
        (PRACTICE_PORT, _) if own_page => handle(Input::PracticeOpened(id)),
        (TAB_PORT, Some(tab)) if !own_page => {
            handle(Input::TabOpened {
                port: id,
                tab: tab.id(),
                active: tab.active(),
            });
        }
        _ => {}
    }
}

/// A message on a Port.
pub fn on_port_message(port: &Port, message: &JsValue) {
    let id = find_port(port);
    if let (Some(port), Some(event)) = (
        id,
        from_js(message).and_then(|event| read_tagged::<TabEvent>(&event)),
    ) {
        handle(Input::TabEvent { port, event });
    }
}

/// A Port is gone.
pub fn on_port_gone(port: &Port) {
    if let Some(id) = find_port(port) {
        _ = with_shell(|shell| shell.ports.retain(|(known, _)| *known != id));
        handle(Input::PortClosed(id));
    }
}

/// The agent looks at another tab.
pub fn on_tab_active(tab: i32) {
    handle(Input::TabActive(tab));
}

/// The browser has put a tab to sleep, or woken it.
pub fn on_tab_frozen(tab: i32, frozen: bool) {
    handle(Input::TabFrozen { tab, frozen });
}

/// The agent clicked what they were notified of: Five9 is where it is mended.
pub fn on_notification() {
    let message = serde_json::json!({ "type": "openFive9" });
    let reply = with_shell(|shell| {
        shell.n_ids += 1;
        shell.n_ids
    });
    if let Some(reply) = reply {
        handle(Input::PageMessage {
            reply,
            message,
            trusted: true,
        });
    }
}

/// A key of the browser was pressed, in this window.
pub fn on_command(command: &str, window: Option<i32>) {
    if let Some(action) = action_of(command) {
        handle_gesture(Input::Shortcut(action), window);
    }
}

/// The icon was clicked, where that opens nothing by itself.
pub fn on_icon(window: Option<i32>) {
    handle_gesture(Input::IconClicked, window);
}

/// While it is handled, a panel can be opened in the window where it was made.
fn handle_gesture(input: Input, window: Option<i32>) {
    _ = with_shell(|shell| shell.gesture_in = window);
    handle(input);
    _ = with_shell(|shell| shell.gesture_in = None);
}

/// A window was moved or resized.
pub async fn on_window_bounds(window: JsValue) {
    surface::keep_bounds(window).await;
}

/// The net under the timers.
pub fn on_alarm() {
    handle_timeout();
}

/// Puts the content script into open Five9 tabs that lack it, as after an update.
pub async fn inject_everywhere() {
    handle(Input::Five9Tabs(api::inject_content_script(&[]).await));
}

/// The agent allowed hosts, or forbade some.
pub fn on_permissions() {
    handle(Input::Outbox(OutboxInput::GrantsChanged));
}

/// A new version is ready: it starts when nothing is going on.
pub fn on_update_available() {
    _ = with_shell(|shell| shell.update_waits = true);
    flush();
}

fn find_port(port: &Port) -> Option<PortId> {
    with_shell(|shell| {
        let found = shell
            .ports
            .iter()
            .find(|(_, known)| Object::is(known.as_ref(), port.as_ref()));
        found.map(|(id, _)| *id)
    })?
}

fn now() -> Millis {
    js_sys::Date::now() as Millis
}

fn handle(input: Input) {
    _ = with_shell(|shell| {
        tell_zone(shell);
        shell.worker.handle(input, now());
    });
    flush();
}

/// The browser tells nobody when its clock changes to another zone or to summer time.
fn tell_zone(shell: &mut Shell) {
    let zone_min = zone_min(now());
    if shell.zone_min.replace(zone_min) != Some(zone_min) {
        shell.worker.handle(Input::Zone(zone_min), now());
    }
}

/// What came of something that a worker wanted, unless another one has taken its place.
fn handle_of(life: u32, input: Input) {
    if life == LIFE.get() {
        handle(input);
    }
}

fn handle_timeout() {
    _ = with_shell(|shell| {
        tell_zone(shell);
        shell.worker.handle_timeout(now());
    });
    flush();
}

/// Carries out everything that is to be done, then sets the timers.
fn flush() {
    while let Some(effect) = with_shell(|shell| shell.worker.poll_effect()).flatten() {
        carry_out(effect);
    }
    _ = with_shell(|shell| {
        arm_timers(shell);
        if shell.update_waits && !shell.worker.is_busy() {
            api::reload();
        }
    });
}

fn arm_timers(shell: &mut Shell) {
    if let Some(timer) = shell.timer.take() {
        api::clear_timeout(timer);
    }
    let Some(due_at) = shell.worker.poll_timeout() else {
        return;
    };
    let now = now();
    let wait_ms = due_at.saturating_sub(now).min(ALARM_MS);
    shell.timer = Some(api::set_timeout(
        &shell.on_timer,
        i32::try_from(wait_ms).unwrap_or(i32::MAX),
    ));
    let wanted = due_at.max(now + ALARM_MS);
    if shell.alarm_at <= now || shell.alarm_at > wanted + ALARM_MS {
        shell.alarm_at = wanted;
        api::create_alarm(ALARM, wanted as f64);
    }
}

fn carry_out(effect: Effect) {
    match effect {
        Effect::Reply { reply, status } => answer(reply, &status),
        Effect::Broadcast(status) => broadcast(&status),
        Effect::Send {
            request_id,
            route,
            message,
        } => {
            let life = LIFE.get();
            spawn_local(async move {
                let answer = match route {
                    Route::Tab(tab) => send_to_tab(tab, &message).await,
                    Route::Worker(base) => fetch(&base, &message).await,
                    // Its answer is a message on the same Port.
                    Route::Practice(port) if post(port, &message) => return,
                    Route::Practice(_) => TabAnswer::NotDelivered,
                };
                handle_of(life, Input::TabAnswer { request_id, answer });
            });
        }
        Effect::Write { write, rows } => write_later(write, rows),
        Effect::SaveSettings { write, json } => {
            let practice = is_practice();
            tell_later(async move {
                let done = practice::save_settings(practice, &json).await;
                Input::Written { write, done }
            });
        }
        Effect::DeleteAll { write } => {
            let practice = is_practice();
            tell_later(async move {
                let done = practice::delete_all(practice).await.is_ok();
                Input::Written { write, done }
            });
        }
        Effect::SetPractice {
            reply,
            request_id,
            on,
        } => switch_practice(reply, request_id, on),
        Effect::ReadList => tell_later(async { Input::List(store::read_list().await.ok()) }),
        Effect::ReadRoom => tell_later(async { Input::Room(api::room_left().await) }),
        Effect::Shortcut { panel, action } => show(&[panel], &PanelEvent::Shortcut { action }),
        Effect::SetSurface(surface) => surface::set(surface),
        Effect::OpenPanel => open_panel(),
        Effect::ReadCall(intent) => tell_later(async move {
            let row = read_call(&intent).await;
            Input::Call { intent, row }
        }),
        Effect::Outbox(effect) => {
            let practice = is_practice();
            tell_later(async move { Input::Outbox(deliver::carry_out(effect, practice).await) });
        }
        Effect::Restart => restart(),
        Effect::Show { panels, snapshot } => show(&panels, &PanelEvent::Snapshot { snapshot }),
        Effect::Badge { text, tone } => api::set_badge(text, tone),
        Effect::Notify(key) => api::notify(key.map(text).as_deref()),
        Effect::FocusTab(tab) => spawn_local(api::focus_tab(tab)),
        Effect::OpenTab(url) => api::open_tab(&url),
        Effect::Inject { except } => spawn_local(async move {
            handle(Input::Five9Tabs(api::inject_content_script(&except).await));
        }),
        Effect::SetDiscardable { tab, discardable } => api::set_discardable(tab, discardable),
    }
}

/// Writes rows, and tells the worker that asked for it what they counted and whether they are on disk.
fn write_later(write: u64, rows: Vec<Row>) {
    let life = LIFE.get();
    let store = with_shell(|shell| (shell.database.clone(), shell.practice));
    let (database, practice) = store.unwrap_or_default();
    spawn_local(async move {
        let counted = write_rows(life, database, practice, rows).await;
        let done = counted.is_ok();
        match counted {
            Ok(counted) if counted.is_empty() => {}
            Ok(counted) => handle_of(life, Input::Attempts(counted)),
            Err(error) if idb::is_full(&error) => handle_of(life, Input::StoreFull(write)),
            Err(_) => {}
        }
        handle_of(life, Input::Written { write, done });
    });
}

/// Does something that takes its time, and tells the worker that asked for it what came of it.
fn tell_later(work: impl Future<Output = Input> + 'static) {
    let life = LIFE.get();
    spawn_local(async move { handle_of(life, work.await) });
}

fn is_practice() -> bool {
    with_shell(|shell| shell.practice).unwrap_or_default()
}

fn open_panel() {
    let wanted = with_shell(|shell| (shell.worker.surface(), shell.gesture_in));
    if let Some((surface, window)) = wanted {
        surface::open(surface, window);
    }
}

fn answer(reply: ReplyId, status: &Status) {
    let respond = with_shell(|shell| {
        let index = shell
            .replies
            .iter()
            .position(|(known, _)| *known == reply)?;
        Some(shell.replies.swap_remove(index).1)
    });
    if let (Some(Some(respond)), Some(status)) = (respond, to_js(status)) {
        // The page may be gone meanwhile; nobody misses the answer then.
        _ = respond.call1(&JsValue::NULL, &status);
    }
}

fn broadcast(status: &Status) {
    let Some(message) = to_js(status) else { return };
    spawn_local(async move {
        let Err(error) = JsFuture::from(api::broadcast(&message)).await else {
            return;
        };
        if !error_text(&error).contains("Receiving end does not exist") {
            api::warn(&error);
        }
    });
}

/// Hands a request to the page that hosts the simulated Five9; `false` if that is gone.
fn post(port: PortId, message: &TabMessage) -> bool {
    let Some(message) = to_js(message) else {
        return false;
    };
    let posted = with_shell(|shell| {
        let mut hosts = shell.ports.iter();
        let host = hosts.find(|(known, one)| *known == port && one.name() == PRACTICE_PORT);
        host.is_some_and(|(_, port)| port.post_message(&message).is_ok())
    });
    posted.unwrap_or_default()
}

fn show(panels: &[PortId], event: &PanelEvent) {
    let Some(message) = to_js(event) else { return };
    _ = with_shell(|shell| {
        for (_, port) in shell.ports.iter().filter(|(id, _)| panels.contains(id)) {
            // A panel that was closed this moment is reported as gone by its own event.
            _ = port.post_message(&message);
        }
    });
}

/// Everything is forgotten: the logic starts anew, and whoever had a Port connects again.
fn restart() {
    let Some(mut shell) = SHELL.take() else {
        return;
    };
    end_life(&mut shell);
    if let Err(error) = shell.again.call0(&JsValue::NULL) {
        api::warn(&error);
    }
    for (_, port) in shell.ports {
        port.disconnect();
    }
}

async fn read_call(intent: &str) -> Result<Option<String>, ()> {
    let database = match with_shell(|shell| shell.database.clone()).flatten() {
        Some(database) => database,
        None => Rc::new(store::open().await.map_err(|_| ())?),
    };
    store::read_call(&database, intent).await.map_err(|_| ())
}

/// Into the store of the worker that wants it; an error: nothing was written.
async fn write_rows(
    life: u32,
    known: Option<Rc<Database>>,
    practice: bool,
    rows: Vec<Row>,
) -> Result<Counted, JsValue> {
    let database = match known {
        Some(database) => database,
        None => Rc::new(store::open_one(practice).await?),
    };
    let counted = store::write(&database, rows).await;
    // A store that failed may have been closed under us: the next write opens it anew.
    if life == LIFE.get() {
        _ = with_shell(|shell| shell.database = counted.as_ref().ok().map(|_| database));
    }
    counted
}

/// A promise that was made for its effect only.
pub(super) fn ignore(promise: Promise) {
    spawn_local(async move {
        _ = JsFuture::from(promise).await;
    });
}
