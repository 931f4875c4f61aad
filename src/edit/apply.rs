//! Edits and how they change a board.

use std::collections::BTreeSet;

use crate::model::{
    Board, Boundary, Change, Decision, ElementId, Fingerprint, Flow, FlowId, Interaction, Item,
    Link, LinkId, Node, NodeId, Note, Point, Rect, Scenario, ValueError, WalkView, limits,
};

/// One change of a board.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a node, or replaces the one with its id.
    PutNode(Node),
    /// Adds a link, or replaces the one with its id.
    PutLink(Link),
    /// Adds a flow, or replaces the one with its id.
    PutFlow(Flow),
    /// Adds a boundary, or replaces the one with its id.
    PutBoundary(Boundary),
    /// Adds a note, or replaces the one with its id.
    PutNote(Note),
    /// Adds a scenario, or replaces the one with its id.
    PutScenario(Scenario),
    /// Records a decision, or replaces the one about the same question.
    PutDecision(Decision),
    /// Takes a decision back: its question is open again.
    ForgetDecision(Fingerprint),
    /// Sets the walkthrough: its views, in order.
    SetWalk(Vec<WalkView>),
    /// Takes elements away, and with a node its links; flows lose the links that went.
    Remove(Vec<ElementId>),
    /// Moves nodes, boundaries and notes by an offset in board units; locked nodes stay.
    Move(Vec<ElementId>, Point),
    /// Puts elements into these frames: nodes and notes by their centres, boundaries with their
    /// sizes; locked nodes stay.
    Place(Vec<(ElementId, Rect)>),
    /// Sets one attribute from text; `None` clears it.
    Set {
        /// Whose attribute.
        of: ElementId,
        /// Which: an attribute key, `name`, or `text` of a note.
        key: String,
        /// The new text.
        to: Option<String>,
    },
    /// Names an element. While a node or boundary still has the id of its kind, the id follows
    /// its name everywhere; [`renamed_id`](super::renamed_id) says which one it gets.
    Rename {
        /// Which element.
        of: ElementId,
        /// Its new name; the text of a note.
        name: String,
    },
    /// Sets the links of a flow, in order.
    SetFlowLinks(FlowId, Vec<LinkId>),
    /// Changes the kind of a node, keeping its id, links and attributes.
    SetKind(NodeId, crate::model::KindRef),
    /// Changes the interaction of a link.
    SetInteraction(LinkId, Interaction),
    /// Moves the ends of a link to other nodes.
    Reconnect(LinkId, NodeId, NodeId),
    /// Puts a node into a link: the link now ends there, and a new link goes on to the old end.
    /// Flows that use the link use both.
    InsertOn {
        /// The link to be split.
        link: LinkId,
        /// The node to stand between; added when the board lacks it.
        node: Node,
        /// The interaction from the new node to the old end.
        onward: Interaction,
    },
    /// Sets the title.
    SetTitle(String),
    /// Moves an element in drawing order: to the front when true, else to the back.
    Restack(ElementId, bool),
    /// Moves an element one place in drawing order: forward when true, else back.
    Raise(ElementId, bool),
}

/// Several edits that are one step of undo, with what they do in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it does, for the menu: "Move 3 nodes".
    pub label: String,
    /// The edits, in order.
    pub edits: Vec<Edit>,
}

impl Step {
    /// A step of one edit.
    pub fn one(label: impl Into<String>, edit: Edit) -> Self {
        Self { label: label.into(), edits: vec![edit] }
    }
}

/// Why an edit could not be applied; the board is then unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The element is not on the board.
    #[error("there is no {0} on the board")]
    NoSuchElement(String),
    /// The element has no such attribute.
    #[error("{0} has no attribute `{1}`")]
    NoSuchAttribute(String, String),
    /// The text is no value of the attribute.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The board would have more elements than it may, and could not be opened again.
    #[error(transparent)]
    TooMany(#[from] limits::TooMany),
    /// A link needs two different nodes that exist.
    #[error("a link needs two different nodes on the board")]
    BadLink,
}

/// Applies edits in order; when one fails, the board stays as it was.
pub fn apply_all(board: &mut Board, edits: &[Edit]) -> Result<(), EditError> {
    let mut changed = board.clone();
    for edit in edits {
        apply(&mut changed, edit)?;
    }
    if most_of_one_sort(&changed) > limits::MOST_ELEMENTS.max(most_of_one_sort(board)) {
        return Err(limits::TooMany.into());
    }
    *board = changed;
    Ok(())
}

fn most_of_one_sort(board: &Board) -> usize {
    let Board { nodes, links, flows, boundaries, notes, scenarios, decisions, .. } = board;
    let drawn = nodes.len().max(links.len()).max(boundaries.len()).max(notes.len());
    drawn.max(flows.len()).max(scenarios.len()).max(decisions.len())
}

/// The board as it would be after these edits; the given one stays as it is.
pub fn applied(board: &Board, edits: &[Edit]) -> Result<Board, EditError> {
    let mut changed = board.clone();
    apply_all(&mut changed, edits)?;
    Ok(changed)
}

/// Applies one edit; when it fails, the board may be half changed: use [`apply_all`].
pub fn apply(board: &mut Board, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::PutNode(node) => board.nodes.put(node.clone()),
        Edit::PutLink(link) => {
            check_ends(board, &link.from, &link.to)?;
            board.links.put(link.clone());
        }
        Edit::PutFlow(flow) => board.flows.put(flow.clone()),
        Edit::PutBoundary(boundary) => board.boundaries.put(boundary.clone()),
        Edit::PutNote(note) => board.notes.put(note.clone()),
        Edit::PutScenario(scenario) => board.scenarios.put(scenario.clone()),
        Edit::PutDecision(decision) => board.decisions.put(decision.clone()),
        Edit::ForgetDecision(question) => {
            board.decisions.retain(|decision| decision.question != *question);
        }
        Edit::SetWalk(views) => board.walk = checked_walk(views)?,
        Edit::Remove(elements) => remove(board, elements),
        Edit::Move(elements, by) => shift(board, elements, *by),
        Edit::Place(frames) => place(board, frames),
        Edit::Set { of, key, to } => super::set::set(board, of, key, to.as_deref())?,
        Edit::Rename { of, name } => super::rename::rename(board, of, name)?,
        Edit::SetFlowLinks(id, links) => {
            require(
                board.flows.change(id.as_str(), |flow| flow.links.clone_from(links)),
                id.as_str(),
            )?;
        }
        Edit::SetKind(id, kind) => {
            require(board.nodes.change(id.as_str(), |node| node.kind = *kind), id.as_str())?;
        }
        Edit::SetInteraction(id, interaction) => {
            require(
                board.links.change(id.as_str(), |link| link.interaction = *interaction),
                id.as_str(),
            )?;
        }
        Edit::Reconnect(id, from, to) => {
            check_ends(board, from, to)?;
            let moved = board.links.change(id.as_str(), |link| {
                link.from = from.clone();
                link.to = to.clone();
            });
            require(moved, id.as_str())?;
        }
        Edit::InsertOn { link, node, onward } => insert_on(board, link, node, *onward)?,
        Edit::SetTitle(title) => board.title = limits::TITLE.check(title)?,
        Edit::Restack(element, to_front) => {
            let end = if *to_front { usize::MAX } else { 0 };
            restack(board, element, |_| end)?;
        }
        Edit::Raise(element, forward) => restack(board, element, |at| {
            if *forward { at.saturating_add(1) } else { at.saturating_sub(1) }
        })?,
    }
    Ok(())
}

pub(super) fn require(found: bool, id: &str) -> Result<(), EditError> {
    if found { Ok(()) } else { Err(EditError::NoSuchElement(format!("`{id}`"))) }
}

fn check_ends(board: &Board, from: &NodeId, to: &NodeId) -> Result<(), EditError> {
    let both = board.nodes.get(from.as_str()).is_some() && board.nodes.get(to.as_str()).is_some();
    if both && from != to { Ok(()) } else { Err(EditError::BadLink) }
}

fn remove(board: &mut Board, elements: &[ElementId]) {
    let elements: BTreeSet<&ElementId> = elements.iter().collect();
    let gone = |element: ElementId| elements.contains(&element);
    board.nodes.retain(|node| !gone(node.id.clone().into()));
    let kept: BTreeSet<&str> = board.nodes.iter().map(|node| node.id.as_str()).collect();
    board.links.retain(|link| {
        !gone(link.id.clone().into())
            && kept.contains(link.from.as_str())
            && kept.contains(link.to.as_str())
    });
    board.flows.retain(|flow| !gone(flow.id.clone().into()));
    board.boundaries.retain(|boundary| !gone(boundary.id.clone().into()));
    board.notes.retain(|note| !gone(note.id.clone().into()));
    board.scenarios.retain(|scenario| !gone(scenario.id.clone().into()));
    forget_lost_links(board);
    forget_lost_changes(board);
    if !board.walk.is_empty() {
        let mut walk = std::mem::take(&mut board.walk);
        let there: BTreeSet<&str> = board.ids().collect();
        for view in &mut walk {
            view.lit.retain(|id| there.contains(id.as_str()));
        }
        board.walk = walk;
    }
}

/// A walkthrough whose notes can be shown.
fn checked_walk(views: &[WalkView]) -> Result<Vec<WalkView>, EditError> {
    if views.len() > WalkView::MOST {
        return Err(limits::TooMany.into());
    }
    let checked = views.iter().map(|view| {
        let note = limits::PROSE.check(&view.note)?;
        Ok(WalkView { note, ..view.clone() })
    });
    checked.collect()
}

/// Flows keep only links that exist.
fn forget_lost_links(board: &mut Board) {
    let links: BTreeSet<LinkId> = board.links.iter().map(|link| link.id.clone()).collect();
    board.flows.change_where(
        |flow| flow.links.iter().any(|id| !links.contains(id)),
        |flow| flow.links.retain(|id| links.contains(id)),
    );
}

/// Scenarios change only what exists.
fn forget_lost_changes(board: &mut Board) {
    if board.scenarios.is_empty() {
        return;
    }
    let there: BTreeSet<ElementId> = board.elements().collect();
    let lost = |change: &Change| change.about().is_some_and(|about| !there.contains(&about));
    board.scenarios.change_where(
        |scenario| scenario.changes.iter().any(lost),
        |scenario| scenario.changes.retain(|change| !lost(change)),
    );
}

fn shift(board: &mut Board, elements: &[ElementId], by: Point) {
    let moves: BTreeSet<&str> = elements.iter().map(ElementId::as_str).collect();
    board.nodes.change_where(
        |node| !node.locked && moves.contains(node.id.as_str()),
        |node| node.at = node.at.offset(by),
    );
    board.boundaries.change_where(|b| moves.contains(b.id.as_str()), |b| b.at = b.at.offset(by));
    board
        .notes
        .change_where(|note| moves.contains(note.id.as_str()), |note| note.at = note.at.offset(by));
}

fn place(board: &mut Board, frames: &[(ElementId, Rect)]) {
    let frames: std::collections::BTreeMap<&ElementId, &Rect> =
        frames.iter().map(|(element, frame)| (element, frame)).collect();
    let of = |element: ElementId| frames.get(&element).map(|frame| **frame);
    board.nodes.change_where(
        |node| !node.locked && of(node.id.clone().into()).is_some(),
        |node| {
            if let Some(frame) = of(node.id.clone().into()) {
                node.at = frame.centre();
            }
        },
    );
    board.notes.change_where(
        |note| of(note.id.clone().into()).is_some(),
        |note| {
            if let Some(frame) = of(note.id.clone().into()) {
                note.at = frame.centre();
            }
        },
    );
    board.boundaries.change_where(
        |boundary| of(boundary.id.clone().into()).is_some(),
        |boundary| {
            if let Some(frame) = of(boundary.id.clone().into()) {
                (boundary.at, boundary.size) = (frame.centre(), frame.size());
            }
        },
    );
}

fn insert_on(
    board: &mut Board,
    link: &LinkId,
    node: &Node,
    onward: Interaction,
) -> Result<(), EditError> {
    let Some(old) = board.links.get(link.as_str()).cloned() else {
        return Err(EditError::NoSuchElement(format!("`{link}`")));
    };
    if board.nodes.get(node.id.as_str()).is_none() {
        board.nodes.put(node.clone());
    }
    check_ends(board, &old.from, &node.id)?;
    check_ends(board, &node.id, &old.to)?;
    let new = Link::bare(
        LinkId::new(board.free_link_id(&node.id, &old.to)),
        node.id.clone(),
        old.to.clone(),
        onward,
        String::new(),
    );
    let new_id = new.id.clone();
    board.links.change(link.as_str(), |link| {
        link.to = node.id.clone();
        link.interaction = node.kind.behavior.taken_by;
    });
    let after = board.links.position(link.as_str()).map_or(usize::MAX, |index| index + 1);
    board.links.insert(after, new);
    board.flows.change_where(
        |flow| flow.links.contains(link),
        |flow| {
            if let Some(place) = flow.links.iter().position(|id| id == link) {
                flow.links.insert(place + 1, new_id.clone());
            }
        },
    );
    Ok(())
}

/// Moves an element to another place among those of its sort.
fn restack(
    board: &mut Board,
    element: &ElementId,
    to: impl Fn(usize) -> usize,
) -> Result<(), EditError> {
    fn moved<T: Item>(
        items: &mut crate::model::Items<T>,
        id: &str,
        to: impl Fn(usize) -> usize,
    ) -> bool {
        let (Some(item), Some(at)) = (items.get(id).cloned(), items.position(id)) else {
            return false;
        };
        let to = to(at);
        if to.min(items.len().saturating_sub(1)) != at {
            items.retain(|other| std::borrow::Borrow::<str>::borrow(other.id()) != id);
            items.insert(to, item);
        }
        true
    }
    let id = element.as_str();
    let found = match element {
        ElementId::Node(_) => moved(&mut board.nodes, id, to),
        ElementId::Link(_) => moved(&mut board.links, id, to),
        ElementId::Boundary(_) => moved(&mut board.boundaries, id, to),
        ElementId::Note(_) => moved(&mut board.notes, id, to),
        ElementId::Flow(_) | ElementId::Scenario(_) | ElementId::Board => true,
    };
    require(found, id)
}
