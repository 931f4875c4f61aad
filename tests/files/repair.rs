//! Texts that can be understood but not used: repaired, and each repair listed.

use loadbearing::file::{read, write};
use loadbearing::model::{Board, Point, Value};

use crate::flash_sale;

/// What is repaired when one text in the flash sale is replaced by another, and the board then.
fn repaired(from: &str, to: &str) -> (Vec<String>, Board) {
    let text = flash_sale();
    assert!(text.contains(from), "the flash sale has no {from}");
    let loaded = read(&text.replacen(from, to, 1)).unwrap();
    let again = read(&write(&loaded.board)).unwrap();
    assert_eq!(again.repairs, [], "a repaired board needs no repair");
    assert_eq!(again.board, loaded.board);
    (loaded.repairs.iter().map(ToString::to_string).collect(), loaded.board)
}

#[test]
fn a_link_to_nowhere_is_left_out_and_its_flow_goes_without_it() {
    let (said, board) = repaired("to: \"payment\"", "to: \"paiment\"");
    assert_eq!(
        said,
        [
            "The link `orders-to-payment` was left out: its end `paiment` is not on the board",
            "The flow `place-an-order` went along the link `orders-to-payment`, which is not on the board: it goes without it",
        ]
    );
    assert!(board.links.get("orders-to-payment").is_none());
    assert_eq!(board.flows.at(0).unwrap().links.len(), 4);
}

#[test]
fn a_link_from_a_node_to_itself_is_left_out() {
    let (said, _) = repaired("to: \"payment\"", "to: \"orders\"");
    assert_eq!(
        said.first().unwrap(),
        "The link `orders-to-payment` was left out: it led from a node to itself"
    );
}

#[test]
fn an_id_used_twice_gets_a_number_and_references_stay_with_its_first_bearer() {
    let (said, board) = repaired("id: \"payment\"", "id: \"orders\"");
    assert_eq!(
        said.first().unwrap(),
        "The id `orders` is used by more than one node: a later one is `orders-2` now"
    );
    assert_eq!(board.nodes.get("orders-2").unwrap().name, "Payment provider");
    assert_eq!(board.nodes.get("orders").unwrap().name, "Orders");
}

#[test]
fn an_unusable_id_is_replaced_and_references_follow_it() {
    let text = flash_sale().replace("\"inventory\"", "\"in\\u{7}ventory\"");
    let loaded = read(&text).unwrap();
    let said: Vec<String> = loaded.repairs.iter().map(ToString::to_string).collect();
    assert_eq!(said, [r"A node had the unusable id `in\u{7}ventory`: it is `inventory` now"]);
    assert_eq!(write(&loaded.board), flash_sale());
    let (said, board) = repaired("id: \"place-an-order\"", "id: \"\"");
    assert_eq!(said.first().unwrap(), "A flow had the unusable id ``: it is `place-an-order` now");
    // The burst named the flow by its right id all the time.
    assert_eq!(board.scenarios.get("five-hundred-buyers").unwrap().changes.len(), 1);
}

#[test]
fn places_outside_the_world_are_brought_back() {
    let (said, board) = repaired("at: (120, 200)", "at: (NaN, 200)");
    assert_eq!(said, ["The node `browser` had no place: it lies below the others now"]);
    assert_eq!(board.nodes.get("browser").unwrap().at, Point::new(400.0, 620.0));
    for far in ["(inf, 200)", "(1e30, 200)", "(120, -4000000)"] {
        let (said, board) = repaired("at: (120, 200)", &format!("at: {far}"));
        assert_eq!(
            said,
            ["The node `browser` lay beyond the edge of the board: it lies at the edge now"]
        );
        let at = board.nodes.get("browser").unwrap().at;
        assert!(at.x.abs().max(at.y.abs()) <= 100_000.0, "{at:?}");
    }
}

#[test]
fn sizes_that_cannot_be_are_forgotten() {
    for size in ["(0, 120)", "(260, -4)", "(NaN, 120)", "(280, inf)", "(1e9, 120)"] {
        let (said, board) = repaired("size: (260, 80)", &format!("size: {size}"));
        assert_eq!(said, ["The note `the-question` had an unusable size: it fits its text now"]);
        assert_eq!(board.notes.at(0).unwrap().size, None);
    }
    let boundary = "notes: [],\n    boundaries: [(id: \"a\", sort: \"zone\", name: \"A\", at: (0, 0), size: (0, 0))],\n    scenarios:";
    let text = flash_sale();
    let from = text.find("    notes:").unwrap()..text.find("scenarios:").unwrap() + 10;
    let (said, _) = repaired(text.get(from).unwrap(), boundary);
    assert_eq!(said, ["The boundary `a` had an unusable size: it is 320 × 240 now"]);
}

#[test]
fn scenarios_forget_what_is_not_there_and_decisions_stay() {
    let (said, board) = repaired("node: \"inventory\"", "node: \"invention\"");
    assert_eq!(
        said,
        [
            "The scenario `inventory-slows` changed `invention`, which is not on the board: it goes without that"
        ]
    );
    assert!(board.scenarios.get("inventory-slows").unwrap().changes.is_empty());
    let decided = "decisions: [\n(question: \"gone/nothing\", ruling: \"accepted\", reason: \"a\"),\n(question: \"gone/nothing\", ruling: \"fixed\", reason: \"b\"),\n],\n    notes:";
    let (said, board) = repaired("notes:", decided);
    assert_eq!(
        said,
        ["The question `gone/nothing` was decided more than once: the last one stands"]
    );
    assert_eq!(board.decisions.at(0).unwrap().reason, "b");
}

#[test]
fn counts_that_mean_nothing_are_left_open() {
    let (said, board) = repaired("replicas: \"2\"", "replicas: 0");
    assert_eq!(
        said,
        ["The node `orders` had `replicas: 0`, which means nothing: it is left open now"]
    );
    assert_eq!(board.nodes.get("orders").unwrap().replicas, None);
    let (said, _) = repaired("slots: \"200\"", "slots: 1e12");
    assert_eq!(
        said,
        ["The node `orders` had `slots: 1000000000000`, which means nothing: it is left open now"]
    );
    let (said, board) = repaired("replicas: \"2\"", "replicas: \"2.4 (guess, 0 to 5)\"");
    assert_eq!(
        said,
        [
            "The node `orders` had `replicas: 2.4 (guess, 0 to 5)`, which is not whole: it is 2 now",
            "The node `orders` had `replicas: 2.4 (guess, 0 to 5)`, whose range means nothing: the range is left out now",
        ]
    );
    assert_eq!(board.nodes.get("orders").unwrap().replicas.unwrap().to_text(), "2 (guess)");
    let (said, _) = repaired("retries: \"1\"", "retries: \"2,000,000\"");
    assert_eq!(said.len(), 1);
    let (said, _) = repaired("timeout: \"30 s\"", "timeout: \"30 s\", poll_interval: \"0 s\"");
    assert_eq!(
        said,
        [
            "The link `balancer-to-orders` had `poll_interval: 0 s`, which is no pause: it is left open now"
        ]
    );
}

#[test]
fn overlong_texts_are_cut_and_control_characters_left_out() {
    let (said, board) = repaired("\"Browser\"", &format!("\"{}\"", "在".repeat(600)));
    assert_eq!(said, ["`name` of the node `browser` was cut to 500 characters"]);
    assert_eq!(board.nodes.get("browser").unwrap().name.chars().count(), 500);
    let (said, board) = repaired("\"Flash sale\"", "\"Flash\\u{0}\\n\\u{1b}sale\"");
    assert_eq!(
        said,
        ["The title of the board had characters that cannot be shown there: they are left out now"]
    );
    assert_eq!(board.title, "Flash sale");
    let (said, board) = repaired("slots: \"200\"", "slots: \"200\", team: \" \"");
    assert_eq!(said.len(), 0, "a blank text is no text: {said:?}");
    assert_eq!(board.nodes.get("orders").unwrap().team, None);
}

#[test]
fn decisions_follow_an_id_that_would_blur_their_question() {
    let decisions = "\n    decisions: [(question: \"rule:in:ven@tory.slots@place-an-order\", ruling: \"accepted\", reason: \"Cheap\")],\n)";
    let text = flash_sale().replace("\"inventory\"", "\"in:ven@tory\"");
    let text = text.trim_end().strip_suffix("\n)").unwrap().to_owned() + decisions;
    let loaded = read(&text).unwrap();
    let said: Vec<String> = loaded.repairs.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["A node had the unusable id `in:ven@tory`: it is `inventory` now"]);
    let question = &loaded.board.decisions.at(0).unwrap().question;
    assert_eq!(question.as_str(), "rule:inventory.slots@place-an-order");
}
