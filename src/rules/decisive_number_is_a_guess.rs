//! Asks of the guesses under the answers which of them would turn one if they were wrong.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::attribute::{self, in_sentence};
use crate::model::{ElementId, Provenance, Unit};

pub(super) static RULE: Rule = Rule {
    id: "decisive-number-is-a-guess",
    asks: "What happens if {attribute} is really {turns at}, and not {now}?",
    group: Group::Discipline,
    set: Set::Advice,
    harm: Harm::Unknown,
    step: "guesses",
    story: "A guess decides",
    why: "A plausible looking number is worse than no number at all. Of the numbers that teams declare, every fourth does not survive being measured; it pays to measure those first on which a verdict hangs.",
    computes: "For every answer with a multiple of today\u{2019}s load at which it breaks, that multiple is computed anew with each default and guess under it three times as large and a third of it; where it passes 1 the verdict turns, and the value at which it does is found by halving. The five on which most answers hang, the nearest first.",
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

const TURNS: &str =
    "{now} is a {provenance}: {way} {turns at} {answers turn}. Measuring {subject} would settle it";

/// How far a guess may be off.
const PLAUSIBLE: f64 = 3.0;
/// Halvings in which the turning point is found: to within a millionth.
const HALVINGS: usize = 20;
/// How many guesses are named.
const MOST: usize = 5;
/// Answers that are looked at, and numbers under each; large boards stay quick.
const MOST_ANSWERS: usize = 400;
const MOST_CELLS: usize = 400;

/// A guess and what hangs on it.
struct Weak {
    value: Quantity,
    provenance: Provenance,
    answers: usize,
    nearest: f64,
    flows: Vec<u32>,
}

fn ask(ask: &mut Ask<'_>) {
    let mut weak: BTreeMap<(Place, &'static str), Weak> = BTreeMap::new();
    let turning = ask.answers.iter().filter_map(|answer| {
        let multiple = answer.breaks_at?;
        let known = multiple.value.is_finite() && multiple.value > 0.0;
        (known && answer.verdict != Verdict::Unknown).then_some((answer, multiple))
    });
    for (answer, multiple) in turning.take(MOST_ANSWERS) {
        for (of, key, value) in ask.sheet.weak_inputs(multiple, MOST_CELLS) {
            let Some(times) = turning_point(ask, multiple, (of, key)) else { continue };
            let known = weak.entry((of, key)).or_insert_with(|| Weak {
                value,
                provenance: ask.sheet.provenance(value),
                answers: 0,
                nearest: times,
                flows: answer.flows.clone(),
            });
            known.answers += 1;
            if off(times) < off(known.nearest) {
                known.nearest = times;
            }
        }
    }
    let mut ranked: Vec<_> = weak.into_iter().filter(|(_, weak)| weak.value.value > 0.0).collect();
    ranked.sort_by(|a, b| {
        let by_count = b.1.answers.cmp(&a.1.answers);
        by_count.then(off(a.1.nearest).total_cmp(&off(b.1.nearest)))
    });
    let mut named = 0;
    for ((of, key), guess) in ranked {
        let Some(element) = crate::facts::element_at(ask.board, of) else { continue };
        let Some((label, _)) = attribute::texts_of(&element, key) else { continue };
        if named == MOST {
            break;
        }
        // There is no half a slot.
        let whole = guess.value.unit == Unit::Count;
        if whole && guess.value.value * guess.nearest < 1.0 {
            continue;
        }
        named += 1;
        let times = ask.sheet.constant(guess.nearest, Unit::Factor, "at the turning point");
        let at = ask.sheet.mul(guess.value, times);
        let at = ask.sheet.in_unit(at, guess.value.unit);
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
            .word("way", if guess.nearest > 1.0 { "above" } else { "below" })
            .with("turns at", at)
            .with("answers", count);
        answer.detail = Some(key);
        answer.flows = guess.flows;
        ask.answer(answer);
    }
}

/// How far from one a factor is, up or down.
fn off(times: f64) -> f64 {
    times.ln().abs()
}

/// How many times an input has to be as large for a multiple to pass one; none within what is
/// plausible.
fn turning_point(ask: &Ask<'_>, multiple: Quantity, input: (Place, &str)) -> Option<f64> {
    let breaks = |times: f64| {
        let value = ask.sheet.if_input_were(multiple, input, times, MOST_CELLS)?;
        Some(value < 1.0)
    };
    let now = multiple.value < 1.0;
    let way =
        [PLAUSIBLE, 1.0 / PLAUSIBLE].into_iter().find(|times| breaks(*times) == Some(!now))?;
    let (mut same, mut other) = (0.0, way.ln());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(same, other);
        if breaks(middle.exp())? == now {
            same = middle;
        } else {
            other = middle;
        }
    }
    Some(f64::midpoint(same, other).exp())
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
