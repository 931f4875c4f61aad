//! The parts of a change as texts: what it is about, how much, from when, until when.

use crate::model::units::{Count, Factor, Measure, Seconds, Share};
use crate::model::{
    Board, BoundarySort, Change, ElementId, Known, Scenario, Span, Unit, Value, ValueError, limits,
};
use crate::simulate::library;

/// A part that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    /// How much: seconds, a share, a multiple, a number.
    Amount,
    /// When it starts.
    From,
    /// When it ends.
    Until,
}

/// How an amount is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    /// Beside the field.
    pub(super) label: &'static str,
    /// What it measures.
    pub(super) unit: Unit,
    /// Shown while it is empty; only what may be empty has one.
    pub(super) when_empty: Option<&'static str>,
}

/// Every sort of change: what its card is called, and what it means.
pub(super) fn title(change: &Change) -> (&'static str, &'static str) {
    match change {
        Change::Traffic { .. } => ("Traffic", "A flow's rate is multiplied"),
        Change::Slow { .. } => {
            ("Slow", "It takes this long over everything, its own calls included")
        }
        Change::Down { .. } => ("Down", "It answers nothing, and what it works on fails"),
        Change::ZoneDown { .. } => ("Zone dark", "Everything inside is down"),
        Change::Cold { .. } => ("Cold cache", "It is emptied, and reads go to what is behind it"),
        Change::AnswersLost { .. } => {
            ("Answers lost", "The work is done, but the answer never reaches the caller")
        }
        Change::Burst { .. } => ("Same item", "So many people want the same item at once"),
        Change::Reconnect { .. } => {
            ("Reconnect", "So many clients come back, each for its own item")
        }
        Change::Lag { .. } => ("Slow link", "Every use takes this long on the network"),
        Change::Fails { .. } => ("Errors", "It answers this share of requests with an error"),
        Change::Deploy { .. } => ("Deploy", "Its replicas are replaced one after the other"),
    }
}

/// What the element is called that a change is about.
pub(super) fn about_label(change: &Change) -> &'static str {
    match change {
        Change::Traffic { .. } | Change::Burst { .. } | Change::Reconnect { .. } => "Flow",
        Change::Slow { .. }
        | Change::Down { .. }
        | Change::Cold { .. }
        | Change::Fails { .. }
        | Change::Deploy { .. } => "Node",
        Change::ZoneDown { .. } => "Zone",
        Change::AnswersLost { .. } | Change::Lag { .. } => "Link",
    }
}

/// How much of what a change takes; `None` for what has no amount.
pub(super) fn amount(change: &Change) -> Option<Amount> {
    let amount = |label, unit| Some(Amount { label, unit, when_empty: None });
    match change {
        Change::Traffic { .. } => amount("Times", Unit::Factor),
        Change::Slow { .. } | Change::Lag { .. } => amount("Takes", Unit::Seconds),
        Change::Down { .. } => {
            let when_empty = Some("all of them");
            Some(Amount { label: "Replicas", unit: Unit::Count, when_empty })
        }
        Change::ZoneDown { .. } | Change::Cold { .. } => None,
        Change::AnswersLost { .. } | Change::Fails { .. } => amount("Share", Unit::Share),
        Change::Burst { .. } => amount("People", Unit::Count),
        Change::Reconnect { .. } => amount("Clients", Unit::Count),
        Change::Deploy { .. } => amount("Each", Unit::Seconds),
    }
}

/// True when a change has an end of its own to be stated.
pub(super) fn has_end(change: &Change) -> bool {
    !matches!(change, Change::Cold { .. } | Change::Burst { .. } | Change::Deploy { .. })
}

/// The text of a part; empty while it is not stated.
pub(super) fn read(change: &Change, part: Part) -> String {
    let span = change.span();
    match part {
        Part::From => span.from.map_or_else(String::new, |t| t.to_text()),
        Part::Until => span.until.map_or_else(String::new, |t| t.to_text()),
        Part::Amount => match change {
            Change::Traffic { times, .. } => times.to_text(),
            Change::Slow { takes, .. } | Change::Lag { takes, .. } => takes.to_text(),
            Change::Down { replicas, .. } => replicas.map_or_else(String::new, |n| n.to_text()),
            Change::AnswersLost { share, .. } | Change::Fails { share, .. } => share.to_text(),
            Change::Burst { people, .. } => people.to_text(),
            Change::Reconnect { clients, .. } => clients.to_text(),
            Change::Deploy { each, .. } => each.to_text(),
            Change::ZoneDown { .. } | Change::Cold { .. } => String::new(),
        },
    }
}

/// Sets a part from text; an empty one clears what may be empty.
pub(super) fn write(change: &mut Change, part: Part, text: &str) -> Result<(), ValueError> {
    let text = text.trim();
    match part {
        Part::From => {
            let from = optional::<Seconds>(text)?;
            check_order(text, Span { from, ..change.span() })?;
            change.span_mut().from = from;
        }
        Part::Until => {
            let until = optional::<Seconds>(text)?;
            check_order(text, Span { until, ..change.span() })?;
            change.span_mut().until = until;
        }
        Part::Amount => match change {
            Change::Traffic { times, .. } => *times = Known::<Factor>::parse(text)?,
            Change::Slow { takes, .. } | Change::Lag { takes, .. } => *takes = Known::parse(text)?,
            Change::Down { replicas, .. } => *replicas = optional_count(text)?,
            Change::AnswersLost { share, .. } | Change::Fails { share, .. } => {
                *share = Known::<Share>::parse(text)?;
            }
            Change::Burst { people, .. } => *people = whole(text)?,
            Change::Reconnect { clients, .. } => *clients = whole(text)?,
            Change::Deploy { each, .. } => *each = positive(text)?,
            Change::ZoneDown { .. } | Change::Cold { .. } => {}
        },
    }
    Ok(())
}

/// The text of a scenario's length.
pub(super) fn read_length(scenario: &Scenario) -> String {
    scenario.length.map_or_else(String::new, |length| length.to_text())
}

/// Sets a scenario's length; an empty text lets it follow from what happens.
pub(super) fn write_length(scenario: &mut Scenario, text: &str) -> Result<(), ValueError> {
    let text = text.trim();
    scenario.length = if text.is_empty() { None } else { Some(positive(text)?) };
    Ok(())
}

/// Sets a scenario's name.
pub(super) fn write_name(scenario: &mut Scenario, text: &str) -> Result<(), ValueError> {
    let text = limits::TITLE.check(text.trim())?;
    if !text.is_empty() {
        scenario.name = text;
    }
    Ok(())
}

fn optional<T: Measure>(text: &str) -> Result<Option<Known<T>>, ValueError> {
    if text.is_empty() { Ok(None) } else { Known::parse(text).map(Some) }
}

fn positive(text: &str) -> Result<Known<Seconds>, ValueError> {
    let known = Known::<Seconds>::parse(text)?;
    if known.base() > 0.0 {
        Ok(known)
    } else {
        Err(ValueError::new(text, "a time that passes", "write more than 0 s"))
    }
}

fn optional_count(text: &str) -> Result<Option<Known<Count>>, ValueError> {
    if text.is_empty() { Ok(None) } else { whole(text).map(Some) }
}

fn whole(text: &str) -> Result<Known<Count>, ValueError> {
    let known = Known::<Count>::parse(text)?;
    let n = known.base();
    if n >= 1.0 && (n - n.round()).abs() < 1e-9 {
        Ok(known)
    } else {
        Err(ValueError::new(text, "a whole number", "write 1 or more, like \"500\""))
    }
}

fn check_order(text: &str, span: Span) -> Result<(), ValueError> {
    match (span.from, span.until) {
        (Some(from), Some(until)) if until.base() <= from.base() => {
            Err(ValueError::new(text, "a time that fits", "it has to end after it starts"))
        }
        (None, Some(until)) if until.base() <= 0.0 => {
            Err(ValueError::new(text, "a time that fits", "it has to end after the start"))
        }
        _ => Ok(()),
    }
}

/// Elements a change of this sort may be about.
pub(super) fn choices(board: &Board, change: &Change) -> Vec<ElementId> {
    match change {
        Change::Traffic { .. } | Change::Burst { .. } | Change::Reconnect { .. } => {
            board.flows.iter().map(|flow| flow.id.clone().into()).collect()
        }
        Change::Cold { .. } => board
            .nodes
            .iter()
            .filter(|node| node.kind.behavior.answers_from_copy)
            .map(|node| node.id.clone().into())
            .collect(),
        Change::Slow { .. }
        | Change::Down { .. }
        | Change::Fails { .. }
        | Change::Deploy { .. } => board
            .nodes
            .iter()
            .filter(|node| !node.kind.behavior.starts_requests)
            .map(|node| node.id.clone().into())
            .collect(),
        Change::ZoneDown { .. } => board
            .boundaries
            .iter()
            .filter(|b| matches!(b.sort, BoundarySort::Zone | BoundarySort::Region))
            .map(|b| b.id.clone().into())
            .collect(),
        Change::AnswersLost { .. } | Change::Lag { .. } => board
            .links
            .iter()
            .filter(|link| link.interaction.caller_waits())
            .map(|link| link.id.clone().into())
            .collect(),
    }
}

/// Makes a change be about another element; `None` means all traffic.
pub(super) fn retarget(change: &mut Change, to: Option<&ElementId>) {
    match (change, to) {
        (Change::Traffic { flow, .. }, None) => *flow = None,
        (Change::Traffic { flow, .. }, Some(ElementId::Flow(to))) => *flow = Some(to.clone()),
        (
            Change::Burst { flow, .. } | Change::Reconnect { flow, .. },
            Some(ElementId::Flow(to)),
        ) => *flow = to.clone(),
        (
            Change::Slow { node, .. }
            | Change::Down { node, .. }
            | Change::Cold { node, .. }
            | Change::Fails { node, .. }
            | Change::Deploy { node, .. },
            Some(ElementId::Node(to)),
        ) => *node = to.clone(),
        (Change::ZoneDown { zone, .. }, Some(ElementId::Boundary(to))) => *zone = to.clone(),
        (
            Change::AnswersLost { link, .. } | Change::Lag { link, .. },
            Some(ElementId::Link(to)),
        ) => *link = to.clone(),
        _ => {}
    }
}

/// One change of every sort that applies to the board, about what is selected where that fits.
pub(super) fn addable(board: &Board, selected: Option<&ElementId>) -> Vec<Change> {
    let of_selected = selected.map(|element| library::about(board, element)).unwrap_or_default();
    let ready = library::ready(board);
    let elements: Vec<ElementId> = board.elements().collect();
    let any = elements.iter().flat_map(|element| library::about(board, element));
    let mut found: Vec<Change> = Vec::new();
    for change in of_selected.into_iter().chain(ready).chain(any).flat_map(|ready| ready.changes) {
        let sort = std::mem::discriminant(&change);
        if !found.iter().any(|other| std::mem::discriminant(other) == sort) {
            found.push(change);
        }
    }
    found.sort_by_key(order);
    found
}

/// The order of the menu.
fn order(change: &Change) -> usize {
    match change {
        Change::Traffic { .. } => 0,
        Change::Burst { .. } => 1,
        Change::Reconnect { .. } => 2,
        Change::Slow { .. } => 3,
        Change::Lag { .. } => 4,
        Change::Fails { .. } => 5,
        Change::AnswersLost { .. } => 6,
        Change::Down { .. } => 7,
        Change::ZoneDown { .. } => 8,
        Change::Cold { .. } => 9,
        Change::Deploy { .. } => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_change() -> Vec<Change> {
        let board = crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
        let mut all = addable(&board, None);
        let span = Span::default();
        all.push(Change::Cold { node: "stock".into(), span });
        all.push(Change::ZoneDown { zone: "zone".into(), span });
        all
    }

    #[test]
    fn what_is_written_is_read_again() {
        for mut change in every_change() {
            for part in [Part::From, Part::Until] {
                if part == Part::Until && !has_end(&change) {
                    continue;
                }
                let text = if part == Part::From { "3 s" } else { "9 s" };
                write(&mut change, part, text).unwrap();
                assert_eq!(read(&change, part), text);
                write(&mut change, part, " ").unwrap();
                assert_eq!(read(&change, part), "");
            }
            let Some(amount) = amount(&change) else { continue };
            let text = match amount.unit {
                Unit::Seconds => "7 s",
                Unit::Share => "30 %",
                Unit::Factor => "x3",
                _ => "42",
            };
            write(&mut change, Part::Amount, text).unwrap();
            assert_eq!(read(&change, Part::Amount), text);
            assert!(write(&mut change, Part::Amount, "12 parsecs").is_err());
            let emptied = write(&mut change, Part::Amount, "");
            assert_eq!(emptied.is_ok(), amount.when_empty.is_some(), "{}", amount.label);
        }
    }

    #[test]
    fn a_change_ends_after_it_starts() {
        let span = Span::default();
        let mut change = Change::Down { node: "a".into(), replicas: None, span };
        write(&mut change, Part::From, "10 s").unwrap();
        let refused = write(&mut change, Part::Until, "10 s").unwrap_err().to_string();
        assert!(refused.contains("end after it starts"), "{refused}");
        write(&mut change, Part::Until, "11 s").unwrap();
        assert!(write(&mut change, Part::From, "12 s").is_err());
        assert_eq!(read(&change, Part::From), "10 s");
    }

    #[test]
    fn half_a_person_and_no_time_are_refused() {
        let span = Span::default();
        let people = Known::stated(Count(500.0));
        let mut burst = Change::Burst { flow: "f".into(), people, span };
        assert!(write(&mut burst, Part::Amount, "0").is_err());
        assert!(write(&mut burst, Part::Amount, "1.5").is_err());
        let mut scenario = Scenario::of("s".into(), "S".to_owned(), Vec::new());
        assert!(write_length(&mut scenario, "0 s").is_err());
        write_length(&mut scenario, "2 min").unwrap();
        assert_eq!(read_length(&scenario), "2 min");
        write_length(&mut scenario, "").unwrap();
        assert_eq!(scenario.length, None);
    }

    #[test]
    fn every_sort_can_be_added_once_and_retargeted() {
        let board = crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
        let selected = ElementId::Node("payment".into());
        let all = addable(&board, Some(&selected));
        assert!(all.len() >= 8, "{}", all.len());
        let slow = all.iter().find(|change| matches!(change, Change::Slow { .. })).unwrap();
        assert_eq!(slow.about(), Some(selected));
        for mut change in all {
            let choices = choices(&board, &change);
            let other = choices.last().unwrap();
            retarget(&mut change, Some(other));
            assert_eq!(change.about().as_ref(), Some(other));
        }
    }
}
