//! Boards written as a line of text: the worked example of each rule, and the boards of tests.

use crate::edit::{Edit, apply_all};
use crate::model::boundary::{Boundary, BoundarySort};
use crate::model::node::{DATA_ATTRIBUTES, DataKind};
use crate::model::units::{Count, Money};
use crate::model::{
    Board, BoundaryId, Change, ElementId, Flow, FlowId, Known, Link, LinkId, Node, NodeId, Point,
    Scenario, ScenarioId, Size, Span, Value, kinds,
};

/// A small board on which a rule has something to say, and what is stated on it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Chains of nodes: `browser:client -> api:service -> db:relational-db`, several with `;`.
    /// A name is given its kind where it first stands. All links form one flow `order`; further
    /// flows and zones are statements of their own: `flow browse = browser-to-api, api-to-db`,
    /// `zone z1 = api, db`.
    pub drawn: &'static str,
    /// What is known, separated by `;`: `order.rate = 25/s; api.slots = 200; db.data.orders.size =
    /// 40 GB; board.developers = 4`. What may happen: `scenario.slow.inventory = 5 s`.
    pub stated: &'static str,
}

impl Example {
    /// The board; none when the text is no board.
    pub fn board(&self) -> Option<Board> {
        with(&sketch(self.drawn)?, self.stated)
    }
}

/// A board from chains of nodes; see [`Example::drawn`].
pub(super) fn sketch(text: &str) -> Option<Board> {
    let mut drawing = Drawing::default();
    let mut later = Vec::new();
    for statement in text.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        if statement.contains('=') {
            later.push(statement);
        } else {
            drawing.chain(statement)?;
        }
    }
    let Drawing { board, links } = &mut drawing;
    "Sketch".clone_into(&mut board.title);
    board.flows.put(Flow::bare(FlowId::new("order"), "Order".to_owned(), std::mem::take(links)));
    for statement in later {
        let (head, members) = statement.split_once('=')?;
        let members: Vec<&str> = members.split(',').map(str::trim).collect();
        let (sort, name) = head.trim().split_once(' ')?;
        match sort {
            "flow" => {
                let links = members.iter().map(|id| LinkId::new(*id)).collect();
                drawing.board.flows.put(Flow::bare(FlowId::new(name), capital(name), links));
            }
            "zone" => drawing.zone(name, &members),
            _ => return None,
        }
    }
    Some(drawing.board)
}

/// A board that is being drawn.
#[derive(Default)]
struct Drawing {
    board: Board,
    /// In the order they were drawn.
    links: Vec<LinkId>,
}

impl Drawing {
    fn chain(&mut self, statement: &str) -> Option<()> {
        let mut before: Option<NodeId> = None;
        for word in statement.split("->").map(str::trim) {
            let (name, kind) = word.split_once(':').unwrap_or((word, "service"));
            let id = NodeId::new(name);
            if self.board.nodes.get(name).is_none() {
                let kind = kinds::by_slug(kind)?;
                let at = Point::default();
                self.board.nodes.put(Node::bare(
                    id.clone(),
                    kind,
                    name.to_owned(),
                    at,
                    None,
                    false,
                    vec![],
                ));
            }
            if let Some(from) = before {
                let taken_by = self.board.nodes.get(name)?.kind.behavior.taken_by;
                let link = LinkId::new(format!("{from}-to-{name}"));
                self.board.links.put(Link::bare(
                    link.clone(),
                    from,
                    id.clone(),
                    taken_by,
                    String::new(),
                ));
                self.links.push(link);
            }
            before = Some(id);
        }
        Some(())
    }

    /// Moves nodes into a frame of their own, away from everything else.
    fn zone(&mut self, name: &str, members: &[&str]) {
        let at = Point::new(0.0, 10_000.0 * (1.0 + self.board.boundaries.len() as f32));
        for member in members {
            self.board.nodes.change(member, |node| node.at = at);
        }
        self.board.boundaries.put(Boundary {
            id: BoundaryId::new(name),
            sort: BoundarySort::Zone,
            name: capital(name),
            at,
            size: Size::new(1000.0, 1000.0),
        });
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The board with what is stated; see [`Example::stated`]. None when something cannot be stated.
pub(super) fn with(board: &Board, settings: &str) -> Option<Board> {
    let mut board = board.clone();
    for line in settings.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        let (path, value) = line.split_once('=')?;
        let (id, key) = path.trim().split_once('.')?;
        let value = value.trim();
        if let Some((name, key)) = key.strip_prefix("data.").and_then(|rest| rest.split_once('.')) {
            let mut node = board.nodes.get(id)?.clone();
            state_data(&mut node, name, key, value)?;
            board.nodes.put(node);
        } else if id == "scenario" {
            let change = change(key, value)?;
            let id = ScenarioId::new(board.free_id("what-if"));
            board.scenarios.put(Scenario::of(id, "What if".to_owned(), vec![change]));
        } else if id == "board" {
            match key {
                "budget" => board.budget = Some(Known::<Money>::parse(value).ok()?),
                "developers" => board.developers = Some(Known::<Count>::parse(value).ok()?),
                "regions" => {
                    board.regions = value.split(',').map(|r| r.trim().to_owned()).collect();
                }
                _ => return None,
            }
        } else {
            let edit = edit(&board, id, key, value)?;
            apply_all(&mut board, &[edit]).ok()?;
        }
    }
    Some(board)
}

fn edit(board: &Board, id: &str, key: &str, value: &str) -> Option<Edit> {
    let of: ElementId = if board.nodes.get(id).is_some() {
        NodeId::new(id).into()
    } else if board.links.get(id).is_some() {
        LinkId::new(id).into()
    } else {
        FlowId::new(id).into()
    };
    if key == "interaction" {
        return Some(Edit::SetInteraction(LinkId::new(id), Value::parse(value).ok()?));
    }
    // Nothing after the sign clears what was stated.
    let to = (!value.is_empty()).then(|| value.to_owned());
    Some(Edit::Set { of, key: key.to_owned(), to })
}

/// A scenario of one change: `slow.inventory`, `answers_lost.browser-to-api`, `burst.order`, `cold.cache`.
fn change(key: &str, value: &str) -> Option<Change> {
    let span = Span::default();
    let (sort, of) = key.split_once('.')?;
    Some(match sort {
        "slow" => Change::Slow { node: of.into(), takes: Known::parse(value).ok()?, span },
        "answers_lost" => {
            Change::AnswersLost { link: of.into(), share: Known::parse(value).ok()?, span }
        }
        "burst" => Change::Burst { flow: of.into(), people: Known::parse(value).ok()?, span },
        "down" => Change::Down { node: of.into(), replicas: Known::parse(value).ok(), span },
        "cold" => Change::Cold { node: of.into(), span },
        _ => return None,
    })
}

fn state_data(node: &mut Node, name: &str, key: &str, value: &str) -> Option<()> {
    let attribute = DATA_ATTRIBUTES.iter().find(|attribute| attribute.key == key)?;
    let at = node.data.iter().position(|data| data.name == name).unwrap_or_else(|| {
        node.data.push(DataKind::bare(name.to_owned()));
        node.data.len() - 1
    });
    (attribute.set)(node.data.get_mut(at)?, Some(value)).ok()
}

#[cfg(test)]
mod tests {
    use super::{sketch, with};

    #[test]
    fn a_board_is_written_as_a_line() {
        let drawn =
            "web:client -> api -> db:relational-db; flow browse = web-to-api; zone z1 = api, db";
        let board = with(
            &sketch(drawn).unwrap(),
            "browse.rate = 5/s; db.data.orders.size = 40 GB; board.developers = 4; api.slots = 8; api.slots =",
        )
        .unwrap();
        assert_eq!((board.nodes.len(), board.links.len(), board.flows.len()), (3, 2, 2));
        assert!(board.boundaries.at(0).unwrap().rect().contains(board.nodes.get("db").unwrap().at));
        assert!((board.nodes.get("db").unwrap().data[0].size.unwrap().base() - 40e9).abs() < 1.0);
        assert!(board.nodes.get("api").unwrap().slots.is_none());
        assert!(with(&board, "api.nonsense = 1").is_none());
    }
}
