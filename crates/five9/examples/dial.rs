//! Logs an agent in, dials a number, and disposes the call: against the simulator.
//!
//! Start it with `cargo run -p five9-sim -- --port 8443 --ca-out target/ca.pem`, then
//! `cargo run -p five9 --features native --example dial -- --port 8443 --ca target/ca.pem`.
//! `--user`, `--password`, `--number`, `--campaign` and `--talk-s` are for other agents and calls.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use five9::Timestamp;
use five9::endpoint::{
    GetCampaign, GetCampaignDispositions, GetCampaignsConfig, LoginPolicy, MakeExternalCall,
};
use five9::event::Event;
use five9::hang_up::{HangUp, Held, Outcome};
use five9::id::{AgentId, CampaignId, ClientKey, DispositionId, OrgId, StationId};
use five9::model::{Authority, CallInfo, CallState, StationChoice, StationType};
use five9::native::{Client, Config, Socket, SocketError, Trust};
use tokio::time::{Instant, sleep_until};

struct Options {
    port: u16,
    ca: Option<String>,
    user: String,
    password: String,
    number: String,
    campaign: Option<String>,
    talk: Duration,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let client = Client::new(Config {
        login: Authority {
            host: "localhost".to_owned(),
            port: options.port,
        },
        connect_to: Some(SocketAddr::from(([127, 0, 0, 1], options.port))),
        trust: match &options.ca {
            Some(file) => Trust::SystemAnd {
                pem: fs::read_to_string(file)?,
            },
            None => Trust::AnyServer,
        },
        timeout: Duration::from_secs(10),
    })?;
    let policy = LoginPolicy::AttachExisting;
    let metadata = client
        .login(&options.user, &options.password, policy)
        .await?;
    let agent = metadata.user_id;
    let station = StationChoice {
        station_id: StationId::new("3000001"),
        station_type: StationType::Softphone,
    };
    client.start_work(&agent, &station).await?;
    say("working")?;

    let (campaign, disposition) = choose(&client, &agent, &metadata.org_id, &options).await?;
    // A real program makes this key of random text; this one lives for one call.
    let key = ClientKey::new(format!("dial-{}", std::process::id()));
    let mut socket = client.open_socket(&key).await?;
    let dial = MakeExternalCall {
        agent: agent.clone(),
        number: options.number.clone(),
        campaign,
    };
    // Accepted is all that this says, and it is never sent a second time.
    client.execute(&dial).await?;
    say("dialled")?;
    follow(&client, &mut socket, &agent, disposition, options.talk).await?;
    socket.close().await;
    Ok(())
}

/// The campaign to call under, and a disposition that can end its calls.
async fn choose(
    client: &Client,
    agent: &AgentId,
    org: &OrgId,
    options: &Options,
) -> Result<(CampaignId, DispositionId), Box<dyn Error>> {
    let agent = agent.clone();
    let mut ids = client
        .execute(&GetCampaignsConfig { agent })
        .await?
        .campaign_ids;
    if let Some(wanted) = &options.campaign {
        ids.retain(|id| id.as_str() == wanted);
    }
    for campaign in ids {
        let endpoint = GetCampaign {
            org: org.clone(),
            campaign: campaign.clone(),
        };
        if !client.execute(&endpoint).await?.is_running() {
            continue;
        }
        let endpoint = GetCampaignDispositions {
            org: org.clone(),
            campaign: campaign.clone(),
        };
        let offered = client.execute(&endpoint).await?;
        let usable = |one: &&five9::model::Disposition| one.can_end_call() && !one.must_confirm();
        if let Some(disposition) = offered.iter().find(usable) {
            say(&format!("disposition: {}", disposition.label()))?;
            return Ok((campaign, disposition.id.clone()));
        }
    }
    Err("no campaign runs whose calls can be disposed".into())
}

/// Follows the call by its events, talks for a while, hangs up and disposes.
async fn follow(
    client: &Client,
    socket: &mut Socket,
    agent: &AgentId,
    disposition: DispositionId,
    talk: Duration,
) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let now = || Timestamp::default() + started.elapsed();
    let mut machine: Option<HangUp> = None;
    let mut hang_up_at = started + Duration::from_secs(120);
    let mut is_ending = false;
    loop {
        let due = machine.as_ref().and_then(HangUp::poll_timeout);
        let due = due.map_or(hang_up_at, |due| started + Duration::from_millis(due.ms()));
        let event = tokio::select! {
            event = socket.next() => Some(event),
            () = sleep_until(due) => None,
        };
        let talks = match event {
            Some(Ok(Event::Call(event))) => {
                let is_new = machine
                    .as_ref()
                    .is_none_or(|one| one.state() != Some(&event.call.state));
                let one = machine.get_or_insert_with(|| take_over(agent, &event.call));
                if is_new {
                    say(&format!("call: {}", event.call.state))?;
                }
                one.handle_event(&event, now());
                is_new.then_some(event.call.state)
            }
            Some(Ok(Event::MakeCallFailed(failed))) => return Err(format!("{failed:?}").into()),
            // One frame that cannot be read ends nothing.
            Some(Ok(_) | Err(SocketError::Frame(_))) | None => None,
            Some(Err(error)) => return Err(error.into()),
        };
        if talks == Some(CallState::Talking) {
            hang_up_at = Instant::now() + talk;
        }
        let Some(one) = &mut machine else {
            if Instant::now() >= hang_up_at {
                return Err("no call came of it".into());
            }
            continue;
        };
        let is_over = talks == Some(CallState::WrapUp);
        if !is_ending && (is_over || Instant::now() >= hang_up_at) {
            is_ending = true;
            hang_up_at += Duration::from_secs(120);
            one.start_dispose(disposition.clone(), now());
        }
        one.handle_timeout(now());
        while let Some(request) = one.poll_request() {
            let reply = client.send(&request.request).await;
            one.handle_reply(request.id, reply, now());
        }
        match one.poll_outcome() {
            Some(Outcome::Finished { disposition: held }) => return tell(&held),
            Some(Outcome::WrapUp) | None => {}
            Some(other) => return Err(format!("{other:?}").into()),
        }
    }
}

fn take_over(agent: &AgentId, call: &CallInfo) -> HangUp {
    HangUp::new(agent.clone(), call.id.clone(), None)
}

fn tell(held: &Held) -> Result<(), Box<dyn Error>> {
    match held {
        Held::Confirmed(id) => say(&format!("finished with disposition {id}")),
        Held::SetElsewhere(id) => say(&format!("finished; somebody set {id}")),
        Held::Unknown | Held::None => Err("finished without the disposition".into()),
    }
}

fn say(line: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(io::stdout(), "{line}")?)
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options {
        port: 8443,
        ca: None,
        user: "agent@example.com".to_owned(),
        password: "ninepin".to_owned(),
        number: "+12025550101".to_owned(),
        campaign: None,
        talk: Duration::from_secs(2),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        match name.as_str() {
            "--port" => options.port = value.parse()?,
            "--ca" => options.ca = Some(value),
            "--user" => options.user = value,
            "--password" => options.password = value,
            "--number" => options.number = value,
            "--campaign" => options.campaign = Some(value),
            "--talk-s" => options.talk = Duration::from_secs(value.parse()?),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(options)
}
