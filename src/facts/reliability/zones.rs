//! Which zones the copies of a node stand in: what goes dark together.
//!
//! A node inside a drawn zone stands there with all its copies. A node that says over how many zones
//! it is spread begins in the zone it is drawn in, goes on with the others on the board, and then
//! with zones nobody drew; they are the same zones for every node, as the zones of a region are. A
//! node that says neither stands nowhere in particular: that its zone may go dark is part of its own
//! availability.

use crate::model::boundary::BoundarySort;
use crate::model::{Board, BoundaryId, Known, Node, Rect};

/// Share of time a zone is dark while nobody says otherwise: about an hour a year.
pub const ZONE_DARK: f64 = 1e-4;
/// What that is called.
pub(crate) const ZONE_DARK_LABEL: &str =
    "share of time a zone is dark, about an hour a year (no provider publishes it)";

/// Most zones copies are spread over.
const MOST_ZONES: f64 = 16.0;

/// A zone: the drawn ones first, in the board's order; after them zones nobody drew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(pub u32);

/// The zones of a board.
#[derive(Clone, Debug, Default)]
pub struct Zones {
    /// Frame and place among the board's boundaries.
    drawn: Vec<(Rect, u32)>,
}

impl Zones {
    /// Reads the drawn zones.
    pub fn of(board: &Board) -> Self {
        let zones = board.boundaries.iter().enumerate();
        let zones = zones.filter(|(_, boundary)| boundary.sort == BoundarySort::Zone);
        Self { drawn: zones.map(|(i, boundary)| (boundary.rect(), i as u32)).collect() }
    }

    /// The zones a node's copies are spread over; none when nobody knows.
    pub fn of_node(&self, node: &Node) -> Vec<Zone> {
        let behavior = node.kind.behavior;
        let spread = node.zones.map_or(1.0, Known::base).clamp(1.0, MOST_ZONES) as usize;
        if behavior.starts_requests || (behavior.spans_zones && spread < 2) {
            return Vec::new();
        }
        let home = self.drawn.iter().position(|(frame, _)| frame.contains(node.at));
        if spread < 2 {
            return home.map(|zone| Zone(zone as u32)).into_iter().collect();
        }
        let others = (0..).map(Zone).filter(|zone| Some(zone.0 as usize) != home);
        home.map(|zone| Zone(zone as u32)).into_iter().chain(others).take(spread).collect()
    }

    /// What people call a zone.
    pub fn name(&self, board: &Board, zone: Zone) -> String {
        let drawn = self.drawn.get(zone.0 as usize);
        let boundary = drawn.and_then(|(_, boundary)| board.boundaries.at(*boundary as usize));
        match boundary {
            Some(boundary) if !boundary.name.trim().is_empty() => boundary.name.clone(),
            Some(boundary) => boundary.id.to_string(),
            None => format!("zone {}", zone.0 + 1),
        }
    }

    /// The frame of a zone on the board; none for one nobody drew.
    pub fn boundary(&self, board: &Board, zone: Zone) -> Option<BoundaryId> {
        let (_, boundary) = self.drawn.get(zone.0 as usize)?;
        board.boundaries.at(*boundary as usize).map(|boundary| boundary.id.clone())
    }
}
