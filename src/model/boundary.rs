//! Boundaries: frames with meaning. A node belongs to every boundary whose frame holds its centre.

use serde::{Deserialize, Serialize};

use super::geometry::{Point, Rect, Size};
use super::id::BoundaryId;
use super::items::Item;
use super::value::choice;

choice!(
    /// What a boundary means.
    BoundarySort, "a sort of boundary" {
        /// A zone: what fails together.
        Zone => "zone",
        /// A region.
        Region => "region",
        /// Who owns it.
        Team => "team",
        /// Inside, callers trust each other.
        Trust => "trust",
    }
);

/// A frame with meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// Unique among boundaries.
    pub id: BoundaryId,
    /// What it means.
    pub sort: BoundarySort,
    /// What people call it.
    pub name: String,
    /// Its centre.
    pub at: Point,
    /// Its width and height.
    pub size: Size,
}

impl Boundary {
    /// Its frame.
    pub fn rect(&self) -> Rect {
        Rect::around(self.at, self.size)
    }
}

impl Item for Boundary {
    type Id = BoundaryId;

    fn id(&self) -> &BoundaryId {
        &self.id
    }
}
