//! Tests of the rule hop-tax.

use super::*;
const RULE: &str = "hop-tax";

fn school() -> Board {
    // Six services and four queues, three seconds.
    let drawn = "student:client -> s1 -> q1:queue -> s2:worker -> q2:queue -> s3:worker -> q3:queue -> s4:worker -> q4:queue -> s5:worker -> s6 -> db:relational-db";
    with(
        &sketch(drawn),
        "order.rate = 100/h; q1.service_time = 700 ms; q2.service_time = 700 ms; q3.service_time = 700 ms; q4.service_time = 700 ms; s5-to-s6.network = 100 ms; student-to-s1.network = 35 ms",
    )
}

#[test]
fn three_seconds_over_ten_hops() {
    let board = school();
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Watch);
    near(number(&board, RULE, "order", "hops"), 10.0);
    near(number(&board, RULE, "order", "in all"), 3.0);
    near(number(&board, RULE, "order", "a hop"), 0.3);
    // Six services of 10 ms and one use of the store.
    near(number(&board, RULE, "order", "work"), 0.065);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "order");
    assert!(review.question(asked).contains("6 services and 4 queues"));
    let without = review.counterfactual(asked).unwrap();
    let hops = without.saved.iter().find(|saved| saved.name.starts_with("hops")).unwrap();
    assert_eq!((hops.with, hops.without), (11.0, 2.0));
    fixes_cure(&board, RULE, "order");
}

#[test]
fn few_hops_much_work_much_load_and_reasons_are_fine() {
    let of = |stated: &str| verdict(&with(&school(), stated), RULE, "order");
    assert_eq!(of("s6.service_time = 2 s"), Verdict::Fine);
    assert_eq!(of("order.rate = 2,000/s"), Verdict::Fine);
    let required: Vec<String> =
        (1..=6).map(|i| format!("s{i}.required_for = another team")).collect();
    assert_eq!(of(&required.join("; ")), Verdict::Fine);
    let short = with(&sketch("a:client -> b -> c -> d"), "order.rate = 1/s");
    assert_eq!(verdict(&short, RULE, "order"), Verdict::Fine);
}

#[test]
fn without_a_rate_nobody_knows() {
    let review = Review::of(&with(&school(), "order.rate ="));
    let asked = answer(&review, RULE, "order");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
