//! What a fix would change, found out on a thread of its own: it is a whole review.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::App;
use crate::rules::{Fix, FixEffect};

/// The effect that is being found out; one at a time.
#[derive(Default)]
pub(super) struct Effects {
    asked: Option<Asked>,
}

struct Asked {
    answers: u64,
    fix: Fix,
    done: Receiver<FixEffect>,
}

impl App {
    /// Hands over what was found out, and begins with what was looked at meanwhile.
    pub(super) fn find_effect(&mut self, ctx: &egui::Context) {
        self.take_effect();
        if self.effects.asked.is_some() {
            return;
        }
        let Some((answers, fix)) = self.panels.effects.take_wanted() else { return };
        if answers != self.answers.serial() {
            return;
        }
        let (sender, done) = channel();
        let review = self.answers.shared();
        let (wanted, ctx) = (fix.clone(), ctx.clone());
        let thread = std::thread::Builder::new().name("effect of a fix".to_owned());
        let thread = thread.spawn(move || {
            // The window may be gone by now; then nobody needs it.
            let _ = sender.send(review.effect(&wanted));
            ctx.request_repaint();
        });
        match thread {
            Ok(_) => self.effects.asked = Some(Asked { answers, fix, done }),
            Err(_) => self.panels.effects.put(answers, fix, None),
        }
    }

    fn take_effect(&mut self) {
        let Some(asked) = self.effects.asked.take() else { return };
        let effect = match asked.done.try_recv() {
            Err(TryRecvError::Empty) => {
                self.effects.asked = Some(asked);
                return;
            }
            Err(TryRecvError::Disconnected) => None,
            Ok(effect) => Some(effect),
        };
        self.panels.effects.put(asked.answers, asked.fix, effect);
    }
}
