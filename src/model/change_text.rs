//! What happens in a scenario, in words: "Inventory takes 5 s from 10 s to 70 s".
//!
//! The same words stand in the window, on the command line and under the plots.

use super::board::Board;
use super::id::{ElementId, FlowId, NodeId};
use super::scenario::{Change, Span};
use super::units::Unit;
use super::value::Known;

impl Change {
    /// What happens, and when, in a sentence of people's names and numbers; without a period.
    pub fn sentence(&self, board: &Board) -> String {
        let mut text = self.what(board);
        text.push_str(&self.when());
        text
    }

    /// What happens, without when.
    pub fn what(&self, board: &Board) -> String {
        let node = |id: &NodeId| board.name_of(&id.clone().into());
        let link = |id: &super::id::LinkId| board.name_of(&id.clone().into());
        match self {
            Self::Traffic { flow, times, .. } => {
                let whose = match flow {
                    Some(flow) => format!("Traffic of {}", board.name_of(&flow.clone().into())),
                    None => "Traffic".to_owned(),
                };
                format!("{whose} is {}", Unit::Factor.about(times.base()))
            }
            Self::Slow { node: id, takes, .. } => {
                format!("{} takes {}", node(id), Unit::Seconds.write(takes.base()))
            }
            Self::Down { node: id, replicas: None, .. } => format!("{} is down", node(id)),
            Self::Down { node: id, replicas: Some(replicas), .. } => {
                let n = replicas.base();
                let what = if (n - 1.0).abs() < 1e-9 { "replica" } else { "replicas" };
                format!("{} loses {} {what}", node(id), Unit::Count.about(n))
            }
            Self::ZoneDown { zone, .. } => {
                format!("{} is dark", board.name_of(&zone.clone().into()))
            }
            Self::Cold { node: id, .. } => format!("{} is empty", node(id)),
            Self::AnswersLost { link: id, share, .. } => {
                format!("{} of answers get lost on {}", share_of(*share), link(id))
            }
            Self::Burst { flow, people, .. } => {
                let through = through(board, flow);
                format!("{} people want the same item{through}", Unit::Count.about(people.base()))
            }
            Self::Reconnect { flow, clients, .. } => {
                let through = through(board, flow);
                format!("{} clients come back at once{through}", Unit::Count.about(clients.base()))
            }
            Self::Lag { link: id, takes, .. } => {
                let takes = Unit::Seconds.write(takes.base());
                format!("{} takes {takes} on the network", link(id))
            }
            Self::Fails { node: id, share, .. } => {
                format!("{} fails {} of what it is asked", node(id), share_of(*share))
            }
            Self::Deploy { node: id, each, .. } => {
                let each = Unit::Seconds.write(each.base());
                format!("{} is replaced one replica after the other, {each} each", node(id))
            }
        }
    }

    /// What there is to say once it is over: "Inventory is as before".
    pub fn over(&self, board: &Board) -> String {
        let name = match self.about() {
            Some(about) => board.name_of(&about),
            None => "Traffic".to_owned(),
        };
        match self {
            Self::Traffic { flow: Some(_), .. } => format!("Traffic of {name} is as before"),
            Self::Traffic { flow: None, .. }
            | Self::Slow { .. }
            | Self::Lag { .. }
            | Self::Fails { .. } => format!("{name} is as before"),
            Self::Down { .. } | Self::ZoneDown { .. } => format!("{name} is back"),
            Self::AnswersLost { .. } => format!("Answers arrive again on {name}"),
            Self::Burst { .. } | Self::Reconnect { .. } => "The crowd has come".to_owned(),
            Self::Cold { .. } => format!("{name} fills again"),
            Self::Deploy { .. } => format!("{name} is replaced"),
        }
    }

    /// When, as it follows what happens; empty for the whole time.
    fn when(&self) -> String {
        let Span { from, until } = self.span();
        let time = |known: Known<super::units::Seconds>| Unit::Seconds.write(known.base());
        match (from, until) {
            (None, None) => String::new(),
            (Some(from), None) if self.is_momentary() => format!(" at {}", time(from)),
            (Some(from), None) => format!(" from {} on", time(from)),
            (None, Some(until)) => format!(" until {}", time(until)),
            (Some(from), Some(until)) => format!(" from {} to {}", time(from), time(until)),
        }
    }

    /// True for what happens once, whatever follows from it: a crowd arrives, a cache is emptied.
    pub fn is_momentary(&self) -> bool {
        match self {
            Self::Cold { .. } | Self::Burst { .. } | Self::Reconnect { .. } => true,
            Self::Traffic { .. }
            | Self::Slow { .. }
            | Self::Down { .. }
            | Self::ZoneDown { .. }
            | Self::AnswersLost { .. }
            | Self::Lag { .. }
            | Self::Fails { .. }
            | Self::Deploy { .. } => false,
        }
    }
}

fn share_of(share: Known<super::units::Share>) -> String {
    Unit::Share.write(share.base())
}

/// The flow, where there are several to tell apart.
fn through(board: &Board, flow: &FlowId) -> String {
    if board.flows.len() < 2 {
        return String::new();
    }
    format!(" ({})", board.name_of(&ElementId::Flow(flow.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::{Count, Factor, Seconds, Share};
    use crate::model::{Flow, Interaction, Link, Node, Point, kinds};

    fn board() -> Board {
        let mut board = Board::default();
        for (id, name) in [("orders", "Orders"), ("inventory", "Inventory")] {
            let kind = kinds::by_slug("service").unwrap();
            let at = Point::default();
            board.nodes.put(Node::bare(
                id.into(),
                kind,
                name.to_owned(),
                at,
                None,
                false,
                Vec::new(),
            ));
        }
        board.links.put(Link::bare(
            "reserve".into(),
            "orders".into(),
            "inventory".into(),
            Interaction::Call,
            String::new(),
        ));
        board.flows.put(Flow::bare("buy".into(), "Buy".to_owned(), Vec::new()));
        board
    }

    fn at(from: f64, until: f64) -> Span {
        let known = |t: f64| t.is_finite().then_some(Known::stated(Seconds(t)));
        Span { from: known(from), until: known(until) }
    }

    #[test]
    fn a_change_reads_like_a_sentence() {
        let whole = Span::default();
        let cases = [
            (
                Change::Slow {
                    node: "inventory".into(),
                    takes: Known::stated(Seconds(5.0)),
                    span: at(10.0, 70.0),
                },
                "Inventory takes 5 s from 10 s to 70 s",
            ),
            (
                Change::Burst {
                    flow: "buy".into(),
                    people: Known::stated(Count(500.0)),
                    span: whole,
                },
                "500 people want the same item",
            ),
            (
                Change::Traffic {
                    flow: None,
                    times: Known::stated(Factor(8.0)),
                    span: at(10.0, f64::NAN),
                },
                "Traffic is 8× from 10 s on",
            ),
            (
                Change::Down {
                    node: "orders".into(),
                    replicas: Some(Known::stated(Count(1.0))),
                    span: at(f64::NAN, 30.0),
                },
                "Orders loses 1 replica until 30 s",
            ),
            (
                Change::AnswersLost {
                    link: "reserve".into(),
                    share: Known::stated(Share(0.4)),
                    span: whole,
                },
                "40 % of answers get lost on Orders → Inventory",
            ),
            (
                Change::Cold { node: "orders".into(), span: at(20.0, f64::NAN) },
                "Orders is empty at 20 s",
            ),
        ];
        for (change, text) in cases {
            assert_eq!(change.sentence(&board()), text);
        }
    }

    #[test]
    fn its_end_reads_like_one_too() {
        let span = at(10.0, 70.0);
        let slow =
            Change::Slow { node: "inventory".into(), takes: Known::stated(Seconds(5.0)), span };
        assert_eq!(slow.over(&board()), "Inventory is as before");
        let traffic = Change::Traffic { flow: None, times: Known::stated(Factor(8.0)), span };
        assert_eq!(traffic.over(&board()), "Traffic is as before");
        let down = Change::Down { node: "orders".into(), replicas: None, span };
        assert_eq!(down.over(&board()), "Orders is back");
    }

    #[test]
    fn several_flows_are_told_apart() {
        let mut board = board();
        board.flows.put(Flow::bare("look".into(), "Look".to_owned(), Vec::new()));
        let change = Change::Burst {
            flow: "buy".into(),
            people: Known::stated(Count(500.0)),
            span: Span::default(),
        };
        assert_eq!(change.sentence(&board), "500 people want the same item (Buy)");
    }

    #[test]
    fn what_is_gone_is_called_by_its_id() {
        let change = Change::Down { node: "gone".into(), replicas: None, span: Span::default() };
        assert_eq!(change.sentence(&Board::default()), "gone is down");
    }
}
