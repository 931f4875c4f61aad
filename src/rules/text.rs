//! Fills the texts of rules with names and numbers.

use super::{Answer, Review};
use crate::model::ElementId;

impl Review {
    /// Fills a template of a rule for one answer.
    ///
    /// `{subject}`, `{other}` and `{third}` are names of its subjects, `{flow}` and `{moment}` speak
    /// for themselves, every other name is a word or a number of the answer.
    pub(super) fn fill(&self, template: &str, answer: &Answer) -> String {
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            out.push_str(&self.fill_one(name, answer));
            rest = tail;
        }
        out.push_str(rest);
        capitalised(out)
    }

    fn fill_one(&self, name: &str, answer: &Answer) -> String {
        let subject =
            |at: usize| answer.subjects.get(at).map_or_else(String::new, |s| self.name_of(s));
        if let Some((_, word)) = answer.words.iter().find(|(key, _)| *key == name) {
            return word.clone();
        }
        match name {
            "subject" => subject(0),
            "other" => subject(1),
            "third" => subject(2),
            "flow" => match &answer.flow {
                Some(flow) => self.name_of(&ElementId::Flow(flow.clone())),
                None => "everything".to_owned(),
            },
            "moment" => answer.moment.phrase().to_owned(),
            name => answer
                .number(name)
                .map_or_else(|| "an unknown number".to_owned(), |q| q.unit.about(q.value)),
        }
    }
}

/// A sentence begins with a capital letter, whatever name it begins with.
fn capitalised(text: String) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => text,
    }
}
