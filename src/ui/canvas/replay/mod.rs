//! What is played, over the board: nodes fill, lines grow, requests travel, the first to fill up is
//! marked.
//!
//! Everything follows from the run and the time; nothing here remembers a frame.

mod dots;
mod links;
mod nodes;

use std::collections::HashMap;

use eframe::egui::{Align2, Color32, FontId, Pos2, Rect as ScreenRect, Stroke, StrokeKind, vec2};

use super::handles;
use super::overlay::Overlay;
use crate::facts::Place;
use crate::model::{Link, NodeId, Point};
use crate::ui::run::Run;
use crate::ui::{Player, View};

/// Below this zoom only levels are drawn, no numbers.
const NUMBERS_FROM_ZOOM: f32 = 0.4;
/// Below this zoom no dots are drawn.
const DOTS_FROM_ZOOM: f32 = 0.15;

/// Where the elements of a run are found, kept while the run stays.
#[derive(Default)]
pub(super) struct Replay {
    serial: Option<u64>,
    nodes: HashMap<String, usize>,
    links: HashMap<String, usize>,
    /// Gates by the place of their link.
    gates: HashMap<usize, Vec<usize>>,
    /// Uses of the busiest link, per second.
    peak: f64,
}

/// What is drawn now, and where.
struct Shown<'a, 'b> {
    overlay: &'a Overlay<'b>,
    run: &'a Run,
    player: &'a Player,
    /// The step the time lies in.
    step: usize,
    /// Uses of the busiest link, per second.
    peak: f64,
}

impl Replay {
    /// True while something is drawn.
    pub(super) fn is_shown(&self) -> bool {
        self.serial.is_some()
    }

    /// Draws what is played, when something is.
    pub(super) fn show_ui(&mut self, overlay: &Overlay<'_>, view: &View<'_>) {
        let (Some(run), Some(player)) = (view.play.run, &view.session.player) else {
            self.serial = None;
            return;
        };
        // A run of another scenario says nothing about the one that is being computed.
        if run.asked.scenario.id != player.asked.scenario.id {
            self.serial = None;
            return;
        }
        self.look_at(run, view.play.serial);
        let step = run.step_at(player.time);
        let shown = Shown { overlay, run, player, step, peak: self.peak };
        for (link, path) in overlay.board.links.iter().zip(&overlay.geometry.links) {
            if let Some(index) = self.links.get(link.id.as_str()) {
                let gates = self.gates.get(index).map_or(&[][..], Vec::as_slice);
                let top = if gates.is_empty() { 0.0 } else { shown.top_of(link) };
                shown.link_ui(*index, path, (gates, top));
            }
        }
        for (node, frame) in overlay.board.nodes.iter().zip(&overlay.geometry.nodes) {
            if let Some(index) = self.nodes.get(node.id.as_str()) {
                shown.node_ui(*index, node, *frame);
            }
        }
    }

    /// What a node does at the time that is shown, for screen readers: ", 400 of 400 busy".
    pub(super) fn said(&self, view: &View<'_>, node: &NodeId) -> String {
        let (Some(run), Some(player), true) =
            (view.play.run, &view.session.player, self.is_shown())
        else {
            return String::new();
        };
        let pool = self.nodes.get(node.as_str());
        pool.map_or_else(String::new, |pool| nodes::said_of(run, *pool, run.step_at(player.time)))
    }

    fn look_at(&mut self, run: &Run, serial: u64) {
        if self.serial == Some(serial) {
            return;
        }
        self.serial = Some(serial);
        let places = |ids: &mut dyn Iterator<Item = &str>| {
            ids.enumerate().map(|(i, id)| (id.to_owned(), i)).collect()
        };
        self.nodes = places(&mut run.board.nodes.iter().map(|node| node.id.as_str()));
        self.links = places(&mut run.board.links.iter().map(|link| link.id.as_str()));
        self.gates.clear();
        for (i, pool) in run.system.pools.iter().enumerate() {
            if let Place::Link(link) = pool.place {
                self.gates.entry(link as usize).or_default().push(i);
            }
        }
        self.peak = peak(run);
    }
}

/// Uses of the busiest link in its busiest second.
fn peak(run: &Run) -> f64 {
    let wide = ((1.0 / run.timeline.step.max(1e-9)).round() as usize).max(1);
    let seconds = wide as f64 * run.timeline.step;
    let of = |counted: &[f64]| {
        let later = counted.iter().skip(wide);
        later.zip(counted).map(|(later, before)| later - before).fold(0.0, f64::max)
    };
    let busiest = run.counted.iter().map(|link| of(&link.calls) + of(&link.retries));
    busiest.fold(0.0, f64::max) / seconds.max(1e-9)
}

impl Shown<'_, '_> {
    fn at(&self, point: Point) -> Pos2 {
        self.overlay.camera.screen_from_board(self.overlay.canvas, point)
    }

    /// Where the higher of a link's ends begins, on the screen.
    fn top_of(&self, link: &Link) -> f32 {
        let top = |node: &NodeId| {
            let frame = handles::node_frame(self.overlay.board, self.overlay.geometry, node);
            frame.map_or(f32::INFINITY, |frame| self.at(frame.min).y)
        };
        top(&link.from).min(top(&link.to))
    }

    fn zoom(&self) -> f32 {
        self.overlay.camera.zoom
    }

    /// Size of small text: it follows the zoom within what can be read.
    fn text_size(&self) -> f32 {
        (12.0 * self.zoom()).clamp(10.0, 14.0)
    }

    /// A value of steps at the time, between the middles of the two steps around it.
    fn between(&self, values: &[f64]) -> f64 {
        let at = self.player.time / self.run.timeline.step.max(1e-9) - 0.5;
        let low = at.floor().max(0.0) as usize;
        let value = |step: usize| {
            values.get(step).or(values.last()).copied().filter(|v| v.is_finite()).unwrap_or(0.0)
        };
        let share = (at - low as f64).clamp(0.0, 1.0);
        value(low) * (1.0 - share) + value(low + 1) * share
    }

    /// A few words on a plate; `ground` is behind them.
    fn plate(
        &self,
        at: Pos2,
        anchor: Align2,
        text: &str,
        (ink, ground): (Color32, Color32),
    ) -> ScreenRect {
        let painter = &self.overlay.painter;
        let font = FontId::proportional(self.text_size());
        let galley = painter.layout_no_wrap(text.to_owned(), font, ink);
        let margin = vec2(6.0, 2.0);
        let rect = anchor.anchor_size(at, galley.size() + 2.0 * margin);
        let edge = Stroke::new(1.0, self.overlay.colours.line);
        painter.rect(rect, 5, ground, edge, StrokeKind::Inside);
        painter.galley(rect.min + margin, galley, ink);
        rect
    }
}
