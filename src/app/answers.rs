//! The answers of the board as it is now: asked at once while that is quick, by a worker otherwise.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::facts::Moment;
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
    of: Option<Asked>,
    /// Counts every change of the answers.
    serial: u64,
    took: Duration,
    pending: Option<Pending>,
}

/// What the answers are about: a revision of the board, at one moment or at all.
type Asked = (u64, Option<Moment>);

struct Pending {
    asked: Asked,
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

    /// Changes with the answers; caches compare it.
    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    /// True while a worker computes newer answers.
    pub(super) fn asking(&self) -> bool {
        self.pending.is_some()
    }

    /// Sees to it that the answers of this revision and moment are there, or on their way.
    pub(super) fn refresh(&mut self, board: &Board, asked: Asked, ctx: &egui::Context) {
        self.take_finished(asked);
        if self.of == Some(asked) {
            self.pending = None;
            return;
        }
        if board.nodes.len() <= QUICK_NODES && self.took <= QUICK {
            let (review, took) = ask(board, asked.1);
            self.adopt(review, took, asked);
            self.pending = None;
        } else if self.pending.is_none() {
            self.pending = start(board, asked, ctx);
            if self.pending.is_none() {
                let (review, took) = ask(board, asked.1);
                self.adopt(review, took, asked);
            }
        }
    }

    /// Takes what the worker made, when it is what is wanted now; drops it otherwise.
    fn take_finished(&mut self, asked: Asked) {
        let Some(pending) = &self.pending else { return };
        match pending.done.try_recv() {
            Ok((review, took)) => {
                let wanted = pending.asked == asked;
                self.pending = None;
                self.took = took;
                if wanted {
                    self.adopt(review, took, asked);
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

    fn adopt(&mut self, review: Arc<Review>, took: Duration, asked: Asked) {
        self.review = review;
        self.took = took;
        self.of = Some(asked);
        self.serial += 1;
    }
}

fn ask(board: &Board, moment: Option<Moment>) -> (Arc<Review>, Duration) {
    let started = Instant::now();
    let review = Arc::new(Review::at(board, moment));
    (review, started.elapsed())
}

fn start(board: &Board, asked: Asked, ctx: &egui::Context) -> Option<Pending> {
    let (sender, done) = channel();
    let (board, ctx) = (board.clone(), ctx.clone());
    std::thread::Builder::new()
        .name("answers".to_owned())
        .spawn(move || {
            // Nobody may be waiting any more; that is fine.
            let _ = sender.send(ask(&board, asked.1));
            ctx.request_repaint();
        })
        .ok()?;
    Some(Pending { asked, done })
}
