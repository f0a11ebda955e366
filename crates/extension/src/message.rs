//! The messages between pages, worker and content script: one closed enum per direction.
//!
//! Names, fields and codes are an outside interface that other programs speak; they only ever grow.

mod data;
mod outbox;
mod run;
mod tab;

use serde::Serialize;
use serde_json::Value;

pub use data::DataMessage;
pub use outbox::{DestinationDraft, OutboxMessage};
pub use run::RunMessage;
pub use tab::{SocketCommand, TabEvent, TabHeaders, TabHttp, TabMessage, TabReply};

use crate::snapshot::{ShortcutAction, Snapshot};
use crate::wire::{read_tagged, tagged};

/// What an own extension page may ask of the worker.
///
/// On the wire the variant's name is the member `type`; see [`crate::wire`].
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PageMessage {
    /// Places one call. The answer is the same object as the `callStatus` broadcast.
    TriggerFive9Call {
        /// As typed; cleaned by [`crate::phone::clean`].
        phone_number: Option<String>,
        request_id: Option<String>,
        /// Id of our own record; never sent to Five9.
        contact_id: Option<String>,
        /// Absent means the campaign chosen in the panel.
        campaign_id: Option<String>,
        /// The agent knows that the number was called within the last hour.
        again: bool,
    },
    /// Ends the live call and sets a disposition where one is known.
    TriggerFive9Hangup {
        request_id: Option<String>,
        disposition_id: Option<String>,
        /// Name of a disposition, as Five9 shows it.
        disposition_type: Option<String>,
    },
    /// Sets the disposition of a call that is already in wrap-up.
    TriggerFive9DisposeOnly {
        request_id: Option<String>,
        disposition_id: Option<String>,
        disposition_type: Option<String>,
    },
    /// Replaces the list with what the text holds (CSV, lines of "name, number", or JSON).
    ImportList {
        text: String,
        /// Name of the file, where the text came from one.
        file_name: Option<String>,
        request_id: Option<String>,
    },
    /// Forgets the list. Refused while a run is on.
    ClearList {
        request_id: Option<String>,
    },
    /// Starts a run over these records, in this order.
    StartRun {
        record_ids: Vec<String>,
        /// What to do with people who were called within the last hour, or whose number stands
        /// there twice. Absent: if there are any, nothing starts and the code is `calledBefore`.
        repeats: Option<Repeats>,
        request_id: Option<String>,
    },
    /// `End & Call` and `End & Finish`: ends the live call, disposes it, goes on to the next.
    EndAndNext {
        request_id: Option<String>,
    },
    /// Skips the current record before its dial; with a call live, the one up next.
    Skip {
        /// Why, in the agent's words; kept with the record's end.
        reason: Option<String>,
        request_id: Option<String>,
    },
    Pause {
        request_id: Option<String>,
    },
    Resume {
        request_id: Option<String>,
    },
    /// Ends the run; a live call stays until the agent says what to do with it.
    Cancel {
        request_id: Option<String>,
    },
    /// Chooses (or with null clears) the outcome of the live call.
    ChooseOutcome {
        disposition_id: Option<String>,
        request_id: Option<String>,
    },
    /// Keeps the note of a call; the text is stored as typed.
    SetNote {
        text: String,
        /// The call for which it was typed: the one on screen or the one before. Absent: the one on
        /// screen.
        intent_id: Option<String>,
        request_id: Option<String>,
    },
    /// Chooses the campaign, from those offered or by its id typed by hand.
    ChooseCampaign {
        campaign_id: String,
        request_id: Option<String>,
    },
    /// Outcome that each call of the list starts with; null means none.
    SetDefaultOutcome {
        disposition_id: Option<String>,
        request_id: Option<String>,
    },
    /// Adds a disposition by its id typed by hand, for organisations whose list cannot be read.
    AddDisposition {
        disposition_id: String,
        name: String,
        request_id: Option<String>,
    },
    /// Reads the link again (log-in, station, campaigns, calls).
    CheckLink {
        request_id: Option<String>,
    },
    /// Restarts the station and reads whether that helped; refused during a call.
    RestartStation {
        request_id: Option<String>,
    },
    /// Brings the Five9 tab to the front, or opens one.
    OpenFive9 {
        request_id: Option<String>,
    },
    /// Takes a finished or failed call, or a run's summary, off the screen.
    Dismiss {
        request_id: Option<String>,
    },
    /// Puts the person called on hold.
    HoldCall {
        request_id: Option<String>,
    },
    /// Takes the person called off hold.
    UnholdCall {
        request_id: Option<String>,
    },
    SetRecording {
        action: RecordingAction,
        request_id: Option<String>,
    },
    /// Plays one of the organisation's prompts to the person called; only while talking.
    PlayPrompt {
        prompt_id: String,
        request_id: Option<String>,
    },
    StopPrompt {
        request_id: Option<String>,
    },
    /// Sends the note of the call on screen to Five9, once a text.
    SendNote {
        request_id: Option<String>,
    },
    /// Says whether Five9 may offer the agent inbound work.
    SetReady {
        ready: bool,
        /// Why not; one of the snapshot's reasons.
        reason_id: Option<String>,
        request_id: Option<String>,
    },
    /// Promises the person of the call on screen another call.
    CreateCallback {
        /// UTC, in the future.
        due_at_ms: u64,
        comment: Option<String>,
        request_id: Option<String>,
    },
    /// Campaign that this list is called under; null means the one chosen for everything.
    SetListCampaign {
        campaign_id: Option<String>,
        request_id: Option<String>,
    },
}

/// What can be done about the recording of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RecordingAction {
    Start,
    Pause,
    Resume,
    Stop,
}

/// What a run does with people who were called lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Repeats {
    /// Stands still at each and asks.
    Ask,
    /// Calls them again.
    Call,
    /// Leaves them out.
    Skip,
}

impl PageMessage {
    /// The id that the sender gave the message, to be echoed in the answer.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::TriggerFive9Call { request_id, .. }
            | Self::TriggerFive9Hangup { request_id, .. }
            | Self::TriggerFive9DisposeOnly { request_id, .. }
            | Self::ImportList { request_id, .. }
            | Self::ClearList { request_id }
            | Self::StartRun { request_id, .. }
            | Self::EndAndNext { request_id }
            | Self::Skip { request_id, .. }
            | Self::Pause { request_id }
            | Self::Resume { request_id }
            | Self::Cancel { request_id }
            | Self::ChooseOutcome { request_id, .. }
            | Self::SetNote { request_id, .. }
            | Self::ChooseCampaign { request_id, .. }
            | Self::SetDefaultOutcome { request_id, .. }
            | Self::AddDisposition { request_id, .. }
            | Self::CheckLink { request_id }
            | Self::RestartStation { request_id }
            | Self::OpenFive9 { request_id }
            | Self::Dismiss { request_id }
            | Self::HoldCall { request_id }
            | Self::UnholdCall { request_id }
            | Self::SetRecording { request_id, .. }
            | Self::PlayPrompt { request_id, .. }
            | Self::StopPrompt { request_id }
            | Self::SendNote { request_id }
            | Self::SetReady { request_id, .. }
            | Self::CreateCallback { request_id, .. }
            | Self::SetListCampaign { request_id, .. } => request_id.as_deref(),
        }
    }
}

/// Numbers, names and notes stay out of every log: only the kind is shown.
macro_rules! debug_by_kind {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), PageRequest::from(self.clone()).to_wire()["type"])
            }
        }
    )*};
}

debug_by_kind! { PageMessage RunMessage DataMessage OutboxMessage PageRequest }

/// Whatever an own page may ask, by who answers it.
#[derive(Clone, PartialEq, Eq)]
pub enum PageRequest {
    Call(PageMessage),
    Run(RunMessage),
    Data(DataMessage),
    Outbox(OutboxMessage),
}

impl PageRequest {
    /// As it goes over the wire.
    pub fn to_wire(&self) -> Value {
        match self {
            Self::Call(message) => tagged(message),
            Self::Run(message) => tagged(message),
            Self::Data(message) => tagged(message),
            Self::Outbox(message) => tagged(message),
        }
    }
}

impl From<PageMessage> for PageRequest {
    fn from(message: PageMessage) -> Self {
        Self::Call(message)
    }
}

impl From<RunMessage> for PageRequest {
    fn from(message: RunMessage) -> Self {
        Self::Run(message)
    }
}

impl From<DataMessage> for PageRequest {
    fn from(message: DataMessage) -> Self {
        Self::Data(message)
    }
}

impl From<OutboxMessage> for PageRequest {
    fn from(message: OutboxMessage) -> Self {
        Self::Outbox(message)
    }
}

/// Broadcast to every own page, and the answer to the command with the same id.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<StatusKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    pub success: bool,
    /// Fixed English, for other programs; the panel shows its own text by `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Five9's own word for the call's state, as last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

impl Status {
    /// A bare success.
    pub fn success() -> Self {
        Self {
            kind: None,
            request_id: None,
            success: true,
            error: None,
            code: None,
            warning: None,
            state: None,
            call_id: None,
        }
    }

    /// A failure with its sentence; `detail` is Five9's or the parser's own word, if any.
    pub fn failure(code: Code, detail: Option<&str>) -> Self {
        let error = match detail {
            Some(detail) => format!("{} ({detail})", code.sentence()),
            None => code.sentence().to_owned(),
        };
        Self {
            success: false,
            error: Some(error),
            code: Some(code),
            ..Self::success()
        }
    }
}

/// Which of the three broadcasts a [`Status`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StatusKind {
    CallStatus,
    HangupStatus,
    DisposeStatus,
}

/// What the worker sends on a panel's Port.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum PanelEvent {
    /// The whole of what the panel shows.
    Snapshot { snapshot: Box<Snapshot> },
    /// A key of the browser was pressed that only a panel can obey.
    Shortcut { action: ShortcutAction },
}

/// Why something did not happen: a closed list, each with a sentence that a person can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    NoTab,
    Disconnected,
    NotLoggedIn,
    Metadata,
    InvalidNumber,
    StationDown,
    Busy,
    CampaignRefused,
    DispositionRefused,
    EndedAtOnce,
    Refused,
    ControlRefused,
    Blocked,
    CalledBefore,
    BadReply,
    BadMessage,
    WrongMessage,
    Expired,
    Offline,
    ServerError,
    Storage,
    StorageFull,
    BadList,
    NoteNotSent,
    Unknown,
}

impl Code {
    /// All codes, in the order of the interface's documentation.
    pub const ALL: [Self; 25] = [
        Self::NoTab,
        Self::Disconnected,
        Self::NotLoggedIn,
        Self::Metadata,
        Self::InvalidNumber,
        Self::StationDown,
        Self::Busy,
        Self::CampaignRefused,
        Self::DispositionRefused,
        Self::EndedAtOnce,
        Self::Refused,
        Self::ControlRefused,
        Self::Blocked,
        Self::CalledBefore,
        Self::BadReply,
        Self::BadMessage,
        Self::WrongMessage,
        Self::Expired,
        Self::Offline,
        Self::ServerError,
        Self::Storage,
        Self::StorageFull,
        Self::BadList,
        Self::NoteNotSent,
        Self::Unknown,
    ];

    /// The fixed English sentence that other programs get in `error`.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoTab => "Five9 tab not found. Please open Five9.",
            Self::Disconnected => "Five9 disconnected. Refresh tab.",
            Self::NotLoggedIn => "Not logged in to Five9 (HTTP 401). Log in and try again.",
            Self::Metadata => "Could not fetch User Metadata",
            Self::InvalidNumber => "No valid phone number",
            Self::StationDown => "Five9 station is not connected. Connect it and try again.",
            Self::Busy => "A call is not finished yet. End it and set its outcome first.",
            Self::CampaignRefused => {
                "Five9 refused the campaign. Choose a campaign that you may use and that is running."
            }
            Self::DispositionRefused => "Five9 refused the disposition. Choose another outcome.",
            Self::EndedAtOnce => {
                "Five9 accepted the call and ended it at once. Check number, campaign and station."
            }
            Self::Refused => "Five9 refused the request",
            Self::ControlRefused => "Five9 refused to do that. The call goes on as it was.",
            Self::Blocked => "This person may not be called now",
            Self::CalledBefore => {
                "Called within the last hour, or twice on this list. Ask the agent, then say so."
            }
            Self::BadReply => "Five9 answered with something that could not be read",
            Self::BadMessage => "The message was not understood. Nothing was done.",
            Self::WrongMessage => "Send triggerFive9Call.",
            Self::Expired => "The request waited too long and was not sent. Try again.",
            Self::Offline => "No network. Nothing was sent. Check the connection.",
            Self::ServerError => "Five9 has an internal error. Try again in a moment.",
            Self::Storage => "Could not be stored on this computer. Nothing was sent.",
            Self::NoteNotSent => "Five9 may not have the note of that call. It is kept here.",
            Self::StorageFull => "No room is left to store it on this computer. Nothing was sent.",
            Self::BadList => "The list could not be read",
            Self::Unknown => {
                "It is not known whether the call was placed, or what became of it. Checking with Five9."
            }
        }
    }
}

/// Reads a page's message, telling what it got wrong.
///
/// # Errors
/// [`Code::WrongMessage`] for `executeFive9…`, which only the worker may send, and
/// [`Code::BadMessage`] for anything that is not a [`PageRequest`].
pub fn read_page_message(value: &Value) -> Result<PageRequest, Code> {
    let kind = value
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if kind.starts_with("executeFive9") {
        return Err(Code::WrongMessage);
    }
    let of_run = || read_tagged(value).map(PageRequest::Run);
    let of_data = || read_tagged(value).map(PageRequest::Data);
    let of_outbox = || read_tagged(value).map(PageRequest::Outbox);
    let read = read_tagged(value).map(PageRequest::Call);
    read.or_else(of_run)
        .or_else(of_data)
        .or_else(of_outbox)
        .ok_or(Code::BadMessage)
}

impl std::fmt::Debug for PanelEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PanelEvent").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Status({:?}, success: {}, {:?})",
            self.kind, self.success, self.code
        )
    }
}
