//! Commands that change the board or what is marked on it.

use std::collections::BTreeSet;

use eframe::egui;

use super::App;
use crate::edit::{self, Edit, Step};
use crate::file;
use crate::model::{Attribute, Board, ElementId, Fingerprint, FlowId, Note, NoteId, Point, Rect};
use crate::rules::Fix;
use crate::scene::Geometry;
use crate::ui::panels::frame_of;
use crate::ui::{Glide, Style, ToolKind};

/// How far a copy lies from its original, in board units.
const BESIDE: Point = Point::new(24.0, 24.0);
/// Longest text that becomes a note when it is pasted.
const LONGEST_NOTE: usize = 2000;
/// Most elements that are shown on their way.
const MOST_GLIDING: usize = 300;

impl App {
    /// Applies a step; when it cannot be applied the board stays, and the reason is said.
    ///
    /// True when the board is another one now.
    pub(super) fn edit(&mut self, step: &Step) -> bool {
        match self.history.apply(step) {
            Ok(true) => {
                self.changed();
                self.show_new_flow(step);
                self.show_what_was_drawn(step);
                return true;
            }
            Ok(false) => {}
            Err(error) => self.notices.fail(format!("“{}” was not done: {error}", step.label)),
        }
        false
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
        if let Some(label) = self.history.undo() {
            self.notices.say_instead("Undone: ", &label);
            self.changed();
        }
    }

    pub(super) fn redo(&mut self) {
        if let Some(label) = self.history.redo() {
            self.notices.say_instead("Done again: ", &label);
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
        self.session.walk = None;
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
        // What goes from the canvas is seen to go.
        let unseen = |id: &ElementId| matches!(id, ElementId::Flow(_) | ElementId::Scenario(_));
        let said = elements.iter().all(unseen).then(|| format!("{label}; Ctrl+Z takes it back"));
        if self.edit(&Step::one(label, Edit::Remove(elements)))
            && let Some(said) = said
        {
            self.notices.say(said);
        }
    }

    /// Doubles the selection; a copy that was moved says where the next one goes.
    pub(super) fn duplicate(&mut self) {
        let selected = self.selected();
        let by = self
            .doubled
            .as_ref()
            .and_then(|doubled| doubled.offset(self.history.board(), &selected));
        let by = by.unwrap_or(BESIDE);
        let (step, added) = edit::duplicate(self.history.board(), &selected, by);
        if !added.is_empty() {
            self.edit(&step);
            let from = selected.iter().find_map(|id| place_of(self.history.board(), id));
            self.doubled = from.map(|from| Doubled { from, copies: added.clone() });
            self.session.selection = added.into_iter().collect();
        }
    }

    /// Applies a step that moves elements, and shows them on their way.
    pub(super) fn glide(&mut self, step: &Step, ctx: &egui::Context) {
        let from: Vec<(ElementId, Rect)> = self.with_view(|view, _| {
            let moved = step.edits.iter().filter_map(|edit| match edit {
                Edit::Place(frames) => Some(frames),
                _ => None,
            });
            let frame = |id: &ElementId| {
                Some((id.clone(), crate::ui::canvas::frame_of(view.board, view.geometry, id)?))
            };
            moved.flatten().filter_map(|(id, _)| frame(id)).collect()
        });
        let before = self.revision();
        self.edit(step);
        if self.revision() != before && from.len() <= MOST_GLIDING {
            self.session.glide = Some(Glide { from, began: ctx.input(|input| input.time) });
        }
        if self.revision() != before && self.session.selection.len() < 2 {
            self.frame_all();
        }
    }

    /// Remembers the annotations of the only selected node or link.
    pub(super) fn copy_style(&mut self) {
        fn texts<T>(table: &'static [Attribute<T>], of: &T) -> Vec<(&'static str, String)> {
            table.iter().filter_map(|a| Some((a.key, (a.get)(of)?))).collect()
        }
        let board = self.history.board();
        let style = match self.selected().as_slice() {
            [ElementId::Node(id)] => board.nodes.get(id.as_str()).map(|node| Style {
                of_link: false,
                values: texts(crate::model::node::NODE_ATTRIBUTES, node),
            }),
            [ElementId::Link(id)] => board.links.get(id.as_str()).map(|link| Style {
                of_link: true,
                values: texts(crate::model::link::LINK_ATTRIBUTES, link),
            }),
            _ => None,
        };
        match style {
            Some(mut style) => {
                // Where a label stands belongs to its own line.
                style.values.retain(|(key, _)| *key != "label_at");
                let n = style.values.len();
                self.notices.say(match n {
                    0 => "This one has no annotations".to_owned(),
                    1 => "Copied 1 annotation".to_owned(),
                    n => format!("Copied {n} annotations"),
                });
                self.session.style = Some(style).filter(|style| !style.values.is_empty());
            }
            None => self.notices.say("Select one node or one link to copy its annotations"),
        }
    }

    /// Gives the copied annotations to what is selected and of the same sort.
    pub(super) fn paste_style(&mut self) {
        let Some(style) = self.session.style.clone() else {
            self.notices.say("Copy the annotations of a node or a link first");
            return;
        };
        let fits = |id: &ElementId| match id {
            ElementId::Node(_) => !style.of_link,
            ElementId::Link(_) => style.of_link,
            _ => false,
        };
        let selected: Vec<ElementId> = self.selected().into_iter().filter(fits).collect();
        if selected.is_empty() {
            let sort = if style.of_link { "links" } else { "nodes" };
            self.notices.say(format!("Select the {sort} that are to get them"));
            return;
        }
        let set = |of: &ElementId| {
            let of = of.clone();
            style.values.iter().map(move |(key, text)| Edit::Set {
                of: of.clone(),
                key: (*key).to_owned(),
                to: Some(text.clone()),
            })
        };
        let edits = selected.iter().flat_map(set).collect();
        self.edit(&Step { label: "Paste annotations".to_owned(), edits });
    }

    /// Copies the selection, or the board, as lines of text.
    pub(super) fn copy_lines(&mut self, ctx: &egui::Context) {
        let text = edit::lines::write(self.history.board(), &self.selected());
        if text.is_empty() {
            self.notices.say("Nothing here can be written as lines");
            return;
        }
        let n = text.lines().count();
        ctx.copy_text(text);
        self.notices.say(format!("Copied {n} lines"));
    }

    /// Lines that name nodes and links: what the board has already is told more, the rest is added.
    fn paste_lines(&mut self, clip: &Board) {
        let board = self.history.board();
        let known: BTreeSet<&str> = board.nodes.iter().map(|node| node.id.as_str()).collect();
        let geometry = Geometry::of(clip);
        let now = crate::layout::Standing { nodes: &geometry.nodes, ..Default::default() };
        let frames = crate::layout::tidy(clip, now, None).frames;
        let new: Vec<&(ElementId, Rect)> =
            frames.iter().filter(|(id, _)| !known.contains(id.as_str())).collect();
        let around = new.iter().map(|(_, frame)| *frame).reduce(Rect::union);
        let centre = self.visible().map_or_else(Point::default, Rect::centre);
        let by = around.map_or_else(Point::default, |around| centre.minus(around.centre()));
        let mut edits: Vec<Edit> = Vec::new();
        let mut added: BTreeSet<ElementId> = BTreeSet::new();
        for node in clip.nodes.iter().filter(|node| !known.contains(node.id.as_str())) {
            let id = ElementId::from(node.id.clone());
            let frame = frames.iter().find(|(other, _)| *other == id).map(|(_, frame)| *frame);
            let at = frame.map_or(node.at, Rect::centre).offset(by);
            let at = Point::new(at.x.round(), at.y.round());
            edits.push(Edit::PutNode(crate::model::Node { at, ..node.clone() }));
            added.insert(id);
        }
        for link in clip.links.iter() {
            added.insert(link.id.clone().into());
            edits.push(Edit::PutLink(link.clone()));
        }
        for node in clip.nodes.iter() {
            let there = board.nodes.get(node.id.as_str());
            if there.is_some_and(|there| there.service_time != node.service_time) {
                edits.push(Edit::PutNode(node.clone()));
            }
        }
        let label = format!("Paste {} lines", clip.links.len().max(new.len()));
        self.edit(&Step { label, edits });
        self.session.selection = added;
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
            Err(_) if looks_like_a_board(text) => {
                self.notices.fail("Not pasted: the text looks like a board but cannot be read");
            }
            Err(_) => match edit::lines::read(text, self.history.board()) {
                Some(clip) => self.paste_lines(&clip),
                None => self.paste_note(text),
            },
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

/// A text that begins as board files do.
fn looks_like_a_board(text: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).take(8).eq("(format:".chars())
}

/// The last doubling, which a next one may repeat.
pub(super) struct Doubled {
    /// Where the first of the originals stood.
    from: Point,
    copies: Vec<ElementId>,
}

impl Doubled {
    /// How far the copies were moved from their originals, while exactly they are selected.
    fn offset(&self, board: &Board, selected: &[ElementId]) -> Option<Point> {
        let copies: BTreeSet<&ElementId> = self.copies.iter().collect();
        let same = selected.len() == copies.len() && selected.iter().all(|id| copies.contains(id));
        let now = selected.iter().find_map(|id| place_of(board, id)).filter(|_| same)?;
        Some(now.minus(self.from))
    }
}

fn place_of(board: &Board, element: &ElementId) -> Option<Point> {
    match element {
        ElementId::Node(id) => board.nodes.get(id.as_str()).map(|node| node.at),
        ElementId::Note(id) => board.notes.get(id.as_str()).map(|note| note.at),
        ElementId::Boundary(id) => board.boundaries.get(id.as_str()).map(|boundary| boundary.at),
        _ => None,
    }
}

/// Around the places of a clip's elements.
fn bounds(clip: &Board) -> Option<Rect> {
    let nodes = clip.nodes.iter().map(|node| node.at);
    let places = nodes.chain(clip.notes.iter().map(|note| note.at));
    let points = places.map(|at| Rect { min: at, max: at });
    points.chain(clip.boundaries.iter().map(crate::model::Boundary::rect)).reduce(Rect::union)
}
