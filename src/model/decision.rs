//! Decisions: what the team said about a question.

use super::attribute::record;
use super::id::Fingerprint;
use super::items::Item;
use super::units::PerSecond;
use super::value::{Day, Known, choice};

choice!(
    /// What was decided.
    Ruling, "a decision" {
        /// We live with it.
        Accepted => "accepted",
        /// We take it to be so.
        Assumption => "assumption",
        /// The question is wrong here.
        FalseAlarm => "false alarm",
        /// The question does not apply.
        NotApplicable => "not applicable",
        /// We changed the design.
        Fixed => "fixed",
        /// We live with it until a date.
        Temporary => "temporary",
    }
);

record! {
    /// What the team said about one question, found again by its fingerprint.
    Decision, DECISION_ATTRIBUTES {
        /// The question.
        question: Fingerprint,
        /// What was decided.
        ruling: Ruling,
        /// Why.
        reason: String,
    }
    "Decision" if |_| true => {
        by: String, "By", "Who decided.";
        on: Day, "On", "When it was decided.";
        owner: String, "Owner", "Who sees to it.";
        due: Day, "Due", "Until when it is to be done.";
        review_by: Day, "Review by", "When the question opens again.";
        verdict: String, "Verdict then", "What the answer came down to when it was decided: breaks, watch.";
        load: Known<PerSecond>, "Load then", "Requests a second of its flow when it was decided; a fifth more opens the question again.";
        condition: String, "As long as", "A condition in words or numbers: event <= 60/s.";
    }
}

impl Item for Decision {
    type Id = Fingerprint;

    fn id(&self) -> &Fingerprint {
        &self.question
    }
}
