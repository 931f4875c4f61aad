//! Limits: which numbers and texts mean something. Who types meets the same ones as who opens a
//! file; what lies outside is refused there and repaired here.
//!
//! Whatever may be meant stays inside: a queue without room, a capacity of zero, an event of x0.

use super::units::{Count, Seconds, Unit, ValueError};
use super::value::{Form, Known, Value};

/// Most copies, slots, partitions … of one node.
const MOST: f64 = 1e9;

/// Most further attempts of one call.
const MOST_RETRIES: f64 = 100.0;

/// Most elements of one sort on a board: far above any that is drawn, far below any memory.
pub const MOST_ELEMENTS: usize = 100_000;

/// A board has more elements of one sort than [`MOST_ELEMENTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these are more elements than a board may have; keep to 100,000 of one sort")]
pub struct TooMany;

/// The least and the most an attribute that counts whole things may be; `None` when any number
/// means something.
pub fn of_count(key: &str) -> Option<(f64, f64)> {
    match key {
        "replicas" | "slots" | "max_replicas" | "zones" | "cores" | "max_connections"
        | "partitions" | "max_attempts" | "bulkhead" | "connections" | "batch" | "repeats" => {
            Some((1.0, MOST))
        }
        "queue_limit" => Some((0.0, 1e12)),
        "retries" => Some((0.0, MOST_RETRIES)),
        _ => None,
    }
}

/// A number as somebody would write it for this attribute: a hint is read as advice.
pub fn example(key: &str, unit: Unit) -> &'static str {
    match key {
        "retries" | "max_attempts" | "repeats" => "2",
        "replicas" | "zones" | "developers" => "3",
        "cores" | "partitions" | "max_replicas" | "joins" => "8",
        "batch" | "connections" | "bulkhead" => "20",
        "calls" | "reads_per_write" => "x10",
        "event_length" | "acceptable_delay" | "freshness" | "ttl" | "dedupe_window" => "10 min",
        "failover_time" | "visibility_timeout" | "scale_up_time" | "lock_ttl" => "30 s",
        "interval" | "poll_interval" | "think_time" => "10 s",
        "backup_interval" | "restore_target" | "retention" => "1 d",
        "lock_hold" | "network" => "5 ms",
        "timeout" | "lock_timeout" => "2 s",
        "latency_objective" => "300 ms",
        "hit_ratio" => "90 %",
        "hot_key_share" | "errors" | "probability" | "retry_budget" | "shared_cause" => "10 %",
        "service_time_scv" | "key_skew" => "x1",
        "budget" | "cost" => "$500",
        "users" | "items" | "entries" => "10,000",
        "biggest_table_rows" => "5,000,000",
        "storage" | "biggest_table_bytes" => "200 GB",
        _ => unit.example(),
    }
}

/// True for a duration that cannot be nothing: a pause between two things.
pub fn is_pause(key: &str) -> bool {
    matches!(key, "interval" | "poll_interval" | "length")
}

/// How long a text may be, in characters, and whether it may have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimits {
    /// In characters.
    pub longest: usize,
    /// Whether it may have several lines.
    pub lines: bool,
}

/// A title, or the name of something that is not drawn.
pub const TITLE: TextLimits = TextLimits { longest: 500, lines: false };

/// A name on the board; people break it where it reads best.
pub const NAME: TextLimits = TextLimits { longest: 500, lines: true };

/// A note, a reason or a description.
pub const PROSE: TextLimits = TextLimits { longest: 20_000, lines: true };

/// The text of an attribute.
pub const LINE: TextLimits = TextLimits { longest: 1_000, lines: false };

impl TextLimits {
    /// True when the text has more characters than it may.
    pub fn exceeded_by(self, text: &str) -> bool {
        // Counting characters is for the few texts that may have too many.
        text.len() > self.longest && text.chars().count() > self.longest
    }

    /// True when the text holds characters that cannot be shown.
    pub fn soiled_by(self, text: &str) -> bool {
        text.contains(|c: char| self.is_unwanted(c))
    }

    /// The text without characters that cannot be shown, and on one line where it has to be.
    pub fn cleaned(self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.lines { text } else { text.replace('\n', " ") };
        text.chars().filter(|c| !self.is_unwanted(*c)).collect()
    }

    /// The cleaned text, or why it is refused.
    pub fn check(self, text: &str) -> Result<String, ValueError> {
        let text = if self.soiled_by(text) { self.cleaned(text) } else { text.to_owned() };
        if self.exceeded_by(&text) {
            let remedy =
                format!("use at most {} characters", Unit::Count.about(self.longest as f64));
            return Err(ValueError::new(&text, "a text of a length one reads", remedy));
        }
        Ok(text)
    }

    fn is_unwanted(self, c: char) -> bool {
        c.is_control() && c != '\t' && !(c == '\n' && self.lines)
    }
}

/// The text of an attribute as it may be set, or why it is refused.
pub fn check_attribute(key: &str, form: Form, text: &str) -> Result<String, ValueError> {
    match form {
        Form::Text => return LINE.check(text),
        Form::Quantity(Unit::Count) => {
            if let Some(limits) = of_count(key) {
                check_count(Known::parse(text)?, text, limits)?;
            }
        }
        Form::Quantity(Unit::Seconds) if is_pause(key) => {
            let pause = Known::<Seconds>::parse(text)?;
            if pause.base() <= 0.0 || pause.range.is_some_and(|(low, _)| low.0 <= 0.0) {
                let remedy = "write more than 0 s, or clear the field";
                return Err(ValueError::new(text, "a pause", remedy));
            }
        }
        _ => {}
    }
    Ok(text.to_owned())
}

fn check_count(
    known: Known<Count>,
    text: &str,
    (least, most): (f64, f64),
) -> Result<(), ValueError> {
    let refuse = |expected: &str, remedy: String| Err(ValueError::new(text, expected, remedy));
    let (low, high) = known.range.map_or((known.value, known.value), |range| range);
    if known.base().min(low.0) < least {
        let remedy = format!("write {least} or more, or clear the field");
        return refuse("a number that means something here", remedy);
    }
    if known.base().max(high.0) > most {
        let remedy = format!("write {} or less", Unit::Count.about(most));
        return refuse("a number that means something here", remedy);
    }
    let whole = known.base().round();
    if whole.to_bits() != known.base().to_bits() {
        return refuse("a whole number", format!("write {}", Unit::Count.write(whole)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{flow, link, node};
    use super::*;
    use crate::model::attribute::Attribute;

    fn each<T>(table: &[Attribute<T>]) {
        for attribute in table {
            if let Form::Quantity(unit) = attribute.form {
                let text = example(attribute.key, unit);
                let known = check_attribute(attribute.key, attribute.form, text);
                assert!(known.is_ok(), "{}: {text}: {known:?}", attribute.key);
                let number = unit.parse(text);
                assert!(number.is_ok(), "{}: {text}: {number:?}", attribute.key);
            }
        }
    }

    #[test]
    fn every_example_may_be_typed() {
        each(node::NODE_ATTRIBUTES);
        each(node::DATA_ATTRIBUTES);
        each(link::LINK_ATTRIBUTES);
        each(flow::FLOW_ATTRIBUTES);
    }
}
