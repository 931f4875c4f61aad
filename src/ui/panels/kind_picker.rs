//! Choosing a kind of node, or a node to connect to: type to narrow the list, Enter takes what is marked.

use eframe::egui::{self, Key, Modifiers, vec2};

use super::super::canvas::grow;
use super::super::command::{Command, Pick};
use super::super::theme;
use super::super::view::View;
use super::command_palette::score;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, KindRef, NodeId, kinds};

/// Size of the list, in points.
const WIDTH: f32 = 300.0;
const HEIGHT: f32 = 320.0;
/// Most rows.
const MOST_ROWS: usize = 60;

/// What was typed, and which row is marked.
#[derive(Default)]
pub(super) struct KindPicker {
    text: String,
    row: usize,
    open: bool,
}

impl KindPicker {
    /// The list, at the place it is about.
    pub(super) fn show_ui(
        &mut self,
        ui: &egui::Ui,
        view: &View<'_>,
        pick: &Pick,
        canvas: Option<egui::Rect>,
        commands: &mut Vec<Command>,
    ) {
        let just_opened = !self.open;
        self.open = true;
        let step =
            |input: &mut egui::InputState, key| input.count_and_consume_key(Modifiers::NONE, key);
        let (down, up, enter) = ui.ctx().input_mut(|input| {
            (step(input, Key::ArrowDown), step(input, Key::ArrowUp), step(input, Key::Enter) > 0)
        });
        let found = fitting(&self.text, view, pick);
        self.row = (self.row + down).saturating_sub(up).min(found.len().saturating_sub(1));
        let mut chosen = found.get(self.row).cloned().filter(|_| enter);
        let area = egui::Area::new(egui::Id::unique("kind picker area"))
            .kind(egui::UiKind::Modal)
            .order(egui::Order::Foreground)
            .fixed_pos(place(ui, view, pick, canvas));
        let modal = egui::Modal::new(egui::Id::unique("kind picker"))
            .area(area)
            .backdrop_color(egui::Color32::TRANSPARENT);
        let modal = modal.show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            let hint = match pick {
                Pick::Place(_) => "What is to be added?",
                Pick::Grow(..) => "What does it reach?",
                Pick::Link(_) => "Which node does it reach?",
                Pick::Change => "What is it instead?",
            };
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text(hint)
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.request_focus();
            if response.changed() {
                self.row = 0;
            }
            ui.add_space(theme::STEP);
            egui::ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (row, choice) in found.iter().enumerate() {
                    let is_marked = row == self.row;
                    let mut button = egui::Button::new(choice.label(view))
                        .selected(is_marked)
                        .frame_when_inactive(is_marked)
                        .truncate()
                        .min_size(vec2(ui.available_width(), 28.0));
                    if let Some(right) = choice.right(view) {
                        button = button.shortcut_text(right);
                    }
                    let mut response = ui.add(button);
                    if let Choice::Kind(kind) = choice {
                        response = response.on_hover_text(kind.facts().hint);
                    }
                    if is_marked && (down + up > 0 || just_opened) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        chosen = Some(choice.clone());
                    }
                }
                if found.is_empty() {
                    ui.label(theme::remark(ui, "Nothing sounds like this"));
                }
            });
        });
        if let Some(choice) = chosen {
            commands.push(Command::PickKind(None));
            commands.extend(picked(view, pick, &choice));
        } else if modal.should_close() {
            commands.push(Command::PickKind(None));
        }
    }
}

/// Where the list stands: at the place it is about, and wholly in the window.
fn place(ui: &egui::Ui, view: &View<'_>, pick: &Pick, canvas: Option<egui::Rect>) -> egui::Pos2 {
    let window = ui.ctx().content_rect();
    let canvas = canvas.unwrap_or(window);
    let on_board = match pick {
        Pick::Place(at) | Pick::Grow(_, at) => Some(*at),
        Pick::Change | Pick::Link(_) => super::frame_of(view, &view.session.selection)
            .map(|frame| crate::model::Point::new(frame.min.x, frame.max.y)),
    };
    let at =
        on_board.map_or(canvas.center(), |at| view.session.camera.screen_from_board(canvas, at));
    let most = window.max - vec2(WIDTH + 40.0, HEIGHT + 80.0);
    egui::pos2(
        at.x.clamp(window.min.x + 8.0, most.x.max(window.min.x + 8.0)),
        at.y.clamp(window.min.y + 48.0, most.y.max(window.min.y + 48.0)),
    )
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
enum Choice {
    Kind(KindRef),
    Node(NodeId),
}

impl Choice {
    fn label(&self, view: &View<'_>) -> String {
        match self {
            Self::Kind(kind) => kind.label.to_owned(),
            Self::Node(id) => view.board.name_of(&id.clone().into()),
        }
    }

    /// What stands at the right: the key of a kind, the kind of a node.
    fn right(&self, view: &View<'_>) -> Option<String> {
        match self {
            Self::Kind(kind) => kind.key.map(|key| key.to_string()),
            Self::Node(id) => Some(view.board.nodes.get(id.as_str())?.kind.label.to_owned()),
        }
    }
}

/// What fits what was typed, best first.
fn fitting(text: &str, view: &View<'_>, pick: &Pick) -> Vec<Choice> {
    let mut found: Vec<(i32, bool, usize, Choice)> = Vec::new();
    if let Pick::Link(from) = pick {
        for (i, node) in view.board.nodes.iter().enumerate().filter(|(_, n)| n.id != *from) {
            if let Some(fits) = score(text, &node.name) {
                found.push((-fits, false, i, Choice::Node(node.id.clone())));
            }
        }
    } else {
        // With nothing typed the usual kind comes first, then the order of the palette.
        let usual = grow::usual_kind();
        for (i, kind) in kinds::ALL.iter().enumerate() {
            let label = score(text, kind.label);
            let hint = score(text, kind.facts().hint).map(|score| score - 40);
            if let Some(fits) = label.max(hint) {
                let later = text.is_empty() && Some(*kind) != usual;
                found.push((-fits, later, i, Choice::Kind(*kind)));
            }
        }
    }
    found.sort_by_key(|(score, later, i, _)| (*score, *later, *i));
    found.truncate(MOST_ROWS);
    found.into_iter().map(|(.., choice)| choice).collect()
}

/// What a choice comes to.
fn picked(view: &View<'_>, pick: &Pick, choice: &Choice) -> Vec<Command> {
    match (pick, choice) {
        (Pick::Place(at), Choice::Kind(kind)) => grow::placed(view.board, *kind, *at),
        (Pick::Grow(from, at), Choice::Kind(kind)) => grow::grown(view.board, from, *kind, *at),
        (Pick::Link(from), Choice::Node(to)) => grow::connected(view.board, from, to),
        (Pick::Change, Choice::Kind(kind)) => {
            let nodes = view.session.selection.iter().filter_map(|element| match element {
                ElementId::Node(id) => Some(id),
                _ => None,
            });
            let edits: Vec<Edit> = nodes.map(|id| Edit::SetKind(id.clone(), *kind)).collect();
            let label = format!("Change to {}", kind.label);
            vec![Command::Edit(Step { label, edits })]
        }
        _ => Vec::new(),
    }
}
