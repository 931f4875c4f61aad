//! Boards as plain lines of text: `orders -> inventory: reserve, call, 120 ms`.
//!
//! A line names two nodes and says what is between them: a name, an interaction, and the numbers
//! a label shows. A line without an arrow names a node alone. People paste such lines from notes
//! and chats, and copy them there.

use std::collections::BTreeMap;

use super::Clip;
use crate::model::units::Seconds;
use crate::model::{
    Board, Effect, ElementId, Interaction, KindRef, Known, Link, LinkId, Node, NodeId, Point,
    Value as _, kinds, link::LINK_ATTRIBUTES,
};

/// Most lines that are read.
const MOST_LINES: usize = 2_000;
/// Longest name that is taken for one.
const LONGEST_NAME: usize = 80;
const ARROWS: [&str; 4] = ["-->", "->", "→", "=>"];

/// Reads lines into a board whose nodes all stand in one place; none when the text is something
/// else: no arrow in it, or a line that says nothing of the kind.
///
/// A node that `board` has already, by its id or its name, keeps its id and kind.
pub fn read(text: &str, board: &Board) -> Option<Clip> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > MOST_LINES {
        return None;
    }
    let mut clip = Clip::default();
    let mut known: BTreeMap<String, NodeId> = BTreeMap::new();
    let mut any = false;
    for line in lines {
        let Some((from, rest)) = split_arrow(line) else {
            // A name alone, as it stands among lines with arrows.
            if line.len() > LONGEST_NAME || line.ends_with(['.', ':', ';', '{', '}']) {
                return None;
            }
            node_of(line, board, &mut clip, &mut known)?;
            continue;
        };
        let (to, said) = match rest.split_once(':') {
            Some((to, said)) => (to.trim(), said.trim()),
            None => (rest, ""),
        };
        let from = node_of(from, board, &mut clip, &mut known)?;
        let to = node_of(to, board, &mut clip, &mut known)?;
        if from == to {
            return None;
        }
        any = true;
        let usual = clip.nodes.get(to.as_str())?.kind.behavior.taken_by;
        // A link that is there already is told more; of several the first.
        let there = board.links.iter().find(|link| {
            (&link.from, &link.to) == (&from, &to) && clip.links.get(link.id.as_str()).is_none()
        });
        let mut link = there.cloned().unwrap_or_else(|| {
            let id = LinkId::new(free_link_id(board, &clip, &from, &to));
            Link::bare(id, from, to.clone(), usual, String::new())
        });
        let named = std::mem::take(&mut link.name);
        for part in said.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(time) = say(&mut link, part) {
                clip.nodes.change(to.as_str(), |node| {
                    node.service_time = node.service_time.or(Some(time));
                });
            }
        }
        if link.name.is_empty() {
            link.name = named;
        }
        clip.links.put(link);
    }
    any.then_some(clip)
}

/// An id for a new link that neither the board nor another line has.
fn free_link_id(board: &Board, clip: &Clip, from: &NodeId, to: &NodeId) -> String {
    let taken = |id: &str| board.ids().any(|other| other == id) || clip.links.get(id).is_some();
    crate::model::board::free_id_among(&format!("{from}-to-{to}"), &taken)
}

fn split_arrow(line: &str) -> Option<(&str, &str)> {
    let (from, to) = ARROWS.iter().find_map(|arrow| line.split_once(arrow))?;
    let (from, to) = (from.trim(), to.trim());
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

/// The node of this name: one that was named before, one of the board, or a new one.
fn node_of(
    name: &str,
    board: &Board,
    clip: &mut Clip,
    known: &mut BTreeMap<String, NodeId>,
) -> Option<NodeId> {
    let name = name.trim().trim_matches(['"', '[', ']', '(', ')']).trim();
    if name.is_empty() || name.len() > LONGEST_NAME {
        return None;
    }
    let key = name.to_lowercase();
    if let Some(id) = known.get(&key) {
        return Some(id.clone());
    }
    let there =
        board.nodes.iter().find(|node| node.id.as_str() == key || node.name.to_lowercase() == key);
    let node = if let Some(node) = there {
        node.clone()
    } else {
        let id = crate::model::board::free_id_among(name, &|id| {
            board.ids().any(|other| other == id) || clip.nodes.get(id).is_some()
        });
        let mut letters = name.chars();
        let first = letters.next()?;
        // Somebody who writes all small letters means no letter by its size.
        let name = if name.chars().any(char::is_uppercase) {
            name.to_owned()
        } else {
            first.to_uppercase().chain(letters).collect()
        };
        Node::bare(NodeId::new(id), kind_of(&key)?, name, Point::default(), None, false, Vec::new())
    };
    let id = node.id.clone();
    clip.nodes.put(node);
    known.insert(key, id.clone());
    Some(id)
}

/// The kind a name speaks of: the first whose label, or the last word of it, it holds.
fn kind_of(name: &str) -> Option<KindRef> {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let speaks_of = |kind: &&KindRef| {
        let label = kind.label.to_lowercase();
        let last = label.rsplit(' ').next().unwrap_or_default().to_owned();
        name.contains(&label) || words.iter().any(|word| *word == last || *word == kind.slug)
    };
    let common = [
        ("db", "relational-db"),
        ("database", "relational-db"),
        ("redis", "cache"),
        ("postgres", "relational-db"),
        ("mysql", "relational-db"),
        ("kafka", "queue"),
        ("browser", "client"),
        ("user", "client"),
        ("users", "client"),
        ("s3", "object-store"),
    ];
    let by_word = common.iter().find(|(word, _)| words.contains(word));
    by_word
        .and_then(|(_, slug)| kinds::by_slug(slug))
        .or_else(|| kinds::ALL.iter().find(speaks_of).copied())
        .or_else(|| kinds::by_slug("service"))
}

/// Takes one of the things a line says into a link; a bare time, which is how long the other end
/// takes, is returned.
fn say(link: &mut Link, part: &str) -> Option<Known<Seconds>> {
    let lower = part.to_lowercase();
    if let Ok(interaction) = Interaction::parse(&lower) {
        link.interaction = interaction;
        return None;
    }
    if let Ok(effect) = Effect::parse(&lower) {
        link.effect = Some(effect);
        return None;
    }
    let mut set = |key: &str, text: &str| {
        let attribute = LINK_ATTRIBUTES.iter().find(|attribute| attribute.key == key);
        attribute.is_some_and(|attribute| (attribute.set)(link, Some(text)).is_ok())
    };
    let after = |word: &str| lower.strip_prefix(word).map(str::trim).map(str::to_owned);
    let before = |word: &str| lower.strip_suffix(word).map(str::trim).map(str::to_owned);
    let taken = after("timeout").is_some_and(|text| set("timeout", &text))
        || after("every").is_some_and(|text| set("poll_interval", &text))
        || after("limit").is_some_and(|text| set("limit", &text))
        || before("retries").or_else(|| before("retry")).is_some_and(|text| set("retries", &text))
        || is_factor(&lower) && set("calls", &lower)
        || lower.ends_with('%') && set("probability", &lower);
    if taken {
        return None;
    }
    if let Ok(time) = Known::<Seconds>::parse(&lower) {
        return Some(time);
    }
    if link.name.is_empty() {
        link.name = part.chars().take(LONGEST_NAME).collect();
    } else {
        link.name = format!("{}, {part}", link.name).chars().take(LONGEST_NAME).collect();
    }
    None
}

/// `2×`, `2x`, `x2`.
fn is_factor(text: &str) -> bool {
    let digits = text.trim_matches(['×', 'x', ' ']);
    digits != text && digits.starts_with(|c: char| c.is_ascii_digit())
}

/// The lines of a board, or of what is selected on it; [`read`] understands them.
pub fn write(board: &Board, selected: &[ElementId]) -> String {
    let is_meant = |element: ElementId| selected.is_empty() || selected.contains(&element);
    let name = |id: &NodeId| {
        board.nodes.get(id.as_str()).map_or_else(|| id.to_string(), |node| node.name.clone())
    };
    let mut lines: Vec<String> = Vec::new();
    for link in board.links.iter() {
        let ends = is_meant(link.from.clone().into()) && is_meant(link.to.clone().into());
        if !is_meant(link.id.clone().into()) && !ends {
            continue;
        }
        let mut said: Vec<String> = Vec::new();
        if !link.name.is_empty() {
            said.push(link.name.replace([',', ':', '\n'], " "));
        }
        said.push(link.interaction.to_text());
        let text = |key: &str| {
            let attribute = LINK_ATTRIBUTES.iter().find(|attribute| attribute.key == key)?;
            (attribute.get)(link)
        };
        said.extend(text("timeout").map(|text| format!("timeout {text}")));
        said.extend(text("retries").map(|text| format!("{text} retries")));
        said.extend(text("calls"));
        said.extend(text("probability"));
        said.extend(text("poll_interval").map(|text| format!("every {text}")));
        said.extend(text("limit").map(|text| format!("limit {text}")));
        lines.push(format!("{} -> {}: {}", name(&link.from), name(&link.to), said.join(", ")));
    }
    for node in board.nodes.iter().filter(|node| is_meant(node.id.clone().into())) {
        if !board.links.iter().any(|link| link.from == node.id || link.to == node.id) {
            lines.push(node.name.clone());
        }
    }
    lines.join("\n")
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "numbers are read, not computed")]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_two_nodes_and_a_link() {
        let clip = read("orders -> inventory: reserve, call, 120 ms", &Board::default()).unwrap();
        let names: Vec<&str> = clip.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["Orders", "Inventory"]);
        let link = clip.links.at(0).unwrap();
        assert_eq!((link.name.as_str(), link.interaction), ("reserve", Interaction::Call));
        assert_eq!(clip.nodes.at(1).unwrap().service_time.unwrap().base(), 0.12);
    }

    #[test]
    fn the_numbers_of_a_label_are_understood() {
        let text = "web --> orders db: timeout 2 s, 3 retries, 40 %, 2×, limit 50/s";
        let clip = read(text, &Board::default()).unwrap();
        let link = clip.links.at(0).unwrap();
        assert_eq!(link.timeout.unwrap().base(), 2.0);
        assert_eq!(link.retries.unwrap().base(), 3.0);
        assert_eq!(link.probability.unwrap().base(), 0.4);
        assert_eq!(link.calls.unwrap().base(), 2.0);
        assert_eq!(link.limit.unwrap().base(), 50.0);
        assert_eq!(clip.nodes.at(1).unwrap().kind.slug, "relational-db");
    }

    #[test]
    fn a_link_that_is_there_is_told_more() {
        let mut board = read("orders -> inventory: reserve", &Board::default()).unwrap();
        let id = board.links.at(0).unwrap().id.clone();
        board.links.change(id.as_str(), |link| link.cancel = Some(true));
        let clip = read("orders -> inventory: timeout 2 s, charges a card", &board).unwrap();
        let link = clip.links.at(0).unwrap();
        assert_eq!((clip.links.len(), &link.id, link.name.as_str()), (1, &id, "reserve"));
        assert_eq!((link.timeout.unwrap().base(), link.cancel), (2.0, Some(true)));
        assert!(link.effect.is_some());
        // Two lines of the same are two links.
        let twice = "orders -> inventory: read\norders -> inventory: write";
        assert_eq!(read(twice, &board).unwrap().links.len(), 2);
    }

    #[test]
    fn prose_and_code_are_no_lines() {
        let board = Board::default();
        for text in [
            "",
            "We should talk about this.\nIt is late.",
            "orders",
            "-> b",
            "a ->",
            "fn main() -> Result {\n    ok();\n}",
            "a -> a",
        ] {
            assert_eq!(read(text, &board), None, "{text}");
        }
    }
}
