//! Which numbers decide, found out on a thread of its own: it asks many boards.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::App;
use crate::rules::Review;
use crate::ui::panels::{Deciding, Subject};

/// What is being found out; one at a time.
#[derive(Default)]
pub(super) struct Decides {
    asked: Option<Asked>,
}

struct Asked {
    answers: u64,
    subject: Subject,
    done: Receiver<Deciding>,
}

/// Nodes and links that are asked about in all: as many small boards, or few large ones.
const WORK: usize = 40_000;
/// Fewest boards that are asked, however large.
const FEWEST: usize = 24;

impl App {
    /// Hands over what was found out, and begins with what was looked at meanwhile.
    pub(super) fn find_deciding(&mut self, ctx: &egui::Context) {
        self.take_deciding();
        if self.decides.asked.is_some() {
            return;
        }
        let Some(subject) = self.panels.effects.decides.take_wanted() else { return };
        let answers = self.answers.serial();
        let (sender, done) = channel();
        let review = self.answers.shared();
        let (wanted, ctx) = (subject.clone(), ctx.clone());
        let thread = std::thread::Builder::new().name("what decides".to_owned());
        let thread = thread.spawn(move || {
            // The window may be gone by now; then nobody needs it.
            let _ = sender.send(find(&review, &wanted));
            ctx.request_repaint();
        });
        match thread {
            Ok(_) => self.decides.asked = Some(Asked { answers, subject, done }),
            Err(_) => self.panels.effects.decides.put(subject, Deciding::Failed),
        }
    }

    fn take_deciding(&mut self) {
        let Some(asked) = self.decides.asked.take() else { return };
        let known = match asked.done.try_recv() {
            Err(TryRecvError::Empty) => {
                self.decides.asked = Some(asked);
                return;
            }
            Err(TryRecvError::Disconnected) => Deciding::Failed,
            Ok(known) => known,
        };
        // Of earlier answers it is of no use any more.
        if asked.answers == self.answers.serial() {
            self.panels.effects.decides.put(asked.subject, known);
        }
    }
}

fn find(review: &Review, subject: &Subject) -> Deciding {
    let board = review.board();
    let size = (board.nodes.len() + board.links.len()).max(1);
    let mut asked = (WORK / size).max(FEWEST);
    match subject {
        Subject::Board => Deciding::Board(review.guesses(&mut asked)),
        Subject::Answer(question) => match review.find(question) {
            None => Deciding::Failed,
            Some(answer) => Deciding::Answer {
                flips: review.flips(answer, &mut asked),
                smaller: review.counterfactual(answer).map(Box::new),
            },
        },
    }
}
