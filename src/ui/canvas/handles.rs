//! Where handles lie: four that connect beside a node, four that resize at the corners.

use crate::model::{Board, ElementId, NodeId, Point, Rect};
use crate::scene::Geometry;

/// How near the pointer must come to a handle, in screen points.
pub(super) const REACH_POINTS: f32 = 10.0;
/// How far a connecting handle stands from its node, in screen points.
pub(super) const STAND_POINTS: f32 = 16.0;
/// Handles of a hovered node stay while the pointer is this near, in screen points.
pub(super) const LINGER_POINTS: f32 = 28.0;

/// A side of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// To the right.
    Right,
    /// Below.
    Bottom,
    /// To the left.
    Left,
    /// Above.
    Top,
}

impl Side {
    /// Clockwise from the right.
    pub const ALL: [Self; 4] = [Self::Right, Self::Bottom, Self::Left, Self::Top];

    /// One step outwards.
    pub fn direction(self) -> Point {
        match self {
            Self::Right => Point::new(1.0, 0.0),
            Self::Bottom => Point::new(0.0, 1.0),
            Self::Left => Point::new(-1.0, 0.0),
            Self::Top => Point::new(0.0, -1.0),
        }
    }

    /// The middle of this side of a frame.
    pub fn middle(self, frame: Rect) -> Point {
        let centre = frame.centre();
        let out = self.direction();
        Point::new(centre.x + out.x * frame.width() / 2.0, centre.y + out.y * frame.height() / 2.0)
    }

    /// Where the connecting handle of this side stands.
    pub fn handle(self, frame: Rect, zoom: f32) -> Point {
        let out = self.direction();
        let stand = STAND_POINTS / zoom;
        self.middle(frame).offset(Point::new(out.x * stand, out.y * stand))
    }
}

/// A corner of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Corner {
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// Bottom right.
    BottomRight,
    /// Bottom left.
    BottomLeft,
}

impl Corner {
    /// Clockwise from the top left.
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomRight, Self::BottomLeft];

    /// Where it lies on a frame.
    pub fn of(self, frame: Rect) -> Point {
        match self {
            Self::TopLeft => frame.min,
            Self::TopRight => Point::new(frame.max.x, frame.min.y),
            Self::BottomRight => frame.max,
            Self::BottomLeft => Point::new(frame.min.x, frame.max.y),
        }
    }

    /// The corner that stays while this one is dragged.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::TopLeft => Self::BottomRight,
            Self::TopRight => Self::BottomLeft,
            Self::BottomRight => Self::TopLeft,
            Self::BottomLeft => Self::TopRight,
        }
    }
}

/// The frame of a node.
pub(super) fn node_frame(board: &Board, geometry: &Geometry, node: &NodeId) -> Option<Rect> {
    let frame = geometry.nodes.get(board.nodes.position(node.as_str())?).copied();
    frame.filter(|frame| is_somewhere(*frame))
}

/// False for a frame that nobody could see or drag.
fn is_somewhere(frame: Rect) -> bool {
    frame.min.is_finite() && frame.max.is_finite()
}

/// The frame of an element that has one: a link has the rectangle around its path.
pub fn frame_of(board: &Board, geometry: &Geometry, element: &ElementId) -> Option<Rect> {
    let frame = match element {
        ElementId::Node(id) => node_frame(board, geometry, id),
        ElementId::Note(id) => geometry.notes.get(board.notes.position(id.as_str())?).copied(),
        ElementId::Boundary(id) => {
            geometry.boundaries.get(board.boundaries.position(id.as_str())?).copied()
        }
        ElementId::Link(id) => {
            let path = geometry.links.get(board.links.position(id.as_str())?)?;
            let first = *path.points.first()?;
            let around = path.points.iter().fold(Rect { min: first, max: first }, |rect, point| {
                rect.union(Rect { min: *point, max: *point })
            });
            Some(path.label.map_or(around, |label| around.union(label)))
        }
        ElementId::Flow(_) | ElementId::Scenario(_) | ElementId::Board => None,
    };
    frame.filter(|frame| is_somewhere(*frame))
}

/// The frame of an element that may be resized.
pub(super) fn resizable(board: &Board, geometry: &Geometry, element: &ElementId) -> Option<Rect> {
    let free = match element {
        ElementId::Node(id) => board.nodes.get(id.as_str()).is_some_and(|node| !node.locked),
        ElementId::Note(_) | ElementId::Boundary(_) => true,
        ElementId::Link(_) | ElementId::Flow(_) | ElementId::Scenario(_) | ElementId::Board => {
            false
        }
    };
    if free { frame_of(board, geometry, element) } else { None }
}
