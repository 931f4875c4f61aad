//! What a run comes down to, in the words of a person who watched it.

use super::tell::{done, full_word};
use super::{FlowSummary, Full, PoolSummary, Recovery, Summary};
use crate::facts::system::Gate;
use crate::model::Unit;

/// Share from which something is said.
const WORTH_SAYING: f64 = 0.005;

/// Sentences without periods, the most important first.
pub(super) fn sentences(summary: &Summary) -> Vec<String> {
    let mut says: Vec<String> =
        summary.flows.iter().filter(|of| of.begun > 0).map(|of| flow(of, summary)).collect();
    let all_answered = summary.flows.iter().all(|flow| flow.share(flow.ok) >= 1.0 - WORTH_SAYING);
    match summary.first_full() {
        // What keeps nobody from an answer is told after the answers.
        Some(full) if all_answered => says.extend(filled(summary, full)),
        Some(full) => says.splice(0..0, filled(summary, full)).for_each(drop),
        None => says.extend(busiest(summary)),
    }
    says.extend(summary.flows.iter().flat_map(twice));
    says.extend(summary.flows.iter().flat_map(for_nothing));
    says.extend(summary.flows.iter().filter_map(stale));
    says.extend(recovery(summary));
    says
}

/// A pool that filled up, and what it does from then on.
fn filled(summary: &Summary, full: &Full) -> Option<String> {
    let pool = summary.pools.get(full.pool as usize)?;
    let when = if full.after < 0.0 {
        "before anything happens".to_owned()
    } else {
        format!("after {}", Unit::Seconds.about(full.after))
    };
    let through = rate(pool.answers_per_second);
    let then = match pool.gate {
        Some(Gate::Lock | Gate::Connections | Gate::Bulkhead) => format!("lets {through} through"),
        None => format!("answers {through}"),
    };
    let mut text = format!("{} is {} {when}, then {then}", full.name, full_word(pool.gate));
    if pool.refused_share >= WORTH_SAYING {
        text.push_str(&format!(" and turns {} away", percent(pool.refused_share)));
    } else if pool.peak_line >= 1.0 {
        let line = Unit::Count.about(pool.peak_line.round());
        text.push_str(&format!("; up to {line} wait in line"));
    }
    if let Some(first) = summary.full.first().filter(|first| first.pool != full.pool)
        && first.after < 0.0
    {
        let gate = summary.pools.get(first.pool as usize).and_then(|pool| pool.gate);
        text.push_str(&format!("; {} is {} before anything happens", first.name, full_word(gate)));
    }
    Some(text)
}

/// The busiest pool when none filled up.
fn busiest(summary: &Summary) -> Option<String> {
    let busy = |pool: &PoolSummary| pool.peak_busy.filter(|busy| *busy > 0.0);
    let (busy, pool) = summary
        .pools
        .iter()
        .filter_map(|pool| Some((busy(pool)?, pool)))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.pool.cmp(&a.1.pool)))?;
    Some(format!("Nothing fills up: {} is busiest, with {} of its slots", pool.name, percent(busy)))
}

fn flow(flow: &FlowSummary, summary: &Summary) -> String {
    let name = &flow.name;
    if flow.share(flow.ok) >= 1.0 - WORTH_SAYING {
        let within = flow.p99.map_or_else(String::new, |p99| {
            format!(", 99 of 100 within {}", Unit::Seconds.about(p99))
        });
        return format!("{name}: all {} are answered{within}", rate(flow.offered));
    }
    let offered = rate(flow.offered);
    let ends = summary.phases.over.is_some();
    let mut text = if flow.goodput < WORTH_SAYING * flow.offered {
        let how_long = if ends { "while it lasts" } else { "any more" };
        format!("{name}: of {offered} nobody gets an answer {how_long}")
    } else {
        let how_long = if ends { " while it lasts" } else { "" };
        format!("{name}: of {offered} {} are answered{how_long}", rate(flow.goodput))
    };
    let ends: Vec<String> = [
        (flow.refused, "were turned away"),
        (flow.timed_out, "gave up waiting"),
        (flow.failed, "got an error"),
    ]
    .into_iter()
    .filter(|(requests, _)| flow.share(*requests) >= WORTH_SAYING)
    .map(|(requests, how)| format!("{} {how}", percent(flow.share(requests))))
    .collect();
    if !ends.is_empty() {
        text.push_str(&format!("; over the whole run {}", and(&ends)));
    }
    text
}

fn twice(flow: &FlowSummary) -> Vec<String> {
    let count = |n: u64| Unit::Count.about(n as f64);
    let of_one = |effect: &super::EffectSummary| {
        if effect.again > 0 {
            let firsts = effect.happened.saturating_sub(effect.again);
            return Some(format!(
                "{} twice: {} of {} {} were repeats, for {} requests",
                capitalised(done(effect.effect)),
                count(effect.again),
                count(effect.happened),
                effect.effect.plural(),
                count(firsts),
            ));
        }
        (effect.recognised > 0).then(|| {
            format!(
                "Nothing is {} twice: {} repeats were recognised",
                done(effect.effect),
                count(effect.recognised)
            )
        })
    };
    flow.effects.iter().filter_map(of_one).collect()
}

/// What happened for requests that never got an answer: money taken and nobody told. At least so
/// many, because who is still waiting may be answered yet.
fn for_nothing(flow: &FlowSummary) -> Vec<String> {
    let answered = flow.ok + flow.under_way;
    let of_one = |effect: &super::EffectSummary| {
        let firsts = effect.happened.saturating_sub(effect.again);
        let left = firsts.saturating_sub(answered);
        (left as f64 >= WORTH_SAYING * flow.begun as f64).then(|| {
            let left = Unit::Count.about(left as f64);
            format!("At least {left} are {} and get no answer", done(effect.effect))
        })
    };
    flow.effects.iter().filter(|effect| effect.happened > 0).filter_map(of_one).collect()
}

fn stale(flow: &FlowSummary) -> Option<String> {
    (flow.stale_reads > 0).then(|| {
        format!(
            "{}: {} of {} reads saw old data",
            flow.name,
            Unit::Count.about(flow.stale_reads as f64),
            Unit::Count.about(flow.reads as f64)
        )
    })
}

fn recovery(summary: &Summary) -> Option<String> {
    match summary.recovery {
        Recovery::Calm | Recovery::Lasting => None,
        Recovery::Recovered { after, .. } if after <= 0.0 => {
            Some("Once it is over, everything is as before".to_owned())
        }
        Recovery::Recovered { after, .. } => {
            Some(format!("It recovers: goodput is back {} later", Unit::Seconds.about(after)))
        }
        Recovery::NotRecovered { watched, share } => {
            let watched = Unit::Seconds.about(watched);
            let share = percent(share);
            Some(if summary.phases.before.is_some() {
                format!(
                    "It has not recovered {watched} after it was over: {share} of the goodput is back"
                )
            } else {
                format!("{watched} later, {share} of what is asked is answered")
            })
        }
    }
}

/// A share in whole percent, except where that would hide that there is some, or not all.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        p if p <= 0.0 => "0 %".to_owned(),
        p if p < 0.5 => "less than 1 %".to_owned(),
        p if p > 99.5 && p < 100.0 => "more than 99 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

/// A measured rate, without more digits than a run of a minute has.
fn rate(per_second: f64) -> String {
    let known = if per_second >= 10.0 { per_second.round() } else { per_second };
    Unit::PerSecond.about(known)
}

fn and(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
