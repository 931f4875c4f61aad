//! Walkthroughs in the window: recording views, showing them, and flying from one to the next.

use std::time::{Duration, Instant};

use eframe::egui;

use super::App;
use crate::edit::{Edit, Step};
use crate::model::{Point, WalkView, walk};
use crate::ui::Camera;
use crate::ui::panels::frame_of;

/// How long the camera is under way.
const FLIGHT: Duration = Duration::from_millis(350);
/// Closest a view that was not recorded is looked at.
const CLOSEST: f32 = 1.4;

/// A camera on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    began: Instant,
    /// Where the camera was put last: somebody who moves it himself ends the flight.
    last: Camera,
}

impl Flight {
    pub(super) fn new(from: Camera, to: Camera) -> Self {
        Self { from, to, began: Instant::now(), last: from }
    }

    /// Where it has got to at a share of its way: slow at both ends.
    fn at(&self, share: f32) -> Camera {
        let eased = share * share * (3.0 - 2.0 * share);
        let between = |from: f32, to: f32| from + (to - from) * eased;
        let zoom = between(self.from.zoom.ln(), self.to.zoom.ln()).exp();
        let (from, to) = (self.from.centre, self.to.centre);
        Camera { centre: Point::new(between(from.x, to.x), between(from.y, to.y)), zoom }
    }
}

impl App {
    /// Moves the camera on, while it is under way.
    pub(super) fn fly_on(&mut self, ctx: &egui::Context) {
        let Some(mut flight) = self.flight else { return };
        if self.session.camera != flight.last {
            self.flight = None;
            return;
        }
        let share = (flight.began.elapsed().as_secs_f32() / FLIGHT.as_secs_f32()).min(1.0);
        self.session.camera = if share < 1.0 { flight.at(share) } else { flight.to };
        flight.last = self.session.camera;
        self.flight = (share < 1.0).then_some(flight);
        ctx.request_repaint();
    }

    /// Adds what is seen and marked now to the walkthrough.
    pub(super) fn record_view(&mut self) {
        let Some(canvas) = self.panels.canvas else { return };
        let seen = self.session.camera.visible(canvas);
        let lit = if self.session.selection.is_empty() {
            &self.session.marked
        } else {
            &self.session.selection
        };
        let mut views = self.history.board().walk.clone();
        views.push(WalkView::of_frame(seen, lit));
        let said = format!("View {} is recorded; say what it shows in the Review tab", views.len());
        if self.edit(&Step::one("Record a view", Edit::SetWalk(views))) {
            self.notices.say(said);
        }
    }

    /// Makes the walkthrough of the flow that is shown; of the first one where none is.
    pub(super) fn walk_flow(&mut self) {
        let board = self.history.board();
        let shown = self.session.flow.as_ref().and_then(|id| board.flows.get(id.as_str()));
        let drawn = board.flows.iter().find(|flow| !flow.links.is_empty());
        let views =
            shown.or(drawn).map(|flow| (flow.name.clone(), walk::step_by_step(board, flow)));
        match views {
            Some((name, views)) if !views.is_empty() => {
                let said =
                    format!("{name} in {} views; F5 shows them, before the questions", views.len());
                let label = format!("Data flow of {name}, step by step");
                if self.edit(&Step::one(label, Edit::SetWalk(views))) {
                    self.notices.say(said);
                }
            }
            _ => self.notices.say("Choose the links of a flow first: they are the steps"),
        }
    }

    /// Shows one view of the walkthrough.
    pub(super) fn show_view(&mut self, at: usize) {
        let Some(view) = self.history.board().walk.get(at).cloned() else { return };
        self.session.question = None;
        self.session.walk = Some(at);
        self.session.marked = view.elements(self.history.board());
        if let Some(frame) = view.frame() {
            self.frame(frame, Camera::ZOOM_MAX);
            return;
        }
        let lit = self.with_view(|view, _| frame_of(view, &view.session.marked));
        if let Some(rect) = lit {
            self.frame(rect.grown(80.0), CLOSEST);
        }
    }
}
