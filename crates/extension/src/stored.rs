//! What the store holds: versioned structs, apart from all live state.
//!
//! Every struct names its version; a change of shape is a new version with a migration.

use serde::Serialize;

/// One person of the list.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRecord {
    /// Unique in the store; two people of one name never collide.
    pub id: String,
    pub name: String,
    /// As the list had it.
    pub number_given: String,
    /// E.164, where the number is valid.
    pub number: Option<String>,
    /// Why it is not, in words.
    pub number_problem: Option<String>,
    /// Further numbers of the same person that can be dialed, in the list's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_numbers: Vec<OtherNumber>,
    /// The other columns, in the list's order: heading and value.
    pub columns: Vec<(String, String)>,
}

/// Another number of a person.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherNumber {
    /// Heading of its column.
    pub label: String,
    /// E.164.
    pub number: String,
}

impl std::fmt::Debug for OtherNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OtherNumber")
    }
}

impl std::fmt::Debug for StoredRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "StoredRecord({}, callable: {})",
            self.id,
            self.number.is_some()
        )
    }
}
