//! Boundaries as blocks: what each holds is laid out by itself, then it stands as one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, layered};
use crate::model::{Board, ElementId, Point, Rect, Size};

/// Between the frame of a boundary and what it holds, in board units.
const PAD: f32 = 24.0;
/// The same above, where its title stands.
const TITLE: f32 = 44.0;
/// Notes keep this far from nodes.
const NOTE_GAP: f32 = 16.0;
/// Places tried for a note that would cover a node.
const NOTE_PLACES: i16 = 60;

/// Where things stand now: frames in the order of the board's lists, and how wide the label of
/// each link is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// Frames of nodes.
    pub nodes: &'a [Rect],
    /// Frames of notes.
    pub notes: &'a [Rect],
    /// Frames of boundaries.
    pub boundaries: &'a [Rect],
    /// Widths of the labels of links; zero for none.
    pub labels: &'a [f32],
}

/// The new frames of everything that moves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tidied {
    /// Elements with their new frames, nodes first.
    pub frames: Vec<(ElementId, Rect)>,
}

/// Something that is placed as one: a node, or a group of boundaries with all they hold.
#[derive(Clone, Debug)]
enum Thing {
    Node(usize),
    Group(usize),
}

/// Boundaries that are placed as one: a single one whose contents are laid out, or several that
/// overlap and stay as they are.
#[derive(Clone, Debug)]
struct Group {
    boundaries: Vec<usize>,
    frame: Rect,
    parent: Option<usize>,
}

impl Group {
    fn is_rigid(&self) -> bool {
        self.boundaries.len() > 1
    }
}

/// Lays out the whole board, or only the elements named; locked nodes stay. Nothing when there is
/// nothing to move.
///
/// The top left corner of all that is laid out stays where it is.
pub fn tidy(board: &Board, now: Standing<'_>, only: Option<&BTreeSet<ElementId>>) -> Tidied {
    let is_meant = |element: ElementId| only.is_none_or(|only| only.contains(&element));
    let groups = groups(board, now, only);
    let mut plan = Plan { now, groups, homes: BTreeMap::new(), edges: Vec::new() };
    for (i, node) in board.nodes.iter().enumerate() {
        let Some(frame) = now.nodes.get(i) else { continue };
        let home = plan.home_of(frame.centre());
        let in_group = home.is_some();
        if !node.locked && (in_group || is_meant(node.id.clone().into())) {
            plan.homes.insert(i, home);
        }
    }
    let places: BTreeMap<&str, usize> =
        board.nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
    for (i, link) in board.links.iter().enumerate() {
        let ends = places.get(link.from.as_str()).zip(places.get(link.to.as_str()));
        let Some((from, to)) = ends else { continue };
        let label = now.labels.get(i).copied().unwrap_or(0.0);
        plan.edges.push(Edge { from: *from, to: *to, label });
    }
    let mut laid = Frames::default();
    let around = plan.lay(None, &mut laid);
    let old = plan.around();
    let (Some(around), Some(old)) = (around, old) else { return Tidied::default() };
    let by = old.min.minus(around.min);
    laid.shift(by);
    plan.told(board, &laid, &is_meant)
}

#[derive(Default)]
struct Frames {
    nodes: BTreeMap<usize, Rect>,
    boundaries: BTreeMap<usize, Rect>,
}

impl Frames {
    fn shift(&mut self, by: Point) {
        for frame in self.nodes.values_mut().chain(self.boundaries.values_mut()) {
            *frame = frame.moved(by);
        }
    }

    fn extend(&mut self, other: Self) {
        self.nodes.extend(other.nodes);
        self.boundaries.extend(other.boundaries);
    }
}

struct Plan<'a> {
    now: Standing<'a>,
    groups: Vec<Group>,
    /// The nodes to be placed, each with the smallest group around it.
    homes: BTreeMap<usize, Option<usize>>,
    edges: Vec<Edge>,
}

impl Plan<'_> {
    /// The smallest group a place lies in.
    fn home_of(&self, at: Point) -> Option<usize> {
        let inside = |group: &Group| {
            let frames = group.boundaries.iter().filter_map(|i| self.now.boundaries.get(*i));
            frames.clone().any(|frame| frame.contains(at))
        };
        let area = |group: &Group| group.frame.width() * group.frame.height();
        let found = self.groups.iter().enumerate().filter(|(_, group)| inside(group));
        found.min_by(|a, b| area(a.1).total_cmp(&area(b.1))).map(|(i, _)| i)
    }

    /// The group at this level that holds another: itself, or the ancestor whose parent it is.
    fn at_level(&self, mut group: usize, level: Option<usize>) -> Option<usize> {
        loop {
            let parent = self.groups.get(group)?.parent;
            if parent == level {
                return Some(group);
            }
            group = parent?;
        }
    }

    /// Places everything inside a group (or on the board), with the top left corner anywhere;
    /// returns the frame around it.
    fn lay(&self, level: Option<usize>, laid: &mut Frames) -> Option<Rect> {
        let mut things: Vec<Thing> = Vec::new();
        let mut inner: Vec<(Frames, Rect)> = Vec::new();
        let mut thing_of_node: BTreeMap<usize, usize> = BTreeMap::new();
        let mut thing_of_group: BTreeMap<usize, usize> = BTreeMap::new();
        for (i, group) in self.groups.iter().enumerate().filter(|(_, g)| g.parent == level) {
            thing_of_group.insert(i, things.len());
            things.push(Thing::Group(i));
            inner.push(self.lay_group(i, group));
        }
        for (node, home) in &self.homes {
            if *home == level {
                thing_of_node.insert(*node, things.len());
                things.push(Thing::Node(*node));
                let frame = self.now.nodes.get(*node).copied().unwrap_or_default();
                inner.push((Frames { nodes: [(*node, frame)].into(), ..Frames::default() }, frame));
            }
        }
        if things.is_empty() {
            return None;
        }
        let thing_of = |node: usize| {
            let home = *self.homes.get(&node)?;
            match home {
                home if home == level => thing_of_node.get(&node).copied(),
                Some(group) => thing_of_group.get(&self.at_level(group, level)?).copied(),
                None => None,
            }
        };
        let edges: Vec<Edge> = self
            .edges
            .iter()
            .filter_map(|edge| {
                let (from, to) = (thing_of(edge.from)?, thing_of(edge.to)?);
                (from != to).then_some(Edge { from, to, label: edge.label })
            })
            .collect();
        let sizes: Vec<Size> = inner.iter().map(|(_, frame)| frame.size()).collect();
        let drawn: Vec<Point> = things
            .iter()
            .map(|thing| match thing {
                Thing::Node(i) => {
                    self.now.nodes.get(*i).map_or_else(Point::default, |f| f.centre())
                }
                Thing::Group(i) => {
                    self.groups.get(*i).map_or_else(Point::default, |g| g.frame.centre())
                }
            })
            .collect();
        let places = layered(&sizes, &drawn, &edges);
        let mut around: Option<Rect> = None;
        for ((mut frames, frame), place) in inner.into_iter().zip(places) {
            let by = place.minus(frame.centre());
            let by = Point::new(by.x.round(), by.y.round());
            frames.shift(by);
            let frame = frame.moved(by);
            around = Some(around.map_or(frame, |all| all.union(frame)));
            laid.extend(frames);
        }
        around
    }

    /// What a group holds in its new places, with the frame around it.
    fn lay_group(&self, index: usize, group: &Group) -> (Frames, Rect) {
        let mut frames = Frames::default();
        if group.is_rigid() {
            let inside =
                |home: &Option<usize>| home.is_some_and(|home| self.is_within(home, index));
            for (node, _) in self.homes.iter().filter(|(_, home)| inside(home)) {
                let frame = self.now.nodes.get(*node).copied().unwrap_or_default();
                frames.nodes.insert(*node, frame);
            }
            for (i, other) in self.groups.iter().enumerate() {
                if self.is_within(i, index) {
                    for boundary in &other.boundaries {
                        let frame = self.now.boundaries.get(*boundary).copied().unwrap_or_default();
                        frames.boundaries.insert(*boundary, frame);
                    }
                }
            }
            return (frames, group.frame);
        }
        let own = group.boundaries.first().copied().unwrap_or_default();
        let frame = match self.lay(Some(index), &mut frames) {
            Some(inner) => Rect {
                min: Point::new(inner.min.x - PAD, inner.min.y - TITLE),
                max: Point::new(inner.max.x + PAD, inner.max.y + PAD),
            },
            None => group.frame,
        };
        frames.boundaries.insert(own, frame);
        (frames, frame)
    }

    /// Whether a group is another, or lies in it.
    fn is_within(&self, group: usize, outer: usize) -> bool {
        let mut at = Some(group);
        while let Some(here) = at {
            if here == outer {
                return true;
            }
            at = self.groups.get(here).and_then(|group| group.parent);
        }
        false
    }

    /// The frame around all that is laid out, as it is now.
    fn around(&self) -> Option<Rect> {
        let nodes = self.homes.keys().filter_map(|i| self.now.nodes.get(*i).copied());
        let groups = self.groups.iter().map(|group| group.frame);
        nodes.chain(groups).reduce(Rect::union)
    }

    fn told(&self, board: &Board, laid: &Frames, is_meant: &dyn Fn(ElementId) -> bool) -> Tidied {
        let mut notes: Vec<(ElementId, Rect)> = Vec::new();
        let mut taken: Vec<Rect> = board
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(i, _)| laid.nodes.get(&i).or(self.now.nodes.get(i)).copied())
            .collect();
        for (i, note) in board.notes.iter().enumerate() {
            let Some(frame) = self.now.notes.get(i) else { continue };
            if !is_meant(note.id.clone().into()) {
                continue;
            }
            // A note stays beside the node it stands next to.
            let near = laid.nodes.iter().filter_map(|(i, new)| {
                let old = self.now.nodes.get(*i)?;
                Some((old.centre().distance(frame.centre()), new.centre().minus(old.centre())))
            });
            let Some((_, by)) = near.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            let place = free_place(frame.moved(by), &taken);
            taken.push(place);
            if place != *frame {
                notes.push((note.id.clone().into(), place));
            }
        }
        let mut frames: Vec<(ElementId, Rect)> = Vec::new();
        for (i, frame) in &laid.nodes {
            let old = self.now.nodes.get(*i);
            if let Some(node) = board.nodes.at(*i).filter(|_| old != Some(frame)) {
                frames.push((node.id.clone().into(), *frame));
            }
        }
        for (i, frame) in &laid.boundaries {
            let old = self.now.boundaries.get(*i);
            if let Some(boundary) = board.boundaries.at(*i).filter(|_| old != Some(frame)) {
                frames.push((boundary.id.clone().into(), *frame));
            }
        }
        frames.extend(notes);
        Tidied { frames }
    }
}

/// The nearest place for a note that covers nothing, first below.
fn free_place(frame: Rect, taken: &[Rect]) -> Rect {
    let is_free =
        |frame: Rect| !taken.iter().any(|other| other.grown(NOTE_GAP - 1.0).touches(frame));
    for step in 0..NOTE_PLACES {
        let far = f32::from(step) * 24.0;
        for by in [
            Point::new(0.0, far),
            Point::new(0.0, -far),
            Point::new(far, 0.0),
            Point::new(-far, 0.0),
        ] {
            if is_free(frame.moved(by)) {
                return frame.moved(by);
            }
        }
    }
    frame
}

/// The boundaries to be laid out, in groups that hold each other.
fn groups(board: &Board, now: Standing<'_>, only: Option<&BTreeSet<ElementId>>) -> Vec<Group> {
    let meant: Vec<usize> = board
        .boundaries
        .iter()
        .enumerate()
        .filter(|(i, boundary)| {
            only.is_none_or(|only| {
                let held = now.boundaries.get(*i).copied().unwrap_or_default();
                let nodes = board.nodes.iter().zip(now.nodes);
                let mut inside =
                    nodes.filter(|(_, frame)| held.contains(frame.centre())).peekable();
                // A boundary goes along when it is selected, or all it holds.
                only.contains(&boundary.id.clone().into())
                    || inside.peek().is_some()
                        && inside.all(|(node, _)| only.contains(&node.id.clone().into()))
            })
        })
        .map(|(i, _)| i)
        .collect();
    let frame = |i: &usize| now.boundaries.get(*i).copied().unwrap_or_default();
    let overlap = |a: Rect, b: Rect| a.touches(b) && !a.encloses(b) && !b.encloses(a);
    let mut groups: Vec<Group> = Vec::new();
    for boundary in meant {
        let mut group = Group { boundaries: vec![boundary], frame: frame(&boundary), parent: None };
        // Whatever overlaps joins; the larger frame may then overlap others.
        while let Some(at) = groups.iter().position(|other| overlap(other.frame, group.frame)) {
            let other = groups.swap_remove(at);
            group.boundaries.extend(other.boundaries);
            group.frame = group.frame.union(other.frame);
        }
        groups.push(group);
    }
    let area = |rect: Rect| rect.width() * rect.height();
    let frames: Vec<Rect> = groups.iter().map(|group| group.frame).collect();
    for (i, group) in groups.iter_mut().enumerate() {
        group.boundaries.sort_unstable();
        let holders = frames.iter().enumerate().filter(|(j, other)| {
            // Of two alike the first holds the other.
            let alike = **other == group.frame;
            *j != i && other.encloses(group.frame) && (!alike || *j < i)
        });
        group.parent = holders.min_by(|a, b| area(*a.1).total_cmp(&area(*b.1))).map(|(j, _)| j);
    }
    groups
}
