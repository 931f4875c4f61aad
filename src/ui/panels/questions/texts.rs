//! Texts made from answers, kept until the answers change: making them asks the review again.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::facts::WhyLine;
use crate::model::{Fingerprint, FlowId};
use crate::rules::{Answer, Fix, NumberText, Review};

/// What a row of the list says about one answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// The question.
    pub(super) question: String,
    /// The answer in a sentence or two.
    pub(super) sentence: String,
    /// Its numbers.
    pub(super) numbers: Vec<NumberText>,
    /// "breaks at 4× today".
    pub(super) breaks_at: Option<String>,
}

/// What the open question shows besides.
#[derive(Debug, Default)]
pub(super) struct Opened {
    fingerprint: Option<Fingerprint>,
    /// The derivation.
    pub(super) why: Vec<WhyLine>,
    /// What could be done.
    pub(super) fixes: Vec<Fix>,
    /// True once every fix is to be shown, not the first few.
    pub(super) all_fixes: bool,
}

/// Which answers the list shows: those with these words, of this flow.
type Filter = (String, Option<FlowId>);

/// Texts of the current review.
#[derive(Default)]
pub(super) struct Cache {
    /// Of the answers, as the window counts them.
    key: Option<u64>,
    texts: BTreeMap<usize, Texts>,
    opened: Opened,
    /// The list as it was filtered last.
    filtered: Option<(Filter, Rc<[usize]>)>,
    /// Where the question looked for last stands among the answers.
    found: Option<(Fingerprint, Option<usize>)>,
}

impl Cache {
    /// Forgets the texts of an earlier review.
    pub(super) fn refresh(&mut self, answers: u64) {
        if self.key != Some(answers) {
            self.key = Some(answers);
            self.texts.clear();
            self.opened = Opened::default();
            self.filtered = None;
            self.found = None;
        }
    }

    /// The answers that fit the words and the flow, found once for as long as all of it stays.
    pub(super) fn filtered(
        &mut self,
        review: &Review,
        words: &str,
        flow: Option<&FlowId>,
    ) -> Rc<[usize]> {
        let filter = (words.trim().to_lowercase(), flow.cloned());
        if let Some((of, shown)) = &self.filtered
            && *of == filter
        {
            return Rc::clone(shown);
        }
        let all = 0..review.answers().len();
        let shown: Rc<[usize]> = all.filter(|index| self.fits(review, &filter, *index)).collect();
        self.filtered = Some((filter, Rc::clone(&shown)));
        shown
    }

    fn fits(&mut self, review: &Review, (words, flow): &Filter, index: usize) -> bool {
        let Some(answer) = review.answers().get(index) else { return false };
        if flow.is_some() && answer.flow.is_some() && *flow != answer.flow {
            return false;
        }
        if words.is_empty() {
            return true;
        }
        let texts = self.of(review, index);
        let (question, sentence) = (texts.question.to_lowercase(), texts.sentence.to_lowercase());
        words.split_whitespace().all(|word| {
            question.contains(word) || sentence.contains(word) || answer.rule.id.contains(word)
        })
    }

    /// The answer to a question, found once for as long as the answers stay.
    pub(super) fn index_of(&mut self, review: &Review, wanted: &Fingerprint) -> Option<usize> {
        if let Some((fingerprint, index)) = &self.found
            && fingerprint == wanted
        {
            return *index;
        }
        let index = review.answers().iter().position(|answer| answer.fingerprint() == *wanted);
        self.found = Some((wanted.clone(), index));
        index
    }

    /// The texts of the answer at this index.
    pub(super) fn of(&mut self, review: &Review, index: usize) -> &Texts {
        self.texts.entry(index).or_insert_with(|| {
            review.answers().get(index).map_or_else(Texts::default, |answer| Texts {
                question: review.question(answer),
                sentence: review.sentence(answer),
                numbers: review.numbers(answer),
                breaks_at: review.breaks_at(answer),
            })
        })
    }

    /// Derivation and fixes of the open answer.
    pub(super) fn opened(&mut self, review: &Review, answer: &Answer) -> &Opened {
        let fingerprint = answer.fingerprint();
        if self.opened.fingerprint.as_ref() != Some(&fingerprint) {
            self.opened = Opened {
                why: review.why(answer),
                fixes: review.fixes(answer),
                fingerprint: Some(fingerprint),
                ..Opened::default()
            };
        }
        &self.opened
    }

    /// Shows every fix of the open answer.
    pub(super) fn show_all_fixes(&mut self) {
        self.opened.all_fixes = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review() -> Review {
        let template = crate::file::templates::by_slug("flash-sale").unwrap();
        Review::of(&template.read().unwrap().board)
    }

    #[test]
    fn a_filter_is_applied_once_until_it_or_the_answers_change() {
        let (review, mut cache) = (review(), Cache::default());
        cache.refresh(1);
        let all = cache.filtered(&review, "", None);
        assert_eq!(all.len(), review.answers().len());
        let some = cache.filtered(&review, " ORDERS ", None);
        assert!(!some.is_empty() && some.len() < all.len());
        for index in some.iter() {
            let answer = &review.answers()[*index];
            let texts = review.question(answer) + &review.sentence(answer);
            assert!(texts.to_lowercase().contains("orders"), "{texts}");
        }
        assert!(Rc::ptr_eq(&some, &cache.filtered(&review, "orders", None)));
        cache.refresh(2);
        assert!(!Rc::ptr_eq(&some, &cache.filtered(&review, "orders", None)));
    }
}
