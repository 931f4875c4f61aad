//! Plots of runs as pictures: what happened over time, one run or two side by side.
//!
//! Plots are painted from the same paths and texts as boards, with the same fonts and colours, so
//! that SVG and PNG show the same on every machine.

mod axis;
mod figure;
mod labels;
mod panel;
mod series;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::picture::Picture;
use super::{ExportError, disk, png, svg};
use crate::facts::System;
use crate::model::{Board, Scenario};
use crate::scene::Theme;
use crate::simulate::summary::MarkSort;
use crate::simulate::{Summary, Timeline};

/// One run to plot.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// The board it was played on.
    pub board: &'a Board,
    /// What was played there.
    pub system: &'a System,
    /// What happened.
    pub scenario: &'a Scenario,
    /// What was measured.
    pub timeline: &'a Timeline,
    /// What it comes down to.
    pub summary: &'a Summary,
    /// What the closed form says when.
    pub formulas: Vec<FormulaMark>,
}

/// When the closed form says something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct FormulaMark {
    /// What happens, as the simulation marks it.
    pub sort: MarkSort,
    /// When, in seconds.
    pub at: f64,
    /// What it is: "Orders is full after".
    pub text: String,
}

/// How plots are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Light or dark.
    pub theme: Theme,
    /// Pixels per unit, in pictures made of pixels; from 0.1 to 16.
    pub scale: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self { theme: Theme::Light, scale: 2.0 }
    }
}

/// A format of plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Paths and text.
    Svg,
}

/// The format of files with this ending, in any case.
pub fn by_extension(path: &Path) -> Result<Format, ExportError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "png" => Ok(Format::Png),
        "svg" => Ok(Format::Svg),
        _ => Err(ExportError::UnknownFormat {
            known: ".png, .svg".to_owned(),
            path: path.to_owned(),
        }),
    }
}

/// The plots of runs, one column each, as the bytes of a file.
///
/// # Errors
///
/// A picture that would be too large, or a scale that makes none.
pub fn bytes(runs: &[Run<'_>], format: Format, options: &Options) -> Result<Vec<u8>, ExportError> {
    let picture: Picture = figure::picture(runs, options.theme);
    let title = figure::title(runs);
    match format {
        Format::Png => png::bytes(&title, &picture, options.scale, None),
        Format::Svg => svg::document(&title, &picture, None)
            .map(String::into_bytes)
            .map_err(|_error| ExportError::NotDrawn("out of memory".to_owned())),
    }
}

/// Writes the plots of runs to a file; the format follows its ending.
///
/// # Errors
///
/// As [`bytes`], and what the disk says.
pub fn to_file(path: &Path, runs: &[Run<'_>], options: &Options) -> Result<(), ExportError> {
    let format = by_extension(path)?;
    disk::replace(path, &bytes(runs, format, options)?)
}
