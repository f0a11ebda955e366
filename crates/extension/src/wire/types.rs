//! The members of every message and snapshot, as they are read.

use serde_json::Value;

use super::read::{
    Fault, Members, Read, ReadVariant, is_named, named, read_names, read_structs, read_untagged,
    read_variants, take_member, variant_of,
};
use crate::days::{Day, Tally};
use crate::list::edits::StoredEdit;
use crate::message::{
    Code, DataMessage, DestinationDraft, OutboxMessage, PageMessage, RecordingAction, Repeats,
    RunMessage, Status, StatusKind, TabEvent,
};
use crate::snapshot::{
    CallField, CallPhase, CallView, CampaignView, CheckKind, CheckState, CheckView, CheckWhy,
    ControlKind, ControlsView, CorrectionView, DeliveryTrouble, DeliveryTroubleKind,
    DestinationKind, DestinationSetup, DestinationView, DialMode, DispositionView, DriftView,
    DroppedRow, EventKind, FindingView, HeldBackView, HeldView, LastCallView, LeftOut, LetterView,
    LinkState, LinkView, ListView, MainButton, NoteSent, OtherCallView, OutboxView, PauseReason,
    PendingView, PersonView, PlayingView, Preference, PreferencesView, PreflightView, PresenceView,
    PromptView, PropertyView, ReasonView, RecordingState, RepeatView, RunView, ShortcutAction,
    ShortcutView, Snapshot, SummaryView, Surface, TemplateView, Theme, Trouble,
};
use crate::stored::{
    CallPlacement, EndedBy, HistoryCall, HistoryOutcome, OtherNumber, StoredRecord,
};

read_variants! {
    PageMessage {
        TriggerFive9Call { phone_number, request_id, contact_id, campaign_id, again = false }
        TriggerFive9Hangup { request_id, disposition_id, disposition_type }
        TriggerFive9DisposeOnly { request_id, disposition_id, disposition_type }
        ImportList { text, file_name, request_id }
        ClearList { request_id }
        StartRun { record_ids, repeats, request_id }
        EndAndNext { request_id }
        Skip { reason, request_id }
        Pause { request_id }
        Resume { request_id }
        Cancel { request_id }
        ChooseOutcome { disposition_id, request_id }
        SetNote { text, intent_id, request_id }
        ChooseCampaign { campaign_id, request_id }
        SetDefaultOutcome { disposition_id, request_id }
        AddDisposition { disposition_id, name, request_id }
        CheckLink { request_id }
        RestartStation { request_id }
        OpenFive9 { request_id }
        Dismiss { request_id }
        HoldCall { request_id }
        UnholdCall { request_id }
        SetRecording { action, request_id }
        PlayPrompt { prompt_id, request_id }
        StopPrompt { request_id }
        SendNote { request_id }
        SetReady { ready, reason_id, request_id }
        CreateCallback { due_at_ms, comment, request_id }
        SetListCampaign { campaign_id, request_id }
    }
    RunMessage {
        CallCurrent {}
        Postpone {}
        HoldAdvance {}
        UndoSend {}
        CallOtherNumber { number, again = false }
        MoveInRun { record_id, before }
        RemoveFromRun { record_id }
        UndoRemoveFromRun {}
        RunLeft { repeats }
    }
    DataMessage {
        SetPreference { preference }
        SaveTemplate { id, name, text, pinned }
        RemoveTemplate { id }
        RemoveRecords { record_ids }
        UndoRemoveRecords {}
        MoveRecords { record_ids, before }
        CorrectOutcome { intent_id, disposition_id }
        DeleteHistory { before_ms }
        DeleteAll {}
        SetPractice { on }
    }
    OutboxMessage {
        SaveDestination { destination }
        RemoveDestination { id, drop_events = false }
        TestDestination { id }
        RotateSecret { id, secret }
        ReviveLetter { letter_id }
        DropLetter { letter_id }
    }
    Preference {
        Mode { mode }
        Countdown { seconds }
        HoldBack { seconds }
        Theme { theme }
        LargeText { on }
        Chips { columns }
        AnswerSound { on }
        SendNotes { on }
        Retention { days }
        Surface { surface }
        AgentName { name }
        Shortcut { action, key }
        DefaultShortcuts {}
        SingleKeys { on }
        TourDone { done }
    }
    TabEvent {
        Hello { connector_id, host, socket, socket_key }
        Five9Frame { text }
        Five9Answer { request_id, reply }
        Five9Network { online }
        Five9Socket { state, code }
    }
    MainButton {
        Call {}
        CallCurrent {}
        EndCall {}
        EndAndCall { position }
        EndAndFinish {}
        Waiting {}
    }
    HeldView {
        Confirmed { disposition_id }
        SetElsewhere { disposition_id }
        None {}
        Unknown {}
    }
}

read_untagged! { MainButton else Waiting HeldView else Unknown Preference else DefaultShortcuts }

read_names! {
    Code {
        NoTab, Disconnected, NotLoggedIn, Metadata, InvalidNumber, StationDown, Busy,
        CampaignRefused, DispositionRefused, EndedAtOnce, Refused, ControlRefused, Blocked,
        CalledBefore, BadReply, BadMessage, WrongMessage, Expired, Offline, ServerError, Storage,
        StorageFull, BadList, NoteNotSent, Unknown,
    }
    RecordingAction { Start, Pause, Resume, Stop }
    Repeats { Ask, Call, Skip }
    StatusKind { CallStatus, HangupStatus, DisposeStatus }
    LinkState { NoTab, Checking, Lost, Frozen, NotLoggedIn, StationDown, Ready }
    CallPhase {
        Dialing, Ringing, Talking, OnHold, Ending, WrapUp, Disposing, Done, Failed, Unknown,
    }
    PauseReason {
        Agent, OtherPerson, DialFailed, Link, ClosedByFive9, Storage, Restarted, OtherAgent,
        CalledBefore,
    }
    RecordingState { On, Paused, Off }
    ControlKind { Hold, Recording, Prompt, Note, Callback }
    NoteSent { No, Sending, Sent, Changed, Unknown }
    DialMode { Power, Preview }
    Theme { System, Light, Dark }
    Surface { SidePanel, Popup, Window }
    ShortcutAction {
        Main, EndCall, Skip, Postpone, Pause, Hold, OtherNumber, UndoSend, Note, Search, ViewCall,
        ViewList, ViewHistory, ViewSettings, Help,
    }
    CallPlacement { Intended, Accepted, NotPlaced, Unknown, Withdrawn }
    DestinationKind { Webhook, Hubspot, Salesforce }
    LeftOut { Name, Columns, List, Agent, Note, Recording }
    CallField { Name, Number, Outcome, Disposition, Campaign, List, Agent, Note, Column }
    DeliveryTroubleKind { NoAnswer, Later, Refused, Closed, SecretLost }
    EventKind { Finished, Changed, Test }
    EndedBy { Agent, Callee }
    CheckKind { Tab, Login, Station, Campaign, Dispositions, Permissions, Drift, List }
    CheckState { Ok, Warn, Bad, Checking, Unknown }
    CheckWhy {
        NoneChosen, NotOffered, NotRunning, ListCampaignGone, NoneUsable, DefaultOutcomeGone,
        NotPermitted, NobodyCallable, SomeNotCallable,
    }
}

read_structs! {
    Day { version, hours, outcomes, lists }
    Snapshot {
        revision, now_ms, link, campaigns, campaign_id, dispositions, default_outcome_id, list, call,
        other_call, run, summary, last_call, main_button, can_skip, can_pause, can_resume, can_cancel,
        can_postpone, presence, reasons, prompts, preflight, drift, preferences, templates,
        agent_name, history_revision, outbox, room_left_bytes, practice,
        trouble,
    }
    LinkView {
        state, code, detail, host, logged_in, station_connected, station_type, socket_open,
        station_restarting, station_restart_failed,
    }
    CampaignView { id, name, running }
    DispositionView { id, name, must_confirm, by_hand, n_used }
    ListView { revision, name, n_records, n_callable, dropped, campaign_id, n_removed }
    DroppedRow { line, reason }
    CallView {
        intent_id, record_id, name, number, phase, five9_state, dialed_at_ms, ringing_at_ms,
        answered_at_ms, ended_at_ms, finished_at_ms, outcome_id, note, held, disposition_sent,
        trouble, waits_for_outcome, came_back, held_back, corrected, can_correct, can_call_other,
        controls,
    }
    HeldBackView { from_ms, until_ms }
    CorrectionView { disposition_id, name }
    LastCallView {
        intent_id, record_id, name, number, outcome_id, outcome_name, held, corrected,
    }
    PreferencesView {
        mode, countdown_s, hold_back_s, theme, large_text, chips, answer_sound, send_notes,
        retention_days, surface, agent_name, shortcuts, single_keys, tour_done,
    }
    ShortcutView { action, key }
    TemplateView { id, name, text, pinned }
    ControlsView {
        can_hold, can_unhold, recording, recording_actions, can_play_prompt, playing, can_send_note,
        note_sent, can_callback, callback_due_at_ms, busy, trouble,
    }
    PlayingView { prompt_id, name, since_ms, duration_ms }
    PresenceView { ready, reason_name, since_ms, pending, changing }
    PendingView { ready, reason_name }
    ReasonView { id, name }
    PromptView { id, name, duration_ms }
    PreflightView { starting, checks }
    CheckView { kind, state, why, detail, code }
    DriftView { n_findings, findings, report }
    FindingView { place, what, n }
    OutboxView { destinations, letters, n_letters }
    DestinationView {
        id, kind, name, host, origin, is_on, setup, has_secret, old_secret_until_ms, n_waiting,
        n_letters, delivered_at_ms, trouble, next_try_at_ms, granted,
    }
    DestinationSetup {
        only_answered, outcomes, lists, leave_out, id_property, api_version, contact_column,
        properties,
    }
    PropertyView { field, heading, property }
    DeliveryTrouble { kind, detail, at_ms }
    LetterView { id, destination_id, event_id, kind, name, number, at_ms, reason }
    DestinationDraft { id, kind, name, url, secret, is_on, setup }
    OtherCallView { number, state }
    PersonView { record_id, name, number, position }
    RunView {
        id, paused, position, n_records, n_ended, n_called, n_skipped, n_blocked, asks, current,
        next, mode, started_at_ms, next_dial_at_ms, waits_for_agent, upcoming, ms_per_record,
        removed_name,
    }
    RepeatView { called_at_ms }
    SummaryView {
        cancelled, n_records, n_called, n_answered, n_skipped, n_invalid, n_blocked, n_left,
        talk_ms, run_ms, n_to_run, outcomes,
    }
    Trouble { code, detail }
    OtherNumber { label, number }
    HistoryOutcome { id, name }
    StoredEdit { version, number, removed, places }
}

impl Read for Status {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            kind: members.take("type", fault),
            request_id: members.take("request_id", fault),
            success: members.take("success", fault),
            error: members.take("error", fault),
            code: members.take("code", fault),
            warning: members.take("warning", fault),
            state: members.take("state", fault),
            call_id: members.take("call_id", fault),
        }
    }
}

/// Rows that older versions wrote have one number.
impl Read for StoredRecord {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            id: members.take("id", fault),
            name: members.take("name", fault),
            number_given: members.take("number_given", fault),
            number: members.take("number", fault),
            number_problem: members.take("number_problem", fault),
            other_numbers: members.take_or("other_numbers", Vec::new(), fault),
            columns: members.take("columns", fault),
        }
    }
}

impl Read for Tally {
    fn read(value: Value, fault: &Fault) -> Self {
        let values = Vec::read(value, fault).try_into();
        Self(values.unwrap_or_else(|_| {
            fault.tell();
            [0; 7]
        }))
    }
}

/// Read from what the dialer stores of a call; members that later versions added may be absent.
impl Read for HistoryCall {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        let mut target = Members::of(members.take("target", fault), fault);
        let intent_id: String = members.take("intent", fault);
        let asked_at = intent_id.split('-').next().unwrap_or_default();
        Self {
            asked_at_ms: asked_at.parse().unwrap_or_default(),
            intent_id,
            record_id: target.take("record", fault),
            name: target.take("name", fault),
            number: target.take("number", fault),
            list: target.take("list", fault),
            campaign_id: members.take("campaign", fault),
            attempt: members.take("attempt", fault),
            zone_min: members.take("zone_min", fault),
            before_ended_at_ms: members.take("before_ended_at_ms", fault),
            run_index: members.take("run_index", fault),
            placement: members.take("placement", fault),
            trouble: failure(members.take("trouble", fault), fault),
            outcome: members.take("outcome", fault),
            corrected: members.take("corrected", fault),
            held: held(members.take("held", fault), fault),
            ended_by: members.take("ended_by", fault),
            recorded: members.take("recorded", fault),
            call_id: members.take("call_id", fault),
            session_id: members.take("session", fault),
            note: members.take("note", fault),
            dialed_at_ms: members.take("dialed_at_ms", fault),
            ringing_at_ms: members.take("ringing_at_ms", fault),
            answered_at_ms: members.take("answered_at_ms", fault),
            ended_at_ms: members.take("ended_at_ms", fault),
            finished_at_ms: members.take("finished_at_ms", fault),
        }
    }
}

/// The dialer's reasons are codes.
fn failure(value: Option<Value>, fault: &Fault) -> Option<Trouble> {
    let mut members = Members::of(value?, fault);
    Some(Trouble {
        code: members.take("reason", fault),
        detail: members.take("detail", fault),
    })
}

fn held(value: Option<Value>, fault: &Fault) -> Option<HeldView> {
    let (name, mut members) = variant_of(value?, fault);
    if is_named("Confirmed", &name) {
        let disposition_id = members.take("id", fault);
        return Some(HeldView::Confirmed { disposition_id });
    }
    if is_named("SetElsewhere", &name) {
        let disposition_id = members.take("id", fault);
        return Some(HeldView::SetElsewhere { disposition_id });
    }
    let read = HeldView::read_variant(&name, &mut members, fault);
    if read.is_none() {
        fault.tell();
    }
    read
}
