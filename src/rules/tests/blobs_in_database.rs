//! Tests of the rule blobs-in-database.

use super::*;
const RULE: &str = "blobs-in-database";

fn uploads() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 1/s; db.data.uploads.access = blob; db.data.uploads.item_size = 2 MB; db.data.uploads.writes = 10000/day",
    )
}

#[test]
fn ten_thousand_uploads_a_day_take_ten_hours_to_bring_back() {
    let board = uploads();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "new a day"), 20e9);
    near(number(&board, RULE, "db", "new a year"), 7.3e12);
    near(number(&board, RULE, "db", "restore takes"), 36_500.0);
    let review = Review::of(&board);
    let said = review.sentence(answer(&review, RULE, "db"));
    assert!(said.contains("20 GB a day") && said.contains("10 h"), "{said}");
}

#[test]
fn a_stated_restore_target_is_missed_or_met() {
    let board = with(&uploads(), "db.restore_target = 4 h");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    let met = with(&uploads(), "db.restore_target = 12 h");
    assert_eq!(verdict(&met, RULE, "db"), Verdict::Watch);
}

#[test]
fn small_files_small_sums_and_file_stores_are_fine() {
    let small = with(&uploads(), "db.data.uploads.item_size = 200 kB");
    assert_eq!(verdict(&small, RULE, "db"), Verdict::Fine);
    let few = with(&uploads(), "db.data.uploads.writes = 10/day");
    assert_eq!(verdict(&few, RULE, "db"), Verdict::Fine);
    let board = with(
        &sketch("browser:client -> files:object-store"),
        "files.data.uploads.access = blob; files.data.uploads.item_size = 2 MB",
    );
    assert!(Review::of(&board).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn between_the_thresholds_it_depends() {
    let board = with(&uploads(), "db.data.uploads.item_size = 500 kB");
    let review = Review::of(&board);
    assert!(review.sentence(answer(&review, RULE, "db")).contains("overwritten"));
}

#[test]
fn size_and_growth_stand_in_for_writes() {
    let board = with(
        &uploads(),
        "db.data.uploads.writes =; db.data.uploads.size = 1 TB; db.data.uploads.growth = 50 %",
    );
    near(number(&board, RULE, "db", "data in a year"), 1.5e12);
}

#[test]
fn without_their_size_it_is_unknown() {
    let board = with(&uploads(), "db.data.uploads.item_size =");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Unknown);
    let board = with(&uploads(), "db.data.uploads.writes =");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&uploads(), RULE, "db");
}
