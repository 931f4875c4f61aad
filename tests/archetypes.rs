//! The article's archetypes: the named rules speak on each board and print the named numbers. And
//! the well-known designs, drawn well: the catalogue keeps quiet.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use loadbearing::cli::review_text;
use loadbearing::file::templates::{self, Purpose};
use loadbearing::rules::{Direction, Review, Set, Verdict};

/// Archetype, rule, and what it must say.
const ROWS: &[(&str, &str, &str)] = &[
    // Real-time notifications by cron polling.
    ("cron-polling", "polling-load", "86,400 times a day"),
    ("cron-polling", "polling-load", "0.58 %"),
    ("cron-polling", "single-point-of-failure", "h a month"),
    // Just add more servers.
    ("more-servers", "scale-out-does-not-help", "More than 1 gain nothing"),
    ("more-servers", "local-state-behind-load-balancer", "75 % of the time"),
    ("more-servers", "hot-row-lock", "Each lock lets 50/s through"),
    ("more-servers", "global-lock", "200/s at 5 ms each"),
    ("more-servers", "connection-pool-mismatch", "120 connections for 100"),
    ("more-servers", "single-point-of-failure", "100 % of the traffic"),
    ("more-servers", "volatile-system-of-record", "691,200 a day"),
    // One database to rule them all.
    ("one-database", "one-database-for-everything", "5 kinds of data are used in 5 ways"),
    ("one-database", "one-database-for-everything", "312 of 400 tables"),
    ("one-database", "blobs-in-database", "files of 2 MB"),
    ("one-database", "system-of-record-without-restore", "takes 11 h"),
    ("one-database", "tangled-flow", "312 tables are tied"),
    ("one-database", "blocking-migration", "takes about 6 h"),
    ("one-database", "store-access-mismatch", "chat"),
    ("one-database", "growth-outruns-capacity", "4 s already"),
    // Synchronous everything.
    ("synchronous-everything", "sync-bulk-loop", "10,000 calls of 4.5 ms take 45 s"),
    ("synchronous-everything", "sync-bulk-loop", "6,666 are done then"),
    ("synchronous-everything", "timeout-missing", "waits for ever"),
    ("synchronous-everything", "client-retry-after-timeout", "12 for whoever it reaches 3 times"),
    ("synchronous-everything", "retry-amplification", "one request can become 4 attempts"),
    ("synchronous-everything", "retry-duplicates-effect", ""),
    // We will optimise later.
    ("optimise-later", "giant-cache-key", "3.36 Gbit/s"),
    ("optimise-later", "giant-cache-key", "8,192×"),
    ("optimise-later", "bandwidth-saturation", "3.36 Gbit/s"),
    ("optimise-later", "blob-lost-update", "98.17 %"),
    ("optimise-later", "volatile-system-of-record", "only in memory"),
    ("optimise-later", "temporary-without-expiry", "83.3 % of all requests"),
    ("optimise-later", "logic-in-database", "8 cores do 32/s"),
    // The premature optimiser.
    ("premature-optimiser", "pattern-without-requirement", "CQRS"),
    ("premature-optimiser", "broker-for-trickle", "A table and a worker"),
    ("premature-optimiser", "service-sprawl", "12 services for 2 developers are 6 for each"),
    ("premature-optimiser", "distributed-transaction", "solves the same problem a second time"),
    ("premature-optimiser", "fixed-cost-exceeds-value", "for each of 200 people"),
    ("premature-optimiser", "latency-budget-exceeded", "the objective is 3 s"),
    ("premature-optimiser", "hop-tax", "hops"),
    // The flash sale.
    ("flash-sale", "hot-row-lock", "20/s"),
    ("flash-sale", "hot-row-lock", "25 s"),
    ("flash-sale", "thread-pool-exhaustion", "full after 1.9 s"),
    ("flash-sale", "thread-pool-exhaustion", "80/s"),
    ("flash-sale", "retry-duplicates-effect", "1.4"),
    ("flash-sale", "slow-dependency-cascade", "Orders is full after 1.9 s"),
];

fn review(slug: &str) -> Review {
    Review::of(&templates::by_slug(slug).unwrap().read().unwrap().board)
}

fn loud(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Breaks | Verdict::Watch)
}

#[test]
fn each_archetype_shows_the_numbers_of_the_article() {
    for (slug, rule, says) in ROWS {
        let review = review(slug);
        let answers = review.answers().iter();
        let about: Vec<_> = answers.filter(|a| a.rule.id == *rule && loud(a.verdict)).collect();
        assert!(!about.is_empty(), "{rule} is quiet on {slug}");
        let texts: Vec<String> = about
            .iter()
            .map(|a| format!("{} {}", review.question(a), review.sentence(a)))
            .collect();
        let found = texts.iter().any(|text| text.contains(says))
            || review_text(&review, true)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(says);
        assert!(found, "{slug}: {rule} does not say {says}: {texts:#?}");
    }
}

#[test]
fn what_is_drawn_well_is_left_alone() {
    let drawn_well = templates::ALL.iter().filter(|t| t.purpose != Purpose::Warns);
    for template in drawn_well {
        let review = review(template.slug);
        let mut watched = Vec::new();
        for answer in review.answers() {
            let advises = matches!(answer.rule.set, Set::Core | Set::Advice);
            let name = answer.fingerprint();
            assert!(
                answer.verdict != Verdict::Breaks || !advises,
                "{}: {name} breaks: {}",
                template.slug,
                review.sentence(answer)
            );
            if answer.verdict == Verdict::Watch && advises {
                watched.push(name);
            }
        }
        assert!(watched.len() <= 3, "{}: {watched:?}", template.slug);
    }
}

#[test]
fn the_small_school_is_the_right_size_and_says_why() {
    let review = review("small-school");
    assert!(review.answers().iter().all(|answer| !loud(answer.verdict)));
    let over: Vec<_> = review.answers().iter().filter(|a| a.direction == Direction::Over).collect();
    assert!(!over.is_empty(), "nobody asks whether it is built too big");
    for answer in over {
        assert_eq!(answer.verdict, Verdict::Fine, "{}", answer.fingerprint());
        assert!(review.sentence(answer).len() > 10, "{}", answer.fingerprint());
    }
}

#[test]
fn healing_leaves_less_to_do() {
    for template in templates::ALL.iter().filter(|t| t.slug.ends_with("-fixed")) {
        let before = review(template.slug.trim_end_matches("-fixed"));
        let after = review(template.slug);
        let broken = |review: &Review| {
            review.answers().iter().filter(|a| a.verdict == Verdict::Breaks).count()
        };
        assert!(broken(&before) > 0 && broken(&after) == 0, "{}", template.slug);
    }
}
