//! Scenario files: the examples work, and a broken one says what is wrong and where.

use std::path::{Path, PathBuf};

use five9_sim::domain::{Answer, Config, Method, Request, Scenario, Sim};
use five9_sim::edge::load_scenario;
use serde_json::{Value, json};

const HOST: &str = "app-atl.five9.com";

fn example(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    load_scenario(&folder.join(name)).expect("a scenario")
}

struct Office {
    sim: Sim,
    token: String,
}

impl Office {
    fn open(scenario: &Scenario, user: &str) -> Self {
        let sim = Sim::with_scenario(Config::new(3, 0), scenario);
        let mut office = Self {
            sim,
            token: String::new(),
        };
        let credentials = json!({"username": user, "password": "ninepin"});
        let body = json!({"passwordCredentials": credentials}).to_string();
        let (status, login) = office.ask(Method::Post, "auth/login", &body);
        assert_eq!(status, 200, "{login}");
        login["tokenId"]
            .as_str()
            .expect("a token")
            .clone_into(&mut office.token);
        let agent = login["userId"].as_str().expect("an id");
        let start = r#"{"stationId":"1","stationType":"SOFTPHONE"}"#;
        let path = format!("agents/{agent}/session_start");
        assert_eq!(office.ask(Method::Put, &path, start).0, 204);
        office
    }

    fn send(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let request = Request::new(method, HOST, format!("/appsvcs/rs/svc/{path}"))
            .with_header("authorization", format!("Bearer-{}", self.token))
            .with_body(body);
        self.sim.handle_request(std::time::Duration::ZERO, request)
    }

    fn ask(&mut self, method: Method, path: &str, body: &str) -> (u16, Value) {
        let answer = self.send(method, path, body);
        let response = answer.response().expect("answered");
        (
            response.status,
            serde_json::from_str(&response.body).unwrap_or_default(),
        )
    }
}

#[test]
fn the_small_office_has_its_own_organisation() {
    let scenario = example("small-office.toml");
    let mut office = Office::open(&scenario, "second@example.com");
    let (_, config) = office.ask(Method::Get, "agents/8002/campaigns_config", "");
    assert_eq!(config, json!({"campaignIds": ["5001", "5002"]}));
    let (_, list) = office.ask(Method::Get, "orgs/200001/campaigns/5001/dispositions", "");
    assert_eq!(list["dispositions"][2]["flags"], json!(["MUST_CONFIRM"]));
    let dial = |number: &str| json!({"number": number, "campaignId": "5001"}).to_string();
    let path = "agents/8002/interactions/make_external_call";
    assert_eq!(
        office.ask(Method::Post, path, &dial("+12025550199")).0,
        435,
        "do not call"
    );
    assert_eq!(office.ask(Method::Post, path, &dial("+12025550111")).0, 200);
    let (_, calls) = office.ask(Method::Get, "agents/8002/interactions/calls", "");
    assert_eq!(calls[0]["activeContact"]["id"], "9001");
    let call = calls[0]["id"].as_str().expect("an id");
    let hold = format!("agents/8002/interactions/calls/{call}/hold");
    assert_eq!(office.ask(Method::Put, &hold, "").0, 435, "no permission");
    assert_eq!(office.ask(Method::Get, "orgs/131792/campaigns", "").0, 404);
}

#[test]
fn the_bad_day_has_its_callees_faults_and_switches() {
    let scenario = example("bad-day.toml");
    let mut office = Office::open(&scenario, "agent@example.com");
    let control = Request::new(Method::Get, "localhost", "/_sim/state");
    let state = office
        .sim
        .handle_control(std::time::Duration::ZERO, &control);
    let state: Value = serde_json::from_str(&state.body).expect("JSON");
    assert_eq!(state["switches"]["dialAfterFinishedMs"], 400);
    assert_eq!(state["callees"]["default"]["behaviour"], "noAnswer");
    assert_eq!(
        state["callees"]["byNumber"]["+12025550103"]["behaviour"],
        "busy"
    );
    assert_eq!(state["faults"].as_array().map(Vec::len), Some(2));
    let dial = json!({"number": "+12025550101", "campaignId": "1137597"}).to_string();
    let path = "agents/3578927/interactions/make_external_call";
    assert!(
        office.send(Method::Post, path, &dial).response().is_none(),
        "the answer is lost"
    );
    let (_, calls) = office.ask(Method::Get, "agents/3578927/interactions/calls", "");
    assert_eq!(calls[0]["state"], "OFFERED", "the call is there");
}

#[test]
fn a_campaign_that_is_not_to_call_with_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("inbound.toml");
    let text = "[[campaigns]]\nid = \"1\"\nname = \"A\"\ndispositions = []\n\
                [[campaigns]]\nid = \"2\"\nname = \"B\"\nmanual = false\ndispositions = []\n";
    std::fs::write(&path, text).expect("written");
    let scenario = load_scenario(&path).expect("a scenario");
    let mut office = Office::open(&scenario, "agent@example.com");
    let path = "agents/3578927/interactions/make_external_call";
    for (campaign, expected) in [("2", 435), ("1", 200)] {
        let dial = json!({"number": "+12025550101", "campaignId": campaign}).to_string();
        assert_eq!(office.ask(Method::Post, path, &dial).0, expected);
    }
}

fn mistake(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("broken.toml");
    std::fs::write(&path, text).expect("written");
    let error = load_scenario(&path).expect_err("a mistake").to_string();
    let place = error
        .strip_prefix(&folder.path().display().to_string())
        .expect("the file");
    assert_eq!(error.lines().count(), 1, "one line: {error}");
    place.trim_start_matches('/').to_owned()
}

#[test]
fn a_broken_file_says_what_is_wrong_and_where() {
    assert_eq!(
        mistake("orgId = \"1\"\norgIdd = \"2\"\n")
            .split(": ")
            .next(),
        Some("broken.toml, line 2")
    );
    assert!(mistake("orgId = 5\n").starts_with("broken.toml, line 1: invalid type"));
    assert!(mistake("\n\n[[campaigns]\n").starts_with("broken.toml, line 3: "));
    let campaign = "[[campaigns]]\nid = \"1\"\nname = \"A\"\ndispositions = [\"99\"]\n";
    assert_eq!(
        mistake(campaign),
        "broken.toml, line 4: campaign 1 names disposition 99, which there is not"
    );
    assert_eq!(
        mistake("[[callees]]\nnumber = \"12\"\nbehaviour = \"busy\"\n"),
        "broken.toml, line 2: 12 is no telephone number"
    );
    assert!(
        mistake("[switches]\noffered = true\nofferred = true\n")
            .starts_with("broken.toml, line 3: there is no switch offerred")
    );
    let twice =
        "[[dispositions]]\nid = \"7\"\nname = \"A\"\n[[dispositions]]\nid = \"7\"\nname = \"B\"\n";
    assert_eq!(
        mistake(twice),
        "broken.toml, line 5: disposition 7 is there twice"
    );
    let failure = "[[callees]]\nbehaviour = \"refused\"\nfailure = { contextCode = \"WHY\" }\n";
    assert_eq!(
        mistake(failure),
        "broken.toml, line 3: WHY is no context code of a refused dial"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = load_scenario(Path::new("nowhere.toml"))
        .expect_err("no file")
        .to_string();
    assert_eq!(error, "nowhere.toml: the file cannot be read");
}

#[test]
fn the_page_logs_the_first_agent_of_another_organisation_in() {
    let mut sim = Sim::with_scenario(Config::new(3, 0), &example("small-office.toml"));
    let page = Request::new(Method::Get, HOST, "/");
    let cookies = sim.open_desktop(std::time::Duration::ZERO, &page);
    let token = cookies
        .iter()
        .find_map(|(_, cookie)| cookie.strip_prefix("Authorization="));
    let token = token
        .and_then(|cookie| cookie.split(';').next())
        .expect("a token");
    let request = Request::new(Method::Get, HOST, "/appsvcs/rs/svc/agents/8001/login_state")
        .with_header("authorization", token);
    let answer = sim.handle_request(std::time::Duration::ZERO, request);
    assert_eq!(answer.response().expect("answered").body, "\"WORKING\"");
}
