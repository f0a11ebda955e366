//! The people of the stories: obviously made up, with numbers reserved for fiction.
//!
//! Lists are written as an agent has them, so that reading them is part of every story.

/// One person of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    pub name: &'static str,
    /// As it stands in the list.
    pub written: &'static str,
    /// As it must be dialed.
    pub number: &'static str,
}

const fn person(name: &'static str, written: &'static str, number: &'static str) -> Person {
    Person {
        name,
        written,
        number,
    }
}

/// Six people whose numbers are good, each written in another way.
pub const PEOPLE: [Person; 6] = [
    person("Avery Adams", "(202) 555-0101", "+12025550101"),
    person("Blake Brown", "202-555-0102", "+12025550102"),
    person("Casey Clark", "202.555.0103", "+12025550103"),
    person("Drew Davis", "+1 202 555 0104", "+12025550104"),
    person("Emery Evans", "12025550105", "+12025550105"),
    person("Finley Foster", "2025550106", "+12025550106"),
];

/// Somebody whose number cannot be called.
pub const WITHOUT_NUMBER: Person = person("Gray Green", "555-0107", "");

/// The list that the demo shows unless another is given.
pub const SAMPLE_LIST: &str = include_str!("../data/sample-list.csv");

/// The people as a CSV with a header.
#[must_use]
pub fn csv(people: &[Person]) -> String {
    let rows = people
        .iter()
        .map(|person| format!("{},{}\n", person.name, person.written));
    std::iter::once("Name,Phone\n".to_owned())
        .chain(rows)
        .collect()
}

/// Their names, in order.
#[must_use]
pub fn names(people: &[Person]) -> Vec<&'static str> {
    people.iter().map(|person| person.name).collect()
}

/// Their numbers as dialed, in order.
#[must_use]
pub fn numbers(people: &[Person]) -> Vec<String> {
    people
        .iter()
        .map(|person| person.number.to_owned())
        .collect()
}

/// Where numbers of a long list are: each area code has a hundred that are reserved for fiction.
const AREA_CODES: [&str; 10] = [
    "202", "205", "206", "207", "208", "209", "210", "212", "213", "214",
];
const N_PER_AREA: usize = 100;

/// One of many people of a list that is made for a long run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    pub name: String,
    /// As it must be dialed; nobody else has it.
    pub number: String,
}

/// So many people, each with a number of their own; at most a thousand.
#[must_use]
pub fn extras(n: usize) -> Vec<Extra> {
    let all = AREA_CODES
        .iter()
        .flat_map(|area| (0..N_PER_AREA).map(move |line| format!("+1{area}55501{line:02}")));
    let extra = |(idx, number)| Extra {
        name: format!("Extra {:04}", idx + 1),
        number,
    };
    all.enumerate().map(extra).take(n).collect()
}

/// The extras as a CSV with a header.
#[must_use]
pub fn csv_of_extras(extras: &[Extra]) -> String {
    let rows = extras
        .iter()
        .map(|extra| format!("{},{}\n", extra.name, extra.number));
    std::iter::once("Name,Phone\n".to_owned())
        .chain(rows)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_extras_have_a_thousand_numbers() {
        let all = extras(1_000);
        let numbers: std::collections::BTreeSet<_> = all.iter().map(|one| &one.number).collect();
        assert_eq!((all.len(), numbers.len()), (1_000, 1_000));
        assert_eq!(all[100].number, "+12055550100");
    }
}
