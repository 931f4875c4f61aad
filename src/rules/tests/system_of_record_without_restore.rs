//! Tests of the rule system-of-record-without-restore.

use super::*;
const RULE: &str = "system-of-record-without-restore";

fn uploads() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 10/s; db.data.uploads.size = 7.3 TB; db.data.uploads.system_of_record = yes; db.backup_interval = 1 d; db.restore_rate = 200 MB/s; db.restore_target = 4 h; shop-to-db.interaction = write",
    )
}

#[test]
fn seven_terabytes_take_ten_hours() {
    let board = uploads();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "restore"), 36_500.0);
    near(number(&board, RULE, "db", "writes lost"), 864_000.0);
    fixes_cure(&board, RULE, "db");
}

#[test]
fn a_backup_nobody_brought_back_is_watched() {
    let board = with(&uploads(), "db.restore_target = 12 h; db.restore_tested = no");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    fixes_cure(&board, RULE, "db");
}

#[test]
fn a_rehearsed_restore_and_copies_are_quiet() {
    let board = with(&uploads(), "db.restore_target = 12 h; db.restore_tested = yes");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Fine);
    for stated in ["db.data.uploads.system_of_record = no", "db.data.uploads.disposable = yes"] {
        let review = Review::of(&with(&uploads(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}

#[test]
fn what_nobody_said_is_asked_for() {
    for (stated, key) in [
        ("db.backup_interval =", "backup_interval"),
        ("db.restore_rate =", "restore_rate"),
        ("db.restore_target =", "restore_target"),
        ("db.restore_target = 12 h", "restore_tested"),
    ] {
        let review = Review::of(&with(&uploads(), stated));
        let asked = answer(&review, RULE, "db");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key), "{stated}");
    }
}
