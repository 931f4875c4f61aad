//! The answers of the board as it is now: asked at once while that is quick, by a worker otherwise.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::facts::Moment;
use crate::model::{Board, Day};
use crate::rules::{Review, Scope};

/// A larger board is asked by the worker; see [`size`].
const QUICK_SIZE: usize = 2000;
/// Asking that took longer goes to the worker next time: half a frame.
const QUICK: Duration = Duration::from_millis(8);

/// The last answers, and the worker that makes the next.
#[derive(Default)]
pub(super) struct Answers {
    review: Arc<Review>,
    of: Option<Asked>,
    /// The day for which dates come due.
    today: Option<Day>,
    /// Counts every change of the answers.
    serial: u64,
    took: Duration,
    pending: Option<Pending>,
    /// What the worker failed at; it is not asked that again.
    failed: Option<Asked>,
}

/// What the answers are about: a revision of the board, at one moment or at all, with the strict
/// questions or without.
type Asked = (u64, Option<Moment>, bool);

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

    /// True while the answers are those of an earlier board.
    pub(super) fn asking(&self) -> bool {
        self.pending.is_some() || self.failed.is_some()
    }

    /// True when the board as it is now cannot be answered.
    pub(super) fn failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Another day has begun, or the first: what has a date is asked again.
    pub(super) fn set_today(&mut self, today: Day) {
        if self.today != Some(today) {
            self.today = Some(today);
            self.of = None;
            self.pending = None;
        }
    }

    /// Another board comes on screen: answers about this one, also those on their way, are dropped.
    pub(super) fn forget(&mut self) {
        *self = Self { serial: self.serial + 1, today: self.today, ..Self::default() };
    }

    /// Sees to it that the answers of this revision and moment are there, or on their way.
    pub(super) fn refresh(&mut self, board: &Board, asked: Asked, ctx: &egui::Context) {
        self.take_finished();
        if self.of == Some(asked) {
            self.pending = None;
            self.failed = None;
            return;
        }
        if size(board) <= QUICK_SIZE && self.took <= QUICK {
            let (review, took) = ask(board, self.scope(asked));
            self.adopt(review, took, asked);
            self.pending = None;
        } else if self.pending.is_none() && self.failed != Some(asked) {
            self.failed = None;
            let scope = self.scope(asked);
            self.pending = start(board, asked, ctx, move |board| ask(board, scope));
            if self.pending.is_none() {
                let (review, took) = ask(board, self.scope(asked));
                self.adopt(review, took, asked);
            }
        }
    }

    fn scope(&self, (_, moment, strict): Asked) -> Scope {
        Scope { moment, today: self.today, strict }
    }

    /// Takes what the worker made. The board may have moved on meanwhile: it is newer than what
    /// is shown all the same, and while edits go on there may be nothing newer for long.
    fn take_finished(&mut self) {
        let Some(pending) = &self.pending else { return };
        let asked = pending.asked;
        match pending.done.try_recv() {
            Ok((review, took)) => {
                self.pending = None;
                self.adopt(review, took, asked);
            }
            Err(TryRecvError::Empty) => {}
            // The worker died of this board; the next change may be answered again.
            Err(TryRecvError::Disconnected) => {
                self.pending = None;
                self.failed = Some(asked);
            }
        }
    }

    fn adopt(&mut self, review: Arc<Review>, took: Duration, asked: Asked) {
        self.review = review;
        self.took = took;
        self.of = Some(asked);
        self.serial += 1;
        self.failed = None;
    }
}

/// Roughly how much there is to ask about: nodes and links once, and again for every few flows.
fn size(board: &Board) -> usize {
    let elements = board.nodes.len() + board.links.len();
    elements + elements * board.flows.len() / 16
}

fn ask(board: &Board, scope: Scope) -> (Arc<Review>, Duration) {
    let started = Instant::now();
    let review = Arc::new(Review::asked(board, scope));
    (review, started.elapsed())
}

fn start(
    board: &Board,
    asked: Asked,
    ctx: &egui::Context,
    ask: impl FnOnce(&Board) -> (Arc<Review>, Duration) + Send + 'static,
) -> Option<Pending> {
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
    Some(Pending { asked, done })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkId};

    /// A board with this many links more than the template.
    fn large(links: usize) -> Board {
        let template = crate::file::templates::by_slug("flash-sale").unwrap();
        let mut board = template.read().unwrap().board;
        let one = Link::clone(board.links.iter().next().unwrap());
        for n in 0..links {
            let link = Link { id: LinkId::new(format!("copy-{n}")), ..one.clone() };
            board.links.insert(usize::MAX, link);
        }
        board
    }

    fn wait(answers: &mut Answers) {
        let pending = answers.pending.as_ref().unwrap();
        let started = Instant::now();
        let (sender, done) = channel();
        let got = pending.done.recv_timeout(Duration::from_secs(20));
        assert!(started.elapsed() < Duration::from_secs(20));
        if let Ok(made) = got {
            sender.send(made).unwrap();
        }
        answers.pending = Some(Pending { asked: pending.asked, done });
    }

    #[test]
    fn many_links_are_asked_about_by_the_worker() {
        let mut answers = Answers::default();
        answers.refresh(&large(3000), (1, None, false), &egui::Context::default());
        assert!(answers.asking());
        let mut answers = Answers::default();
        answers.refresh(&large(3), (1, None, false), &egui::Context::default());
        assert!(!answers.asking());
    }

    #[test]
    fn answers_of_an_earlier_revision_are_shown_while_edits_go_on() {
        let (mut answers, ctx) = (Answers::default(), egui::Context::default());
        answers.refresh(&large(3000), (1, None, false), &ctx);
        wait(&mut answers);
        answers.refresh(&large(3000), (2, None, false), &ctx);
        assert_eq!(answers.of, Some((1, None, false)));
        assert!(answers.asking());
        wait(&mut answers);
        answers.refresh(&large(3000), (2, None, false), &ctx);
        assert_eq!(answers.of, Some((2, None, false)));
        assert!(!answers.asking());
    }

    #[test]
    fn a_board_that_cannot_be_answered_is_asked_once() {
        let (mut answers, ctx) = (Answers::default(), egui::Context::default());
        let board = large(3000);
        answers.pending = start(&board, (1, None, false), &ctx, |_| panic!("a rule gave up"));
        wait(&mut answers);
        answers.refresh(&board, (1, None, false), &ctx);
        assert!(answers.failed() && answers.pending.is_none());
        answers.refresh(&board, (2, None, false), &ctx);
        assert!(answers.pending.is_some());
    }

    #[test]
    fn answers_of_another_board_never_appear() {
        let (mut answers, ctx) = (Answers::default(), egui::Context::default());
        answers.refresh(&large(3000), (1, None, false), &ctx);
        wait(&mut answers);
        let serial = answers.serial();
        answers.forget();
        assert!(answers.serial() > serial);
        answers.refresh(&large(4000), (2, None, false), &ctx);
        assert_eq!(answers.of, None);
    }
}
