//! A call as who makes it sees it: answered, given up, tried again; and many calls at once.

use super::retries;
use super::spread::Time;
use crate::facts::system::Call;
use crate::model::link::Backoff;

/// Share of requests that meet at least one slow answer among `calls`: 1 − (1 − p)^k (Dean and
/// Barroso 2013).
pub fn fan_out(slow: f64, calls: f64) -> f64 {
    -(calls * (-slow).ln_1p()).exp_m1()
}

/// Availability of so many parts that are all needed.
pub fn all_needed(availability: f64, parts: f64) -> f64 {
    availability.powf(parts)
}

/// One use of a link, retries included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Use {
    /// Attempts.
    pub attempts: f64,
    /// Share of uses that succeed.
    pub success: f64,
    /// Share of attempts that are given up.
    pub given_up: f64,
    /// Share of attempts refused at once.
    pub refused: f64,
    /// Share of attempts that fail for any reason.
    pub fails: f64,
    /// How long it keeps the caller.
    pub time: Time,
    /// How long it takes when it succeeds.
    pub answered: Time,
}

/// What stands at the other end.
#[derive(Clone, Copy, Debug, Default)]
pub struct There {
    /// Wait and work there, network not included.
    pub response: Time,
    /// The same of requests that end well.
    pub answered: Time,
    /// Share of attempts refused at once.
    pub refused: f64,
    /// Share of accepted requests that end with an error.
    pub errors: f64,
}

/// One use of a call: time until answer or timeout, pauses, attempts.
pub fn one(call: &Call, there: &There) -> Use {
    let answer = there.response.plus(call.network);
    let most = call.timeout.unwrap_or(f64::INFINITY);
    let (given_up, cut) = limited(&answer, most);
    let accepted = 1.0 - there.refused;
    let fails = there.refused + accepted * (1.0 - (1.0 - given_up) * (1.0 - there.errors));
    let fails = fails.clamp(0.0, 1.0);
    // A refusal costs the network alone.
    let kept = if given_up > 1e-12 { cut } else { answer.mean };
    let accepted_share = if there.refused > 0.0 { accepted } else { 1.0 };
    // Where all are refused nobody waits, however long it would take.
    let waited = if accepted_share > 0.0 { accepted_share * kept } else { 0.0 };
    let once = waited + (1.0 - accepted_share) * call.network;
    let mut attempts = retries::attempts(fails, call.retries);
    let mut success = retries::success(fails, call.retries);
    let mut scale = 1.0;
    if let Some(budget) = call.budget.filter(|budget| attempts - 1.0 > *budget) {
        scale = if attempts > 1.0 { budget.max(0.0) / (attempts - 1.0) } else { 1.0 };
        attempts = 1.0 + budget.max(0.0);
        success = (1.0 - fails) + scale * (success - (1.0 - fails));
    }
    let pauses: f64 =
        (1..=call.retries.min(64)).map(|k| fails.powf(f64::from(k)) * pause(call, k)).sum::<f64>()
            * scale;
    let mean = attempts * once + pauses;
    let exact = given_up <= 1e-12 && there.refused <= 0.0 && fails <= 0.0;
    let time = if exact {
        answer
    } else {
        // Attempts of like length, cut off at the timeout: at most as variable as the answer.
        let cut =
            if given_up > 1e-12 { answer.scv.min(1.0) * (1.0 - given_up) } else { answer.scv };
        let tries = (attempts - 1.0).max(0.0) * attempts * fails;
        Time::of(mean, attempts * cut * once * once + tries * once * once)
    };
    let mut used = Use {
        attempts,
        success: success.clamp(0.0, 1.0),
        given_up,
        refused: there.refused,
        fails,
        time,
        answered: time,
    };
    let well = there.answered.plus(call.network);
    // Where nothing fails there, answers are the same; to find them again would take long.
    let at_limit = if well == answer { (given_up, cut) } else { limited(&well, most) };
    used.answered = answered(call, well, at_limit, &used, once, pauses);
    used
}

/// Share that takes longer than `most`, and the mean where whoever waits leaves then.
fn limited(time: &Time, most: f64) -> (f64, f64) {
    if most.is_finite() { time.tail_and_cut(most) } else { (0.0, time.mean) }
}

/// Time of uses that succeed: one answer in time, and before it the attempts that failed.
fn answered(
    call: &Call,
    well: Time,
    (late, cut): (f64, f64),
    used: &Use,
    once: f64,
    pauses: f64,
) -> Time {
    if used.fails <= 0.0 {
        return well;
    }
    let most = call.timeout.unwrap_or(f64::INFINITY);
    let ok = if late > 1e-12 && late < 1.0 {
        let mean = (cut - most * late) / (1.0 - late);
        Time::of(mean, well.variance().min(most * most / 12.0))
    } else {
        well
    };
    let (p, all) = (used.fails, f64::from(call.retries) + 1.0);
    if used.success <= 0.0 || call.retries == 0 {
        return ok;
    }
    // Failed attempts before a success, of those that succeed in the end.
    let before = p / (1.0 - p).max(1e-300) - all * p.powf(all) / (1.0 - p.powf(all)).max(1e-300);
    let before = before.clamp(0.0, all - 1.0);
    let failed = ((once - (1.0 - p) * ok.mean) / p).clamp(0.0, most);
    let paused = pauses / (used.attempts - 1.0).max(1e-300);
    let extra = if used.attempts > 1.0 { before * (failed + paused) } else { 0.0 };
    let spread = before * (1.0 + before) * (failed + paused) * (failed + paused);
    if extra > 0.0 { Time::of(ok.mean + extra, ok.variance() + spread) } else { ok }
}

/// Mean pause before the k-th retry.
fn pause(call: &Call, k: u32) -> f64 {
    let full = match call.backoff {
        Backoff::None => 0.0,
        Backoff::Fixed => call.pause,
        Backoff::Exponential => call.pause * 2.0_f64.powf(f64::from(k.min(40)) - 1.0),
    };
    if call.jitter { full / 2.0 } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_at_scale() {
        assert!((fan_out(0.01, 100.0) - 0.633_967_7).abs() < 1e-7);
        assert!((fan_out(0.0001, 2000.0) - 0.181_277_4).abs() < 1e-7);
        assert!((all_needed(0.9999, 30.0) - 0.997_004_3).abs() < 1e-7);
    }

    #[test]
    fn a_refusal_costs_the_network_alone_however_long_it_would_have_taken() {
        let call = Call { network: 0.01, retries: 2, ..Call::plain(0, 0, 1) };
        let response = Time::of(f64::INFINITY, 0.0);
        let there = There { response, answered: response, refused: 1.0, ..There::default() };
        let used = one(&call, &there);
        assert!((used.time.mean - 0.03).abs() < 1e-12, "{used:?}");
        assert!(used.success <= 0.0 && used.answered.mean >= 0.0);
    }

    #[test]
    fn a_timeout_cuts_the_hold_and_adds_attempts() {
        let call = Call { timeout: Some(1.0), retries: 1, ..Call::plain(0, 0, 1) };
        let there = There { response: Time::of(1.0, 1.0), ..There::default() };
        let used = one(&call, &there);
        let p = (-1.0_f64).exp();
        assert!((used.given_up - p).abs() < 1e-9 && (used.attempts - 1.0 - p).abs() < 1e-9);
        assert!((used.time.mean - (1.0 + p) * (1.0 - p)).abs() < 1e-9);
    }
}
