//! What differs between two boards, element by element, in words.

use super::attribute::Attribute;
use super::board::Board;
use super::flow::FLOW_ATTRIBUTES;
use super::id::ElementId;
use super::items::{Item, Items};
use super::link::LINK_ATTRIBUTES;
use super::node::{DATA_ATTRIBUTES, NODE_ATTRIBUTES, Node};
use super::note::NOTE_ATTRIBUTES;
use super::value::Value;
use super::{Boundary, Flow, Link, Note, Scenario};

/// An element that is not the same on two boards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is: "node", "link", "flow".
    pub sort: &'static str,
    /// Which one.
    pub of: ElementId,
    /// What people call it: on the later board, where it is still there.
    pub name: String,
    /// How it differs.
    pub how: How,
}

/// How an element differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there on both.
    Changed(Vec<Changed>),
}

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What: "Replicas".
    pub what: String,
    /// Before; none where it was not stated.
    pub before: Option<String>,
    /// After; none where it is not stated any more.
    pub after: Option<String>,
}

impl Changed {
    fn of(what: impl Into<String>, before: Option<String>, after: Option<String>) -> Option<Self> {
        (before != after).then(|| Self { what: what.into(), before, after })
    }

    /// "Replicas: 2 → 4", "Breaker: yes (was not stated)".
    pub fn sentence(&self) -> String {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.is_empty() && after.is_empty() => {
                self.what.clone()
            }
            (Some(before), Some(after)) => format!("{}: {before} → {after}", self.what),
            (None, Some(after)) => format!("{}: {after} (was not stated)", self.what),
            (Some(before), None) => format!("{}: not stated (was {before})", self.what),
            (None, None) => self.what.clone(),
        }
    }
}

/// Everything that differs between an earlier board and a later one, in the order of the later;
/// what is gone comes last of its sort. Two boards that are equal differ in nothing.
pub fn between(before: &Board, after: &Board) -> Vec<Difference> {
    let mut all = Vec::new();
    of_board(before, after, &mut all);
    let boards = (before, after);
    items("node", (&before.nodes, &after.nodes), boards, &mut all, &|b: &Node, a: &Node| {
        node(b, a)
    });
    items("link", (&before.links, &after.links), boards, &mut all, &|b: &Link, a: &Link| {
        let ends = |link: &Link| Some(format!("{} to {}", link.from, link.to));
        let mut changed = vec![
            Changed::of(
                "Interaction",
                Some(b.interaction.to_text()),
                Some(a.interaction.to_text()),
            ),
            Changed::of("Ends", ends(b), ends(a)),
            Changed::of("Name", text(&b.name), text(&a.name)),
        ];
        changed.extend(attributes(LINK_ATTRIBUTES, b, a));
        changed.into_iter().flatten().collect()
    });
    items("flow", (&before.flows, &after.flows), boards, &mut all, &|b: &Flow, a: &Flow| {
        let links = |flow: &Flow| {
            let ids: Vec<&str> = flow.links.iter().map(super::id::LinkId::as_str).collect();
            text(&ids.join(", "))
        };
        let mut changed = vec![
            Changed::of("Name", text(&b.name), text(&a.name)),
            Changed::of("Links", links(b), links(a)),
        ];
        changed.extend(attributes(FLOW_ATTRIBUTES, b, a));
        changed.into_iter().flatten().collect()
    });
    let sort = "boundary";
    items(sort, (&before.boundaries, &after.boundaries), boards, &mut all, &|b: &Boundary, a| {
        let changed = [
            Changed::of("Name", text(&b.name), text(&a.name)),
            Changed::of("Meaning", Some(b.sort.to_text()), Some(a.sort.to_text())),
            moved((b.at, Some(b.size)) != (a.at, Some(a.size))),
        ];
        changed.into_iter().flatten().collect()
    });
    items("note", (&before.notes, &after.notes), boards, &mut all, &|b: &Note, a: &Note| {
        let mut changed = vec![
            Changed::of("Text", text(&b.text), text(&a.text)),
            moved((b.at, b.size) != (a.at, a.size)),
        ];
        changed.extend(attributes(NOTE_ATTRIBUTES, b, a));
        changed.into_iter().flatten().collect()
    });
    let sort = "scenario";
    items(sort, (&before.scenarios, &after.scenarios), boards, &mut all, &|b: &Scenario, a| {
        let what = |board: &Board, one: &Scenario| {
            let all: Vec<String> = one.changes.iter().map(|c| c.sentence(board)).collect();
            text(&all.join("; "))
        };
        let changed = [
            Changed::of("Name", text(&b.name), text(&a.name)),
            Changed::of("What happens", what(before, b), what(after, a)),
            Changed::of("Length", b.length.map(|l| l.to_text()), a.length.map(|l| l.to_text())),
        ];
        changed.into_iter().flatten().collect()
    });
    decisions(before, after, &mut all);
    all
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn moved(moved: bool) -> Option<Changed> {
    let nothing = Some(String::new());
    moved.then(|| Changed { what: "Moved".to_owned(), before: nothing.clone(), after: nothing })
}

fn attributes<T>(table: &'static [Attribute<T>], before: &T, after: &T) -> Vec<Option<Changed>> {
    let one = |attribute: &Attribute<T>| {
        Changed::of(attribute.label, (attribute.get)(before), (attribute.get)(after))
    };
    table.iter().map(one).collect()
}

fn node(before: &Node, after: &Node) -> Vec<Changed> {
    let kind = |node: &Node| Some(node.kind.label.to_owned());
    let mut changed = vec![
        Changed::of("Name", text(&before.name), text(&after.name)),
        Changed::of("Kind", kind(before), kind(after)),
        moved((before.at, before.size) != (after.at, after.size)),
        Changed::of(
            "Locked",
            before.locked.then(|| "yes".into()),
            after.locked.then(|| "yes".into()),
        ),
    ];
    changed.extend(attributes(NODE_ATTRIBUTES, before, after));
    let same = |name: &str, node: &Node| node.data.iter().find(|data| data.name == name).cloned();
    for data in &after.data {
        match same(&data.name, before) {
            None => changed.push(Changed::of("Data", None, Some(data.name.clone()))),
            Some(earlier) => {
                changed.extend(attributes(DATA_ATTRIBUTES, &earlier, data).into_iter().map(
                    |one| {
                        one.map(|one| Changed {
                            what: format!("{} of {}", one.what, data.name),
                            ..one
                        })
                    },
                ));
            }
        }
    }
    for data in &before.data {
        if same(&data.name, after).is_none() {
            changed.push(Changed::of("Data", Some(data.name.clone()), None));
        }
    }
    changed.into_iter().flatten().collect()
}

fn items<T: Item>(
    sort: &'static str,
    (before, after): (&Items<T>, &Items<T>),
    (earlier, later): (&Board, &Board),
    all: &mut Vec<Difference>,
    compare: &dyn Fn(&T, &T) -> Vec<Changed>,
) where
    T::Id: Clone + Into<ElementId>,
{
    for item in after.iter() {
        let of: ElementId = item.id().clone().into();
        let name = later.name_of(&of);
        match before.get(of.as_str()) {
            None => all.push(Difference { sort, of, name, how: How::Added }),
            Some(was) => {
                let changed = compare(was, item);
                if !changed.is_empty() {
                    all.push(Difference { sort, of, name, how: How::Changed(changed) });
                }
            }
        }
    }
    for item in before.iter() {
        let of: ElementId = item.id().clone().into();
        if after.get(of.as_str()).is_none() {
            let name = earlier.name_of(&of);
            all.push(Difference { sort, of, name, how: How::Removed });
        }
    }
}

fn of_board(before: &Board, after: &Board, all: &mut Vec<Difference>) {
    let regions = |board: &Board| text(&board.regions.join(", "));
    let walk = |board: &Board| {
        let notes: Vec<&str> = board.walk.iter().map(|view| view.note.as_str()).collect();
        text(&notes.join(" / "))
    };
    let changed = [
        Changed::of("Title", text(&before.title), text(&after.title)),
        Changed::of("About", text(&before.about), text(&after.about)),
        Changed::of(
            "Budget",
            before.budget.map(|b| b.to_text()),
            after.budget.map(|b| b.to_text()),
        ),
        Changed::of(
            "Developers",
            before.developers.map(|b| b.to_text()),
            after.developers.map(|b| b.to_text()),
        ),
        Changed::of("Regions", regions(before), regions(after)),
        Changed::of("Walkthrough", walk(before), walk(after)),
    ];
    let changed: Vec<Changed> = changed.into_iter().flatten().collect();
    if !changed.is_empty() {
        let name = after.title.clone();
        all.push(Difference {
            sort: "board",
            of: ElementId::Board,
            name,
            how: How::Changed(changed),
        });
    }
}

fn decisions(before: &Board, after: &Board, all: &mut Vec<Difference>) {
    let said = |board: &Board, question: &str| {
        let decision = board.decisions.get(question)?;
        Some(format!("{}: {}", decision.ruling.word(), decision.reason))
    };
    let earlier = before.decisions.iter().map(|d| d.question.as_str());
    let later = after.decisions.iter().map(|d| d.question.as_str());
    let mut questions: Vec<&str> = later.chain(earlier).collect();
    let mut seen = std::collections::BTreeSet::new();
    questions.retain(|question| seen.insert(*question));
    for question in questions {
        let (was, is) = (said(before, question), said(after, question));
        if let Some(changed) = Changed::of("Decision", was, is) {
            let how = How::Changed(vec![changed]);
            let name = question.to_owned();
            all.push(Difference { sort: "decision", of: ElementId::Board, name, how });
        }
    }
}
