//! Tests of the rule pattern-without-requirement.

use super::*;
const RULE: &str = "pattern-without-requirement";

fn school(technologies: &str) -> Board {
    with(
        &sketch("students:client -> enrolment -> db:relational-db"),
        &format!(
            "order.rate = 100/h; order.reads_per_write = x2; enrolment.technologies = {technologies}"
        ),
    )
}

#[test]
fn each_pattern_is_asked_about_by_itself() {
    let board = school("cqrs, event-sourcing, saga, 2pc, service-mesh, multi-region, java");
    let review = Review::of(&board);
    let asked: Vec<&Answer> = review.answers().iter().filter(|a| a.rule.id == RULE).collect();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|answer| answer.verdict == Verdict::Watch));
    for answer in asked {
        let without = review.counterfactual(answer).unwrap();
        // Every verdict stays as it is.
        assert!(without.better.len() <= 1 && without.worse.is_empty(), "{:?}", without.lines());
    }
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&school("cqrs"), RULE, "enrolment");
    fixes_cure(&school("k8s, saga"), RULE, "enrolment");
}

#[test]
fn a_need_on_the_board_or_in_words_is_fine() {
    let of = |technologies: &str, stated: &str| {
        verdict(&with(&school(technologies), stated), RULE, "enrolment")
    };
    assert_eq!(of("cqrs", "order.reads_per_write = x20"), Verdict::Fine);
    assert_eq!(of("cqrs", "db.capacity = 0.04/s"), Verdict::Fine);
    assert_eq!(of("event-sourcing", "db.data.ledger.access = append"), Verdict::Fine);
    assert_eq!(of("multi-region", "order.availability_objective = 99.99 %"), Verdict::Fine);
    assert_eq!(of("multi-region", "board.regions = eu, us"), Verdict::Fine);
    assert_eq!(of("saga", "enrolment.required_for = the ministry"), Verdict::Fine);
    let pays = with(
        &sketch("a:client -> shop -> payment:third-party; shop -> db:relational-db"),
        "shop.technologies = saga; shop-to-payment.effect = charges a card",
    );
    assert_eq!(verdict(&pays, RULE, "shop"), Verdict::Fine);
    let sharded = with(
        &sketch("a:client -> shop -> db:relational-db"),
        "order.rate = 1/s; db.technologies = sharding",
    );
    assert_eq!(verdict(&sharded, RULE, "db"), Verdict::Watch);
    assert_eq!(verdict(&with(&sharded, "db.data.x.size = 9 TB"), RULE, "db"), Verdict::Fine);
}

#[test]
fn without_reads_or_writes_nobody_knows() {
    let review = Review::of(&with(&school("cqrs"), "order.rate =; order.reads_per_write ="));
    let asked = answer(&review, RULE, "enrolment");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
