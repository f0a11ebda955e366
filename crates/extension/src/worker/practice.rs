//! Practice: the same worker beside a simulated Five9 that a panel hosts, on a store of its own.
//!
//! Rule: while it is on, no tab and no host but the simulated one is asked anything; a switch starts
//! the worker anew, so that nothing of one side is known on the other.

use crate::message::{Code, SocketCommand, Status};
use crate::stored::{OtherNumber, StoredRecord};
use crate::worker::effect::{Effect, Route, Row, Table};
use crate::worker::input::{PortId, ReplyId, TabAnswer, TabId};
use crate::worker::list;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker};

/// Key of the practice list's name.
const LIST_NAME: &str = "practiceList";
/// Key of the built-in people's name; a number follows.
const CONTACT: &str = "practiceContact";
/// Key of the heading over what there is to practise with each of them.
const EXERCISE: &str = "practiceExercise";
/// Key of the heading of a second number.
const OTHER_NUMBER: &str = "practiceOtherNumber";
/// Key of why a number is none.
const NO_NUMBER: &str = "practiceNoNumber";

/// The built-in people: number, second number, key of the exercise. What they do when they are
/// called is the simulator's.
const PEOPLE: [(&str, Option<&str>, &str); 10] = [
    ("+12025550121", None, "practiceTalk"),
    ("+12025550122", None, "practiceNoAnswer"),
    ("+12025550123", None, "practiceVoicemail"),
    ("+12025550124", None, "practiceBusy"),
    ("+12025550125", None, "practiceHangsUp"),
    ("+12025550126", Some("+12025550127"), "practiceTryOther"),
    ("555-01", None, "practiceCannotCall"),
    ("+12025550128", None, "practiceLate"),
    ("+12025550129", None, "practiceRefused"),
    ("+12025550130", Some("+12025550131"), "practiceTalkAgain"),
];

/// What a practice store begins with: nothing but the built-in list. `words` gives a key's text.
pub fn practice_rows(words: impl Fn(&str) -> String) -> Vec<Row> {
    let people = PEOPLE.iter().enumerate();
    let people = people.map(|(index, person)| record(index + 1, person, &words));
    let mut rows: Vec<Row> = Table::ALL.into_iter().map(Row::Clear).collect();
    rows.extend(list::rows_of_new(
        words(LIST_NAME),
        &people.collect::<Vec<_>>(),
    ));
    rows
}

fn record(
    place: usize,
    (number, other, exercise): &(&str, Option<&str>, &str),
    words: &impl Fn(&str) -> String,
) -> StoredRecord {
    let is_number = number.starts_with('+');
    let others = other.iter().map(|number| OtherNumber {
        label: words(OTHER_NUMBER),
        number: (*number).to_owned(),
    });
    StoredRecord {
        id: format!("practice-{place}"),
        name: format!("{} {place}", words(CONTACT)),
        number_given: (*number).to_owned(),
        number: is_number.then(|| (*number).to_owned()),
        number_problem: (!is_number).then(|| words(NO_NUMBER)),
        other_numbers: others.collect(),
        columns: vec![(words(EXERCISE), words(exercise))],
    }
}

/// The agent's settings without what they chose at their organisation: it means nothing here.
pub fn practice_settings(json: &str) -> Option<String> {
    let mut settings: serde_json::Value = serde_json::from_str(json).ok()?;
    let members = settings.as_object_mut()?;
    for of_five9 in [
        "campaignId",
        "campaignName",
        "defaultOutcomeId",
        "defaultOutcomeName",
        "dispositionsByHand",
    ] {
        members.remove(of_five9);
    }
    Some(settings.to_string())
}

/// The number of the simulated tab behind a page's Port; no real tab's is negative.
fn tab_of(port: PortId) -> TabId {
    TabId::try_from(port).map_or(TabId::MIN, |port| -port)
}

impl Worker {
    /// A page hosts the simulated Five9 and says hello next.
    pub(super) fn practice_opened(&mut self, port: PortId) {
        if self.practice {
            self.link.open(port, tab_of(port), true);
        }
    }

    /// The way to a tab; while practice is on, a simulated one is all there is.
    pub(super) fn route_to(&self, tab: TabId) -> Route {
        if self.practice {
            Route::Practice(tab.unsigned_abs())
        } else {
            Route::Tab(tab)
        }
    }

    /// The page that was asked is gone, and no answer can come.
    pub(super) fn practice_gone(&mut self, now: Millis) {
        for request_id in self.requests.awaited() {
            self.handle_answer(&request_id, TabAnswer::Broken, now);
        }
    }

    pub(super) fn set_practice(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        on: bool,
        now: Millis,
    ) {
        if on == self.practice {
            return self.reply_to(reply, request_id, Status::success());
        }
        let is_on_call = !self.dialer.snapshot().others.is_empty();
        if self.is_busy() || is_on_call {
            return self.reply_to(reply, request_id, Status::failure(Code::Busy, None));
        }
        if on && self.link.adopted.is_some() {
            // Whatever Five9 tells from now on, nobody hears.
            self.send_socket(Purpose::CloseSocket, SocketCommand::Close, now);
        }
        self.effects.push_back(Effect::SetPractice {
            reply,
            request_id,
            on,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_keep_all_but_what_was_chosen_at_the_organisation() {
        let real =
            r#"{"campaignId":"1","campaignName":"One","defaultOutcomeId":"2","theme":"dark"}"#;
        assert_eq!(
            practice_settings(real).as_deref(),
            Some(r#"{"theme":"dark"}"#)
        );
        assert_eq!(practice_settings("no settings"), None);
    }

    #[test]
    fn a_practice_store_begins_empty_but_for_the_list() {
        let rows = practice_rows(str::to_owned);
        for table in Table::ALL {
            assert!(rows.contains(&Row::Clear(table)), "{table:?}");
        }
        let puts: Vec<&Row> = rows
            .iter()
            .filter(|row| matches!(row, Row::Put { .. }))
            .collect();
        assert!(puts.iter().all(|row| row.table() == Table::Records));
        let is_cleared_first = rows[..Table::ALL.len()]
            .iter()
            .all(|row| matches!(row, Row::Clear(_)));
        assert!(is_cleared_first, "{rows:?}");
    }
}
