//! The panel's own sentence for each code.
//!
//! `error` of an answer is fixed English for other programs; here a person reads what to do.

use crate::message::{Code, Status};
use crate::panel::view::words::Words;
use crate::snapshot::Trouble;

/// Key of the sentence for a code.
pub fn code_key(code: Code) -> &'static str {
    match code {
        Code::NoTab => "codeNoTab",
        Code::Disconnected => "codeDisconnected",
        Code::NotLoggedIn => "codeNotLoggedIn",
        Code::Metadata => "codeMetadata",
        Code::InvalidNumber => "codeInvalidNumber",
        Code::StationDown => "codeStationDown",
        Code::Busy => "codeBusy",
        Code::CampaignRefused => "codeCampaignRefused",
        Code::DispositionRefused => "codeDispositionRefused",
        Code::EndedAtOnce => "codeEndedAtOnce",
        Code::Refused => "codeRefused",
        Code::ControlRefused => "codeControlRefused",
        Code::Blocked => "codeBlocked",
        Code::CalledBefore => "codeCalledBefore",
        Code::BadReply => "codeBadReply",
        Code::BadMessage => "codeBadMessage",
        Code::WrongMessage => "codeWrongMessage",
        Code::Expired => "codeExpired",
        Code::Offline => "codeOffline",
        Code::ServerError => "codeServerError",
        Code::Storage => "codeStorage",
        Code::StorageFull => "codeStorageFull",
        Code::BadList => "codeBadList",
        Code::NoteNotSent => "codeNoteNotSent",
        Code::Unknown => "codeUnknown",
    }
}

/// Says how much room is left, in MB that are certainly there, and what to do about it.
pub fn room_words(left_bytes: u64) -> Words {
    let left_mb = usize::try_from(left_bytes / 1_000_000).unwrap_or(usize::MAX);
    Words::with("noticeRoom", [left_mb.into()])
}

/// What a refused command says; absent means it succeeded.
pub fn answer_trouble(status: &Status) -> Option<Trouble> {
    if status.success {
        return None;
    }
    let code = status.code.unwrap_or(Code::Refused);
    let detail = status
        .error
        .as_deref()
        .and_then(|error| detail_of(code, error));
    Some(Trouble { code, detail })
}

/// The part of `error` that is not the code's own sentence, without its brackets.
fn detail_of(code: Code, error: &str) -> Option<String> {
    let rest = error.strip_prefix(code.sentence()).unwrap_or(error).trim();
    let rest = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(rest);
    (!rest.is_empty()).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::panel::view::words::Arg;

    #[test]
    fn every_code_has_a_sentence_of_its_own() {
        let keys: BTreeSet<_> = Code::ALL.into_iter().map(code_key).collect();
        assert_eq!(keys.len(), Code::ALL.len());
    }

    #[test]
    fn room_that_is_left_is_never_told_as_more_than_it_is() {
        for (left_bytes, left_mb) in [(99_999_999, 99), (1_000_000, 1), (999_999, 0), (0, 0)] {
            let words = Words::with("noticeRoom", [Arg::Count(left_mb)]);
            assert!(room_words(left_bytes) == words, "{left_bytes}");
        }
    }

    #[test]
    fn a_refusal_keeps_the_words_of_five9_and_drops_the_fixed_english() {
        let status = Status::failure(Code::Refused, Some("the campaign is stopped"));
        let trouble = answer_trouble(&status).expect("a failure is a trouble");
        assert_eq!(trouble.code, Code::Refused);
        assert_eq!(trouble.detail.as_deref(), Some("the campaign is stopped"));
        let plain = answer_trouble(&Status::failure(Code::Busy, None)).expect("a trouble");
        assert_eq!(plain.detail, None);
        assert!(answer_trouble(&Status::success()).is_none());
    }
}
