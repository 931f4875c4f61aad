//! The text that is written.

use loadbearing::file::{read, templates, write};
use loadbearing::model::{flow, link, node};

use crate::dice::everything;
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

/// Changing what this file says, instead of adding to it, would make boards of others unreadable.
#[test]
fn format_one_stays_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/format-1.ron");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, write(&everything())).unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let loaded = read(&text).unwrap();
    assert_eq!(loaded.repairs, []);
    assert_eq!(write(&loaded.board), text);
    // A new attribute is added to the file, so that it stays from then on.
    let stated = |key: &str| text.contains(&format!(" {key}: "));
    let nodes = node::NODE_ATTRIBUTES.iter().map(|attribute| attribute.key);
    let links = link::LINK_ATTRIBUTES.iter().map(|attribute| attribute.key);
    let flows = flow::FLOW_ATTRIBUTES.iter().map(|attribute| attribute.key);
    for key in nodes.chain(links).chain(flows) {
        assert!(stated(key), "`{key}` is missing: UPDATE_GOLDEN=1 cargo test --test files");
    }
}
