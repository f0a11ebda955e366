//! Other systems that hear of calls: what is typed of one, what is missing, and how one does.
//!
//! Rule: a secret is only ever typed; of one that is held no more is known than that it is.

use crate::message::DestinationDraft;
use crate::panel::view::link::Health;
use crate::panel::view::words::Words;
use crate::snapshot::{
    CallField, DeliveryTroubleKind, DestinationKind, DestinationSetup, DestinationView, LeftOut,
    PropertyView,
};

/// The kinds in the order in which they are offered.
pub const KINDS: [DestinationKind; 3] = [
    DestinationKind::Webhook,
    DestinationKind::Hubspot,
    DestinationKind::Salesforce,
];

/// What can be left out, in the order in which it is offered.
pub const LEFT_OUT: [LeftOut; 6] = [
    LeftOut::Name,
    LeftOut::Columns,
    LeftOut::List,
    LeftOut::Agent,
    LeftOut::Note,
    LeftOut::Recording,
];

/// What a property can get, in the order in which it is offered.
pub const FIELDS: [CallField; 9] = [
    CallField::Outcome,
    CallField::Disposition,
    CallField::Note,
    CallField::Name,
    CallField::Number,
    CallField::Campaign,
    CallField::List,
    CallField::Agent,
    CallField::Column,
];

/// A destination that is being written; without an id it is a new one.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// Of the destination that is changed.
    pub id: Option<String>,
    /// Stays as it was once there is a destination.
    pub kind: DestinationKind,
    /// For people.
    pub name: String,
    /// Empty: of one that is there it stays as it was.
    pub url: String,
    /// Empty: of one that is there it stays as it was.
    pub secret: String,
    /// It is sent to.
    pub is_on: bool,
    /// Filters and fields. Names are typed a line each, see [`Form::outcomes`] and [`Form::lists`].
    pub setup: DestinationSetup,
    /// Names of outcomes, a line each.
    pub outcomes: String,
    /// Names of lists, a line each.
    pub lists: String,
}

/// What a form still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Every destination has a name.
    Name,
    /// A webhook has an address, Salesforce an instance.
    Url,
    /// HubSpot and Salesforce take nothing without a token.
    Token,
    /// A property without a name, or a column without a heading.
    Property,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({:?}, {:?})", self.id, self.kind)
    }
}

impl Form {
    /// An empty one.
    #[must_use]
    pub fn new(kind: DestinationKind) -> Self {
        Self {
            id: None,
            kind,
            name: String::new(),
            url: String::new(),
            secret: String::new(),
            is_on: true,
            setup: DestinationSetup::default(),
            outcomes: String::new(),
            lists: String::new(),
        }
    }

    /// What is known of one that is there: neither its address nor its secret.
    #[must_use]
    pub fn of(view: &DestinationView) -> Self {
        Self {
            id: Some(view.id.clone()),
            kind: view.kind,
            name: view.name.clone(),
            url: String::new(),
            secret: String::new(),
            is_on: view.is_on,
            setup: view.setup.clone(),
            outcomes: view.setup.outcomes.join("\n"),
            lists: view.setup.lists.join("\n"),
        }
    }

    /// The first thing that is missing.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let is_new = self.id.is_none();
        let is_own = self.kind == DestinationKind::Webhook;
        let is_property_bare = |property: &PropertyView| {
            let is_headless = property.heading.as_deref().is_none_or(is_blank);
            is_blank(&property.property) || property.field == CallField::Column && is_headless
        };
        if is_blank(&self.name) {
            Some(Gap::Name)
        } else if is_new && self.kind != DestinationKind::Hubspot && is_blank(&self.url) {
            Some(Gap::Url)
        } else if is_new && !is_own && is_blank(&self.secret) {
            Some(Gap::Token)
        } else if self.setup.properties.iter().any(is_property_bare) {
            Some(Gap::Property)
        } else {
            None
        }
    }

    /// What is sent to the worker.
    #[must_use]
    pub fn draft(&self) -> DestinationDraft {
        let mut setup = self.setup.clone();
        setup.outcomes = lines(&self.outcomes);
        setup.lists = lines(&self.lists);
        for text in [
            &mut setup.id_property,
            &mut setup.api_version,
            &mut setup.contact_column,
        ] {
            *text = text.take().and_then(|text| typed(&text));
        }
        for property in &mut setup.properties {
            property.property = property.property.trim().to_owned();
            if property.field != CallField::Column {
                property.heading = None;
            }
        }
        DestinationDraft {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.trim().to_owned(),
            url: typed(&self.url),
            secret: typed(&self.secret),
            is_on: self.is_on,
            setup,
        }
    }

    /// Says that something of a call is told, or is not.
    pub fn leave_out(&mut self, what: LeftOut, is_left_out: bool) {
        self.setup.leave_out.retain(|other| *other != what);
        if is_left_out {
            self.setup.leave_out.push(what);
        }
    }
}

/// How a destination does, and the words that say so.
#[must_use]
pub fn state(view: &DestinationView) -> (Health, Words) {
    let host = || view.host.as_str().into();
    let trouble = view.trouble.as_ref().map(|trouble| trouble.kind);
    match trouble {
        _ if !view.is_on => (Health::Wait, Words::new("deliveryOff")),
        _ if view.granted == Some(false) => {
            (Health::Bad, Words::with("deliveryNotAllowed", [host()]))
        }
        Some(DeliveryTroubleKind::Closed) => (Health::Bad, Words::new("deliveryClosed")),
        Some(DeliveryTroubleKind::SecretLost) => (Health::Bad, Words::new("deliverySecretLost")),
        Some(DeliveryTroubleKind::NoAnswer) => (Health::Wait, Words::new("deliveryNoAnswer")),
        Some(DeliveryTroubleKind::Later) => (Health::Wait, Words::new("deliveryLater")),
        Some(DeliveryTroubleKind::Refused) => (Health::Wait, Words::new("deliveryRefused")),
        None if view.n_waiting > 0 => (Health::Wait, Words::new("deliverySending")),
        None if view.delivered_at_ms.is_some() => (Health::Good, Words::new("deliveryWell")),
        None => (Health::Good, Words::new("deliveryReady")),
    }
}

/// Whether somebody has to do something for it.
#[must_use]
pub fn needs_somebody(view: &DestinationView) -> bool {
    state(view).0 == Health::Bad || view.n_letters > 0
}

/// How all of them do, in a sentence.
#[must_use]
pub fn summary(destinations: &[DestinationView]) -> Words {
    let n_needing = destinations
        .iter()
        .filter(|view| needs_somebody(view))
        .count();
    match (destinations.len(), n_needing) {
        (0, _) => Words::new("deliveryNone"),
        (n, 0) => Words::with("deliveryAllWell", [n.into()]),
        (_, n) => Words::with("deliveryNeeds", [n.into()]),
    }
}

/// Key of a kind's name.
#[must_use]
pub fn kind_key(kind: DestinationKind) -> &'static str {
    match kind {
        DestinationKind::Webhook => "destinationWebhook",
        DestinationKind::Hubspot => "destinationHubspot",
        DestinationKind::Salesforce => "destinationSalesforce",
    }
}

/// Key of the sentence that says what a kind does.
#[must_use]
pub fn kind_hint_key(kind: DestinationKind) -> &'static str {
    match kind {
        DestinationKind::Webhook => "destinationWebhookHint",
        DestinationKind::Hubspot => "destinationHubspotHint",
        DestinationKind::Salesforce => "destinationSalesforceHint",
    }
}

/// Key of what is missing.
#[must_use]
pub fn gap_key(gap: Gap) -> &'static str {
    match gap {
        Gap::Name => "deliveryGapName",
        Gap::Url => "deliveryGapUrl",
        Gap::Token => "deliveryGapToken",
        Gap::Property => "deliveryGapProperty",
    }
}

/// Key of what is left out.
#[must_use]
pub fn left_out_key(what: LeftOut) -> &'static str {
    match what {
        LeftOut::Name => "leaveOutName",
        LeftOut::Columns => "leaveOutColumns",
        LeftOut::List => "leaveOutList",
        LeftOut::Agent => "leaveOutAgent",
        LeftOut::Note => "leaveOutNote",
        LeftOut::Recording => "leaveOutRecording",
    }
}

/// Key of what a property gets.
#[must_use]
pub fn field_key(field: CallField) -> &'static str {
    match field {
        CallField::Name => "callFieldName",
        CallField::Number => "callFieldNumber",
        CallField::Outcome => "callFieldOutcome",
        CallField::Disposition => "callFieldDisposition",
        CallField::Campaign => "callFieldCampaign",
        CallField::List => "callFieldList",
        CallField::Agent => "callFieldAgent",
        CallField::Note => "callFieldNote",
        CallField::Column => "callFieldColumn",
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn typed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter_map(typed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::DeliveryTrouble;

    fn view() -> DestinationView {
        DestinationView {
            id: "d1".to_owned(),
            kind: DestinationKind::Webhook,
            name: "Warehouse".to_owned(),
            host: "hooks.example".to_owned(),
            origin: "https://hooks.example/*".to_owned(),
            is_on: true,
            setup: DestinationSetup::default(),
            has_secret: true,
            old_secret_until_ms: None,
            n_waiting: 0,
            n_letters: 0,
            delivered_at_ms: None,
            trouble: None,
            next_try_at_ms: None,
            granted: Some(true),
        }
    }

    fn key(view: &DestinationView) -> &'static str {
        state(view).1.key
    }

    #[test]
    fn a_new_destination_lacks_one_thing_after_the_other() {
        let mut form = Form::new(DestinationKind::Salesforce);
        assert_eq!(form.gap(), Some(Gap::Name));
        form.name = " Sales ".to_owned();
        assert_eq!(form.gap(), Some(Gap::Url));
        form.url = " https://one.example ".to_owned();
        assert_eq!(form.gap(), Some(Gap::Token));
        form.secret = "token".to_owned();
        assert_eq!(form.gap(), None);
        form.setup.properties.push(PropertyView {
            field: CallField::Column,
            heading: None,
            property: "Term__c".to_owned(),
        });
        assert_eq!(form.gap(), Some(Gap::Property));
        form.setup.properties[0].heading = Some("Term".to_owned());
        assert_eq!(form.gap(), None);
        let draft = form.draft();
        assert_eq!((draft.id, draft.name.as_str()), (None, "Sales"));
        assert_eq!(draft.url.as_deref(), Some("https://one.example"));
    }

    #[test]
    fn hubspot_needs_no_address_and_a_webhook_no_secret() {
        let mut form = Form::new(DestinationKind::Hubspot);
        (form.name, form.secret) = ("CRM".to_owned(), "token".to_owned());
        assert_eq!(form.gap(), None);
        let mut form = Form::new(DestinationKind::Webhook);
        (form.name, form.url) = ("Own".to_owned(), "https://hooks.example/a".to_owned());
        assert_eq!(form.gap(), None);
    }

    #[test]
    fn one_that_is_there_keeps_its_address_and_secret_unless_they_are_typed() {
        let mut form = Form::of(&view());
        assert_eq!(form.gap(), None);
        let draft = form.draft();
        assert_eq!((draft.url, draft.secret), (None, None));
        assert_eq!(draft.id.as_deref(), Some("d1"));
        form.outcomes = "Follow up\n\n  Left voicemail ".to_owned();
        form.setup.contact_column = Some("  ".to_owned());
        form.leave_out(LeftOut::Note, true);
        form.leave_out(LeftOut::Note, true);
        form.leave_out(LeftOut::Name, true);
        form.leave_out(LeftOut::Name, false);
        let setup = form.draft().setup;
        assert_eq!(setup.outcomes, ["Follow up", "Left voicemail"]);
        assert_eq!(setup.contact_column, None);
        assert_eq!(setup.leave_out, [LeftOut::Note]);
    }

    #[test]
    fn a_destination_is_said_to_do_well_only_once_it_took_something() {
        let mut one = view();
        assert_eq!(key(&one), "deliveryReady");
        one.n_waiting = 2;
        assert_eq!(key(&one), "deliverySending");
        (one.n_waiting, one.delivered_at_ms) = (0, Some(1));
        assert_eq!(key(&one), "deliveryWell");
        one.trouble = Some(DeliveryTrouble {
            kind: DeliveryTroubleKind::Closed,
            detail: None,
            at_ms: 2,
        });
        assert_eq!(key(&one), "deliveryClosed");
        one.granted = Some(false);
        assert_eq!(key(&one), "deliveryNotAllowed");
        assert!(needs_somebody(&one));
        one.is_on = false;
        assert_eq!(key(&one), "deliveryOff");
        assert!(!needs_somebody(&one));
    }
}
