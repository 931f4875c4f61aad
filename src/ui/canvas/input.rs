//! From raw events to what tools take: the pointer in board units with its hit resolved.

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Rect};

use super::handles::{self, LINGER_POINTS};
use super::hit::{Aim, Hit};
use super::{Canvas, keys, navigate};
use crate::model::{ElementId, NodeId};
use crate::ui::tools::{DRAG_POINTS, Input};
use crate::ui::{Camera, Command, View};

/// The pointer over the canvas.
#[derive(Clone, Debug, Default)]
pub(super) struct Pointer {
    /// Where it is on the screen, when it is over the window.
    at: Option<Pos2>,
    /// True while it is over the canvas and nothing covers it.
    pub(super) over: bool,
    /// What lies under it.
    pub(super) hit: Hit,
    /// The node it is at, or was at and is still near.
    pub(super) near: Option<NodeId>,
    /// Where another widget lies on top of the canvas.
    pub(super) keep_out: Option<Rect>,
    /// Where the map and buttons lie on top of the canvas.
    pub(super) covered: Vec<Rect>,
    /// What the menu of the other button is about.
    pub(super) menu_of: Option<ElementId>,
    /// Whose name was kept in this frame.
    pub(super) named: Option<ElementId>,
    pressed: Option<Pos2>,
    clicked: Option<(f64, Pos2)>,
}

impl Pointer {
    /// Where it is on the screen.
    pub(super) fn place(&self) -> Option<Pos2> {
        self.at
    }
}

impl Canvas {
    /// Hands events on to the view's movement and to the tool, in the order they came.
    pub(super) fn take_input(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        view: &View<'_>,
        camera: &mut Camera,
        commands: &mut Vec<Command>,
    ) {
        let canvas = response.rect;
        let keep_out = self.pointer.keep_out.take();
        let (events, held, now) =
            ui.input(|input| (input.events.clone(), input.modifiers, input.time));
        let pressed_here = response.is_pointer_button_down_on()
            || response.clicked()
            || response.secondary_clicked()
            || response.middle_clicked();
        let space = response.has_focus() && navigate::space_is_held(ui, self.naming.is_some());
        for event in &events {
            if let Event::PointerMoved(at) = event {
                self.pointer.at = Some(*at);
            }
            let mine = match event {
                Event::PointerButton { pos, .. } => {
                    pressed_here
                        && canvas.contains(*pos)
                        && !keep_out.is_some_and(|rect| rect.contains(*pos))
                        && !self.pointer.covered.iter().any(|rect| rect.contains(*pos))
                }
                _ => false,
            };
            if mine {
                self.released = false;
                self.led_by_keys = false;
            }
            if self.navigate.on(event, space, mine, camera) {
                continue;
            }
            match event {
                Event::PointerGone => self.pointer.at = None,
                Event::WindowFocused(false) => {
                    self.feed(Input::Cancel, held, view, commands);
                }
                Event::PointerButton { pos, button, pressed, modifiers } => {
                    self.pointer.at = Some(*pos);
                    let button = (*button, *pressed, mine);
                    self.button(canvas, *pos, button, (*modifiers, now), view, commands);
                }
                _ => {}
            }
        }
        self.follow(ui, response, keep_out, held, view, commands);
        self.move_view(ui, canvas, view, camera);
    }

    fn button(
        &mut self,
        canvas: Rect,
        pos: Pos2,
        (button, pressed, mine): (PointerButton, bool, bool),
        (held, now): (Modifiers, f64),
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let at = view.session.camera.board_from_screen(canvas, pos);
        let hit = self.hit(view, canvas, pos);
        match (button, pressed) {
            (PointerButton::Primary, true) if mine => {
                // The element whose name was just kept may have another id in a moment.
                if self.pointer.named.is_some() && hit.element() == self.pointer.named {
                    return;
                }
                self.pointer.pressed = Some(pos);
                self.feed(Input::Press(at, hit), held, view, commands);
            }
            (PointerButton::Primary, false) => {
                let Some(pressed) = self.pointer.pressed.take() else { return };
                self.feed(Input::Release(at, hit), held, view, commands);
                if pressed.distance(pos) > DRAG_POINTS {
                    self.pointer.clicked = None;
                } else if self.pointer.clicked.is_some_and(|(then, there)| {
                    now - then <= DOUBLE_WITHIN && there.distance(pos) <= DRAG_POINTS
                }) {
                    self.pointer.clicked = None;
                    let hit = self.hit(view, canvas, pos);
                    self.feed(Input::Double(at, hit), held, view, commands);
                } else {
                    self.pointer.clicked = Some((now, pos));
                }
            }
            (PointerButton::Secondary, false) if mine => {
                // The menu that opens now is about what was clicked.
                self.pointer.menu_of = hit.element();
                if let Some(element) = hit.element()
                    && !view.session.selection.contains(&element)
                {
                    commands.push(Command::Select([element].into()));
                }
            }
            _ => {}
        }
    }

    /// The pointer as it is at the end of the frame.
    fn follow(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        keep_out: Option<Rect>,
        held: Modifiers,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let canvas = response.rect;
        let pointer = self.pointer.at.or_else(|| ui.input(|input| input.pointer.latest_pos()));
        let covered =
            |at: Pos2| keep_out.is_some_and(|rect| rect.contains(at)) || ui.ctx().any_popup_open();
        let covered =
            |at: Pos2| covered(at) || self.pointer.covered.iter().any(|rect| rect.contains(at));
        self.pointer.over = pointer.is_some_and(|at| response.contains_pointer() && !covered(at));
        let Some(at) = pointer.filter(|_| self.pointer.over || self.tool.is_busy()) else {
            self.pointer.hit = Hit::Empty;
            self.pointer.near = None;
            return;
        };
        let hit = self.hit(view, canvas, at);
        self.pointer.near = self.near(view, canvas, at, &hit);
        self.pointer.hit = hit.clone();
        let on_board = view.session.camera.board_from_screen(canvas, at);
        self.feed(Input::Move(on_board, hit), held, view, commands);
    }

    fn move_view(&mut self, ui: &egui::Ui, canvas: Rect, view: &View<'_>, camera: &mut Camera) {
        let Some(at) = self.pointer.at else { return };
        if self.pointer.over {
            navigate::Navigate::wheel(ui, canvas, at, view.session.wheel_zooms, camera);
        }
        let holds = self.tool.is_busy() && self.pointer.pressed.is_some();
        if holds && view.session.tool != crate::ui::ToolKind::Hand {
            self.navigate.edge(ui, canvas, at, camera);
        } else {
            self.navigate.leave_edge();
        }
    }

    /// What lies under a place of the screen.
    fn hit(&self, view: &View<'_>, canvas: Rect, at: Pos2) -> Hit {
        let handles = self.handles_of(view);
        let alone = view.session.selection.len() == 1;
        let selected = view
            .session
            .selection
            .first()
            .filter(|_| alone && self.tool.shows_handles() && !self.tool.is_busy());
        let aim = Aim {
            board: view.board,
            geometry: view.geometry,
            zoom: view.session.camera.zoom,
            handles: &handles,
            selected,
        };
        aim.at(view.session.camera.board_from_screen(canvas, at))
    }

    /// Handles stand beside their node, so they stay while the pointer is on its way to them.
    fn near(&self, view: &View<'_>, canvas: Rect, at: Pos2, hit: &Hit) -> Option<NodeId> {
        if let Some(node) = hit.node() {
            return Some(node.clone());
        }
        let near = self.pointer.near.clone()?;
        let frame = handles::node_frame(view.board, view.geometry, &near)?;
        let camera = view.session.camera;
        let around = frame.grown(LINGER_POINTS / camera.zoom);
        around.contains(camera.board_from_screen(canvas, at)).then_some(near)
    }

    fn feed(
        &mut self,
        input: Input,
        held: Modifiers,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let context = Self::context(view, held);
        commands.extend(self.tool.on(input, &context));
    }

    /// Keys, when they go to the canvas.
    pub(super) fn take_keys(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        if !response.has_focus() || self.naming.is_some() || view.session.naming.is_some() {
            return;
        }
        let mut pressed: Vec<(Key, Modifiers)> = Vec::new();
        let context = |held| Self::context(view, held);
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. } => {
                    let wanted = *key == Key::F6
                        || (*key == Key::Escape && self.tool.is_busy())
                        || keys::pressed(*key, *modifiers, &context(*modifiers)).is_some();
                    if wanted {
                        pressed.push((*key, *modifiers));
                    }
                    !wanted
                }
                _ => true,
            });
        });
        for (key, held) in pressed {
            self.led_by_keys = true;
            if key == Key::F6 {
                // The way out for those who use the keyboard alone: Tab now walks over the window.
                self.released = true;
                ui.memory_mut(|memory| memory.surrender_focus(response.id));
            } else if key == Key::Escape && self.tool.is_busy() {
                self.pointer.pressed = None;
                self.feed(Input::Cancel, held, view, commands);
            } else if let Some(wanted) = keys::pressed(key, held, &context(held)) {
                self.reveal = wanted.iter().find_map(reached).or(self.reveal.take());
                commands.extend(wanted);
            }
        }
    }
}

/// Two clicks within this time are one double click, in seconds.
const DOUBLE_WITHIN: f64 = 0.4;

/// The single element that a command selects.
fn reached(command: &Command) -> Option<ElementId> {
    match command {
        Command::Select(selection) if selection.len() == 1 => selection.first().cloned(),
        _ => None,
    }
}
