//! The command palette: type a few letters of what you want.

use eframe::egui::{self, Key, Modifiers};

use super::super::command::Command;
use super::super::registry::{self, Action};
use super::super::theme;
use super::super::view::View;

/// What was typed, and which row is chosen.
#[derive(Default)]
pub(super) struct CommandPalette {
    text: String,
    row: usize,
    open: bool,
}

impl CommandPalette {
    /// Forgets what was typed.
    pub(super) fn reset(&mut self) {
        if self.open {
            *self = Self::default();
        }
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
        let found = fitting(&self.text, view);
        self.row = (self.row + down).saturating_sub(up).min(found.len().saturating_sub(1));
        let mut chosen = found.get(self.row).copied().filter(|_| enter);
        let area = egui::Area::new(egui::Id::unique("command palette area"))
            .kind(egui::UiKind::Modal)
            .order(egui::Order::Foreground)
            .anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 96.0));
        let modal = egui::Modal::new(egui::Id::unique("command palette")).area(area);
        let modal = modal.show(ui.ctx(), |ui| {
            ui.set_width(480.0);
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text("Find a command")
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
                for (row, action) in found.iter().enumerate() {
                    if row_ui(ui, action, view, row == self.row, down + up > 0) {
                        chosen = Some(action);
                    }
                }
                if found.is_empty() {
                    ui.label(theme::remark(ui, "No command sounds like this"));
                }
            });
        });
        if let Some(action) = chosen {
            commands.push(Command::ShowPalette(false));
            commands.push(action.command(view));
        } else if modal.should_close() {
            commands.push(Command::ShowPalette(false));
        }
    }
}

fn row_ui(ui: &mut egui::Ui, action: &Action, view: &View<'_>, chosen: bool, moved: bool) -> bool {
    let mut button = egui::Button::new(action.label_now(view))
        .selected(chosen)
        .frame_when_inactive(chosen)
        .min_size(egui::vec2(ui.available_width(), 28.0));
    if let Some(shortcut) = action.shortcuts.first() {
        button = button.shortcut_text(shortcut.text());
    }
    let response = ui.add(button);
    if chosen && moved {
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// Enabled actions that fit, best first.
fn fitting(text: &str, view: &View<'_>) -> Vec<&'static Action> {
    let mut found: Vec<(i32, usize, &Action)> = registry::all()
        .iter()
        .enumerate()
        .filter(|(_, action)| action.id != "commands" && (action.enabled)(view))
        .filter_map(|(i, action)| {
            let label = score(text, &action.label_now(view));
            let words = score(text, action.keywords).map(|score| score - 40);
            label.max(words).map(|score| (-score, i, action))
        })
        .collect();
    found.sort_by_key(|(score, i, _)| (*score, *i));
    found.into_iter().map(|(_, _, action)| action).collect()
}

/// How well typed letters fit a text; `None` when they do not appear in order.
///
/// Letters at the start of a word and letters side by side count more.
fn score(typed: &str, text: &str) -> Option<i32> {
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
