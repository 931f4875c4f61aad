//! The answers of the board as it is now: asked at once while that is quick, by a worker otherwise.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::model::Board;
use crate::rules::Review;

/// A board with more nodes is asked by the worker.
const QUICK_NODES: usize = 600;
/// Asking that took longer goes to the worker next time: half a frame.
const QUICK: Duration = Duration::from_millis(8);

/// The last answers, and the worker that makes the next.
#[derive(Default)]
pub(super) struct Answers {
    review: Arc<Review>,
    of: Option<u64>,
    took: Duration,
    pending: Option<Pending>,
}

struct Pending {
    revision: u64,
    done: Receiver<(Arc<Review>, Duration)>,
}

impl Answers {
    /// The answers; of an earlier revision while [`Self::asking`].
    pub(super) fn review(&self) -> &Review {
        &self.review
    }

    /// The answers, for a thread of their own.
    pub(super) fn shared(&self) -> Arc<Review> {
        Arc::clone(&self.review)
    }

    /// Which revision the answers belong to; caches compare it.
    pub(super) fn of(&self) -> Option<u64> {
        self.of
    }

    /// True while a worker computes newer answers.
    pub(super) fn asking(&self) -> bool {
        self.pending.is_some()
    }

    /// Sees to it that the answers of this revision are there, or on their way.
    pub(super) fn refresh(&mut self, board: &Board, revision: u64, ctx: &egui::Context) {
        self.take_finished(revision);
        if self.of == Some(revision) {
            self.pending = None;
            return;
        }
        if board.nodes.len() <= QUICK_NODES && self.took <= QUICK {
            let (review, took) = ask(board);
            self.adopt(review, took, revision);
            self.pending = None;
        } else if self.pending.is_none() {
            self.pending = start(board, revision, ctx);
            if self.pending.is_none() {
                let (review, took) = ask(board);
                self.adopt(review, took, revision);
            }
        }
    }

    /// Takes what the worker made, when it is about this revision; drops it otherwise.
    fn take_finished(&mut self, revision: u64) {
        let Some(pending) = &self.pending else { return };
        match pending.done.try_recv() {
            Ok((review, took)) => {
                let wanted = pending.revision == revision;
                self.pending = None;
                self.took = took;
                if wanted {
                    self.adopt(review, took, revision);
                }
            }
            Err(TryRecvError::Empty) => {}
            // The worker died: the board is asked here, where the reason becomes visible.
            Err(TryRecvError::Disconnected) => {
                self.pending = None;
                self.took = Duration::ZERO;
            }
        }
    }

    fn adopt(&mut self, review: Arc<Review>, took: Duration, revision: u64) {
        self.review = review;
        self.took = took;
        self.of = Some(revision);
    }
}

fn ask(board: &Board) -> (Arc<Review>, Duration) {
    let started = Instant::now();
    let review = Arc::new(Review::of(board));
    (review, started.elapsed())
}

fn start(board: &Board, revision: u64, ctx: &egui::Context) -> Option<Pending> {
    let (sender, done) = channel();
    let (board, ctx) = (board.clone(), ctx.clone());
    std::thread::Builder::new()
        .name("answers".to_owned())
        .spawn(move || {
            // Nobody may be waiting any more; that is fine.
            let _ = sender.send(ask(&board));
            ctx.request_repaint();
        })
        .ok()?;
    Some(Pending { revision, done })
}
