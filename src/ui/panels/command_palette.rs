//! The command palette: type a few letters of what you want.

use std::collections::BTreeSet;

use eframe::egui::{self, Key, Modifiers};

use super::super::command::Command;
use super::super::registry::{self, Action};
use super::super::theme;
use super::super::view::View;
use crate::model::{ElementId, Fingerprint};
use crate::rules::Verdict;

/// What was typed, and which row is chosen.
#[derive(Default)]
pub(super) struct CommandPalette {
    text: String,
    row: usize,
    open: bool,
    /// Ids of the actions used last, newest first.
    recent: Vec<String>,
}

/// Most rows that are shown, questions that are looked through, and actions remembered.
const MOST_ROWS: usize = 80;
const MOST_QUESTIONS: usize = 2_000;
const REMEMBERED: usize = 8;

impl CommandPalette {
    /// Forgets what was typed.
    pub(super) fn reset(&mut self) {
        if self.open {
            *self = Self { recent: std::mem::take(&mut self.recent), ..Self::default() };
        }
    }

    fn used(&mut self, id: &str) {
        self.recent.retain(|other| other != id);
        self.recent.insert(0, id.to_owned());
        self.recent.truncate(REMEMBERED);
    }

    /// A field and the actions that fit it, best first.
    pub(super) fn show_ui(&mut self, ui: &egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        let just_opened = !self.open;
        self.open = true;
        let step =
            |input: &mut egui::InputState, key| input.count_and_consume_key(Modifiers::NONE, key);
        let (down, up, enter) = ui.ctx().input_mut(|input| {
            (step(input, Key::ArrowDown), step(input, Key::ArrowUp), step(input, Key::Enter) > 0)
        });
        let found = fitting(&self.text, view, &self.recent);
        self.row = (self.row + down).saturating_sub(up).min(found.len().saturating_sub(1));
        let mut chosen = found.get(self.row).cloned().filter(|_| enter);
        let area = egui::Area::new(egui::Id::unique("command palette area"))
            .kind(egui::UiKind::Modal)
            .order(egui::Order::Foreground)
            .anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 96.0));
        let modal = egui::Modal::new(egui::Id::unique("command palette")).area(area);
        let modal = modal.show(ui.ctx(), |ui| {
            ui.set_width(480.0);
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text("Find a command, an element, a question")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            if just_opened {
                response.request_focus();
            }
            if response.changed() {
                self.row = 0;
            }
            ui.add_space(theme::STEP);
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (row, offer) in found.iter().enumerate() {
                    if row_ui(ui, offer, view, row == self.row, down + up > 0) {
                        chosen = Some(offer.clone());
                    }
                }
                if found.is_empty() {
                    ui.label(theme::remark(ui, "No command, element or question sounds like this"));
                }
            });
        });
        if let Some(offer) = chosen {
            commands.push(Command::ShowPalette(false));
            match offer {
                Offer::Action(action) => {
                    self.used(action.id.as_ref());
                    commands.push(action.command(view));
                }
                Offer::Element(id, _) => {
                    let selection = [id].into();
                    if let Some(frame) = super::frame_of(view, &selection) {
                        let wide = frame.grown(frame.width().max(frame.height()));
                        commands.push(Command::Frame(wide));
                    }
                    commands.push(Command::Select(selection));
                }
                Offer::Question(question, _) => {
                    commands.push(Command::OpenQuestion(Some(question)));
                }
            }
        } else if modal.should_close() {
            commands.push(Command::ShowPalette(false));
        }
    }
}

/// Something the palette offers.
#[derive(Clone)]
enum Offer {
    Action(&'static Action),
    Element(ElementId, String),
    Question(Fingerprint, String),
}

fn row_ui(ui: &mut egui::Ui, offer: &Offer, view: &View<'_>, chosen: bool, moved: bool) -> bool {
    let (label, right) = match offer {
        Offer::Action(action) => {
            (action.label_now(view), action.shortcuts.first().map(|keys| keys.text()))
        }
        Offer::Element(id, name) => (name.clone(), Some(sort_of(view, id))),
        Offer::Question(_, text) => (text.clone(), Some("Question".to_owned())),
    };
    let mut button = egui::Button::new(label)
        .selected(chosen)
        .frame_when_inactive(chosen)
        .truncate()
        .min_size(egui::vec2(ui.available_width(), 28.0));
    if let Some(right) = right {
        button = button.shortcut_text(right);
    }
    let response = ui.add(button);
    if chosen && moved {
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// What sort of element it is: of a node its kind.
fn sort_of(view: &View<'_>, id: &ElementId) -> String {
    match id {
        ElementId::Node(node) => {
            let node = view.board.nodes.get(node.as_str());
            node.map_or_else(|| "Node".to_owned(), |node| node.kind.label.to_owned())
        }
        ElementId::Link(_) => "Link".to_owned(),
        ElementId::Flow(_) => "Flow".to_owned(),
        ElementId::Note(_) => "Note".to_owned(),
        ElementId::Boundary(_) => "Boundary".to_owned(),
        ElementId::Scenario(_) => "Scenario".to_owned(),
        ElementId::Board => "Board".to_owned(),
    }
}

/// Enabled actions that fit, best first, and once something is typed elements and questions too.
fn fitting(text: &str, view: &View<'_>, recent: &[String]) -> Vec<Offer> {
    let mut found: Vec<(i32, usize, Offer)> = Vec::new();
    for (i, action) in registry::all().iter().enumerate() {
        if action.id == "commands" || !(action.enabled)(view) {
            continue;
        }
        let label = score(text, &action.label_now(view));
        let words = score(text, action.keywords).map(|score| score - 40);
        let Some(fits) = label.max(words) else { continue };
        // What was used last comes first, as long as nothing else is asked for.
        let used = recent.iter().position(|id| *id == action.id).filter(|_| text.is_empty());
        let lift = used.map_or(0, |at| 1_000 - i32::try_from(at).unwrap_or(1_000));
        found.push((-fits - lift, i, Offer::Action(action)));
    }
    if !text.trim().is_empty() {
        let n = found.len();
        for (i, (id, name)) in elements(view).into_iter().enumerate() {
            if let Some(fits) = score(text, &name) {
                found.push((-fits + 2, n + i, Offer::Element(id, name)));
            }
        }
        let mut seen: BTreeSet<Fingerprint> = BTreeSet::new();
        for (i, answer) in view.review.answers().iter().take(MOST_QUESTIONS).enumerate() {
            if answer.verdict == Verdict::Fine || !seen.insert(answer.fingerprint()) {
                continue;
            }
            let asked = view.review.question(answer);
            if let Some(fits) = score(text, &asked) {
                let offer = Offer::Question(answer.fingerprint(), asked);
                found.push((-fits + 4, 2 * n + i, offer));
            }
        }
    }
    found.sort_by_key(|(score, i, _)| (*score, *i));
    found.truncate(MOST_ROWS);
    found.into_iter().map(|(_, _, offer)| offer).collect()
}

/// Everything with a name.
fn elements(view: &View<'_>) -> Vec<(ElementId, String)> {
    let board = view.board;
    let mut all: Vec<(ElementId, String)> =
        board.nodes.iter().map(|node| (node.id.clone().into(), node.name.clone())).collect();
    let named = board.links.iter().filter(|link| !link.name.is_empty());
    all.extend(named.map(|link| (link.id.clone().into(), link.name.clone())));
    all.extend(board.flows.iter().map(|flow| (flow.id.clone().into(), flow.name.clone())));
    all.extend(board.boundaries.iter().map(|b| (b.id.clone().into(), b.name.clone())));
    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    all.extend(board.notes.iter().map(|note| (note.id.clone().into(), first_line(&note.text))));
    all
}

/// How well typed letters fit a text; `None` when they do not appear in order.
///
/// Letters at the start of a word and letters side by side count more.
pub(super) fn score(typed: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut at = 0;
    let mut score = 0;
    let mut last: Option<usize> = None;
    for letter in typed.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let found = at + text.get(at..)?.iter().position(|c| *c == letter)?;
        let starts_word = found == 0 || text.get(found - 1).is_some_and(|c| !c.is_alphanumeric());
        score += match (starts_word, last.is_some_and(|last| last + 1 == found)) {
            (_, true) => 8,
            (true, false) => 10,
            (false, false) => 1,
        };
        score -= i32::try_from(found - at).map_or(6, |gap| gap.min(6));
        last = Some(found);
        at = found + 1;
    }
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn starts_of_words_and_runs_fit_best() {
        assert!(score("dup", "Duplicate") > score("dup", "Find a loud pump"));
        assert!(score("za", "Zoom all") > score("za", "Pizza"));
        assert_eq!(score("xyz", "Zoom in"), None);
        assert_eq!(score("", "anything"), Some(0));
    }
}
