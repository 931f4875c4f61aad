//! Asks of the guesses under the answers which of them would turn one if they were wrong.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::Place;
use crate::model::attribute::{self, in_sentence};
use crate::model::{ElementId, Provenance, Unit};

pub(super) static RULE: Rule = Rule {
    id: "decisive-number-is-a-guess",
    asks: "What happens if {attribute} is really {off by} of what we assumed?",
    group: Group::Discipline,
    set: Set::Advice,
    harm: Harm::Unknown,
    step: "guesses",
    story: "A guess decides",
    why: "A plausible looking number is worse than no number at all. Of the numbers that teams declare, every fourth does not survive being measured; it pays to measure those first on which a verdict hangs.",
    computes: "For every answer with a multiple of today\u{2019}s load at which it turns: when that is within a factor of three, a default or a guess under it that is wrong by as much turns it. The five on which most answers hang, the nearest first.",
    quiet_when: "Every number under the answers is stated or measured, or no verdict turns within a factor of three.",
    misses: "Guesses that are wrong together, and answers that do not grow with the load.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 100/s; shop.slots = 8; shop.service_time = 40 ms (guess)",
    },
    sources: &[
        "Meadows: Thinking in Systems (sensitivity before precision)",
        "Howard: Information value theory, IEEE Transactions 1966",
    ],
    follows: &[],
    ask,
    fixes,
};

const TURNS: &str = "{now} is a {provenance}: if it is really {off by} of that, or as much less, {answers turn}. Measuring {subject} would settle it";

/// How far a guess may be off.
const PLAUSIBLE: f64 = 3.0;
/// How many guesses are named.
const MOST: usize = 5;
/// Answers that are looked at, and numbers under each; large boards stay quick.
const MOST_ANSWERS: usize = 400;
const MOST_CELLS: usize = 400;

/// A guess and what hangs on it.
struct Weak {
    value: crate::facts::Quantity,
    provenance: Provenance,
    answers: usize,
    nearest: f64,
    flows: Vec<u32>,
}

fn ask(ask: &mut Ask<'_>) {
    let mut weak: BTreeMap<(Place, &'static str), Weak> = BTreeMap::new();
    let turning = ask.answers.iter().filter_map(|answer| {
        let multiple = answer.breaks_at?;
        let off = multiple.value.max(1.0 / multiple.value);
        (off.is_finite() && off > 1.0 && off <= PLAUSIBLE && answer.verdict != Verdict::Unknown)
            .then_some((answer, multiple, off))
    });
    for (answer, multiple, off) in turning.take(MOST_ANSWERS) {
        for (of, key, value) in ask.sheet.weak_inputs(multiple, MOST_CELLS) {
            let known = weak.entry((of, key)).or_insert_with(|| Weak {
                value,
                provenance: ask.sheet.provenance(value),
                answers: 0,
                nearest: f64::INFINITY,
                flows: Vec::new(),
            });
            known.answers += 1;
            known.nearest = known.nearest.min(off);
            if known.flows.is_empty() {
                known.flows.clone_from(&answer.flows);
            }
        }
    }
    let mut ranked: Vec<_> = weak.into_iter().filter(|(_, weak)| weak.value.value > 0.0).collect();
    ranked.sort_by(|a, b| {
        let by_count = b.1.answers.cmp(&a.1.answers);
        by_count.then(a.1.nearest.total_cmp(&b.1.nearest))
    });
    let mut named = 0;
    for ((of, key), guess) in ranked {
        let Some(element) = crate::facts::element_at(ask.board, of) else { continue };
        let Some((label, _)) = attribute::texts_of(&element, key) else { continue };
        if named == MOST {
            break;
        }
        named += 1;
        let off = ask.sheet.constant(guess.nearest, Unit::Factor, "the nearest turning point");
        let count = ask.sheet.constant(guess.answers as f64, Unit::Count, "answers that turn");
        let turn = match guess.answers {
            1 => "one verdict turns".to_owned(),
            n => format!("the first of {n} verdicts turns"),
        };
        let name = ask.board.name_of(&element);
        let mut answer = Answer::new(&RULE, Verdict::Watch, TURNS)
            .about(element)
            .word("attribute", format!("the {} of {name}", in_sentence(label)))
            .word("provenance", guess.provenance.word())
            .word("answers turn", turn)
            .with("now", guess.value)
            .with("off by", off)
            .with("answers", count);
        answer.detail = Some(key);
        answer.flows = guess.flows;
        ask.answer(answer);
    }
}

/// Measuring it, and writing down that it was measured.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let (Some(element), Some(key), Some(now)) =
        (answer.subjects.first(), answer.detail, answer.number("now"))
    else {
        return Vec::new();
    };
    let name = review.board().name_of(element);
    let label = attribute::texts_of(element, key).map_or(key, |(label, _)| label);
    let text = format!("{} (measured)", now.unit.write(now.value));
    vec![cure::with_placeholders(
        format!("Measure the {} of {name}, and write down what it is", in_sentence(label)),
        vec![cure::set(ElementId::clone(element), key, text)],
    )]
}
