//! A board as plain nodes, links and groups, as formats of other drawing tools know them.

use super::Options;
use crate::edit::extract;
use crate::model::{Board, ElementId, Interaction, Silhouette};

/// What a diagram of another tool is made of. Keys are made here and are safe in every format;
/// texts are people's own and have to be escaped.
pub(super) struct Outline {
    /// What the board is called.
    pub(super) title: String,
    /// Every node, in order.
    pub(super) nodes: Vec<OutlineNode>,
    /// Every link between two of them.
    pub(super) links: Vec<OutlineLink>,
    /// Names of groups.
    pub(super) groups: Vec<String>,
}

/// A box.
pub(super) struct OutlineNode {
    /// `n1`.
    pub(super) key: String,
    /// What people call it, and what sort of box it is.
    pub(super) lines: [String; 2],
    /// Its outline.
    pub(super) silhouette: Silhouette,
    /// The smallest group it stands in.
    pub(super) group: Option<usize>,
}

/// An arrow.
pub(super) struct OutlineLink {
    /// Key of its tail.
    pub(super) from: String,
    /// Key of its head.
    pub(super) to: String,
    /// What is written on it; empty for nothing.
    pub(super) label: String,
    /// What sort of arrow it is.
    pub(super) interaction: Interaction,
}

impl Outline {
    /// The board, or the part of it that is selected.
    pub(super) fn of(board: &Board, options: &Options) -> Self {
        let part = options.selection.as_ref().map(|selection| {
            let selected: Vec<ElementId> = selection.iter().cloned().collect();
            extract(board, &selected)
        });
        let board = part.as_ref().unwrap_or(board);
        let key = |at: usize| format!("n{}", at + 1);
        let area = |at: usize| {
            let size =
                board.boundaries.at(at).map_or((0.0, 0.0), |b| (b.size.width, b.size.height));
            size.0 * size.1
        };
        let nodes = board
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| {
                let around = board.boundaries.iter().enumerate();
                let around = around.filter(|(_, boundary)| boundary.rect().contains(node.at));
                let group = around.map(|(at, _)| at).min_by(|a, b| area(*a).total_cmp(&area(*b)));
                OutlineNode {
                    key: key(at),
                    lines: [node.name.clone(), node.kind.label.to_owned()],
                    silhouette: node.kind.silhouette,
                    group,
                }
            })
            .collect();
        let links = board
            .links
            .iter()
            .filter_map(|link| {
                let from = board.nodes.position(link.from.as_str())?;
                let to = board.nodes.position(link.to.as_str())?;
                Some(OutlineLink {
                    from: key(from),
                    to: key(to),
                    label: link.name.clone(),
                    interaction: link.interaction,
                })
            })
            .collect();
        let groups = board.boundaries.iter().map(|boundary| boundary.name.clone()).collect();
        Self { title: board.title.clone(), nodes, links, groups }
    }

    /// The nodes of a group, or of none.
    pub(super) fn members(&self, group: Option<usize>) -> impl Iterator<Item = &OutlineNode> {
        self.nodes.iter().filter(move |node| node.group == group)
    }
}

/// Without what no text of a diagram may hold: control characters other than a new line, and what
/// is no character in XML.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(|c| *c == '\n' || shown(c)).collect()
}
