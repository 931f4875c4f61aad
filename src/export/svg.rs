//! SVG, painted from the scene: the same lines of text at the same places as on the screen.

use std::fmt::{self, Write as _};

use super::picture::Picture;
use super::{ExportError, Exporter, Options};
use crate::model::{Board, ElementId, Point};
use crate::rules::Review;
use crate::scene::text::FONT_FAMILY;
use crate::scene::{Ink, Piece, Prim, Segment, Stroke, TextLine, Weight};

pub(super) const EXPORTER: Exporter = Exporter { extension: "svg", label: "SVG picture", write };

fn write(
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    let picture = Picture::of(board, review, options);
    let text = super::ron::text(board, options);
    let failed = |_error: fmt::Error| ExportError::NotDrawn("out of memory".to_owned());
    let title = board.name_of(&ElementId::Board);
    document(&title, &picture, Some(&text)).map(String::into_bytes).map_err(failed)
}

/// The whole document; with the text of the board inside when it is to be kept.
pub(super) fn document(
    title: &str,
    picture: &Picture,
    carried: Option<&str>,
) -> Result<String, fmt::Error> {
    let frame = picture.frame;
    let (wide, high) = (Short(frame.width()), Short(frame.height()));
    let mut out = String::with_capacity(64 * 1024);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="{} {} {wide} {high}">"#,
        Short(frame.min.x),
        Short(frame.min.y),
    )?;
    writeln!(out, "<title>{}</title>", Escaped(title))?;
    if let Some(text) = carried {
        writeln!(out, r#"<metadata id="{}">"#, crate::file::picture::KEYWORD)?;
        writeln!(out, "{}</metadata>", Escaped(text))?;
    }
    if let Some(ink) = picture.background {
        write!(out, r#"<rect x="{}" y="{}""#, Short(frame.min.x), Short(frame.min.y))?;
        write!(out, r#" width="{wide}" height="{high}""#)?;
        colour(&mut out, "fill", Some(ink))?;
        out.push_str("/>\n");
    }
    writeln!(
        out,
        r#"<g font-family="{FONT_FAMILY}, system-ui, sans-serif" stroke-linejoin="round" stroke-linecap="round">"#
    )?;
    for piece in &picture.pieces {
        group(&mut out, piece)?;
    }
    out.push_str("</g>\n</svg>\n");
    Ok(out)
}

fn group(out: &mut String, piece: &Piece) -> fmt::Result {
    out.push_str("<g>\n");
    for prim in &piece.prims {
        match prim {
            Prim::Path { segments, fill, stroke } => path(out, segments, *fill, stroke.as_ref())?,
            Prim::Text(line) => text(out, line)?,
        }
    }
    out.push_str("</g>\n");
    Ok(())
}

fn path(
    out: &mut String,
    segments: &[Segment],
    fill: Option<Ink>,
    stroke: Option<&Stroke>,
) -> fmt::Result {
    out.push_str(r#"<path d=""#);
    let place = |p: Point| format!("{} {}", Short(p.x), Short(p.y));
    for segment in segments {
        match *segment {
            Segment::Move(p) => write!(out, "M{}", place(p))?,
            Segment::Line(p) => write!(out, "L{}", place(p))?,
            Segment::Curve(a, b, p) => write!(out, "C{} {} {}", place(a), place(b), place(p))?,
            Segment::Close => out.push('Z'),
        }
    }
    out.push('"');
    colour(out, "fill", fill)?;
    if let Some(Stroke { ink, width, dashes }) = stroke {
        colour(out, "stroke", Some(*ink))?;
        write!(out, r#" stroke-width="{}""#, Short(*width))?;
        if !dashes.is_empty() {
            let lengths: Vec<String> = dashes.iter().map(|d| Short(*d).to_string()).collect();
            write!(out, r#" stroke-dasharray="{}" stroke-linecap="butt""#, lengths.join(" "))?;
        }
    }
    out.push_str("/>\n");
    Ok(())
}

/// `textLength` keeps the width where the font is missing.
fn text(out: &mut String, line: &TextLine) -> fmt::Result {
    let TextLine { at, text, size, weight, ink, width } = line;
    write!(out, r#"<text x="{}" y="{}" font-size="{}""#, Short(at.x), Short(at.y), Short(*size))?;
    if *weight == Weight::SemiBold {
        out.push_str(r#" font-weight="600""#);
    }
    if *width > 0.0 && text.chars().nth(1).is_some() {
        write!(out, r#" textLength="{}""#, Short(*width))?;
    }
    colour(out, "fill", Some(*ink))?;
    writeln!(out, ">{}</text>", Escaped(text))
}

fn colour(out: &mut String, name: &str, ink: Option<Ink>) -> fmt::Result {
    match ink {
        None => write!(out, r#" {name}="none""#),
        Some(Ink { rgba: [r, g, b, alpha] }) => {
            write!(out, r##" {name}="#{r:02x}{g:02x}{b:02x}""##)?;
            if alpha < 255 {
                write!(out, r#" {name}-opacity="{}""#, Short(f32::from(alpha) / 255.0))?;
            }
            Ok(())
        }
    }
}

/// A number with at most two decimals and no empty ones.
struct Short(f32);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (f64::from(self.0) * 100.0).round() / 100.0;
        // Adding zero turns -0 into 0.
        write!(f, "{}", rounded + 0.0)
    }
}

/// Text as it may stand in XML; characters that XML cannot carry become the replacement character.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\r' => f.write_str("&#13;")?,
                '\t' | '\n' => f.write_char(c)?,
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    f.write_char(char::REPLACEMENT_CHARACTER)?;
                }
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let short: Vec<String> =
            [1.0, -0.001, 12.3456, 1e5].iter().map(|v| Short(*v).to_string()).collect();
        assert_eq!(short, ["1", "0", "12.35", "100000"]);
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(Escaped("<&\">\u{1}\t").to_string(), "&lt;&amp;&quot;&gt;\u{fffd}\t");
    }
}
