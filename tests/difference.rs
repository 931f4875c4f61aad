//! What differs between two boards, named element by element.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use loadbearing::file::templates;
use loadbearing::model::Board;
use loadbearing::model::difference::{How, between};

fn board(slug: &str) -> Board {
    templates::by_slug(slug).unwrap().read().unwrap().board
}

#[test]
fn a_board_does_not_differ_from_itself() {
    for template in templates::ALL {
        let board = board(template.slug);
        assert!(between(&board, &board).is_empty(), "{}", template.slug);
    }
}

#[test]
fn what_was_added_taken_away_and_changed_is_named() {
    let all = between(&board("flash-sale"), &board("flash-sale-fixed"));
    let how = |sort: &str, id: &str| {
        let found = all.iter().find(|one| one.sort == sort && one.of.as_str() == id);
        found.map_or_else(|| panic!("{sort} {id} is the same"), |one| one.how.clone())
    };
    assert_eq!(how("node", "charges"), How::Added);
    assert_eq!(how("link", "orders-to-payment"), How::Removed);
    let How::Changed(changed) = how("node", "orders") else { panic!("it is on both") };
    let replicas = changed.iter().find(|one| one.what == "Replicas").unwrap();
    assert_eq!(replicas.sentence(), "Replicas: 2 → 4");
    // The other way round, what was added is gone.
    let back = between(&board("flash-sale-fixed"), &board("flash-sale"));
    let gone = back.iter().find(|one| one.of.as_str() == "charges").unwrap();
    assert_eq!(gone.how, How::Removed);
}
