//! Commands that change the board or what is marked on it.

use std::collections::BTreeSet;

use eframe::egui;

use super::App;
use crate::edit::{self, Edit, Step};
use crate::file;
use crate::model::{Board, ElementId, Fingerprint, FlowId, Note, NoteId, Point, Rect};
use crate::rules::Fix;
use crate::ui::ToolKind;
use crate::ui::panels::frame_of;

/// How far a copy lies from its original, in board units.
const BESIDE: Point = Point::new(24.0, 24.0);
/// Longest text that becomes a note when it is pasted.
const LONGEST_NOTE: usize = 2000;

impl App {
    /// Applies a step; when it cannot be applied the board stays, and the reason is said.
    pub(super) fn edit(&mut self, step: &Step) {
        match self.history.apply(step) {
            Ok(true) => {
                self.changed();
                self.show_new_flow(step);
                self.show_what_was_drawn(step);
            }
            Ok(false) => {}
            Err(error) => self.notices.fail(format!("“{}” was not done: {error}", step.label)),
        }
    }

    /// A flow that was just begun is shown alone; while it has no links, they are to be chosen.
    fn show_new_flow(&mut self, step: &Step) {
        let [Edit::PutFlow(flow)] = step.edits.as_slice() else { return };
        if self.session.flow.as_ref() == Some(&flow.id) {
            return;
        }
        self.session.flow = Some(flow.id.clone());
        self.session.selection = [ElementId::from(flow.id.clone())].into();
        if flow.links.is_empty() {
            self.session.tool = ToolKind::FlowLinks;
        }
    }

    /// While one flow is shown alone everything else is faint: whoever draws wants to see it all.
    fn show_what_was_drawn(&mut self, step: &Step) {
        let drawn = step.edits.iter().any(|edit| {
            matches!(
                edit,
                Edit::PutNode(_) | Edit::PutNote(_) | Edit::PutBoundary(_) | Edit::PutLink(_)
            )
        });
        if drawn && self.session.tool != ToolKind::FlowLinks {
            self.session.flow = None;
        }
    }

    pub(super) fn undo(&mut self) {
        if self.history.undo().is_some() {
            self.changed();
        }
    }

    pub(super) fn redo(&mut self) {
        if self.history.redo().is_some() {
            self.changed();
        }
    }

    /// After every change: what is no longer on the board cannot be selected or shown.
    fn changed(&mut self) {
        let board = self.history.board();
        let there: BTreeSet<&str> = board.ids().collect();
        let has =
            |element: &ElementId| *element == ElementId::Board || there.contains(element.as_str());
        let Self { session, .. } = self;
        session.selection.retain(has);
        session.marked.retain(has);
        session.naming = session.naming.take().filter(|element| board.has(element));
        let flow = session.flow.take();
        session.flow = flow.filter(|flow| board.flows.get(flow.as_str()).is_some());
        if session.flow.is_none() && session.tool == ToolKind::FlowLinks {
            session.tool = ToolKind::Select;
        }
    }

    pub(super) fn apply_fix(&mut self, fix: Fix) {
        if fix.edits.is_empty() {
            self.notices.say(fix.title);
            return;
        }
        let before = self.history.revision();
        self.edit(&Step { label: fix.title.clone(), edits: fix.edits });
        if self.history.revision() != before {
            self.notices.say(format!("{}; Ctrl+Z takes it back", fix.title));
        }
    }

    pub(super) fn show_flow(&mut self, flow: Option<FlowId>) {
        self.session.flow = flow.filter(|id| self.history.board().flows.get(id.as_str()).is_some());
        if self.session.flow.is_none() && self.session.tool == ToolKind::FlowLinks {
            self.session.tool = ToolKind::Select;
        }
    }

    /// Opens a question: its subjects are marked and brought into view.
    pub(super) fn open_question(&mut self, question: Option<Fingerprint>) {
        self.session.marked.clear();
        let answers = self.answers.review().answers();
        let answer = question
            .as_ref()
            .and_then(|wanted| answers.iter().find(|answer| answer.fingerprint() == *wanted));
        self.session
            .marked
            .extend(answer.iter().flat_map(|answer| answer.subjects.iter().cloned()));
        self.session.question = question;
        let around = self.with_view(|view, _| frame_of(view, &view.session.marked));
        if let Some(rect) = around {
            self.bring_into_view(rect);
        }
    }

    /// Copies what is selected; false when nothing of it can be copied.
    pub(super) fn copy(&mut self, ctx: &egui::Context) -> bool {
        let clip = edit::extract(self.history.board(), &self.selected());
        if clip.is_blank() {
            self.notices.say("Select nodes, notes or boundaries to copy them");
            return false;
        }
        ctx.copy_text(file::write(&clip));
        self.pasted = 0;
        true
    }

    pub(super) fn cut(&mut self, ctx: &egui::Context) {
        // What was not copied would be lost.
        if self.copy(ctx) {
            self.delete();
        }
    }

    pub(super) fn delete(&mut self) {
        let elements = self.selected();
        let label = match elements.as_slice() {
            [] => return,
            [one] => format!("Delete {}", self.history.board().name_of(one)),
            many => format!("Delete {} elements", many.len()),
        };
        self.edit(&Step::one(label, Edit::Remove(elements)));
    }

    pub(super) fn duplicate(&mut self) {
        let (step, added) = edit::duplicate(self.history.board(), &self.selected(), BESIDE);
        if !added.is_empty() {
            self.edit(&step);
            self.session.selection = added.into_iter().collect();
        }
    }

    /// Puts a copied part, a whole board file, or any other text as a note onto the board.
    pub(super) fn paste(&mut self, text: &str, ctx: &egui::Context) {
        if text.is_empty() {
            ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            return;
        }
        match file::read(text) {
            Ok(loaded) if !loaded.board.is_blank() => self.paste_clip(&loaded.board),
            Ok(_) => self.notices.say("There is nothing on the copied board"),
            Err(_) if text.trim_start().starts_with("(format:") => {
                self.notices.fail("Not pasted: the text looks like a board but cannot be read");
            }
            Err(_) => self.paste_note(text),
        }
    }

    /// Beside the originals while they are in view, else in the middle of the view.
    fn paste_clip(&mut self, clip: &Board) {
        self.pasted += 1;
        let steps = self.pasted as f32;
        let beside = Point::new(BESIDE.x * steps, BESIDE.y * steps);
        let around = bounds(clip);
        let visible = self.visible();
        let by = match (around, visible) {
            (Some(around), Some(visible)) if !visible.touches(around.moved(beside)) => {
                let (from, to) = (around.centre(), visible.centre());
                let grid = |x: f32| (x / 8.0).round() * 8.0;
                Point::new(grid(to.x - from.x), grid(to.y - from.y))
            }
            _ => beside,
        };
        let (step, added) = edit::insert(self.history.board(), clip, by);
        self.edit(&step);
        self.session.selection = added.into_iter().collect();
    }

    fn paste_note(&mut self, text: &str) {
        let text: String = text.trim().chars().take(LONGEST_NOTE).collect();
        if text.is_empty() {
            return;
        }
        let at = self.visible().map_or(Point::default(), Rect::centre);
        let id = NoteId::new(self.history.board().free_id("note"));
        let note = Note::bare(id.clone(), text, at, None);
        self.edit(&Step::one("Paste a note", Edit::PutNote(note)));
        self.session.selection = [ElementId::from(id)].into();
    }

    /// The selected elements; after every change only those on the board are left.
    fn selected(&self) -> Vec<ElementId> {
        let selection = self.session.selection.iter();
        selection.filter(|element| **element != ElementId::Board).cloned().collect()
    }

    fn visible(&self) -> Option<Rect> {
        self.panels.canvas.map(|canvas| self.session.camera.visible(canvas))
    }
}

/// Around the places of a clip's elements.
fn bounds(clip: &Board) -> Option<Rect> {
    let nodes = clip.nodes.iter().map(|node| node.at);
    let places = nodes.chain(clip.notes.iter().map(|note| note.at));
    let points = places.map(|at| Rect { min: at, max: at });
    points.chain(clip.boundaries.iter().map(crate::model::Boundary::rect)).reduce(Rect::union)
}
