//! What the editor accepts, the file's door leaves as it is.

use loadbearing::edit::{Edit, applied};
use loadbearing::file::{read, write};
use loadbearing::model::{Board, Change, ElementId, FlowId, LinkId, NodeId, Note, Point};

use crate::flash_sale;

fn board() -> Board {
    read(flash_sale()).unwrap().board
}

fn node(id: &str) -> ElementId {
    NodeId::new(id).into()
}

fn set(of: ElementId, key: &str, to: &str) -> Edit {
    Edit::Set { of, key: key.to_owned(), to: Some(to.to_owned()) }
}

#[test]
fn numbers_that_mean_nothing_are_refused_with_a_remedy() {
    let link = || ElementId::from(LinkId::new("orders-to-payment"));
    for (edit, remedy) in [
        (set(node("orders"), "replicas", "0"), "write 1 or more"),
        (set(node("orders"), "slots", "0.4"), "write 1 or more"),
        (set(node("orders"), "replicas", "2.5"), "write 3"),
        (set(node("orders"), "replicas", "2 (0 to 4)"), "write 1 or more"),
        (set(node("orders"), "interval", "0 s"), "write more than 0 s"),
        (set(link(), "retries", "1e9"), "write 100 or less"),
        (set(link(), "retries", "2 (1 to 500)"), "write 100 or less"),
    ] {
        let error = applied(&board(), std::slice::from_ref(&edit)).unwrap_err().to_string();
        assert!(error.contains(remedy), "{edit:?}: {error}");
    }
    for edit in [
        set(node("orders"), "queue_limit", "0"),
        set(node("orders"), "capacity", "0/s"),
        set(link(), "retries", "0"),
        set(node("orders"), "replicas", "3 (guess, 2 to 4)"),
        set(node("orders"), "replicas", " "),
    ] {
        applied(&board(), &[edit]).unwrap();
    }
}

#[test]
fn texts_that_would_be_cut_are_refused_and_what_cannot_be_shown_is_left_out() {
    let long = |n: usize| "x".repeat(n);
    let of = || node("orders");
    for edit in [
        set(of(), "name", &long(501)),
        set(of(), "team", &long(1001)),
        set(ElementId::Board, "about", &long(20_001)),
        Edit::Rename { of: of(), name: long(501) },
        Edit::SetTitle(long(501)),
    ] {
        let error = applied(&board(), &[edit]).unwrap_err().to_string();
        assert!(error.contains("use at most"), "{error}");
        assert!(error.len() < 300, "{error}");
    }
    let edits = [
        set(of(), "name", "Ord\u{7}ers"),
        set(of(), "team", "Check\u{1b}out"),
        Edit::SetTitle("Two\nlines".to_owned()),
    ];
    let board = applied(&board(), &edits).unwrap();
    assert_eq!(board.nodes.get("orders").unwrap().name, "Orders");
    assert_eq!(board.title, "Two lines");
    assert_eq!(read(&write(&board)).unwrap().repairs, []);
}

#[test]
fn scenarios_forget_what_was_deleted() {
    let before = board();
    for gone in before.elements() {
        let after = applied(&before, &[Edit::Remove(vec![gone.clone()])]).unwrap();
        let loaded = read(&write(&after)).unwrap();
        assert_eq!(loaded.repairs, [], "after deleting {gone:?}");
        assert_eq!(loaded.board, after);
    }
    let changes = |board: &Board| -> Vec<Change> {
        board.scenarios.iter().flat_map(|scenario| scenario.changes.clone()).collect()
    };
    let flow = ElementId::from(FlowId::new("place-an-order"));
    let left = changes(&applied(&before, &[Edit::Remove(vec![flow.clone()])]).unwrap());
    let expected: Vec<Change> = changes(&before)
        .into_iter()
        .filter(|change| change.about().as_ref() != Some(&flow))
        .collect();
    assert!(left.len() < changes(&before).len());
    assert_eq!(left, expected);
}

#[test]
fn what_has_no_name_is_called_by_its_id() {
    let mut board = board();
    board.nodes.change("orders", |node| node.name = " ".to_owned());
    assert_eq!(board.name_of(&node("orders")), "orders");
    let link = LinkId::new("orders-to-payment").into();
    assert_eq!(board.name_of(&link), "orders → Payment provider");
}

#[test]
fn a_board_does_not_grow_until_it_cannot_be_opened() {
    let note = |i: usize| {
        let id = i.to_string().as_str().into();
        Note::bare(id, String::new(), Point::new(0.0, 0.0), None)
    };
    let mut board = board();
    board.notes = (0..100_000).map(note).collect();
    let error = applied(&board, &[Edit::PutNote(note(100_000))]).unwrap_err();
    assert!(error.to_string().contains("keep to 100,000"), "{error}");
    applied(&board, &[Edit::PutNote(note(7))]).unwrap();
}
