//! The text that is written.

use loadbearing::file::{read, templates, write};

use crate::flash_sale;

#[test]
fn every_template_is_written_as_it_was_read() {
    for template in templates::ALL {
        let loaded = template.read().unwrap();
        assert_eq!(write(&loaded.board), template.text, "{}", template.slug);
    }
}

#[test]
fn texts_of_every_script_stay_readable_in_the_file() {
    let mut board = read(flash_sale()).unwrap().board;
    board.title = "Don't “sell” 在庫 e\u{301} \"x\" \\ tab\t\n👩\u{200d}💻".to_owned();
    let text = write(&board);
    let line = text.lines().nth(2).unwrap();
    assert_eq!(
        line,
        "    title: \"Don't “sell” 在庫 e\u{301} \\\"x\\\" \\\\ tab\\t\\n👩\u{200d}💻\","
    );
    assert_eq!(read(&text.replace("\\n👩", " 👩")).unwrap().repairs, []);
    board.title = "turned \u{202e} around".to_owned();
    assert!(write(&board).contains("turned \\u{202e} around"));
}
