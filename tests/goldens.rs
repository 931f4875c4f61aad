//! The whole text of `ask --all` for every template, kept beside the tests.
//!
//! `UPDATE_GOLDEN=1 cargo test --test goldens` writes them anew; read the difference before
//! committing it.

use std::fs;
use std::path::Path;

use loadbearing::cli::review_text;
use loadbearing::file::templates;
use loadbearing::rules::Review;

#[test]
fn every_template_answers_as_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for template in templates::ALL {
        let review = Review::of(&template.read().unwrap().board);
        let text = plain(&review_text(&review, true));
        let path = folder.join(format!("{}.txt", template.slug));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert!(golden == text, "{} differs:\n{text}", path.display());
    }
}

#[test]
fn asking_twice_gives_the_same_bytes() {
    for template in templates::ALL {
        let board = template.read().unwrap().board;
        let text = |board| review_text(&Review::of(board), true);
        assert_eq!(text(&board), text(&board));
    }
}

/// Without colour.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut escape = false;
    for c in text.chars() {
        match (escape, c) {
            (false, '\u{1b}') => escape = true,
            (false, c) => out.push(c),
            (true, 'm') => escape = false,
            (true, _) => {}
        }
    }
    out
}
