//! Any bytes as a file give an error or a board that needs no more repair; never a panic.

use loadbearing::file::disk::text_of;
use loadbearing::file::{read, templates, write};

use crate::dice::Dice;

/// What is put in at a random place.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "'",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "-1",
    "0",
    "Some(",
    "None",
    "()",
    "true",
    "r#\"",
    "/*",
    "*/",
    "//",
    "\n",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "format: 1",
    "format: 18446744073709551616",
    "nodes: [",
    "id: \"\"",
    "id: \"orders\"",
    "to: \"orders\"",
    "at: (1e30, NaN)",
    "size: (0, 0)",
    "replicas: 0",
    "slots: \"1e15\"",
    "\"0 ms\"",
    "\"120 %\"",
    "\"12 parsecs\"",
    "\"x8\"",
    "\"40/s (guess, 1/s to 2/s)\"",
    "0x",
    "1_0",
    "((((((((((((((((((((((((((((((((((((((((((((((((",
    "#![enable(unwrap_newtypes)]",
    "#![enable(explicit_struct_names)]",
    "b\"x\"",
    "\\u{110000}",
    "1..2",
    "Node(",
    "slow(",
];

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let place = dice.throw(bytes.len() + 1);
    let end = (place + 1 + dice.throw(120)).min(bytes.len());
    match dice.throw(10) {
        0 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << dice.throw(8);
            }
        }
        1 if dice.throw(4) == 0 => bytes.truncate(place),
        1 | 2 => {
            bytes.drain(place.min(end)..end);
        }
        3 => {
            let chunk = bytes.get(place..end).unwrap_or_default().to_vec();
            let to = dice.throw(bytes.len() + 1);
            bytes.splice(to..to, chunk);
        }
        4 => {
            let token = dice.of(TOKENS).bytes().collect::<Vec<_>>();
            bytes.splice(place..place, token);
        }
        // Whole lines, which more often leaves something that can be understood.
        5 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let mut lines: Vec<&str> = text.lines().collect();
            let (from, to) = (dice.throw(lines.len().max(1)), dice.throw(lines.len() + 1));
            if let Some(line) = lines.get(from).copied() {
                lines.insert(to, line);
            }
            *bytes = lines.join("\n").into_bytes();
        }
        // A value for another.
        _ => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let values: Vec<&str> = text.split('"').collect();
            let value = *dice.of(&values);
            let at = dice.throw(values.len());
            let mut changed = values.clone();
            if at % 2 == 1 {
                changed[at] = value;
            }
            *bytes = changed.join("\"").into_bytes();
        }
    }
}

#[test]
fn ten_thousand_damaged_files_give_an_error_or_a_board() {
    let (mut refused, mut repaired, mut whole) = (0, 0, 0);
    for seed in 0..10_000 {
        let mut dice = Dice::seeded(seed);
        let template = dice.of(templates::ALL);
        let mut bytes = template.text.as_bytes().to_vec();
        for _ in 0..=dice.throw(2) {
            mutate(&mut bytes, &mut dice);
        }
        match text_of(&bytes).and_then(read) {
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
                if let Some(at) = error.at() {
                    assert!(at.line >= 1 && at.column >= 1, "seed {seed}: {error}");
                }
            }
            Ok(loaded) => {
                if loaded.repairs.is_empty() {
                    whole += 1;
                } else {
                    repaired += 1;
                }
                let again = read(&write(&loaded.board)).unwrap();
                assert_eq!(again.repairs, [], "seed {seed}");
                assert_eq!(write(&again.board), write(&loaded.board), "seed {seed}");
            }
        }
    }
    // The damage is of every sort, or this would test nothing.
    assert!(refused > 1000 && repaired > 300 && whole > 300, "{refused} {repaired} {whole}");
}

#[test]
fn deep_brackets_are_refused_and_do_not_exhaust_the_stack() {
    for bracket in ["(", "[", "{", "Some(", "a(", "/*"] {
        let deep = format!("(format: 1, nodes: [{}", bracket.repeat(200_000));
        assert!(read(&deep).is_err(), "{bracket}");
        let deep = format!("(title: {}", bracket.repeat(200_000));
        assert!(read(&deep).is_err(), "{bracket}");
    }
}

#[test]
fn a_large_board_of_equal_ids_is_repaired_in_reasonable_time() {
    let node = "(id: \"a\", kind: \"service\", name: \"\", at: (0, 0)),";
    let link = "(id: \"l\", from: \"a\", to: \"a-2\", interaction: \"call\"),";
    let (nodes, links) = (node.repeat(3_000), link.repeat(3_000));
    let text = format!("(format: 1, nodes: [{nodes}], links: [{links}])");
    let loaded = read(&text).unwrap();
    assert_eq!(loaded.repairs.len(), 5_998);
    assert!(loaded.board.nodes.get("a-3000").is_some());
}

#[test]
fn a_file_of_more_elements_than_any_board_is_refused_before_it_fills_the_memory() {
    let notes = |n: usize| {
        let mut text = "(format: 1, title: \"Many\", notes: [\n".to_owned();
        for i in 0..n {
            text.push_str(&format!("(id: \"{i}\", text: \"\", at: (0, 0)),\n"));
        }
        text + "])"
    };
    assert_eq!(read(&notes(100_000)).unwrap().board.notes.len(), 100_000);
    let error = read(&notes(100_001)).unwrap_err();
    assert!(error.to_string().contains("keep to 100,000 of one sort"), "{error}");
    assert_eq!(error.at().unwrap().line, 100_002);
}
