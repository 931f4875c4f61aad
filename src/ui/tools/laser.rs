//! Laser: points at something; the light fades and leaves nothing behind.

use eframe::egui::CursorIcon;

use super::{Hit, Input, Tool, ToolContext, ToolEntry};
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "laser",
    label: "Laser pointer",
    key: Some('k'),
    does: "Points at something while you talk",
    serves: |kind| kind == ToolKind::Laser,
    make: |_| Box::<Laser>::default(),
};

/// It has no state: the canvas keeps the fading light.
#[derive(Clone, Copy, Debug, Default)]
struct Laser;

impl Tool for Laser {
    fn on(&mut self, _: Input, _: &ToolContext<'_>) -> Vec<Command> {
        Vec::new()
    }

    fn is_busy(&self) -> bool {
        false
    }

    fn hint(&self) -> &'static str {
        "Move to point · Esc or K: put the pointer away"
    }

    fn cursor(&self, _: &Hit) -> CursorIcon {
        CursorIcon::None
    }
}
