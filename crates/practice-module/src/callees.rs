//! What the built-in people do when they are called, so that practising is worth it.
//!
//! Rule: the numbers are those of the extension's practice list; whoever is not here answers.

/// Number and behaviour, as the simulator's control API takes it.
pub const CALLEES: [(&str, &str); 11] = [
    ("+12025550121", r#"{"behaviour":"answer","afterMs":3000}"#),
    ("+12025550122", r#"{"behaviour":"noAnswer"}"#),
    (
        "+12025550123",
        r#"{"behaviour":"voicemail","afterMs":5000}"#,
    ),
    ("+12025550124", r#"{"behaviour":"busy"}"#),
    (
        "+12025550125",
        r#"{"behaviour":"answer","afterMs":2500,"hangsUpAfterMs":8000}"#,
    ),
    ("+12025550126", r#"{"behaviour":"noAnswer"}"#),
    ("+12025550127", r#"{"behaviour":"answer","afterMs":3000}"#),
    ("+12025550128", r#"{"behaviour":"answer","afterMs":9000}"#),
    (
        "+12025550129",
        r#"{"behaviour":"refused","failure":{"contextCode":"DNC"}}"#,
    ),
    ("+12025550130", r#"{"behaviour":"answer","afterMs":2000}"#),
    (
        "+12025550131",
        r#"{"behaviour":"voicemail","afterMs":4000}"#,
    ),
];
