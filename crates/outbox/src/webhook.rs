//! A webhook of one's own, signed as the Standard Webhooks specification says.
//!
//! Rule: the body that is signed is the body that is sent, and the id of an event stays the same for
//! every try, so that a receiver that keeps ids processes each event once.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::answer::{Answer, Verdict};
use crate::base64::{decode, encode};
use crate::event::Event;
use crate::request::{Method, Request};

const PREFIX: &str = "whsec_";
/// The specification asks for 24 to 64 bytes.
const N_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that sender and receiver share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A text that is no secret.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BadSecret {
    /// After its prefix, if it has one, it is not base64.
    #[error("the secret is not written in base64")]
    NotBase64,
    /// Too short to be safe, or longer than receivers take.
    #[error("the secret has {n_bytes} bytes, not 24 to 64")]
    Length {
        /// So many it has.
        n_bytes: usize,
    },
}

/// Where events are posted, and how they are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Whole; may hold a secret of its own.
    pub url: String,
    /// The newest first: while a secret is being changed, each request is signed with the old one,
    /// too. Without any, receivers cannot tell who sent it.
    pub secrets: Vec<Secret>,
}

impl Secret {
    /// Reads `whsec_` and base64, or base64 alone.
    ///
    /// # Errors
    /// When it is not base64 or its length is not what the specification asks for.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let text = text.trim();
        let text = text.strip_prefix(PREFIX).unwrap_or(text);
        let bytes = decode(text).ok_or(BadSecret::NotBase64)?;
        Self::of_bytes(&bytes)
    }

    /// The secret that these bytes are.
    ///
    /// # Errors
    /// When they are fewer than 24 or more than 64.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, BadSecret> {
        let n_bytes = bytes.len();
        if N_BYTES.contains(&n_bytes) {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(BadSecret::Length { n_bytes })
        }
    }

    /// As it is given to the receiver: shown once.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", encode(&self.0))
    }

    fn signature(&self, signed: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(signed.as_bytes());
        format!("v1,{}", encode(&mac.finalize().into_bytes()))
    }
}

impl Webhook {
    /// The request that tells of an event, signed for this moment, UTC ms.
    pub fn request(&self, event: &Event, now_ms: u64) -> Request {
        let (id, body) = (event.id(), event.to_json());
        let now_secs = now_ms / 1_000;
        let signed = format!("{id}.{now_secs}.{body}");
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id.to_string()),
            ("webhook-timestamp", now_secs.to_string()),
        ];
        let signatures = self.secrets.iter().map(|secret| secret.signature(&signed));
        let signatures: Vec<String> = signatures.collect();
        if !signatures.is_empty() {
            headers.push(("webhook-signature", signatures.join(" ")));
        }
        Request {
            method: Method::Post,
            url: self.url.clone(),
            headers,
            body,
        }
    }

    /// What an answer means.
    pub fn verdict(answer: &Answer) -> Verdict {
        Verdict::of(answer)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({} secrets)", self.secrets.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::tests::event;

    /// Worked out with `standardwebhooks` 1.0 for Python.
    #[test]
    fn signatures_are_those_of_the_reference_library() {
        let check = |secret: &str, signed: &str, signature: &str| {
            let secret = Secret::parse(secret).unwrap();
            assert_eq!(secret.signature(signed), signature);
        };
        check(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        );
        check(
            "bmluZXBpbi1zYW1wbGUtc2VjcmV0LTAwMDE=",
            "call_1800000000000-start-1_1.1800000000.{\"type\":\"call.finished\"}",
            "v1,gzOv6PO0AJ4Mm5ZoTnLaD6hyrdjJkj98HduFDqWqfw0=",
        );
    }

    #[test]
    fn every_try_has_the_id_of_the_event_and_its_own_time() {
        let webhook = Webhook {
            url: "https://example.org/hook".to_owned(),
            secrets: vec![Secret::of_bytes(&[1; 32]).unwrap()],
        };
        let (first, second) = (
            webhook.request(&event(), 1_000_999),
            webhook.request(&event(), 2_000_000),
        );
        let header = |request: &Request, name: &str| {
            let found = request.headers.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| value.clone())
        };
        assert_eq!(header(&first, "webhook-id"), header(&second, "webhook-id"));
        assert_eq!(header(&first, "webhook-timestamp").as_deref(), Some("1000"));
        assert_eq!(first.body, event().to_json());
        assert_ne!(
            header(&first, "webhook-signature"),
            header(&second, "webhook-signature")
        );
    }

    #[test]
    fn while_a_secret_is_changed_a_receiver_with_either_can_verify() {
        let secrets = [[1; 32], [2; 32]].map(|bytes| Secret::of_bytes(&bytes).unwrap());
        let webhook = |secrets: &[Secret]| Webhook {
            url: "https://example.org/hook".to_owned(),
            secrets: secrets.to_vec(),
        };
        let signature = |secrets: &[Secret]| {
            let request = webhook(secrets).request(&event(), 0);
            let found = request
                .headers
                .into_iter()
                .find(|(name, _)| *name == "webhook-signature");
            found.map(|(_, value)| value)
        };
        let each: Vec<String> = secrets
            .iter()
            .filter_map(|secret| signature(std::slice::from_ref(secret)))
            .collect();
        assert_eq!(signature(&secrets), Some(each.join(" ")));
        assert_eq!(signature(&[]), None);
    }

    #[test]
    fn a_secret_is_read_as_it_is_written_and_shown_nowhere_else() {
        let secret = Secret::of_bytes(&[7; 24]).unwrap();
        assert_eq!(Secret::parse(&secret.to_text()), Ok(secret.clone()));
        assert_eq!(Secret::parse("whsec_???"), Err(BadSecret::NotBase64));
        let short = Secret::parse("whsec_AQID");
        assert_eq!(short, Err(BadSecret::Length { n_bytes: 3 }));
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
