//! Answers checked by simulation, on a thread of its own while the board stays editable.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::App;
use crate::model::Fingerprint;
use crate::rules::{Agreement, Review, Unchecked};
use crate::ui::panels::Check;

/// The check that is being played; one at a time.
#[derive(Default)]
pub(super) struct Checks {
    asked: Option<Asked>,
}

struct Asked {
    question: Fingerprint,
    done: Receiver<Result<Vec<Agreement>, Unchecked>>,
}

impl App {
    /// Hands over what was found out, and begins with what was asked for meanwhile.
    pub(super) fn find_check(&mut self, ctx: &egui::Context) {
        self.take_check();
        let Some((question, stop)) = self.panels.effects.checks.take_wanted() else { return };
        let (sender, done) = channel();
        let review = self.answers.shared();
        let (wanted, ctx) = (question.clone(), ctx.clone());
        let thread = std::thread::Builder::new().name("check by simulation".to_owned());
        let thread = thread.spawn(move || {
            let checked = check(&review, &wanted, &mut |_| !stop.load(Ordering::Relaxed));
            // The window may be gone by now; then nobody needs it.
            let _ = sender.send(checked);
            ctx.request_repaint();
        });
        if thread.is_ok() {
            self.checks.asked = Some(Asked { question, done });
        } else {
            let why = "the computer has no thread left for it".to_owned();
            self.panels.effects.checks.put(&question, Check::Failed(why));
        }
    }

    fn take_check(&mut self) {
        let Some(asked) = self.checks.asked.take() else { return };
        let check = match asked.done.try_recv() {
            Err(TryRecvError::Empty) => {
                self.checks.asked = Some(asked);
                return;
            }
            Err(TryRecvError::Disconnected) => {
                Check::Failed("it ended without a result".to_owned())
            }
            Ok(Ok(all)) => Check::Known(all),
            Ok(Err(why)) => Check::Failed(why.to_string()),
        };
        self.panels.effects.checks.put(&asked.question, check);
    }
}

fn check(
    review: &Review,
    question: &Fingerprint,
    goes_on: &mut dyn FnMut(f64) -> bool,
) -> Result<Vec<Agreement>, Unchecked> {
    let answer = review.find(question).ok_or(Unchecked::Nothing("nobody asks it any more"))?;
    let checked = review.check(answer, goes_on);
    checked.unwrap_or(Err(Unchecked::Nothing("this question has no simulation")))
}
