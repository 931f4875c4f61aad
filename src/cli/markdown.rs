//! A review as Markdown.

use std::collections::BTreeSet;

use super::checked::Checked;
use super::text::mark;
use crate::export::escape_markdown as escape;
use crate::rules::{Answer, Review, Verdict};

/// The review as Markdown: stories as numbered lists, the rest as tables.
pub(super) fn report(
    review: &Review,
    all: bool,
    chosen: &dyn Fn(&Answer) -> bool,
    checked: &Checked,
) -> String {
    let mut out =
        format!("# {}\n", escape(&review.board().name_of(&crate::model::ElementId::Board)));
    let mut told = BTreeSet::new();
    for story in review.stories() {
        let answers = || story.answers.iter().filter_map(|i| Some((*i, review.answers().get(*i)?)));
        if !answers().all(|(_, answer)| chosen(answer)) {
            continue;
        }
        out.push_str(&format!("\n## {}\n\n", escape(&story.title)));
        for (i, answer) in answers() {
            told.insert(i);
            let (question, sentence) = (review.question(answer), review.sentence(answer));
            out.push_str(&format!("1. **{}** {}\n", escape(&question), escape(&sentence)));
            for line in checked.lines(answer) {
                out.push_str(&format!("    - {}\n", escape(&line)));
            }
        }
    }
    for verdict in Verdict::ALL {
        let answers: Vec<&Answer> = review
            .answers()
            .iter()
            .enumerate()
            .filter(|(i, answer)| answer.verdict == verdict && chosen(answer) && !told.contains(i))
            .map(|(_, answer)| answer)
            .collect();
        if answers.is_empty() || (verdict == Verdict::Fine && !all) {
            continue;
        }
        out.push_str(&format!(
            "\n## {} {}\n\n| Question | Answer |\n|---|---|\n",
            mark(verdict),
            verdict.word()
        ));
        for answer in answers {
            let mut said = escape(&review.sentence(answer));
            for line in checked.lines(answer) {
                said.push_str(&format!("<br>{}", escape(&line)));
            }
            out.push_str(&format!("| {} | {said} |\n", escape(&review.question(answer))));
        }
    }
    out
}
