//! Which frames lie near a place: a grid of cells, so that a large board stays fast.

use std::collections::HashMap;

use crate::model::Rect;

/// Side of a cell, in board units.
const CELL: f32 = 256.0;
/// A frame over more cells than this is kept aside and always looked at.
const MOST_CELLS: f32 = 64.0;

/// Frames, found by where they lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    frames: Vec<Rect>,
    cells: HashMap<(i32, i32), Vec<u32>>,
    large: Vec<u32>,
}

impl Near {
    /// All these frames; a frame is named by its place in the list.
    pub(super) fn of(frames: &[Rect]) -> Self {
        let mut near = Self::default();
        for frame in frames {
            near.add(*frame);
        }
        near
    }

    /// Adds a frame at the end of the list.
    pub(super) fn add(&mut self, frame: Rect) {
        let index = self.frames.len() as u32;
        self.frames.push(frame);
        if too_many_cells(frame) {
            self.large.push(index);
            return;
        }
        for cell in cells(frame) {
            self.cells.entry(cell).or_default().push(index);
        }
    }

    /// Calls `found` with each frame that touches a rectangle; with some of them more than once.
    pub(super) fn touching(&self, rect: Rect, mut found: impl FnMut(usize, Rect)) {
        let mut look = |index: u32| {
            if let Some(frame) = self.frames.get(index as usize)
                && frame.touches(rect)
            {
                found(index as usize, *frame);
            }
        };
        if too_many_cells(rect) {
            (0..self.frames.len() as u32).for_each(look);
            return;
        }
        self.large.iter().copied().for_each(&mut look);
        for cell in cells(rect) {
            if let Some(indices) = self.cells.get(&cell) {
                indices.iter().copied().for_each(&mut look);
            }
        }
    }
}

fn too_many_cells(rect: Rect) -> bool {
    (rect.width() / CELL + 1.0) * (rect.height() / CELL + 1.0) > MOST_CELLS
}

fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    let cell = |at: f32| (at / CELL).floor() as i32;
    let (left, right) = (cell(rect.min.x), cell(rect.max.x));
    let (top, bottom) = (cell(rect.min.y), cell(rect.max.y));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}
