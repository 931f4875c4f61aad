//! References: links to nowhere, flows along links that are not there, scenarios about nothing.
//!
//! Decisions stay even when what they are about is gone: what was decided is worth more than a
//! tidy file.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::Renamed;
use super::{Repairs, shown};
use crate::model::{Board, ElementId, Link, LinkId, NodeId, WalkView};

pub(super) fn repair(board: &mut Board, renamed: &Renamed, repairs: &mut Repairs) {
    links(board, renamed, repairs);
    flows(board, renamed, repairs);
    scenarios(board, renamed, repairs);
    walk(board, renamed, repairs);
}

/// Views light what is on the board.
fn walk(board: &mut Board, renamed: &Renamed, repairs: &mut Repairs) {
    if board.walk.len() > WalkView::MOST {
        board.walk.truncate(WalkView::MOST);
        let text = format!("The walkthrough has only its first {} views", WalkView::MOST);
        repairs.say(ElementId::Board, text);
    }
    let there: BTreeSet<String> = board.ids().map(str::to_owned).collect();
    for (at, view) in board.walk.iter_mut().enumerate() {
        for id in &mut view.lit {
            if let Some(new) = renamed.of_any(id) {
                *id = new;
            }
        }
        let before = view.lit.len();
        view.lit.retain(|id| there.contains(id));
        let lost = before - view.lit.len();
        if lost > 0 {
            let text =
                format!("View {} of the walkthrough lit {lost} that are not on the board", at + 1);
            repairs.say(ElementId::Board, text);
        }
    }
}

fn follow<I: Ord + Clone>(id: &mut I, renamed: &BTreeMap<I, I>) {
    if let Some(new) = renamed.get(id) {
        id.clone_from(new);
    }
}

fn links(board: &mut Board, renamed: &Renamed, repairs: &mut Repairs) {
    if !renamed.nodes.is_empty() {
        board.links.change_where(
            |link| renamed.nodes.contains_key(&link.from) || renamed.nodes.contains_key(&link.to),
            |link| {
                follow(&mut link.from, &renamed.nodes);
                follow(&mut link.to, &renamed.nodes);
            },
        );
    }
    let nodes: BTreeSet<NodeId> = board.nodes.iter().map(|node| node.id.clone()).collect();
    let broken = |link: &Link| -> Option<String> {
        let lost = [&link.from, &link.to].into_iter().find(|id| !nodes.contains(*id));
        match lost {
            Some(id) => Some(format!("its end {} is not on the board", shown(id.as_str()))),
            None if link.from == link.to => Some("it led from a node to itself".to_owned()),
            None => None,
        }
    };
    for link in board.links.iter() {
        if let Some(why) = broken(link) {
            let id = shown(link.id.as_str());
            repairs.say(link.id.clone(), format!("The link {id} was left out: {why}"));
        }
    }
    board.links.retain(|link| broken(link).is_none());
}

fn flows(board: &mut Board, renamed: &Renamed, repairs: &mut Repairs) {
    let links: BTreeSet<LinkId> = board.links.iter().map(|link| link.id.clone()).collect();
    let damaged = |id: &LinkId| renamed.links.contains_key(id) || !links.contains(id);
    board.flows.change_where(
        |flow| flow.links.iter().any(damaged),
        |flow| {
            for link in &mut flow.links {
                follow(link, &renamed.links);
            }
            let mut lost = flow.links.clone();
            lost.retain(|link| !links.contains(link));
            flow.links.retain(|link| links.contains(link));
            for link in lost {
                let (flow_id, link) = (shown(flow.id.as_str()), shown(link.as_str()));
                repairs.say(
                    flow.id.clone(),
                    format!("The flow {flow_id} went along the link {link}, which is not on the board: it goes without it"),
                );
            }
        },
    );
}

fn scenarios(board: &mut Board, renamed: &Renamed, repairs: &mut Repairs) {
    let there: BTreeSet<ElementId> = board.elements().collect();
    board.scenarios.change_where(
        |scenario| !scenario.changes.is_empty(),
        |scenario| {
            let id = scenario.id.clone();
            scenario.changes.retain_mut(|change| {
                if let Some(new) = change.about().and_then(|about| renamed.element(&about)) {
                    change.set_about(&new);
                }
                let lost = change.about().filter(|about| !there.contains(about));
                if let Some(lost) = &lost {
                    let (scenario, lost) = (shown(id.as_str()), shown(lost.as_str()));
                    repairs.say(
                        id.clone(),
                        format!("The scenario {scenario} changed {lost}, which is not on the board: it goes without that"),
                    );
                }
                lost.is_none()
            });
        },
    );
}
