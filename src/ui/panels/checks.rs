//! What simulations say of answers: asked for here, played by the window's owner.
//!
//! A check takes a second or several; a frame does not wait for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::Fingerprint;
use crate::rules::Agreement;

/// What is known about the check of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// It is being played.
    Asked,
    /// It could not be, and why.
    Failed(String),
    /// This.
    Known(Vec<Agreement>),
}

/// The checks of the current answers, as far as somebody asked for them.
#[derive(Default)]
pub struct Checks {
    found: Vec<(Fingerprint, Check)>,
    wanted: Option<Fingerprint>,
    /// Set once nobody needs what is being played.
    stop: Arc<AtomicBool>,
}

impl Drop for Checks {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Checks {
    /// What is known of a question; none while nobody asked.
    pub fn of(&self, question: &Fingerprint) -> Option<&Check> {
        self.found.iter().find(|(found, _)| found == question).map(|(_, check)| check)
    }

    /// Asks for a check; one at a time, the one before is given up.
    pub fn ask(&mut self, question: Fingerprint) {
        self.cancel();
        self.found.retain(|(found, _)| *found != question);
        self.found.push((question.clone(), Check::Asked));
        self.wanted = Some(question);
    }

    /// Gives up what is being played.
    pub fn cancel(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.found.retain(|(_, check)| *check != Check::Asked);
        self.wanted = None;
    }

    /// The question to be checked, and where to look whether it still is.
    pub fn take_wanted(&mut self) -> Option<(Fingerprint, Arc<AtomicBool>)> {
        let wanted = self.wanted.take()?;
        self.stop = Arc::new(AtomicBool::new(false));
        Some((wanted, Arc::clone(&self.stop)))
    }

    /// What was found out; of use only while it is still waited for.
    pub fn put(&mut self, question: &Fingerprint, check: Check) {
        let waited = self
            .found
            .iter_mut()
            .find(|(found, known)| found == question && *known == Check::Asked);
        if let Some((_, known)) = waited {
            *known = check;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_check_gives_up_the_one_before() {
        let mut checks = Checks::default();
        let (one, other) = (Fingerprint::new("one"), Fingerprint::new("other"));
        checks.ask(one.clone());
        let (_, stop) = checks.take_wanted().unwrap();
        assert!(!stop.load(Ordering::Relaxed));
        checks.ask(other.clone());
        assert!(stop.load(Ordering::Relaxed));
        checks.put(&one, Check::Known(Vec::new()));
        assert_eq!(checks.of(&one), None);
        assert_eq!(checks.of(&other), Some(&Check::Asked));
        checks.put(&other, Check::Failed("no".to_owned()));
        assert_eq!(checks.of(&other), Some(&Check::Failed("no".to_owned())));
    }

    #[test]
    fn forgetting_stops_what_is_played() {
        let mut checks = Checks::default();
        checks.ask(Fingerprint::new("one"));
        let (_, stop) = checks.take_wanted().unwrap();
        checks = Checks::default();
        assert!(stop.load(Ordering::Relaxed));
        assert_eq!(checks.of(&Fingerprint::new("one")), None);
    }
}
