//! Names of what is painted, for screen readers and for tests: paint alone is invisible to them.

use std::collections::BTreeMap;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Rect as ScreenRect, Sense, WidgetInfo};

use super::overlay::screen_rect;
use crate::model::{Board, ElementId, Link, Node, NodeId};
use crate::rules::Verdict;
use crate::ui::View;

/// Elements named at a time; a screen full of more is read in parts.
const MOST: usize = 300;

/// How many problems each element has, kept while the answers stay the same.
#[derive(Default)]
pub(super) struct Problems {
    of: Option<(u64, bool, usize)>,
    counts: BTreeMap<ElementId, usize>,
}

impl Problems {
    fn refresh(&mut self, view: &View<'_>) {
        let answers = view.review.answers();
        let key = (view.revision, view.asking, answers.as_ptr() as usize);
        if self.of == Some(key) {
            return;
        }
        self.of = Some(key);
        self.counts.clear();
        for answer in answers {
            if matches!(answer.verdict, Verdict::Breaks | Verdict::Watch)
                && let Some(subject) = answer.subjects.first()
            {
                *self.counts.entry(subject.clone()).or_default() += 1;
            }
        }
    }

    fn of(&self, element: &ElementId) -> usize {
        self.counts.get(element).copied().unwrap_or_default()
    }

    /// Names every visible node and link, without taking part in the pointer's work.
    pub(super) fn name_ui(
        &mut self,
        ui: &egui::Ui,
        canvas: ScreenRect,
        view: &View<'_>,
        played: &dyn Fn(&NodeId) -> String,
    ) {
        self.refresh(view);
        let camera = view.session.camera;
        let visible = camera.visible(canvas);
        let base = ui.scope_id().with("elements");
        let mut left = MOST;
        let degrees = degrees(view.board);
        for (node, frame) in view.board.nodes.iter().zip(&view.geometry.nodes) {
            if left == 0 || !frame.touches(visible) {
                continue;
            }
            left -= 1;
            let rect = screen_rect(camera, canvas, *frame);
            let id = base.with(("node", node.id.as_str()));
            let problems = self.of(&node.id.clone().into());
            ui.interact(rect, id, Sense::hover()).widget_info(|| {
                let (into, out) = degrees.get(&node.id).copied().unwrap_or_default();
                WidgetInfo::labeled(
                    Role::GraphicsObject,
                    true,
                    node_label(node, into, out, problems) + &played(&node.id),
                )
            });
        }
        for (link, path) in view.board.links.iter().zip(&view.geometry.links) {
            let Some(first) = path.points.first() else { continue };
            let around = path
                .points
                .iter()
                .fold(crate::model::Rect { min: *first, max: *first }, |rect, p| {
                    rect.union(crate::model::Rect { min: *p, max: *p })
                });
            if left == 0 || !around.touches(visible) {
                continue;
            }
            left -= 1;
            let rect = screen_rect(camera, canvas, around).expand(1.0);
            let id = base.with(("link", link.id.as_str()));
            let problems = self.of(&link.id.clone().into());
            ui.interact(rect, id, Sense::hover()).widget_info(|| {
                let label = link_label(view.board, link, problems);
                WidgetInfo::labeled(Role::GraphicsSymbol, true, label)
            });
        }
    }
}

/// Links into and out of each node.
fn degrees(board: &Board) -> BTreeMap<&NodeId, (usize, usize)> {
    let mut degrees: BTreeMap<&NodeId, (usize, usize)> = BTreeMap::new();
    for link in board.links.iter() {
        degrees.entry(&link.from).or_default().1 += 1;
        degrees.entry(&link.to).or_default().0 += 1;
    }
    degrees
}

/// "Relational database Stock, 1 in, 0 out, 2 problems".
fn node_label(node: &Node, into: usize, out: usize, problems: usize) -> String {
    let kind = node.kind.label;
    format!("{kind} {}, {into} in, {out} out{}", node.name, problems_text(problems))
}

/// "Read from Orders to Stock, 1 problem".
fn link_label(board: &Board, link: &Link, problems: usize) -> String {
    let word = link.interaction.word();
    let mut letters = word.chars();
    let sort: String =
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let from = board.name_of(&link.from.clone().into());
    let to = board.name_of(&link.to.clone().into());
    format!("{sort} from {from} to {to}{}", problems_text(problems))
}

fn problems_text(problems: usize) -> String {
    match problems {
        0 => String::new(),
        1 => ", 1 problem".to_owned(),
        n => format!(", {n} problems"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::canvas::sketch;

    #[test]
    fn a_node_says_what_it_is_and_how_it_is_linked() {
        let (board, _) = sketch::two_nodes();
        let node = board.nodes.at(1).unwrap();
        let (into, out) = degrees(&board)[&node.id];
        assert_eq!(node_label(node, into, out, 2), "Service B, 1 in, 0 out, 2 problems");
        assert_eq!(
            link_label(&board, board.links.at(0).unwrap(), 1),
            "Call from A to B, 1 problem"
        );
    }
}
