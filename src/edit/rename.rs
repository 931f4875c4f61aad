//! Renaming: the name changes, and an id that was only a placeholder becomes readable.
//!
//! A fresh node is called `service-2`. The first name a person gives it also becomes its id, once,
//! everywhere the id is written; from then on the id stays, so that decisions and other files keep
//! pointing at it.

use super::apply::EditError;
use crate::model::board::free_id_among;
use crate::model::id::slug;
use crate::model::{
    Board, Boundary, BoundaryId, Change, Decision, ElementId, FlowId, Link, LinkId, Node, NodeId,
    Value,
};

/// The id an element has after it was given this name; the same id when it keeps it.
pub fn renamed_id(board: &Board, of: &ElementId, name: &str) -> ElementId {
    if name.trim().is_empty() {
        return of.clone();
    }
    match of {
        ElementId::Node(id) => match board.nodes.get(id.as_str()) {
            Some(node) if has_placeholder_id(node) => {
                NodeId::new(free_for(board, id.as_str(), name)).into()
            }
            _ => of.clone(),
        },
        ElementId::Boundary(id) => match board.boundaries.get(id.as_str()) {
            Some(boundary) if has_placeholder_frame_id(boundary) => {
                BoundaryId::new(free_for(board, id.as_str(), name)).into()
            }
            _ => of.clone(),
        },
        ElementId::Flow(id) if is_placeholder(id.as_str(), "New flow") => {
            FlowId::new(free_for(board, id.as_str(), name)).into()
        }
        _ => of.clone(),
    }
}

/// Names an element and, while its id is a placeholder, renames the id everywhere.
pub(super) fn rename(board: &mut Board, of: &ElementId, name: &str) -> Result<(), EditError> {
    if !board.has(of) {
        return Err(EditError::NoSuchElement(format!("`{}`", of.as_str())));
    }
    let name = name.trim();
    let new = renamed_id(board, of, name);
    super::set::set_name(board, of, name)?;
    match (of, &new) {
        (ElementId::Node(old), ElementId::Node(new)) if old != new => rename_node(board, old, new),
        (ElementId::Boundary(old), ElementId::Boundary(new)) if old != new => {
            rename_boundary(board, old, new);
        }
        (ElementId::Flow(old), ElementId::Flow(new)) if old != new => rename_flow(board, old, new),
        _ => {}
    }
    Ok(())
}

/// True while nobody has given the node a name of its own: its id is that of its kind.
fn has_placeholder_id(node: &Node) -> bool {
    is_placeholder(node.id.as_str(), node.kind.label)
        || is_placeholder(node.id.as_str(), node.kind.slug)
}

/// As above, for frames: `zone`, `team-2`.
fn has_placeholder_frame_id(boundary: &Boundary) -> bool {
    is_placeholder(boundary.id.as_str(), &boundary.sort.to_text())
        || is_placeholder(boundary.id.as_str(), "boundary")
}

fn is_placeholder(id: &str, label: &str) -> bool {
    let base = slug(label);
    match id.strip_prefix(base.as_str()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('-').is_some_and(is_number),
        None => false,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The slug of the name, numbered when another element than `own` has it.
fn free_for(board: &Board, own: &str, name: &str) -> String {
    let taken: std::collections::BTreeSet<&str> = board.ids().filter(|id| *id != own).collect();
    free_id_among(name, &|id| taken.contains(id))
}

fn rename_node(board: &mut Board, old: &NodeId, new: &NodeId) {
    board.nodes.change(old.as_str(), |node| node.id = new.clone());
    rename_in_fingerprints(board, old.as_str(), new.as_str());
    rename_in_walk(board, old.as_str(), new.as_str());
    rename_in_scenarios(board, &old.clone().into(), &new.clone().into());
    let touched: Vec<Link> =
        board.links.iter().filter(|l| &l.from == old || &l.to == old).cloned().collect();
    for link in touched {
        let automatic = is_placeholder(link.id.as_str(), &format!("{}-to-{}", link.from, link.to));
        let from = if &link.from == old { new } else { &link.from };
        let to = if &link.to == old { new } else { &link.to };
        board.links.change(link.id.as_str(), |changed| {
            changed.from = from.clone();
            changed.to = to.clone();
        });
        if automatic {
            let id = LinkId::new(free_for(board, link.id.as_str(), &format!("{from}-to-{to}")));
            rename_link(board, &link.id, &id);
        }
    }
}

fn rename_link(board: &mut Board, old: &LinkId, new: &LinkId) {
    if old == new {
        return;
    }
    board.links.change(old.as_str(), |link| link.id = new.clone());
    board.flows.change_where(
        |flow| flow.links.contains(old),
        |flow| {
            for link in flow.links.iter_mut().filter(|link| *link == old) {
                *link = new.clone();
            }
        },
    );
    rename_in_scenarios(board, &old.clone().into(), &new.clone().into());
    rename_in_fingerprints(board, old.as_str(), new.as_str());
    rename_in_walk(board, old.as_str(), new.as_str());
}

fn rename_boundary(board: &mut Board, old: &BoundaryId, new: &BoundaryId) {
    board.boundaries.change(old.as_str(), |boundary| boundary.id = new.clone());
    rename_in_scenarios(board, &old.clone().into(), &new.clone().into());
    rename_in_fingerprints(board, old.as_str(), new.as_str());
    rename_in_walk(board, old.as_str(), new.as_str());
}

fn rename_flow(board: &mut Board, old: &FlowId, new: &FlowId) {
    board.flows.change(old.as_str(), |flow| flow.id = new.clone());
    rename_in_scenarios(board, &old.clone().into(), &new.clone().into());
    rename_in_fingerprints(board, old.as_str(), new.as_str());
    rename_in_walk(board, old.as_str(), new.as_str());
    let question =
        |decision: &Decision| decision.question.with_flow_renamed(old.as_str(), new.as_str());
    board.decisions.change_where(
        |decision| question(decision).is_some(),
        |decision| {
            if let Some(question) = question(decision) {
                decision.question = question;
            }
        },
    );
}

fn rename_in_scenarios(board: &mut Board, old: &ElementId, new: &ElementId) {
    let is_old = |change: &Change| change.about().as_ref() == Some(old);
    board.scenarios.change_where(
        |scenario| scenario.changes.iter().any(is_old),
        |scenario| {
            for change in scenario.changes.iter_mut().filter(|change| is_old(change)) {
                change.set_about(new);
            }
        },
    );
}

/// Views of the walkthrough name what is lit.
fn rename_in_walk(board: &mut Board, old: &str, new: &str) {
    for id in board.walk.iter_mut().flat_map(|view| &mut view.lit).filter(|id| *id == old) {
        new.clone_into(id);
    }
}

/// Decisions name their question by element ids.
fn rename_in_fingerprints(board: &mut Board, old: &str, new: &str) {
    board.decisions.change_where(
        |decision| decision.question.renamed(old, new).is_some(),
        |decision| {
            if let Some(question) = decision.question.renamed(old, new) {
                decision.question = question;
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, History, Step, applied};
    use super::*;
    use crate::model::{Flow, Interaction, Point, Ruling, Scenario, ScenarioId, Span, kinds};

    fn node(id: &str, name: &str) -> Node {
        let kind = kinds::by_slug("service").unwrap();
        Node::bare(id.into(), kind, name.to_owned(), Point::new(0.0, 0.0), None, false, Vec::new())
    }

    fn link(from: &str, to: &str) -> Link {
        let id = format!("{from}-to-{to}");
        Link::bare(id.as_str().into(), from.into(), to.into(), Interaction::Call, String::new())
    }

    /// `service` → `service-2` → `inventory`, a flow, a scenario and a decision over them.
    fn board() -> Board {
        let mut board = Board::default();
        for (id, name) in
            [("service", "Service"), ("service-2", "Service 2"), ("inventory", "Inventory")]
        {
            board.nodes.put(node(id, name));
        }
        board.links.put(link("service", "service-2"));
        board.links.put(link("service-2", "inventory"));
        board.flows.put(Flow::bare(
            FlowId::new("buy"),
            "Buy".to_owned(),
            vec!["service-to-service-2".into(), "service-2-to-inventory".into()],
        ));
        board.scenarios.put(Scenario {
            id: ScenarioId::new("dark"),
            name: "Dark".to_owned(),
            length: None,
            changes: vec![
                Change::Down { node: "service-2".into(), replicas: None, span: Span::default() },
                Change::Cold { node: "inventory".into(), span: Span::default() },
            ],
        });
        board.decisions.put(Decision::bare(
            "single-point-of-failure:service-2:inventory@buy".into(),
            Ruling::Accepted,
            "Cheap".to_owned(),
        ));
        board
    }

    fn renamed(board: &Board, of: &str, name: &str) -> Board {
        let of = ElementId::Node(of.into());
        applied(board, &[Edit::Rename { of, name: name.to_owned() }]).unwrap()
    }

    fn link_ids(board: &Board) -> Vec<&str> {
        board.links.iter().map(|link| link.id.as_str()).collect()
    }

    #[test]
    fn the_first_name_becomes_the_id_everywhere() {
        let after = renamed(&board(), "service-2", "Orders");
        let node = after.nodes.at(1).unwrap();
        assert_eq!((node.id.as_str(), node.name.as_str()), ("orders", "Orders"));
        assert_eq!(link_ids(&after), ["service-to-orders", "orders-to-inventory"]);
        assert_eq!(after.links.at(0).unwrap().to.as_str(), "orders");
        assert_eq!(after.links.at(1).unwrap().from.as_str(), "orders");
        let flow: Vec<&str> = after.flows.at(0).unwrap().links.iter().map(LinkId::as_str).collect();
        assert_eq!(flow, ["service-to-orders", "orders-to-inventory"]);
        let changes = &after.scenarios.at(0).unwrap().changes;
        assert_eq!(changes[0].about().unwrap().as_str(), "orders");
        assert_eq!(changes[1].about().unwrap().as_str(), "inventory");
        assert_eq!(
            after.decisions.at(0).unwrap().question.as_str(),
            "single-point-of-failure:orders:inventory@buy"
        );
    }

    #[test]
    fn a_decision_about_one_attribute_follows_too() {
        let mut board = board();
        let question = "unanswered-question:service-2.capacity";
        board.decisions.put(Decision::bare(question.into(), Ruling::Accepted, "Later".to_owned()));
        let after = renamed(&board, "service-2", "Orders");
        assert_eq!(
            after.decisions.at(1).unwrap().question.as_str(),
            "unanswered-question:orders.capacity"
        );
    }

    #[test]
    fn a_given_name_keeps_its_id_for_good() {
        let once = renamed(&board(), "service-2", "Orders");
        let twice = renamed(&once, "orders", "Checkout");
        assert_eq!(twice.nodes.at(1).unwrap().id.as_str(), "orders");
        assert_eq!(twice.nodes.at(1).unwrap().name, "Checkout");
        assert_eq!(link_ids(&twice), link_ids(&once));
    }

    #[test]
    fn a_link_with_an_id_of_its_own_keeps_it() {
        let mut board = board();
        let mut own = link("service-2", "inventory");
        own.id = "stock-check".into();
        board.links.put(own);
        let after = renamed(&board, "service-2", "Orders");
        let kept = after.links.get("stock-check").unwrap();
        assert_eq!(kept.from.as_str(), "orders");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let after = renamed(&board(), "service-2", "Inventory");
        assert_eq!(after.nodes.at(1).unwrap().id.as_str(), "inventory-2");
        assert_eq!(link_ids(&after), ["service-to-inventory-2", "inventory-2-to-inventory"]);
    }

    #[test]
    fn the_predicted_id_is_the_id_it_gets() {
        let board = board();
        for name in ["Orders", "Inventory", "Service", "Service 2", "", "在庫", "!?"] {
            let of = ElementId::Node("service-2".into());
            let predicted = renamed_id(&board, &of, name);
            let after = renamed(&board, "service-2", name);
            assert!(after.has(&predicted), "{name:?}: {predicted:?}");
            assert_eq!(after.nodes.at(1).unwrap().id.as_str(), predicted.as_str());
        }
    }

    #[test]
    fn naming_a_node_after_its_kind_changes_nothing_else() {
        let mut board = Board::default();
        board.nodes.put(node("service", "Service"));
        let after = renamed(&board, "service", "Service");
        assert_eq!(after, board);
    }

    #[test]
    fn renaming_is_one_step_of_undo() {
        let before = board();
        let mut history = History::new(before.clone());
        let of = ElementId::Node("service-2".into());
        let edit = Edit::Rename { of, name: "Orders".to_owned() };
        assert!(history.apply(&Step::one("Name Orders", edit)).unwrap());
        assert_eq!(history.undo_len(), 1);
        history.undo();
        assert_eq!(history.board(), &before);
    }

    #[test]
    fn a_placeholder_is_a_kind_with_or_without_a_number() {
        for id in ["service", "service-2", "service-17"] {
            assert!(is_placeholder(id, "Service"), "{id}");
        }
        for id in ["services", "service-", "service-x", "service-2b", "my-service"] {
            assert!(!is_placeholder(id, "Service"), "{id}");
        }
        assert!(is_placeholder("relational-database-3", "Relational database"));
    }

    #[test]
    fn a_flow_s_first_name_becomes_its_id_where_decisions_name_it() {
        let mut board = board();
        let old = Flow::bare("new-flow".into(), "New flow".to_owned(), Vec::new());
        board.flows.put(old);
        let question = "over-capacity:inventory@new-flow";
        board.decisions.put(Decision::bare(question.into(), Ruling::Accepted, "Later".to_owned()));
        let name = "Sell".to_owned();
        let after =
            applied(&board, &[Edit::Rename { of: FlowId::new("new-flow").into(), name }]).unwrap();
        assert_eq!(after.flows.get("sell").map(|flow| flow.name.as_str()), Some("Sell"));
        assert!(after.decisions.get("over-capacity:inventory@sell").is_some());
    }

    #[test]
    fn nothing_of_that_name_is_an_error() {
        let of = ElementId::Node("nobody".into());
        let edit = Edit::Rename { of, name: "X".to_owned() };
        assert!(applied(&board(), &[edit]).is_err());
    }
}
