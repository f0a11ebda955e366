//! Scenarios of the login loop, in virtual time.
//!
//! Each plays answers and compares the whole log of requests and outcomes.

use std::time::Duration;

use five9::Timestamp;
use five9::http::{Lost, Reply};
use five9::id::{AgentId, SkillId, StationId};
use five9::login::{Loop, Outcome, Plan};
use five9::model::{StationChoice, StationType};

use crate::fixtures::read;

const NO_SESSION: &str = "replies/error_401.json";
const DUPLICATE: &str = "replies/error_435_duplicate_login.json";
const LOGIN_STATE: &str = "replies/error_435_login_state.json";

#[test]
fn a_working_session_needs_one_read() {
    let mut rig = Rig::new();
    rig.state("WORKING");
    rig.expect(&["1 State", "Working"]);
}

#[test]
fn a_new_session_gets_its_station_and_accepts_every_notice() {
    let mut rig = Rig::new();
    rig.state("SELECT_STATION");
    rig.ok("");
    rig.state("ACCEPT_NOTICE");
    rig.ok(&read("replies/maintenance_notices.json"));
    rig.ok(&read("replies/maintenance_notice_accepted.json"));
    rig.ok("");
    rig.state("SELECT_STATION");
    rig.ok("");
    rig.state("WORKING");
    rig.expect(&[
        "1 State",
        "2 StartSession",
        "3 State",
        "4 Notices",
        "5 Accept(NoticeId(8213))",
        "6 Accept(NoticeId(8214))",
        "7 State",
        "8 StartSession",
        "9 State",
        "Working",
    ]);
}

#[test]
fn skills_are_chosen_and_a_moved_session_is_taken_up_again() {
    let mut rig = Rig::new();
    rig.state("RELOGIN");
    rig.ok("");
    rig.state("SELECT_SKILLS");
    assert!(rig.body().ends_with(r#"["300000000000022"]"#));
    rig.ok("");
    rig.state("WORKING");
    rig.expect(&[
        "1 State",
        "2 RestartSession",
        "3 State",
        "4 SetSkills",
        "5 State",
        "Working",
    ]);
}

#[test]
fn a_state_that_stays_ends_after_five_rounds() {
    let mut rig = Rig::new();
    for _ in 0..5 {
        rig.state("SELECT_STATION");
        rig.ok("");
    }
    rig.state("SELECT_STATION");
    rig.expect_last("Stuck { state: SelectStation }");
    assert_eq!(rig.log.len(), 12, "{:#?}", rig.log);
}

#[test]
fn an_unknown_state_is_not_acted_on() {
    let mut rig = Rig::new();
    rig.state("SELECT_SOMETHING_NEW");
    rig.expect_last("Stuck { state: Unknown(\"SELECT_SOMETHING_NEW\") }");
}

#[test]
fn a_session_elsewhere_is_taken_over_only_when_told() {
    let mut rig = Rig::new();
    rig.state("SELECT_STATION");
    assert!(!rig.path().contains("force"));
    rig.refuse(435, DUPLICATE);
    rig.expect(&["1 State", "2 StartSession", "DuplicateLogin"]);
    rig.machine
        .handle_timeout(rig.now + Duration::from_secs(3_600));
    rig.drain();
    assert_eq!(rig.log.len(), 3, "nothing without a word: {:#?}", rig.log);

    rig.machine.take_over();
    rig.drain();
    assert!(rig.path().ends_with("session_start?force=true"));
    rig.ok("");
    rig.state("WORKING");
    rig.expect_last("Working");
}

#[test]
fn a_takeover_that_is_refused_does_not_ask_again() {
    let mut rig = Rig::new();
    rig.state("SELECT_STATION");
    rig.refuse(435, DUPLICATE);
    rig.machine.take_over();
    rig.drain();
    rig.refuse(435, DUPLICATE);
    rig.expect_last("Failed(refused (status 435, error 90010, context DUPLICATE_LOGIN))");
}

#[test]
fn nobody_takes_over_what_was_not_offered() {
    let mut rig = Rig::new();
    rig.machine.take_over();
    rig.drain();
    rig.expect(&["1 State"]);
}

#[test]
fn a_state_that_changed_under_way_is_read_again() {
    let mut rig = Rig::new();
    rig.state("SELECT_STATION");
    rig.refuse(435, LOGIN_STATE);
    rig.state("WORKING");
    rig.expect(&["1 State", "2 StartSession", "3 State", "Working"]);
}

#[test]
fn a_notice_that_is_gone_is_passed_over() {
    let mut rig = Rig::new();
    rig.state("ACCEPT_NOTICE");
    rig.ok(&read("replies/maintenance_notices.json"));
    rig.refuse(404, "replies/error_404.json");
    rig.ok("");
    rig.state("WORKING");
    rig.expect_last("Working");
}

#[test]
fn a_notice_that_is_refused_and_a_start_that_is_not_found_end_the_loop() {
    let mut rig = Rig::new();
    rig.state("ACCEPT_NOTICE");
    rig.ok(&read("replies/maintenance_notices.json"));
    rig.refuse(435, "replies/error_435_refused.json");
    rig.expect_last("Failed(refused (status 435, error 90001, context DNC))");
    let mut rig = Rig::new();
    rig.state("SELECT_STATION");
    rig.refuse(404, "replies/error_404.json");
    rig.expect_last("Failed(not found)");
}

#[test]
fn a_login_state_that_never_fits_ends_the_loop() {
    let mut rig = Rig::new();
    for _ in 0..5 {
        rig.state("SELECT_STATION");
        rig.refuse(435, LOGIN_STATE);
    }
    assert!(
        rig.log.last().unwrap().starts_with("Failed("),
        "{:#?}",
        rig.log
    );
    let mut rig = Rig::new();
    rig.refuse(435, LOGIN_STATE);
    assert!(
        rig.log.last().unwrap().starts_with("Failed("),
        "{:#?}",
        rig.log
    );
}

#[test]
fn a_fresh_login_may_be_unknown_for_some_seconds() {
    let mut rig = Rig::logged_in_at(Some(Timestamp::from_ms(0)));
    for _ in 0..3 {
        rig.refuse(401, NO_SESSION);
        rig.wait(Duration::from_secs(2));
    }
    rig.state("WORKING");
    rig.expect(&["1 State", "2 State", "3 State", "4 State", "Working"]);
}

#[test]
fn a_login_that_stays_unknown_is_gone() {
    let mut rig = Rig::logged_in_at(Some(Timestamp::from_ms(0)));
    for _ in 0..3 {
        rig.refuse(401, NO_SESSION);
        rig.wait(Duration::from_secs(2));
    }
    rig.refuse(401, NO_SESSION);
    rig.expect_last("Failed(not logged in (status 401))");
}

#[test]
fn an_old_login_that_is_unknown_is_gone_at_once() {
    let mut rig = Rig::new();
    rig.refuse(401, NO_SESSION);
    rig.expect(&["1 State", "Failed(not logged in (status 401))"]);
}

#[test]
fn a_login_of_ten_seconds_ago_is_known_everywhere() {
    for (ms, asks_again) in [(9_999, true), (10_000, false)] {
        let mut rig = Rig::logged_in_at(Some(Timestamp::from_ms(0)));
        rig.now = Timestamp::from_ms(ms);
        rig.refuse(401, NO_SESSION);
        assert_eq!(rig.machine.poll_timeout().is_some(), asks_again, "{ms}");
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_a_few_times() {
    let mut rig = Rig::new();
    for _ in 0..3 {
        rig.answer(Err(Lost::Timeout));
        rig.wait(Duration::from_secs(30));
    }
    rig.answer(Err(Lost::Timeout));
    rig.expect_last("Failed(no answer in time)");
}

#[test]
fn a_clock_set_back_delays_a_repetition_by_its_own_length_at_most() {
    let mut rig = Rig::logged_in_at(Some(Timestamp::from_ms(0)));
    rig.now = Timestamp::from_ms(9_000);
    rig.refuse(401, NO_SESSION);
    let back = Timestamp::from_ms(100);
    rig.machine.handle_timeout(back);
    let due = rig.machine.poll_timeout().unwrap();
    assert_eq!(due.since(back), Duration::from_secs(2));
}

#[test]
fn a_migration_ends_the_loop_at_this_host() {
    let mut rig = Rig::new();
    rig.refuse(435, "replies/error_435_migrated.json");
    rig.expect_last("Failed(the organisation has moved to another farm)");
}

#[test]
fn a_second_or_late_answer_changes_nothing() {
    let mut rig = Rig::new();
    let (id, now) = (rig.id, rig.now);
    rig.state("SELECT_STATION");
    rig.machine
        .handle_reply(id, Ok(Reply::new(200, "\"WORKING\"")), now);
    rig.drain();
    rig.expect(&["1 State", "2 StartSession"]);
}

struct Rig {
    machine: Loop,
    now: Timestamp,
    id: u64,
    last: String,
    log: Vec<String>,
}

impl Rig {
    fn new() -> Self {
        Self::logged_in_at(None)
    }

    fn logged_in_at(logged_in_at: Option<Timestamp>) -> Self {
        let plan = Plan {
            agent: AgentId::new("3578927"),
            station: StationChoice {
                station_id: StationId::new(""),
                station_type: StationType::Empty,
            },
            skills: vec![SkillId::new("300000000000022")],
            force: false,
            logged_in_at,
        };
        let mut rig = Self {
            machine: Loop::new(plan),
            now: Timestamp::from_ms(1_000),
            id: 0,
            last: String::new(),
            log: Vec::new(),
        };
        rig.drain();
        rig
    }

    fn drain(&mut self) {
        while let Some(request) = self.machine.poll_request() {
            self.log.push(format!("{} {:?}", request.id, request.ask));
            self.id = request.id;
            let body = request.request.body.unwrap_or_default();
            self.last = format!("{} {body}", request.request.path);
        }
        if let Some(outcome) = self.machine.poll_outcome() {
            self.log.push(match outcome {
                Outcome::Failed { error } => format!("Failed({error})"),
                other @ (Outcome::Working | Outcome::DuplicateLogin | Outcome::Stuck { .. }) => {
                    format!("{other:?}")
                }
            });
        }
    }

    fn path(&self) -> &str {
        self.last.split(' ').next().unwrap()
    }

    fn body(&self) -> &str {
        &self.last
    }

    fn answer(&mut self, reply: Result<Reply, Lost>) {
        self.machine.handle_reply(self.id, reply, self.now);
        self.drain();
    }

    fn ok(&mut self, body: &str) {
        self.answer(Ok(Reply::new(200, body)));
    }

    fn state(&mut self, word: &str) {
        self.ok(&format!("\"{word}\""));
    }

    fn refuse(&mut self, status: u16, fixture: &str) {
        self.answer(Ok(Reply::new(status, read(fixture))));
    }

    fn wait(&mut self, length: Duration) {
        self.now = self.now + length;
        self.machine.handle_timeout(self.now);
        self.drain();
    }

    #[track_caller]
    fn expect(&self, log: &[&str]) {
        assert_eq!(self.log, log);
    }

    #[track_caller]
    fn expect_last(&self, line: &str) {
        assert_eq!(self.log.last().unwrap(), line, "{:#?}", self.log);
    }
}
