//! Boards as files for others to look at: one format a file, and the registry.
//!
//! An exporter turns a board into bytes. Only [`to_file`] touches the disk, and a failed export
//! never touches a board.

mod d2;
mod disk;
mod dot;
mod html;
mod json;
mod mermaid;
mod minutes;
mod outline;
mod picture;
pub mod plots;
mod png;
mod report;
mod ron;
mod structurizr;
mod svg;

pub use disk::{is_ours, replace, to_file};
pub use minutes::escape_markdown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::file::SaveError;
use crate::model::{Board, ElementId, FlowId};
use crate::rules::Review;
use crate::scene::Theme;

/// Turns a board, and its answers where wanted, into the bytes of a file.
pub type Write = fn(&Board, Option<&Review>, &Options) -> Result<Vec<u8>, ExportError>;

/// A format that boards are exported to.
#[derive(Debug)]
pub struct Exporter {
    /// How files of it end, without the dot.
    pub extension: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Turns a board, and its answers where wanted, into the bytes of a file.
    pub write: Write,
}

/// Every format, in the order a menu shows them.
pub static ALL: &[Exporter] = &[
    png::EXPORTER,
    svg::EXPORTER,
    ron::EXPORTER,
    minutes::EXPORTER,
    html::EXPORTER,
    json::EXPORTER,
    mermaid::EXPORTER,
    dot::EXPORTER,
    d2::EXPORTER,
    structurizr::EXPORTER,
];

/// The format of files with this ending, in any case.
pub fn by_extension(path: &Path) -> Result<&'static Exporter, ExportError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ALL.iter()
        .find(|exporter| exporter.extension == ending)
        .ok_or_else(|| ExportError::UnknownFormat { known: endings(), path: path.to_owned() })
}

/// Whether a file with this ending is about the answers, so that they have to be asked for.
pub fn is_about_answers(path: &Path) -> bool {
    let about = [minutes::EXPORTER, html::EXPORTER, json::EXPORTER];
    by_extension(path)
        .is_ok_and(|exporter| about.iter().any(|one| one.extension == exporter.extension))
}

fn endings() -> String {
    let endings: Vec<String> = ALL.iter().map(|known| format!(".{}", known.extension)).collect();
    endings.join(", ")
}

/// What an export shows, and how large.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Pixels per board unit, in pictures made of pixels; 2 by default.
    pub scale: f32,
    /// Light or dark.
    pub theme: Theme,
    /// Whether badges of answers are shown.
    pub with_answers: bool,
    /// Only this flow in full strength, the rest faint.
    pub flow: Option<FlowId>,
    /// Busier links wider; needs answers.
    pub loads: bool,
    /// Whether the board's colour is painted behind everything.
    pub background: bool,
    /// Only these elements, and the links among them; everything when `None`.
    pub selection: Option<BTreeSet<ElementId>>,
    /// Room around everything, in board units.
    pub padding: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scale: 2.0,
            theme: Theme::Light,
            with_answers: false,
            flow: None,
            loads: false,
            background: true,
            selection: None,
            padding: 32.0,
        }
    }
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No format has this ending.
    #[error("no format has this ending; use one of {known}: {}", path.display())]
    UnknownFormat {
        /// The endings there are.
        known: String,
        /// The file asked for.
        path: PathBuf,
    },
    /// The picture would have too many pixels.
    #[error(
        "a picture of {width} × {height} pixels is too large; choose a scale of {fits} or less, or export a selection or an SVG"
    )]
    TooLarge {
        /// Its width in pixels.
        width: u64,
        /// Its height in pixels.
        height: u64,
        /// The largest scale that works.
        fits: f32,
    },
    /// The scale is no positive number.
    #[error("a scale of {0} makes no picture; use a number from 0.1 to 16")]
    BadScale(f32),
    /// The picture could not be drawn; a fault of this program.
    #[error("the picture could not be drawn ({0}); export an SVG instead")]
    NotDrawn(String),
    /// The file could not be written.
    #[error(transparent)]
    Disk(#[from] SaveError),
}
