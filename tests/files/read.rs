//! Texts that are refused, with their place and a remedy.

use loadbearing::file::read;

use crate::flash_sale;

/// What reading the flash sale says when one text in it is replaced by another.
fn refusal(from: &str, to: &str) -> String {
    let text = flash_sale();
    assert!(text.contains(from), "the flash sale has no {from}");
    read(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_newer_format_is_refused_before_the_rest_is_read() {
    let newer = "made by a newer program (format 2; this one reads 1)";
    assert_eq!(refusal("format: 1", "format: 2"), newer);
    assert_eq!(read("(format: 2, boxes: <<<new syntax>>>").unwrap_err().to_string(), newer);
}

#[test]
fn a_wrong_value_is_refused_with_its_place_and_a_remedy() {
    assert_eq!(
        refusal("\"10 ms\"", "\"12 parsecs\""),
        "25:28: `12 parsecs` is not a duration; unknown unit `parsecs`: \
         use one of µs, us, μs, ns, ms, s, sec, min, h, d, day, days, w"
    );
    assert_eq!(
        refusal("blocking: true", "blocking: yes"),
        "26:22: yes or no is wanted here; write true or false"
    );
    assert_eq!(
        refusal("at: (120, 200)", "at: (120)"),
        "10:21: two numbers are wanted here; write them like (120, 80)"
    );
}

#[test]
fn an_unknown_field_is_refused_with_the_ones_that_exist() {
    let said = refusal("slots:", "slotz:");
    assert!(
        said.starts_with("24:13: a node has no field `slotz`; did you mean `slots`?"),
        "{said}"
    );
    assert!(said.contains("queue_limit"), "{said}");
    let said = refusal("slow(", "slo(");
    assert!(said.starts_with("126:17: a scenario has no change `slo`; did you mean `slow`?"));
    let said = refusal("takes:", "take:");
    assert!(said.starts_with("128:21: this change of a scenario has no field `take`"), "{said}");
}

#[test]
fn damaged_brackets_quotes_and_commas_are_refused_with_their_place() {
    assert_eq!(
        refusal("id: \"browser\",", "id: \"browser\""),
        "8:13: a comma is missing before this place; put it there, \
         or look above for a text whose closing quote is missing"
    );
    let cut = flash_sale().get(..flash_sale().len() / 2).unwrap();
    let said = read(cut).unwrap_err().to_string();
    assert!(said.contains("the text ends in the middle of the board"), "{said}");
}

#[test]
fn something_else_altogether_is_refused_as_such() {
    for text in ["", "hello", "{\"format\": 1}", "(a: 1)", "Dear board (format follows)", "((("] {
        let said = read(text).unwrap_err().to_string();
        assert_eq!(said, "this is no board file; a board begins with `(format: 1,`", "{text}");
    }
}

#[test]
fn a_message_is_never_endless_and_has_no_power_over_a_terminal() {
    let said = refusal("kind: \"client\"", "kind: \"\\u{1b}[2J\"");
    assert!(said.contains(r"`\u{1b}[2J` is not a kind"), "{said}");
    let said = refusal("kind: \"client\"", &format!("kind: \"{}\"", "x".repeat(100_000)));
    assert!(said.len() < 1_000);
    let said = refusal("slots:", &format!("{}:", "x".repeat(100_000)));
    assert!(said.len() < 2_000);
}
