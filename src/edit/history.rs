//! Undo and redo by snapshots that share what did not change; without a limit.

use super::apply::{EditError, Step, apply_all};
use crate::model::Board;

/// A board with everything that was done to it.
#[derive(Clone, Debug, Default)]
pub struct History {
    board: Board,
    /// Counts every change, undo and redo included; equal revisions mean equal boards.
    revision: u64,
    done: Vec<Past>,
    undone: Vec<Past>,
}

/// A board as it was, and the label of the step between it and its neighbour.
#[derive(Clone, Debug)]
struct Past {
    label: String,
    board: Board,
}

impl History {
    /// Starts with a board and nothing to undo.
    pub fn new(board: Board) -> Self {
        Self { board, ..Self::default() }
    }

    /// The board as it is now.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Changes with every step, undo and redo; caches compare it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Applies a step. When it fails nothing changes; when it changes nothing, nothing is recorded.
    ///
    /// Returns whether the board changed.
    pub fn apply(&mut self, step: &Step) -> Result<bool, EditError> {
        let mut changed = self.board.clone();
        apply_all(&mut changed, &step.edits)?;
        if changed == self.board {
            return Ok(false);
        }
        let before = std::mem::replace(&mut self.board, changed);
        self.done.push(Past { label: step.label.clone(), board: before });
        self.undone.clear();
        self.revision += 1;
        Ok(true)
    }

    /// Takes the last step back; returns its label.
    pub fn undo(&mut self) -> Option<String> {
        let Past { label, board } = self.done.pop()?;
        let after = std::mem::replace(&mut self.board, board);
        self.undone.push(Past { label: label.clone(), board: after });
        self.revision += 1;
        Some(label)
    }

    /// Does the last undone step again; returns its label.
    pub fn redo(&mut self) -> Option<String> {
        let Past { label, board } = self.undone.pop()?;
        let before = std::mem::replace(&mut self.board, board);
        self.done.push(Past { label: label.clone(), board: before });
        self.revision += 1;
        Some(label)
    }

    /// The board before the last step, with what the step is called.
    pub fn before(&self) -> Option<(&str, &Board)> {
        self.done.last().map(|past| (past.label.as_str(), &past.board))
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.done.last().map(|past| past.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|past| past.label.as_str())
    }

    /// How many steps can be taken back.
    pub fn undo_len(&self) -> usize {
        self.done.len()
    }
}
