//! Moving the view: wheel, pinch, and drags of the other buttons.

use eframe::egui::{self, Event, Key, PointerButton, Pos2, Rect, Vec2, vec2};

use crate::model::Point;
use crate::model::geometry::FARTHEST;
use crate::ui::Camera;

/// A drag with the right button beyond this moves the view instead of opening a menu, in points.
const RIGHT_DRAG_POINTS: f32 = 6.0;
/// The view scrolls while a gesture comes this near to the edge, in points.
const EDGE_POINTS: f32 = 8.0;
/// … after this time, in seconds.
const EDGE_DELAY: f64 = 0.2;
/// … at this speed, in points per second.
const EDGE_SPEED: f32 = 900.0;

/// A drag that moves the view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Pan {
    #[default]
    Rests,
    /// The right button is down; it may still become a click.
    Undecided(Pos2),
    /// The view follows the pointer while this button is down.
    Following { button: PointerButton, last: Pos2 },
}

/// Moves the view.
#[derive(Default)]
pub(super) struct Navigate {
    pan: Pan,
    at_edge_since: Option<f64>,
}

impl Navigate {
    /// True while a drag moves the view.
    pub(super) fn is_panning(&self) -> bool {
        matches!(self.pan, Pan::Following { .. })
    }

    /// Takes a pointer event; true when it belongs to moving the view.
    pub(super) fn on(
        &mut self,
        event: &Event,
        space: bool,
        mine: bool,
        camera: &mut Camera,
    ) -> bool {
        match (self.pan, event) {
            (Pan::Rests, Event::PointerButton { pos, button, pressed: true, .. }) if mine => {
                self.pan = match button {
                    PointerButton::Middle => Pan::Following { button: *button, last: *pos },
                    PointerButton::Primary if space => {
                        Pan::Following { button: *button, last: *pos }
                    }
                    PointerButton::Secondary => Pan::Undecided(*pos),
                    _ => Pan::Rests,
                };
                self.pan != Pan::Rests
            }
            (Pan::Undecided(start), Event::PointerMoved(pos)) => {
                if start.distance(*pos) > RIGHT_DRAG_POINTS {
                    move_by(camera, *pos - start);
                    self.pan = Pan::Following { button: PointerButton::Secondary, last: *pos };
                }
                true
            }
            (Pan::Following { button, last }, Event::PointerMoved(pos)) => {
                move_by(camera, *pos - last);
                self.pan = Pan::Following { button, last: *pos };
                true
            }
            (
                Pan::Following { button: held, .. },
                Event::PointerButton { button, pressed: false, .. },
            ) if held == *button => {
                self.pan = Pan::Rests;
                true
            }
            (
                Pan::Undecided(_),
                Event::PointerButton { button: PointerButton::Secondary, pressed: false, .. },
            ) => {
                self.pan = Pan::Rests;
                // A click after all: somebody else opens the menu.
                false
            }
            (Pan::Following { .. }, Event::PointerButton { .. }) => true,
            _ => false,
        }
    }

    /// Wheel and pinch.
    pub(super) fn wheel(
        ui: &egui::Ui,
        canvas: Rect,
        pointer: Pos2,
        zooms: bool,
        camera: &mut Camera,
    ) {
        let (scroll, zoom, held) =
            ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta(), i.modifiers));
        if (zoom - 1.0).abs() > f32::EPSILON {
            // With the wheel set to zoom, the held key makes it pan; a pinch always zooms.
            if zooms && held.command {
                move_by(camera, vec2(0.0, zoom.ln() * WHEEL_POINTS));
            } else {
                *camera = camera.zoomed_at(canvas, pointer, zoom);
            }
        }
        if scroll != Vec2::ZERO {
            if zooms && !held.shift {
                *camera = camera.zoomed_at(canvas, pointer, (scroll.y / WHEEL_POINTS).exp());
            } else {
                move_by(camera, scroll);
            }
        }
    }

    /// Scrolls while a gesture is held at the edge.
    pub(super) fn edge(&mut self, ui: &egui::Ui, canvas: Rect, pointer: Pos2, camera: &mut Camera) {
        let inner = canvas.shrink(EDGE_POINTS);
        let out = pointer - inner.clamp(pointer);
        if out == Vec2::ZERO {
            self.at_edge_since = None;
            return;
        }
        let (now, step) = ui.input(|i| (i.time, i.stable_dt.min(0.05)));
        let since = *self.at_edge_since.get_or_insert(now);
        if now - since >= EDGE_DELAY {
            move_by(camera, -out.normalized() * EDGE_SPEED * step);
        }
        ui.ctx().request_repaint();
    }

    /// No gesture is held at the edge.
    pub(super) fn leave_edge(&mut self) {
        self.at_edge_since = None;
    }
}

/// One doubling of e for this many points of scrolling, as egui has it for Ctrl+wheel.
const WHEEL_POINTS: f32 = 200.0;

/// True while Space is held to move the view.
pub(super) fn space_is_held(ui: &egui::Ui, typing: bool) -> bool {
    !typing && ui.input(|i| i.key_down(Key::Space))
}

/// Moves what is seen by a distance on the screen.
fn move_by(camera: &mut Camera, by: Vec2) {
    let x = camera.centre.x - by.x / camera.zoom;
    let y = camera.centre.y - by.y / camera.zoom;
    camera.centre = Point::new(x.clamp(-FARTHEST, FARTHEST), y.clamp(-FARTHEST, FARTHEST));
}

/// The nearest view that shows a place of the board whole, or its middle when it is too large.
pub(super) fn revealing(camera: Camera, canvas: Rect, place: crate::model::Rect) -> Camera {
    let margin = 40.0 / camera.zoom;
    let seen = camera.visible(canvas).grown(-margin);
    let shift = |min: f32, max: f32, seen_min: f32, seen_max: f32| {
        if max - min > seen_max - seen_min {
            f32::midpoint(min, max) - f32::midpoint(seen_min, seen_max)
        } else if min < seen_min {
            min - seen_min
        } else if max > seen_max {
            max - seen_max
        } else {
            0.0
        }
    };
    let by = Point::new(
        shift(place.min.x, place.max.x, seen.min.x, seen.max.x),
        shift(place.min.y, place.max.y, seen.min.y, seen.max.y),
    );
    Camera { centre: camera.centre.offset(by), ..camera }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    fn button(button: PointerButton, pressed: bool, x: f32) -> Event {
        let modifiers = egui::Modifiers::NONE;
        Event::PointerButton { pos: egui::pos2(x, 0.0), button, pressed, modifiers }
    }

    fn moved(x: f32) -> Event {
        Event::PointerMoved(egui::pos2(x, 0.0))
    }

    #[test]
    fn the_middle_button_moves_the_view_at_its_zoom() {
        let mut navigate = Navigate::default();
        let mut camera = Camera { zoom: 2.0, ..Camera::default() };
        assert!(navigate.on(&button(PointerButton::Middle, true, 0.0), false, true, &mut camera));
        assert!(navigate.on(&moved(30.0), false, true, &mut camera));
        assert_eq!(camera.centre, Point::new(-15.0, 0.0));
        assert!(navigate.on(&button(PointerButton::Middle, false, 30.0), false, true, &mut camera));
        assert!(!navigate.is_panning());
    }

    #[test]
    fn the_right_button_moves_the_view_only_beyond_a_click() {
        let mut navigate = Navigate::default();
        let mut camera = Camera::default();
        navigate.on(&button(PointerButton::Secondary, true, 0.0), false, true, &mut camera);
        navigate.on(&moved(5.0), false, true, &mut camera);
        assert_eq!(camera, Camera::default());
        let up = button(PointerButton::Secondary, false, 5.0);
        assert!(!navigate.on(&up, false, true, &mut camera));
        navigate.on(&button(PointerButton::Secondary, true, 0.0), false, true, &mut camera);
        navigate.on(&moved(20.0), false, true, &mut camera);
        assert_eq!(camera.centre, Point::new(-20.0, 0.0));
    }

    #[test]
    fn the_main_button_moves_the_view_only_with_space() {
        let mut navigate = Navigate::default();
        let mut camera = Camera::default();
        let down = button(PointerButton::Primary, true, 0.0);
        assert!(!navigate.on(&down, false, true, &mut camera));
        assert!(navigate.on(&down, true, true, &mut camera));
    }

    #[test]
    fn what_is_out_of_sight_is_brought_in_with_the_least_movement() {
        let canvas = Rect::from_min_size(egui::pos2(0.0, 0.0), vec2(800.0, 600.0));
        let camera = Camera::default();
        let node = |x| crate::model::Rect::around(Point::new(x, 0.0), Size::new(100.0, 60.0));
        assert_eq!(revealing(camera, canvas, node(0.0)), camera);
        // The right border of the view is at 400, less a margin of 40; the node ends at 550.
        assert_eq!(revealing(camera, canvas, node(500.0)).centre, Point::new(190.0, 0.0));
    }
}
