//! Two texts, line by line: what went and what came.

/// The lines that differ, `-` before what went and `+` before what came, each with its line number.
pub(crate) fn difference(before: &str, now: &str) -> Vec<String> {
    let (before, now): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let common = common_lengths(&before, &now);
    let (mut old, mut new) = (0, 0);
    let mut lines = Vec::new();
    while old < before.len() || new < now.len() {
        let is_same = old < before.len() && new < now.len() && before[old] == now[new];
        if is_same {
            old += 1;
            new += 1;
        } else if new == now.len()
            || old < before.len() && common[old + 1][new] >= common[old][new + 1]
        {
            lines.push(format!("{:>5} - {}", old + 1, before[old]));
            old += 1;
        } else {
            lines.push(format!("{:>5} + {}", new + 1, now[new]));
            new += 1;
        }
    }
    lines
}

/// How many lines the two have in common, in order, from each pair of places on.
fn common_lengths(before: &[&str], now: &[&str]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; now.len() + 1]; before.len() + 1];
    for old in (0..before.len()).rev() {
        for new in (0..now.len()).rev() {
            lengths[old][new] = if before[old] == now[new] {
                lengths[old + 1][new + 1] + 1
            } else {
                lengths[old + 1][new].max(lengths[old][new + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_went_and_came_is_told() {
        let told = difference("a\nb\nc\nd", "a\nc\nx\nd\ne");
        assert_eq!(told, ["    2 - b", "    3 + x", "    5 + e"]);
        assert!(difference("a\nb", "a\nb\n").is_empty());
    }
}
