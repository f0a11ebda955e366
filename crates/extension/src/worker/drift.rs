//! Where Five9 speaks differently from what is known: counted, shown, and never a reason to stop.

use five9::drift::Kind;

use crate::snapshot::{DriftView, FindingView};
use crate::worker::Worker;
use crate::worker::requests::{Purpose, Side};

impl Worker {
    /// Looks at what became of a read.
    pub(super) fn note_drift(&mut self, purpose: &Purpose, error: &five9::Error) {
        self.drift.note_error(place(purpose), error);
    }

    pub(super) fn drift_view(&self) -> DriftView {
        let findings = self.drift.findings().iter();
        DriftView {
            n_findings: self.drift.findings().len(),
            findings: findings
                .map(|finding| FindingView {
                    place: finding.place.clone(),
                    what: [words(finding.kind), &finding.what].join(" "),
                    n: finding.n_seen,
                })
                .collect(),
            report: self.drift.report(),
        }
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::UnknownWord => "unknown word",
        Kind::UnknownEvent => "unknown event",
        Kind::MissingField => "missing field",
        Kind::OtherShape => "other shape,",
    }
}

/// What was read, in the words of Five9's paths.
fn place(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Metadata(_) => "metadata",
        Purpose::LoginState => "login_state",
        Purpose::Station | Purpose::RestartStation => "station",
        Purpose::Calls => "calls",
        Purpose::CampaignsConfig => "campaigns_config",
        Purpose::Campaign(_) => "campaigns",
        Purpose::Dispositions(..) => "dispositions",
        Purpose::Dial(_) | Purpose::AskCarrier(_) => "make_external_call",
        Purpose::HangUp { .. } => "call",
        Purpose::RestartSession => "session_restart",
        Purpose::OpenSocket | Purpose::PingSocket | Purpose::CloseSocket => "socket",
        Purpose::Side(side) => match side {
            Side::Permissions => "permissions",
            Side::Prompts => "prompts",
            Side::Reasons => "not_ready_reason_codes",
            Side::Presence | Side::SetPresence => "presence",
            Side::Player => "audio/player",
            Side::Ping => "ping",
            Side::Control(_) => "control",
            Side::Look(_) | Side::Post(_) => "note or callbacks",
        },
    }
}
