//! What is read and judged before a run begins, and the order and choice of campaigns and outcomes.

use std::time::Duration;

use extension::message::Code;
use extension::snapshot::{CheckKind, CheckState, CheckView, CheckWhy, LinkState, Snapshot};
use extension::worker::Input;
use serde_json::{Value, json};

use crate::world::World;
use crate::{CAMPAIGN, COMPLETED, THREE, VOICEMAIL, call_one, start_run, wait_phase};
use extension::snapshot::CallPhase;

const RETENTION: &str = "1137597";
const STOPPED: &str = "1137600";

fn check(view: &Snapshot, kind: CheckKind) -> CheckView {
    let mut checks = view.preflight.checks.iter();
    let found = checks.find(|check| check.kind == kind);
    found.expect("each kind is judged").clone()
}

fn start_message() -> Value {
    let records = extension::list::parse(THREE).expect("a list").records;
    let ids: Vec<String> = records.into_iter().map(|record| record.id).collect();
    json!({"type": "startRun", "recordIds": ids})
}

#[track_caller]
fn check_refused(world: &mut World, code: Code, kind: CheckKind, why: Option<CheckWhy>) {
    let status = world.ask(start_message());
    assert_eq!(status.code, Some(code), "{status:?}");
    let found = check(world.view(), kind);
    assert_eq!(
        (found.state, found.why),
        (CheckState::Bad, why),
        "{found:?}"
    );
    world.pass(Duration::from_secs(5));
    assert!(world.view().run.is_none());
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn everything_a_run_hangs_on_is_read_anew_before_its_first_dial() {
    let mut world = World::start(THREE);
    let n_before = world.log("").len();
    start_run(&mut world, THREE);
    let log = world.log("");
    let first_dial = log
        .iter()
        .position(|(line, _)| line.contains("make_external_call"))
        .expect("a dial");
    for part in [
        "/login_state",
        "/station",
        "/interactions/calls",
        "/campaigns_config",
        &format!("/campaigns/{CAMPAIGN}"),
        &format!("/campaigns/{CAMPAIGN}/dispositions"),
    ] {
        let is_read = log[n_before..first_dial]
            .iter()
            .any(|(line, _)| line.starts_with("GET") && line.ends_with(part));
        assert!(is_read, "{part} is not read: {log:?}");
    }
    let states = world.view().preflight.checks.iter();
    let bad = states.filter(|check| check.state != CheckState::Ok);
    assert_eq!(bad.count(), 0, "{:?}", world.view().preflight);
}

#[test]
fn a_campaign_that_was_stopped_refuses_the_start_by_name() {
    let mut world = World::start(THREE);
    let choose = json!({"type": "chooseCampaign", "campaignId": CAMPAIGN});
    assert!(world.ask(choose).success);
    // Nobody tells of it: only the read before the run shows it.
    world.control("socket/lose", json!({"times": null, "eventId": "61"}));
    world.control("campaign", json!({"id": CAMPAIGN, "state": "NOT_RUNNING"}));
    check_refused(
        &mut world,
        Code::CampaignRefused,
        CheckKind::Campaign,
        Some(CheckWhy::NotRunning),
    );
    let detail = check(world.view(), CheckKind::Campaign).detail;
    assert_eq!(detail.as_deref(), Some("Student Outreach"));
    world.control("campaign", json!({"id": CAMPAIGN, "state": "RUNNING"}));
    start_run(&mut world, THREE);
}

#[test]
fn a_run_starts_under_the_campaign_that_was_shown_or_not_at_all() {
    let mut world = World::start(THREE);
    assert_eq!(world.view().campaign_id.as_deref(), Some(CAMPAIGN));
    world.control("socket/lose", json!({"times": null, "eventId": "61"}));
    world.control("campaign", json!({"id": CAMPAIGN, "state": "NOT_RUNNING"}));
    let status = world.ask(start_message());
    assert_eq!(status.code, Some(Code::CampaignRefused), "{status:?}");
    world.pass(Duration::from_secs(5));
    assert_eq!(world.n_dials(), 0);
    // Nothing was chosen, so the next one that runs is offered for another try.
    assert_eq!(world.view().campaign_id.as_deref(), Some(RETENTION));
}

#[test]
fn a_campaign_that_is_not_offered_any_more_keeps_its_name() {
    let mut world = World::start(THREE);
    let choose = json!({"type": "chooseCampaign", "campaignId": RETENTION});
    assert!(world.ask(choose).success);
    world.restart_worker(false);
    let gone = json!({
        "match": {"path": "campaigns_config"},
        "action": {"body": {"campaignIds": [CAMPAIGN]}}, "times": null,
    });
    world.control("fault", gone);
    world.pass(Duration::from_secs(2));
    check_refused(
        &mut world,
        Code::CampaignRefused,
        CheckKind::Campaign,
        Some(CheckWhy::NotOffered),
    );
    let detail = check(world.view(), CheckKind::Campaign).detail;
    assert_eq!(detail.as_deref(), Some("Retention"));
}

#[test]
fn a_list_has_a_campaign_of_its_own_until_another_list_comes() {
    let mut world = World::start(THREE);
    let set = |id: Value| json!({"type": "setListCampaign", "campaignId": id});
    assert!(world.ask(set(json!(RETENTION))).success);
    assert_eq!(world.view().campaign_id.as_deref(), Some(RETENTION));
    assert_eq!(world.view().list.campaign_id.as_deref(), Some(RETENTION));
    world.restart_worker(false);
    start_run(&mut world, THREE);
    let dial = &world.log("make_external_call")[0].1;
    assert!(dial.contains(RETENTION), "{dial}");
    assert!(world.ask(set(Value::Null)).success);
    assert_eq!(world.view().campaign_id.as_deref(), Some(CAMPAIGN));
    assert_eq!(
        world.ask(set(json!("no id"))).code,
        Some(Code::CampaignRefused)
    );
    assert!(world.ask(set(json!(STOPPED))).success);
    let import = json!({"type": "importList", "text": THREE, "fileName": "other.csv"});
    assert!(world.ask(import.clone()).success);
    assert_eq!(world.view().list.campaign_id, None);
    assert!(world.ask(set(json!(RETENTION))).success);
    // The same file once more is the same list.
    assert!(world.ask(import).success);
    assert_eq!(world.view().list.campaign_id.as_deref(), Some(RETENTION));
}

#[test]
fn a_lists_campaign_that_is_gone_is_pointed_out() {
    let mut world = World::start(THREE);
    let set = json!({"type": "setListCampaign", "campaignId": RETENTION});
    assert!(world.ask(set).success);
    let gone = json!({
        "match": {"path": "campaigns_config"},
        "action": {"body": {"campaignIds": [CAMPAIGN]}}, "times": null,
    });
    world.control("fault", gone);
    check_refused(
        &mut world,
        Code::CampaignRefused,
        CheckKind::Campaign,
        Some(CheckWhy::ListCampaignGone),
    );
    let detail = check(world.view(), CheckKind::Campaign).detail;
    assert_eq!(detail.as_deref(), Some("Retention"));
}

#[test]
fn what_cannot_be_read_is_unknown_and_refuses_nothing() {
    let mut world = World::start(THREE);
    for path in [
        "campaigns_config",
        "campaigns/*",
        "campaigns/*/dispositions",
        "station",
    ] {
        let fails = json!({"match": {"method": "GET", "path": path}, "action": {"status": 500}, "times": null});
        world.control("fault", fails);
    }
    start_run(&mut world, THREE);
    assert_eq!(world.n_dials(), 1);
    let campaign = check(world.view(), CheckKind::Campaign);
    assert_ne!(campaign.state, CheckState::Ok, "{campaign:?}");
}

#[test]
fn a_default_outcome_that_is_not_offered_is_pointed_out_and_the_run_starts() {
    let mut world = World::start(THREE);
    let choose = json!({"type": "setDefaultOutcome", "dispositionId": VOICEMAIL});
    assert!(world.ask(choose).success);
    let only = json!({"dispositions": [{"id": COMPLETED, "name": "Service Completed"}]});
    let gone = json!({
        "match": {"path": "campaigns/*/dispositions"}, "action": {"body": only}, "times": null,
    });
    world.control("fault", gone);
    start_run(&mut world, THREE);
    let found = check(world.view(), CheckKind::Dispositions);
    assert_eq!(
        (found.state, found.why, found.detail.as_deref()),
        (
            CheckState::Warn,
            Some(CheckWhy::DefaultOutcomeGone),
            Some("Left Voicemail")
        )
    );
}

#[test]
fn a_campaign_whose_calls_nothing_can_end_refuses_the_start() {
    let mut world = World::start(THREE);
    let none = json!({
        "match": {"path": "campaigns/*/dispositions"},
        "action": {"body": {"dispositions": []}}, "times": null,
    });
    world.control("fault", none);
    check_refused(
        &mut world,
        Code::DispositionRefused,
        CheckKind::Dispositions,
        Some(CheckWhy::NoneUsable),
    );
}

#[test]
fn a_start_that_waits_is_taken_back_by_cancel() {
    let mut world = World::start(THREE);
    let slow = json!({
        "match": {"path": "campaigns_config"}, "action": {"delayMs": 3000}, "times": null,
    });
    world.control("fault", slow);
    let start = world.tell(start_message());
    world.pass(Duration::from_millis(500));
    assert!(world.view().preflight.starting);
    assert!(world.ask(json!({"type": "cancel"})).success);
    assert_eq!(world.replies[&start].code, Some(Code::Refused));
    world.pass(Duration::from_secs(10));
    assert!(world.view().run.is_none());
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn a_start_waits_no_longer_than_eight_seconds_for_what_is_read() {
    let mut world = World::start(THREE);
    let slow = json!({
        "match": {"path": "campaigns_config"}, "action": {"delayMs": 60000}, "times": null,
    });
    world.control("fault", slow);
    let asked_at = world.now;
    let status = world.ask(start_message());
    assert!(status.success, "{status:?}");
    let took = world.now - asked_at;
    assert!(took <= Duration::from_millis(8_100), "{took:?}");
}

#[test]
fn campaigns_and_dispositions_are_read_again_when_five9_says_so() {
    let mut world = World::start("");
    world.control("campaign", json!({"id": STOPPED, "state": "RUNNING"}));
    world.pass(Duration::from_secs(3));
    let campaigns = world.view().campaigns.iter();
    let running = campaigns
        .filter(|campaign| campaign.id == STOPPED)
        .map(|campaign| campaign.running);
    assert_eq!(running.collect::<Vec<_>>(), [Some(true)]);
    let before = world.log("dispositions").len();
    world.control("campaign", json!({"id": STOPPED, "state": "NOT_RUNNING"}));
    world.control("campaign", json!({"id": STOPPED, "state": "RUNNING"}));
    world.pass(Duration::from_secs(3));
    assert_eq!(
        world.log("dispositions").len(),
        before + 1,
        "two changes, one read"
    );
}

/// Chooses another campaign, whose outcomes are then read: that comes to this, once.
fn choose_another_campaign(world: &mut World, action: Value) {
    let once = json!({
        "match": {"path": "campaigns/*/dispositions"}, "action": action, "times": 1,
    });
    world.control("fault", once);
    let choose = json!({"type": "chooseCampaign", "campaignId": RETENTION});
    assert!(world.ask(choose).success);
}

fn wait_for_outcomes(world: &mut World) {
    world.wait("outcomes are offered", |world| {
        !world.view().dispositions.is_empty()
    });
}

#[test]
fn outcomes_that_could_not_be_read_are_owed_although_the_tab_was_reloaded() {
    let mut world = World::start(THREE);
    choose_another_campaign(&mut world, json!({"status": 503}));
    world.pass(Duration::from_millis(100));
    assert_eq!(world.view().dispositions, [], "the read has failed");
    world.reload_tab(0);
    wait_for_outcomes(&mut world);
}

#[test]
fn what_is_read_once_is_owed_although_the_tab_was_reloaded_as_the_link_began() {
    for path in [
        "campaigns_config",
        "campaigns/*",
        "permissions",
        "not_ready_reason_codes",
    ] {
        let mut world = World::new();
        let fails = json!({
            "match": {"method": "GET", "path": path}, "action": {"status": 503}, "times": 1,
        });
        world.control("fault", fails);
        world.open_tab();
        world.open_panel();
        // Shorter than the pause before the first repetition.
        world.pass(Duration::from_millis(150));
        let piece = path.trim_end_matches('*');
        let n_before = world.log(piece).len();
        assert!(n_before > 0, "{path} was read");
        world.reload_tab(0);
        wait_for_outcomes(&mut world);
        world.pass(Duration::from_secs(5));
        assert!(
            world.log(piece).len() > n_before,
            "{path} is not read again"
        );
    }
}

#[test]
fn outcomes_that_nobody_was_logged_in_to_read_are_read_when_somebody_is() {
    let not_now = json!({"status": 435, "body": {"five9ExceptionDetail": {
        "errorCode": 3, "message": "not now", "context": {"contextCode": "LOGIN"}}}});
    for action in [json!({"status": 401}), json!({"status": 403}), not_now] {
        let mut world = World::start(THREE);
        choose_another_campaign(&mut world, action);
        wait_for_outcomes(&mut world);
    }
}

#[test]
fn outcomes_that_are_always_refused_are_not_asked_for_for_ever() {
    let mut world = World::start(THREE);
    let refuses = json!({
        "match": {"path": "campaigns/*/dispositions"}, "action": {"status": 403}, "times": null,
    });
    world.control("fault", refuses);
    let n_before = world.log("dispositions").len();
    let choose = json!({"type": "chooseCampaign", "campaignId": RETENTION});
    assert!(world.ask(choose).success);
    world.pass(Duration::from_secs(120));
    assert_eq!(world.log("dispositions").len() - n_before, 3);
    assert_eq!(world.view().link.state, LinkState::Ready);
}

#[test]
fn dispositions_are_offered_in_order_of_use_and_stay_put_during_a_call() {
    let mut world = World::start("");
    let ids = |world: &World| -> Vec<String> {
        let offered = world.view().dispositions.iter();
        offered.map(|one| one.id.clone()).collect()
    };
    let first = ids(&world);
    assert_ne!(first[0], COMPLETED);
    for n_calls in 1..=2 {
        let call = json!({"type": "triggerFive9Call", "phoneNumber": "2025550101", "again": true});
        assert!(world.ask(call).success);
        wait_phase(&mut world, CallPhase::Talking);
        let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
        assert!(world.ask(end).success);
        wait_phase(&mut world, CallPhase::Done);
        let used = world.view().dispositions.iter();
        let used = used.filter(|one| one.id == COMPLETED).map(|one| one.n_used);
        assert_eq!(used.collect::<Vec<_>>(), [n_calls]);
        // Only a read changes the order.
        assert_eq!(ids(&world), first);
    }
    assert!(world.ask(json!({"type": "dismiss"})).success);
    world.restart_worker(false);
    world.pass(Duration::from_secs(2));
    assert_eq!(ids(&world)[0], COMPLETED);
    let second = ids(&world);
    let call = json!({"type": "triggerFive9Call", "phoneNumber": "2025550102"});
    assert!(world.ask(call).success);
    wait_phase(&mut world, CallPhase::Talking);
    // A change at Five9 in the middle of a call, and another order there.
    let turned: Vec<Value> = second
        .iter()
        .rev()
        .map(|id| json!({"id": id, "name": id}))
        .collect();
    let turned = json!({
        "match": {"path": "campaigns/*/dispositions"}, "action": {"body": turned}, "times": null,
    });
    world.control("fault", turned);
    world.control("campaign", json!({"id": STOPPED, "state": "RUNNING"}));
    world.pass(Duration::from_secs(3));
    assert_eq!(world.view().dispositions[0].name, second[0], "it was read");
    assert_eq!(ids(&world), second);
}

#[test]
fn a_disposition_is_counted_once_a_call_and_only_by_evidence() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    world.by_hand("disconnect", json!({}));
    wait_phase(&mut world, CallPhase::WrapUp);
    let choose = json!({"type": "setNote", "text": "called back"});
    assert!(world.ask(choose).success);
    world.by_hand("dispose", json!({"dispositionId": VOICEMAIL}));
    wait_phase(&mut world, CallPhase::Done);
    let n_used: u32 = world.view().dispositions.iter().map(|one| one.n_used).sum();
    assert_eq!(n_used, 0, "it was set elsewhere");
}

#[test]
fn a_start_that_waits_for_the_list_is_taken_back_by_pause() {
    let mut world = World::start(THREE);
    world.restart_worker(false);
    world.list_is_slow = true;
    let start = world.tell(start_message());
    assert!(world.ask(json!({"type": "pause"})).success);
    assert_eq!(world.replies[&start].code, Some(Code::Refused));
    world.pass(Duration::from_secs(10));
    assert!(world.view().run.is_none());
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn a_log_in_that_waits_for_the_agent_says_what_for() {
    for (state, words) in [
        ("ACCEPT_NOTICE", "accept the notice"),
        ("SELECT_STATION", "choose the station"),
        ("SELECT_SKILLS", "choose the skills"),
    ] {
        let mut world = World::start(THREE);
        let fault = json!({
            "match": {"path": "login_state"}, "action": {"body": format!("\"{state}\"")},
            "times": null,
        });
        world.control("fault", fault);
        let before = world.log("PUT").len();
        let status = world.ask(start_message());
        assert_eq!(status.code, Some(Code::NotLoggedIn), "{status:?}");
        let detail = world.view().link.detail.clone().unwrap_or_default();
        assert!(
            detail.starts_with(state) && detail.contains(words),
            "{detail}"
        );
        world.pass(Duration::from_secs(5));
        assert_eq!(world.log("PUT").len(), before, "that is the agent's");
    }
}

#[test]
fn a_campaign_in_a_state_that_is_not_known_refuses_nothing() {
    let mut world = World::start(THREE);
    let choice = json!({"type": "chooseCampaign", "campaignId": CAMPAIGN});
    assert!(world.ask(choice).success);
    let odd = json!({"id": CAMPAIGN, "name": "Student Outreach", "campaignType": "OUTBOUND", "state": "HIBERNATING"});
    let path = format!("campaigns/{CAMPAIGN}");
    let fault =
        json!({"match": {"method": "GET", "path": path}, "action": {"body": odd}, "times": null});
    world.control("fault", fault);
    start_run(&mut world, THREE);
    let found = check(world.view(), CheckKind::Campaign);
    assert_eq!(found.state, CheckState::Unknown, "{found:?}");
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn a_list_that_cannot_be_read_back_is_read_again_the_next_time() {
    let mut world = World::start(THREE);
    world.restart_worker(false);
    world.wait("the link is ready", |world| {
        world.view().link.state == extension::snapshot::LinkState::Ready
    });
    world.list_is_slow = true;
    let reply = world.tell(start_message());
    world.input(Input::List(None));
    assert_eq!(world.replies[&reply].code, Some(Code::Storage));
    world.list_is_slow = false;
    start_run(&mut world, THREE);
    assert_eq!(world.n_dials(), 1);
}
