//! What belongs to the person at the window and not to the board: selection, camera, tool.
//!
//! It never marks the file as changed and never touches undo.

use std::collections::BTreeSet;

use super::camera::Camera;
use super::player::Player;
use crate::facts::Moment;
use crate::model::{ElementId, Fingerprint, FlowId, KindRef, Rect};
use crate::scene::Theme;

/// Which tool is in hand. A tool's own state lives in its file under `tools/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToolKind {
    /// Select, move, resize, connect by handles.
    #[default]
    Select,
    /// Pan.
    Hand,
    /// Draw a link.
    Connect,
    /// Place a node of this kind.
    Place(KindRef),
    /// Place a note.
    Note,
    /// Draw a boundary.
    Boundary,
    /// Choose the links of the flow shown alone.
    FlowLinks,
    /// Point at something with a light that fades.
    Laser,
}

/// Annotations that were copied from an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// True for those of a link, false for those of a node.
    pub of_link: bool,
    /// Keys with their texts.
    pub values: Vec<(&'static str, String)>,
}

/// A movement of elements that is being shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Glide {
    /// Where they stood before.
    pub from: Vec<(ElementId, Rect)>,
    /// When it began, in the window's seconds.
    pub began: f64,
}

impl Glide {
    /// How long it takes, in seconds.
    pub const SECONDS: f64 = 0.28;
}

/// The state of one window.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Session {
    /// Selected elements.
    pub selection: BTreeSet<ElementId>,
    /// Where the canvas looks.
    pub camera: Camera,
    /// Which tool is in hand.
    pub tool: ToolKind,
    /// Keep the tool after use.
    pub tool_locked: bool,
    /// The flow shown alone.
    pub flow: Option<FlowId>,
    /// The question that is open in the panel.
    pub question: Option<Fingerprint>,
    /// Elements marked because a question or fix points at them.
    pub marked: BTreeSet<ElementId>,
    /// The element whose name is being typed.
    pub naming: Option<ElementId>,
    /// The load the panel shows answers at; all of them when `None`.
    pub moment: Option<Moment>,
    /// The scenario being played.
    pub player: Option<Player>,
    /// Annotations that were copied.
    pub style: Option<Style>,
    /// A movement that is being shown.
    pub glide: Option<Glide>,
    /// Light or dark.
    pub theme: Theme,
    /// Plain wheel zooms instead of panning.
    pub wheel_zooms: bool,
    /// Snap to neighbours and equal gaps while moving.
    pub snap: bool,
    /// Show the map in the corner.
    pub minimap: bool,
    /// Draw busier links wider.
    pub loads: bool,
    /// Show the grid.
    pub grid: bool,
    /// Ask the strict questions too.
    pub strict: bool,
    /// Show the panels at the sides.
    pub panels: bool,
    /// One question after another fills the window.
    pub presenting: bool,
    /// When presenting began, in seconds of the window's clock.
    pub presenting_since: f64,
    /// The view of the walkthrough that is shown.
    pub walk: Option<usize>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            selection: BTreeSet::new(),
            camera: Camera::default(),
            tool: ToolKind::Select,
            tool_locked: false,
            flow: None,
            question: None,
            marked: BTreeSet::new(),
            naming: None,
            moment: None,
            player: None,
            style: None,
            glide: None,
            theme: Theme::Light,
            wheel_zooms: false,
            snap: true,
            minimap: false,
            loads: false,
            grid: true,
            strict: false,
            panels: true,
            presenting: false,
            presenting_since: 0.0,
            walk: None,
        }
    }
}
