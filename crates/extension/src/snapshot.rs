//! What the panel shows: one whole value, made by the worker, never a difference.
//!
//! A snapshot says what is so, by evidence; times are UTC milliseconds and the panel counts from them.

mod outbox;
mod preferences;
mod run;

use serde::Serialize;

pub use outbox::{
    CallField, DeliveryTrouble, DeliveryTroubleKind, DestinationKind, DestinationSetup,
    DestinationView, EventKind, LeftOut, LetterView, OutboxView, PropertyView,
};
pub use preferences::{
    DialMode, Preference, PreferencesView, ShortcutAction, ShortcutView, Surface, TemplateView,
    Theme,
};

pub use run::{PauseReason, PersonView, RepeatView, RunView, SummaryView};

use crate::message::{Code, RecordingAction};

/// Everything the panel needs but the rows of the list, which it reads from the store itself.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Rises with every snapshot of one worker life.
    pub revision: u64,
    /// The worker's clock when the snapshot was made, UTC ms.
    pub now_ms: u64,
    pub link: LinkView,
    /// Campaigns that Five9 offers this agent.
    pub campaigns: Vec<CampaignView>,
    /// Campaign that calls go under: the list's, else the chosen one; may be one typed by hand.
    pub campaign_id: Option<String>,
    /// Dispositions that may end a call of the chosen campaign.
    pub dispositions: Vec<DispositionView>,
    /// Outcome that each call of the list starts with.
    pub default_outcome_id: Option<String>,
    pub list: ListView,
    /// The call on screen: live, in wrap-up, or the last one until it is dismissed.
    pub call: Option<CallView>,
    /// A call of this agent that was not started here and is not finished.
    pub other_call: Option<OtherCallView>,
    pub run: Option<RunView>,
    /// The last run's end, until it is dismissed.
    pub summary: Option<SummaryView>,
    /// The call before the one on screen, while its outcome may still be on the agent's mind.
    pub last_call: Option<LastCallView>,
    /// What the big button does now.
    pub main_button: MainButton,
    pub can_skip: bool,
    pub can_pause: bool,
    pub can_resume: bool,
    pub can_cancel: bool,
    pub can_postpone: bool,
    /// Whether Five9 may offer inbound work; null: not known.
    pub presence: Option<PresenceView>,
    /// Reasons for not being ready that the agent may give.
    pub reasons: Vec<ReasonView>,
    /// Prompts that the agent may play; empty also where that is not known.
    pub prompts: Vec<PromptView>,
    /// What a run depends on, in the order in which it is mended.
    pub preflight: PreflightView,
    /// What Five9 said that this version does not know.
    pub drift: DriftView,
    pub preferences: PreferencesView,
    pub templates: Vec<TemplateView>,
    /// The agent's name as Five9 has it.
    pub agent_name: Option<String>,
    /// Rises whenever a call of the history changes; the history's rows are in the store.
    pub history_revision: u64,
    /// What goes to other systems; empty while practice is on.
    pub outbox: OutboxView,
    /// How much more the browser keeps for us, where that is little; null: enough, or not known.
    pub room_left_bytes: Option<u64>,
    /// Everything here is practice: nobody is called.
    pub practice: bool,
    /// The last thing that went wrong and is not told by link, call or run.
    pub trouble: Option<Trouble>,
}

/// What the link to Five9 is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    pub state: LinkState,
    /// Why it is not ready.
    pub code: Option<Code>,
    /// Five9's own words or state, where there are any.
    pub detail: Option<String>,
    /// Host of the adopted tab.
    pub host: Option<String>,
    pub logged_in: Option<bool>,
    pub station_connected: Option<bool>,
    /// Type of the station, Five9's own word.
    pub station_type: Option<String>,
    /// Whether events arrive; without them calls are read every 2 s.
    pub socket_open: bool,
    /// The station was told to restart, and whether that helped is being read.
    pub station_restarting: bool,
    /// A restart of the station did not help.
    pub station_restart_failed: bool,
}

/// States of the link, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkState {
    /// No Five9 tab is open, or none has answered.
    NoTab,
    /// A tab was found and is being read.
    Checking,
    /// It was ready and no longer answers.
    Lost,
    /// The browser has put the tab to sleep.
    Frozen,
    /// The tab answers; nobody is logged in.
    NotLoggedIn,
    /// Logged in; the station is not connected.
    StationDown,
    /// Calls can be placed.
    Ready,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CampaignView {
    pub id: String,
    pub name: String,
    /// Null: the state could not be read.
    pub running: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DispositionView {
    pub id: String,
    pub name: String,
    /// The agent must confirm it before it is sent.
    pub must_confirm: bool,
    /// Entered by hand, not read from Five9.
    pub by_hand: bool,
    /// How often it was chosen. The order is by use, as it was when the list was read.
    pub n_used: u32,
}

/// The list's numbers; its rows are in the store at `revision`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    pub revision: u64,
    pub name: Option<String>,
    pub n_records: usize,
    pub n_callable: usize,
    /// Rows of the source that made no record, with their 1-based line and why.
    pub dropped: Vec<DroppedRow>,
    /// Campaign of this list; null: the one chosen for everything.
    pub campaign_id: Option<String>,
    /// How many the last removal took off the list; they can be brought back. 0: nobody.
    pub n_removed: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DroppedRow {
    pub line: usize,
    pub reason: String,
}

/// A call, as far as it is known.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// Ours, unique per intent to call.
    pub intent_id: String,
    pub record_id: Option<String>,
    pub name: String,
    pub number: String,
    pub phase: CallPhase,
    /// Five9's own word, as last seen.
    pub five9_state: Option<String>,
    pub dialed_at_ms: Option<u64>,
    pub ringing_at_ms: Option<u64>,
    pub answered_at_ms: Option<u64>,
    /// Start of wrap-up.
    pub ended_at_ms: Option<u64>,
    pub finished_at_ms: Option<u64>,
    pub outcome_id: Option<String>,
    pub note: String,
    /// Set once the call is finished.
    pub held: Option<HeldView>,
    /// A disposition was sent to Five9, or may have been.
    pub disposition_sent: bool,
    /// Why the call failed, or what is odd about it (`endedAtOnce`, a refused hang-up or disposition).
    pub trouble: Option<Trouble>,
    /// The agent asked for the end; the outcome alone is missing.
    pub waits_for_outcome: bool,
    /// It went on while it could not be seen, and the agent has done nothing since.
    pub came_back: bool,
    /// The outcome waits before it is sent, and can be taken back.
    pub held_back: Option<HeldBackView>,
    /// What the agent says now that the outcome was; Five9 holds another.
    pub corrected: Option<CorrectionView>,
    /// The outcome of our own record may be corrected.
    pub can_correct: bool,
    /// `callOtherNumber` would be obeyed.
    pub can_call_other: bool,
    pub controls: ControlsView,
}

/// An outcome before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldBackView {
    pub from_ms: u64,
    /// When it is sent.
    pub until_ms: u64,
}

/// An outcome that differs from what Five9 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionView {
    pub disposition_id: String,
    pub name: String,
}

/// The call before.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastCallView {
    pub intent_id: String,
    pub record_id: Option<String>,
    pub name: String,
    pub number: String,
    pub outcome_id: Option<String>,
    pub outcome_name: Option<String>,
    /// Null: not known to be finished.
    pub held: Option<HeldView>,
    pub corrected: Option<CorrectionView>,
}

/// What can be done with the call beside ending it. Each state is Five9's, never the click's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlsView {
    pub can_hold: bool,
    pub can_unhold: bool,
    /// Null: not known.
    pub recording: Option<RecordingState>,
    pub recording_actions: Vec<RecordingAction>,
    pub can_play_prompt: bool,
    pub playing: Option<PlayingView>,
    pub can_send_note: bool,
    pub note_sent: NoteSent,
    pub can_callback: bool,
    /// A callback was made for the person of this call, for this time.
    pub callback_due_at_ms: Option<u64>,
    /// What was asked for and is not settled yet.
    pub busy: Option<ControlKind>,
    /// Why the last of them did not work.
    pub trouble: Option<Trouble>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RecordingState {
    On,
    Paused,
    Off,
}

/// Kinds of controls, as far as one can be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ControlKind {
    Hold,
    Recording,
    Prompt,
    Note,
    Callback,
}

/// Whether Five9 has the note of the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NoteSent {
    #[default]
    No,
    Sending,
    Sent,
    /// An earlier text was sent; the one shown is another.
    Changed,
    /// No answer, and the notes could not be read back.
    Unknown,
}

/// A prompt that plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlayingView {
    pub prompt_id: String,
    pub name: String,
    pub since_ms: u64,
    pub duration_ms: Option<u64>,
}

/// Whether Five9 may offer the agent inbound work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceView {
    pub ready: bool,
    /// Why not ready, where Five9 says so and the reason is known.
    pub reason_name: Option<String>,
    pub since_ms: Option<u64>,
    /// What it will be once the call is over.
    pub pending: Option<PendingView>,
    /// Another was asked for, and Five9 does not show it yet.
    pub changing: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingView {
    pub ready: bool,
    pub reason_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReasonView {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PromptView {
    pub id: String,
    pub name: String,
    pub duration_ms: Option<u64>,
}

/// What a run depends on, judged by the worker and worded by the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreflightView {
    /// A start was asked for and waits until all was read again.
    pub starting: bool,
    pub checks: Vec<CheckView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    pub kind: CheckKind,
    pub state: CheckState,
    /// What is odd; absent where the kind and the state say all.
    pub why: Option<CheckWhy>,
    /// The name of what it is about: campaign, outcome, type of station, Five9's own word.
    pub detail: Option<String>,
    /// The code that a start is refused with; present if the state is `bad`.
    pub code: Option<Code>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckKind {
    Tab,
    Login,
    Station,
    Campaign,
    Dispositions,
    Permissions,
    Drift,
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckState {
    Ok,
    /// Worth a look; a run starts.
    Warn,
    /// No run starts.
    Bad,
    /// Being read.
    Checking,
    /// Could not be read; Five9 itself will judge.
    Unknown,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckWhy {
    /// No campaign is chosen, and none runs.
    NoneChosen,
    /// The campaign is not one that this agent may call under, or not any more.
    NotOffered,
    /// Five9 says that the campaign does not run.
    NotRunning,
    /// The campaign of the list is not offered any more; the detail names it.
    ListCampaignGone,
    /// No disposition of the campaign can end a call.
    NoneUsable,
    /// The default outcome is none of the campaign's dispositions, or cannot end a call.
    DefaultOutcomeGone,
    /// Five9 does not list a permission that calls need; the detail is its name.
    NotPermitted,
    /// Nobody of the list can be called.
    NobodyCallable,
    /// Some of the list cannot be called; the detail is how many.
    SomeNotCallable,
}

/// What Five9 said that this version does not know: counted, and never a reason to stop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftView {
    /// Kinds of findings.
    pub n_findings: usize,
    pub findings: Vec<FindingView>,
    /// All of it as text to copy, without any value that could be personal.
    pub report: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// Where it was.
    pub place: String,
    /// What was odd there.
    pub what: String,
    /// How often.
    pub n: u32,
}

/// Call states shown to the agent, in the order of a call's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallPhase {
    Dialing,
    Ringing,
    Talking,
    OnHold,
    Ending,
    WrapUp,
    Disposing,
    Done,
    Failed,
    /// Asked, and no answer yet that says whether the call was placed.
    Unknown,
}

/// What disposition Five9 holds for a finished call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HeldView {
    Confirmed { disposition_id: String },
    SetElsewhere { disposition_id: Option<String> },
    None,
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherCallView {
    pub number: Option<String>,
    /// Five9's own word.
    pub state: String,
}

/// The big button. Its accessible name is these words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum MainButton {
    /// `Call`, or with several selected `Start Automation (n)`: the panel knows the selection.
    Call,
    /// `Call`: the person of the run who waits for the agent's word, or for a countdown.
    CallCurrent,
    /// `End call`
    EndCall,
    /// `End & Call #n`
    EndAndCall { position: usize },
    /// `End & Finish`
    EndAndFinish,
    /// A run is paused or waits without a call: the button is disabled, Resume, Skip and Cancel are beside it.
    Waiting,
}

/// Something that went wrong, with the words of Five9 or of the parser where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    pub code: Code,
    pub detail: Option<String>,
}

/// Names, numbers and notes stay out of every log.
macro_rules! redacted_debug {
    ($($name:ident: $($shown:ident),+;)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), &self.$shown))+
                    .finish_non_exhaustive()
            }
        }
    )*};
}

redacted_debug! {
    Snapshot: revision, link, main_button;
    CallView: intent_id, phase, five9_state, held, trouble;
    OtherCallView: state;
    LastCallView: intent_id, held;
    PersonView: record_id, position;
    RunView: id, paused, position, n_records;
}
