//! The canvas: one widget with its own hit-testing, camera, paint and keys.
//!
//! It draws from the [`View`] and returns commands; it holds what belongs to no board and no
//! session: gestures in progress, and triangles already built.

mod accessible;
mod grid;
pub mod grow;
mod handles;
mod hit;
mod input;
mod keys;
mod laser;
mod map;
mod menu;
mod mesh;
mod naming;
mod navigate;
mod overlay;
mod paint;
mod preview;
mod replay;
#[cfg(test)]
pub(crate) mod sketch;
mod slot;
mod snap;
mod walk;

use eframe::egui::{self, EventFilter, Id, Rect, Sense, WidgetInfo, accesskit::Role};

pub use handles::{Corner, Side, frame_of};
pub use hit::{Aim, Hit, all_at, crossing, share_along};
pub use snap::{Guide, Snapped, snap};

use super::tools::{self, Preview, Tool, ToolContext};
use super::{Camera, Command, Glide, ToolKind, View, shortcuts, theme};
use crate::edit::Edit;
use crate::model::{ElementId, NodeId, Point};
use crate::scene::palette;
use naming::Naming;
use overlay::Overlay;

/// Handles would crowd the board below this zoom.
const HANDLES_FROM_ZOOM: f32 = 0.2;

/// What the canvas remembers between frames.
pub struct Canvas {
    rect: Option<Rect>,
    tool: Box<dyn Tool>,
    tool_kind: ToolKind,
    naming: Option<Naming>,
    navigate: navigate::Navigate,
    pointer: input::Pointer,
    painter: paint::Painter,
    replay: replay::Replay,
    laser: laser::Laser,
    problems: accessible::Problems,
    /// The last thing that happened was a key: the focus is shown.
    led_by_keys: bool,
    /// Keys were sent away until something else had the focus.
    released: bool,
    /// What the keyboard reached last comes into view.
    reveal: Option<ElementId>,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            rect: None,
            tool: tools::take(ToolKind::Select),
            tool_kind: ToolKind::Select,
            naming: None,
            navigate: navigate::Navigate::default(),
            pointer: input::Pointer::default(),
            painter: paint::Painter::default(),
            replay: replay::Replay::default(),
            laser: laser::Laser::default(),
            problems: accessible::Problems::default(),
            led_by_keys: false,
            released: false,
            reveal: None,
        }
    }
}

impl Canvas {
    /// Where the canvas lay in the last frame.
    pub fn rect(&self) -> Option<Rect> {
        self.rect
    }

    /// What can be done now, for the status bar.
    pub fn hint(&self) -> &'static str {
        match &self.naming {
            Some(naming) if naming.is_note() => "Enter: new line · Esc or Ctrl+Enter: done",
            Some(_) => "Enter: keep the name · Esc: leave it as it was",
            None => self.tool.hint(),
        }
    }

    /// Ends the typing of a name and keeps it, before something else happens to the board.
    pub fn finish_typing(&mut self, view: &View<'_>) -> Vec<Command> {
        self.naming.take().map(|naming| naming.kept(view)).unwrap_or_default()
    }

    /// Fills what is left of the window with the board.
    pub fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) -> egui::Response {
        let rect = ui.available_rect_before_wrap();
        let id = ui.scope_id().with("canvas");
        self.rect = Some(rect);
        let response = ui.interact(rect, id, Sense::click_and_drag());
        ui.advance_cursor_after_rect(rect);
        if ui.input(|input| input.pointer.any_pressed()) {
            shortcuts::pressed_at(ui.ctx(), response.contains_pointer());
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, board_label(view)));
        if view.session.tool != self.tool_kind {
            self.tool_kind = view.session.tool;
            self.tool = tools::take(self.tool_kind);
        }
        let before = commands.len();
        let mut camera = view.session.camera;
        self.sync_naming(ui, id, view, commands);
        self.pointer.named = self.end_naming(ui, id, view, commands);
        let had_focus = self.keep_focus(ui, &response);
        self.take_input(ui, &response, view, &mut camera, commands);
        let pointing = view.session.tool == ToolKind::Laser && self.pointer.over;
        let pointed = self.pointer.place().filter(|_| pointing);
        self.laser.follow(ui, pointed.map(|at| camera.board_from_screen(rect, at)));
        // A key that ended the typing in a panel is not meant for the board.
        if had_focus {
            self.take_keys(ui, &response, view, commands);
        }
        let asked = commands.len() > before;
        self.reveal_selected(rect, view, asked, &mut camera);
        if camera != view.session.camera {
            commands.push(Command::Look(camera));
        }
        self.paint_ui(ui, &response, view);
        map::empty_ui(ui, rect, view);
        let mut moved = view.session.camera;
        let map = map::map_ui(ui, rect, view, &mut moved);
        if moved != view.session.camera {
            commands.push(Command::Look(moved));
        }
        let back = map::back_ui(ui, rect, view, commands);
        self.pointer.covered = map.into_iter().chain(back).collect();
        menu::menu_ui(&response, view, self.pointer.menu_of.as_ref(), commands);
        self.name_ui(ui, rect, view, commands);
        if commands.len() > before {
            // What was asked for is seen in the next frame.
            ui.ctx().request_repaint();
        }
        response
    }

    /// Keys go to the canvas unless something else wants them. True when they did so before this frame.
    fn keep_focus(&mut self, ui: &egui::Ui, response: &egui::Response) -> bool {
        let id = response.id;
        let focused = ui.memory(egui::Memory::focused);
        if focused.is_some() {
            self.released = false;
        }
        let free = focused.is_none() && !self.released;
        let reachable = ui.memory(|memory| memory.allows_interaction(ui.layer_id()));
        let typing = self.naming.is_some();
        if free && reachable && !typing && !ui.ctx().any_popup_open() {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let filter =
            EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        focused == Some(id)
    }

    /// Follows the session: a name is to be typed, or no longer.
    fn sync_naming(&mut self, ui: &egui::Ui, id: Id, view: &View<'_>, commands: &mut Vec<Command>) {
        let wanted = view.session.naming.as_ref();
        let current = self.naming.as_ref().map(|naming| &naming.of);
        if wanted != current {
            if current.is_some() && wanted.is_none() {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
            self.naming = wanted.and_then(|of| Naming::of(view.board, of));
            if self.naming.is_none() && wanted.is_some() {
                commands.push(Command::Name(None));
            }
            // Where one types is where one looks.
            self.reveal = wanted.cloned().or(self.reveal.take());
        }
    }

    /// After a key selected or made something, the view follows.
    ///
    /// What was only asked for in this frame exists in the next.
    fn reveal_selected(&mut self, rect: Rect, view: &View<'_>, asked: bool, camera: &mut Camera) {
        let Some(element) = self.reveal.take() else { return };
        match frame_of(view.board, view.geometry, &element) {
            Some(frame) => *camera = navigate::revealing(*camera, rect, frame),
            None => self.reveal = asked.then_some(element),
        }
    }

    /// Enter, Escape, Tab or a press elsewhere end the typing; returns whose name it was.
    fn end_naming(
        &mut self,
        ui: &egui::Ui,
        id: Id,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) -> Option<ElementId> {
        let naming = self.naming.as_mut()?;
        let ends = naming.ends(ui, view)?;
        let named = naming.of.clone();
        self.naming = None;
        commands.extend(ends);
        ui.memory_mut(|memory| memory.request_focus(id));
        Some(named)
    }

    /// The field of the name being typed, over everything else.
    fn name_ui(
        &mut self,
        ui: &mut egui::Ui,
        rect: Rect,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let Some(mut naming) = self.naming.take() else { return };
        let Some(place) = naming.place(rect, view) else {
            commands.push(Command::Name(None));
            return;
        };
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        child.set_clip_rect(rect.intersect(ui.clip_rect()));
        let id = ui.scope_id().with("name");
        let response = naming.field_ui(&mut child, id, place, view.session.camera.zoom);
        self.pointer.keep_out = Some(place);
        if response.lost_focus() {
            commands.extend(naming.kept(view));
            return;
        }
        self.naming = Some(naming);
    }

    fn context<'a>(view: &View<'a>, held: egui::Modifiers) -> ToolContext<'a> {
        ToolContext { board: view.board, geometry: view.geometry, session: view.session, held }
    }

    /// Nodes whose connecting handles are shown.
    fn handles_of(&self, view: &View<'_>) -> Vec<NodeId> {
        let zoomed_in = view.session.camera.zoom >= HANDLES_FROM_ZOOM;
        let idle = !self.tool.is_busy() && self.naming.is_none();
        if !(zoomed_in && idle && self.tool.shows_handles()) {
            return Vec::new();
        }
        let mut nodes: Vec<NodeId> = self.pointer.near.clone().into_iter().collect();
        if let (1, Some(ElementId::Node(id))) =
            (view.session.selection.len(), view.session.selection.first())
            && !nodes.contains(id)
        {
            nodes.push(id.clone());
        }
        nodes
    }

    fn paint_ui(&mut self, ui: &egui::Ui, response: &egui::Response, view: &View<'_>) {
        let rect = response.rect;
        let clipped = ui.painter_at(rect);
        let colours = theme::of(ui);
        clipped.rect_filled(rect, 0, mesh::colour(palette::of(view.session.theme).board));
        let held = ui.input(|input| input.modifiers);
        let mut preview = self.tool.preview(&Self::context(view, held));
        if preview == Preview::default() {
            preview.edits = glided(ui, view);
        }
        let shown = preview::Shown::after(view, &preview.edits);
        let hidden = shown.as_ref().map(preview::Shown::hides).unwrap_or_default();
        let camera = view.session.camera;
        let mut layers = vec![self.painter.scene(ui, rect, view, hidden)];
        if let Some(shown) = &shown {
            let only = shown.only.as_ref();
            layers.push(self.painter.preview(ui, rect, &shown.scene, camera, only));
        }
        if let Some(compared) = view.compared.filter(|compared| !compared.removed.is_empty()) {
            // What is gone stands behind what is there.
            let gone = Some(&compared.removed);
            let layer = self.painter.preview(ui, rect, &compared.scene, camera, gone);
            layer.board_ui(&clipped);
            let veil = mesh::colour(palette::of(view.session.theme).board).gamma_multiply(0.55);
            clipped.rect_filled(rect, 0, veil);
        }
        for layer in &layers {
            layer.board_ui(&clipped);
        }
        // While a question is presented, all but its subjects is dim.
        let lit = &view.session.marked;
        let presents = view.session.presenting && !lit.is_empty() && shown.is_none();
        if presents {
            let veil = mesh::colour(palette::of(view.session.theme).board).gamma_multiply(0.74);
            clipped.rect_filled(rect, 0, veil);
            layers = vec![self.painter.preview(ui, rect, view.scene, camera, Some(lit))];
            for layer in &layers {
                layer.board_ui(&clipped);
            }
        }
        let (board, geometry) = match &shown {
            Some(shown) => (&shown.board, &shown.geometry),
            None => (view.board, view.geometry),
        };
        let overlay = Overlay {
            painter: clipped,
            canvas: rect,
            camera,
            colours,
            board,
            geometry,
            session: view.session,
        };
        let busy = self.tool.is_busy();
        let hovered = self.pointer.hit.element().filter(|_| !busy && !self.navigate.is_panning());
        self.replay.show_ui(&overlay, view);
        if let Some(compared) = view.compared {
            overlay.compared_ui(compared);
        }
        overlay.elements_ui(hovered.as_ref());
        if !busy && self.naming.is_none() {
            overlay.handles_ui(&self.handles_of(view), &self.pointer.hit);
        }
        // Above the handles: how many questions a node has is read at the node that is selected. What
        // is played has the board to itself; its marks say what the badges would.
        for layer in layers.iter().filter(|_| !self.replay.is_shown()) {
            layer.answers_ui(&overlay.painter);
        }
        Self::gesture_ui(&overlay, view, &preview);
        if self.led_by_keys && response.has_focus() {
            overlay.focus_ui();
        }
        let played = |node: &NodeId| self.replay.said(view, node);
        self.problems.name_ui(ui, rect, view, &played);
        self.laser.show_ui(ui, &overlay);
        if let Some(at) = self.pointer.place()
            && view.session.tool == ToolKind::Laser
            && self.pointer.over
        {
            laser::Laser::dot_ui(&overlay, at);
        }
        self.cursor_ui(ui, response);
    }

    /// A target is looked for on the board as it is, everything else as it would be.
    fn gesture_ui(overlay: &Overlay<'_>, view: &View<'_>, preview: &Preview) {
        if preview.target.is_none() {
            overlay.gesture_ui(preview);
        } else {
            overlay.gesture_ui(&Preview { target: None, wire: None, ..preview.clone() });
            let real = Overlay {
                painter: overlay.painter.clone(),
                board: view.board,
                geometry: view.geometry,
                ..*overlay
            };
            real.gesture_ui(&Preview {
                target: preview.target.clone(),
                wire: preview.wire.clone(),
                ..Preview::default()
            });
        }
    }

    fn cursor_ui(&self, ui: &egui::Ui, response: &egui::Response) {
        if self.navigate.is_panning() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        } else if self.pointer.over || self.tool.is_busy() {
            let space = navigate::space_is_held(ui, self.naming.is_some()) && response.has_focus();
            let icon =
                if space { egui::CursorIcon::Grab } else { self.tool.cursor(&self.pointer.hit) };
            ui.ctx().set_cursor_icon(icon);
        }
    }
}

/// Where elements are on their way, while a movement is shown.
fn glided(ui: &egui::Ui, view: &View<'_>) -> Vec<Edit> {
    let Some(glide) = &view.session.glide else { return Vec::new() };
    let share = (ui.input(|input| input.time) - glide.began) / Glide::SECONDS;
    if !(0.0..1.0).contains(&share) {
        return Vec::new();
    }
    ui.ctx().request_repaint();
    // Quick at first, then gently to rest.
    let share = 1.0 - (1.0 - share as f32).powi(3);
    let mix = |a: f32, b: f32| a + (b - a) * share;
    let between = |a: Point, b: Point| Point::new(mix(a.x, b.x), mix(a.y, b.y));
    let frames = glide.from.iter().filter_map(|(element, from)| {
        let to = frame_of(view.board, view.geometry, element)?;
        let (min, max) = (between(from.min, to.min), between(from.max, to.max));
        Some((element.clone(), crate::model::Rect { min, max }))
    });
    vec![Edit::Place(frames.collect())]
}

fn board_label(view: &View<'_>) -> String {
    let (nodes, links) = (view.board.nodes.len(), view.board.links.len());
    format!("Board {}, {nodes} nodes, {links} links", view.board.name_of(&ElementId::Board))
}
