//! Typing a name where it stands on the board: a stock text field over the element.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    self, Align, Event, FontId, Id, ImeEvent, Key, KeyboardShortcut, Margin, Modifiers,
    Rect as ScreenRect, Stroke, TextEdit, pos2, vec2,
};

use super::handles;
use super::hit;
use super::overlay::screen_rect;
use crate::edit::{Edit, Step, renamed_id};
use crate::model::{Board, ElementId, limits};
use crate::ui::{Command, View, theme};

/// Size of a name on the board, in board units.
const NAME: f32 = 14.0;
/// Size of a note's text, in board units.
const NOTE: f32 = 13.0;
/// Nobody has to type smaller than this, in screen points.
const SMALLEST_POINTS: f32 = 12.0;

/// A name being typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Naming {
    pub(super) of: ElementId,
    text: String,
    /// As it was at the start.
    before: String,
    /// False until the field was shown once.
    shown: bool,
    /// An input method composes characters, and keys belong to it.
    composing: bool,
    /// Where the field was shown last.
    field: Option<ScreenRect>,
}

impl Naming {
    /// Starts typing the name of an element; nothing when there is no such element.
    pub(super) fn of(board: &Board, of: &ElementId) -> Option<Self> {
        let text = text_of(board, of)?;
        Some(Self {
            of: of.clone(),
            before: text.clone(),
            text,
            shown: false,
            composing: false,
            field: None,
        })
    }

    /// What keeping the typed text comes to.
    pub(super) fn kept(&self, view: &View<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        let text = self.text.trim();
        let needs_name = matches!(self.of, ElementId::Node(_) | ElementId::Boundary(_));
        if self.is_note() && text.is_empty() && view.board.has(&self.of) {
            // An empty note says nothing: it is taken away again.
            let remove = Edit::Remove(vec![self.of.clone()]);
            commands.push(Command::Edit(Step::one("Remove the empty note", remove)));
            commands.push(Command::Name(None));
            return commands;
        }
        let changed = text != self.before.trim() && view.board.has(&self.of);
        if changed && !(needs_name && text.is_empty()) {
            let new = renamed_id(view.board, &self.of, text);
            let edit = Edit::Rename { of: self.of.clone(), name: text.to_owned() };
            let label = match self.of {
                ElementId::Note(_) => "Write a note".to_owned(),
                _ => format!("Name {}", text.chars().take(32).collect::<String>()),
            };
            commands.push(Command::Edit(Step::one(label, edit)));
            let mut selection = view.session.selection.clone();
            if new != self.of && selection.remove(&self.of) {
                selection.insert(new);
                commands.push(Command::Select(selection));
            }
        }
        commands.push(Command::Name(None));
        commands
    }

    /// Takes Enter, Tab and Escape before the field sees them, and notices a press elsewhere;
    /// `Some` when the typing ends.
    pub(super) fn ends(&mut self, ui: &egui::Ui, view: &View<'_>) -> Option<Vec<Command>> {
        ui.input(|input| {
            for event in &input.events {
                match event {
                    Event::Ime(ImeEvent::Preedit { text, .. }) => self.composing = !text.is_empty(),
                    Event::Ime(ImeEvent::Commit(_)) => self.composing = false,
                    _ => {}
                }
            }
        });
        if !self.shown {
            return None;
        }
        let elsewhere = ui.input(|input| {
            let at = input.pointer.interact_pos().filter(|_| input.pointer.any_pressed());
            at.is_some_and(|at| self.field.is_some_and(|field| !field.contains(at)))
        });
        if elsewhere && !ui.ctx().any_popup_open() {
            return Some(self.kept(view));
        }
        let took = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if self.composing {
            // Neither this room nor the field may take what chooses characters.
            for key in [Key::Enter, Key::Tab, Key::Escape] {
                took(key);
            }
            return None;
        }
        if took(Key::Escape) {
            // A note is prose: what was written stays, and Enter begins a new line.
            let drops = !self.is_note();
            return Some(if drops { vec![Command::Name(None)] } else { self.kept(view) });
        }
        if self.is_note() {
            let done =
                |input: &mut egui::InputState| input.consume_key(Modifiers::COMMAND, Key::Enter);
            return (ui.input_mut(done) || took(Key::Tab)).then(|| self.kept(view));
        }
        // Held Shift must be looked for first: without it the key would match as well.
        let new_line = ui.input(|input| input.modifiers.shift);
        let ends = took(Key::Tab) || (!new_line && took(Key::Enter));
        ends.then(|| self.kept(view))
    }

    /// True when prose is typed, of several lines.
    pub(super) fn is_note(&self) -> bool {
        matches!(self.of, ElementId::Note(_))
    }

    /// Where the field lies; nothing when the element is gone.
    pub(super) fn place(&self, canvas: ScreenRect, view: &View<'_>) -> Option<ScreenRect> {
        let camera = view.session.camera;
        let size = self.font_size(camera.zoom);
        let wanted = self.text.chars().count() as f32 * size * 0.62 + 28.0;
        let line = size * 1.3 + 8.0;
        if let ElementId::Link(link) = &self.of {
            let middle = hit::middle_of(hit::path_of(view.board, view.geometry, link)?)?;
            let middle = camera.screen_from_board(canvas, middle);
            let width = wanted.clamp(120.0, 420.0);
            return Some(ScreenRect::from_center_size(middle, vec2(width, line)));
        }
        let frame = handles::frame_of(view.board, view.geometry, &self.of)?;
        let frame = screen_rect(camera, canvas, frame);
        Some(match &self.of {
            ElementId::Note(_) => {
                ScreenRect::from_min_size(frame.min, frame.size().max(vec2(160.0, 3.0 * line)))
            }
            ElementId::Boundary(_) => {
                let width = wanted.clamp(120.0, 420.0);
                ScreenRect::from_min_size(pos2(frame.min.x, frame.min.y), vec2(width, line))
            }
            _ => {
                let width = (frame.width() - 8.0).max(wanted.clamp(96.0, 420.0));
                ScreenRect::from_center_size(frame.center(), vec2(width, line))
            }
        })
    }

    fn font_size(&self, zoom: f32) -> f32 {
        let size = if matches!(self.of, ElementId::Note(_)) { NOTE } else { NAME };
        (size * zoom).clamp(SMALLEST_POINTS, 64.0)
    }

    /// The field itself.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut egui::Ui,
        id: Id,
        place: ScreenRect,
        zoom: f32,
    ) -> egui::Response {
        self.field = Some(place);
        if !self.shown {
            let mut state = TextEditState::default();
            let all = CCursorRange::two(CCursor::new(0), CCursor::new(self.text.chars().count()));
            state.cursor.set_char_range(Some(all));
            state.store(ui.ctx(), id);
            ui.memory_mut(|memory| memory.request_focus(id));
            self.shown = true;
        }
        let colours = theme::of(ui);
        let frame = egui::Frame::new()
            .fill(colours.raised)
            .stroke(Stroke::new(1.5, colours.accent))
            .corner_radius(4)
            .inner_margin(Margin::symmetric(6, 3));
        let size = self.font_size(zoom);
        let is_note = self.is_note();
        let mut edit = if is_note {
            TextEdit::multiline(&mut self.text)
                .return_key(KeyboardShortcut::new(Modifiers::NONE, Key::Enter))
                .font(FontId::proportional(size))
                .desired_rows(3)
        } else {
            let align = match self.of {
                ElementId::Boundary(_) => Align::Min,
                _ => Align::Center,
            };
            TextEdit::singleline(&mut self.text)
                .font(theme::semibold(size))
                .align(egui::Align2([align, Align::Center]))
        };
        let longest = if is_note { limits::PROSE.longest } else { limits::NAME.longest };
        edit = edit
            .id(id)
            .char_limit(longest)
            .frame(frame)
            .hint_text(if is_note { "Write something" } else { "Name" })
            .desired_width(place.width() - 12.0);
        ui.put(place, edit)
    }
}

/// The text that is edited, which may differ from what an element is called.
fn text_of(board: &Board, of: &ElementId) -> Option<String> {
    match of {
        ElementId::Node(id) => board.nodes.get(id.as_str()).map(|node| node.name.clone()),
        ElementId::Link(id) => board.links.get(id.as_str()).map(|link| link.name.clone()),
        ElementId::Note(id) => board.notes.get(id.as_str()).map(|note| note.text.clone()),
        ElementId::Boundary(id) => {
            board.boundaries.get(id.as_str()).map(|boundary| boundary.name.clone())
        }
        ElementId::Flow(_) | ElementId::Scenario(_) | ElementId::Board => None,
    }
}
