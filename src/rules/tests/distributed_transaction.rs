//! Tests of the rule distributed-transaction.

use super::*;
const RULE: &str = "distributed-transaction";

fn enrolment() -> Board {
    with(
        &sketch("browser:client -> enrol -> students:relational-db; enrol -> seats:relational-db"),
        "order.rate = 1/s; enrol.technologies = 2pc, kafka; enrol-to-students.interaction = write; enrol-to-seats.interaction = write; enrol.availability = 99.9 %; students.availability = 99.9 %; seats.availability = 99.9 %; students.service_time = 10 ms",
    )
}

#[test]
fn all_of_them_have_to_be_up() {
    let board = enrolment();
    assert_eq!(verdict(&board, RULE, "enrol"), Verdict::Watch);
    near(number(&board, RULE, "enrol", "available"), 0.999_f64.powi(3));
    near(number(&board, RULE, "enrol", "held"), 0.011);
    near(number(&board, RULE, "enrol", "ceiling"), 1.0 / 0.011);
}

#[test]
fn a_promise_or_one_hot_record_breaks_it() {
    let board = with(&enrolment(), "order.availability_objective = 99.9 %");
    assert_eq!(verdict(&board, RULE, "enrol"), Verdict::Breaks);
    let hot = with(&enrolment(), "order.hot_key_share = 50 %; order.rate = 200/s");
    assert_eq!(verdict(&hot, RULE, "enrol"), Verdict::Breaks);
    near(number(&hot, RULE, "enrol", "hottest item gets"), 100.0);
}

#[test]
fn an_outbox_beside_it_solves_the_same_problem_twice() {
    for stated in ["enrol-to-seats.outbox = yes", "enrol.technologies = 2pc, saga"] {
        let review = Review::of(&with(&enrolment(), stated));
        let said = review.sentence(answer(&review, RULE, "enrol"));
        assert!(said.contains("a second time"), "{said}");
    }
    let review = Review::of(&enrolment());
    assert!(!review.sentence(answer(&review, RULE, "enrol")).contains("a second time"));
}

#[test]
fn one_store_is_a_local_transaction_and_no_tag_is_no_question() {
    let one = with(&enrolment(), "enrol-to-seats.interaction = read");
    assert_eq!(verdict(&one, RULE, "enrol"), Verdict::Fine);
    let none = with(&enrolment(), "enrol.technologies = kafka");
    assert!(Review::of(&none).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&enrolment(), RULE, "enrol");
}
