//! Boards as lines of text: what is copied is read again, and joins what the board has.

use loadbearing::edit::lines;
use loadbearing::file::templates;
use loadbearing::model::Board;

#[test]
fn what_is_written_is_read_again() {
    for template in templates::ALL {
        let board = template.read().unwrap().board;
        if board.links.is_empty() {
            continue;
        }
        let text = lines::write(&board, &[]);
        let clip = lines::read(&text, &Board::default()).unwrap();
        assert_eq!(clip.links.len(), board.links.len(), "{}", template.slug);
        assert_eq!(lines::write(&clip, &[]), text, "{}", template.slug);
    }
}

#[test]
fn nodes_of_the_board_are_recognised() {
    let board = templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let clip = lines::read("Orders -> Audit", &board).unwrap();
    let link = clip.links.at(0).unwrap();
    assert_eq!((link.from.as_str(), link.to.as_str()), ("orders", "audit"));
}
