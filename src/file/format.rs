//! The text of a board file: format 1, in RON.
//!
//! The envelope's `format` is read before the rest, so that a file of a newer program is refused
//! for that reason and no other. Older formats, once there are any, keep their frozen document
//! here and are turned into the newest.

use std::cell::Cell;
use std::fmt;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::read_error::ReadError;
use super::repair::{Repair, repair};
use crate::model::units::{Count, Money};
use crate::model::value::Known;
use crate::model::{
    Board, Boundary, Decision, Flow, Items, Link, Node, Note, Review, Scenario, WalkView,
};

/// The format this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// Largest text that is read, in bytes: far above any board, far below any memory.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// Deepest nesting that is read; a board nests ten levels deep.
const DEEPEST: usize = 40;

/// A board that was read, and what had to be repaired on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The board; every reference on it points somewhere and every number is usable.
    pub board: Board,
    /// What was repaired, in the order of the file's sections; usually nothing.
    pub repairs: Vec<Repair>,
}

/// Reads the text of a board file.
///
/// Wrong syntax, wrong units, unknown fields and newer formats are refused with the place and a
/// remedy. What can be understood but not used (links to nowhere, ids used twice, places outside
/// the world) is repaired and listed.
pub fn read(text: &str) -> Result<Loaded, ReadError> {
    let mut board = read_as_written(text)?;
    let repairs = repair(&mut board);
    Ok(Loaded { board, repairs })
}

/// Reads without repair: exactly what the text says.
pub(super) fn read_as_written(text: &str) -> Result<Board, ReadError> {
    if text.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge { bytes: text.len() as u64 });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = format_of(text)?;
    if format != u64::from(FORMAT) {
        return Err(ReadError::Format { found: format });
    }
    let document: Document =
        options().from_str(text).map_err(|error| ReadError::from_ron(error, text))?;
    Ok(document.into_board())
}

/// Writes a board as the text of a file; the same board gives the same bytes.
///
/// One field a line, attributes nobody stated left out, a line end at the end.
pub fn write(board: &Board) -> String {
    let pretty = PrettyConfig::new().new_line("\n").indentor("    ").struct_names(false);
    // Writing into a string fails for no board; were it ever to, saving reads the text back and
    // refuses an empty one.
    let text = options().to_string_pretty(&Document::of(board), pretty).unwrap_or_default();
    let mut text = unescape_readable(&text);
    text.push('\n');
    text
}

fn options() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(DEEPEST)
}

/// Format 1. It mirrors [`Board`] field by field, so that a new field of the board does not compile
/// before somebody decided how it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Board")]
struct Document {
    format: u32,
    #[serde(default)]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    about: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    budget: Option<Known<Money>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    developers: Option<Known<Count>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    regions: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review: Option<Review>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    nodes: Items<Node>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    links: Items<Link>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    flows: Items<Flow>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    boundaries: Items<Boundary>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    notes: Items<Note>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    scenarios: Items<Scenario>,
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    decisions: Items<Decision>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    walk: Vec<WalkView>,
}

impl Document {
    fn of(board: &Board) -> Self {
        // Cloning shares the elements.
        let Board {
            title,
            about,
            budget,
            developers,
            regions,
            review,
            nodes,
            links,
            flows,
            boundaries,
            notes,
            scenarios,
            decisions,
            walk,
        } = board.clone();
        Self {
            format: FORMAT,
            title,
            about,
            budget,
            developers,
            regions,
            review,
            nodes,
            links,
            flows,
            boundaries,
            notes,
            scenarios,
            decisions,
            walk,
        }
    }

    fn into_board(self) -> Board {
        let Self {
            format: _,
            title,
            about,
            budget,
            developers,
            regions,
            review,
            nodes,
            links,
            flows,
            boundaries,
            notes,
            scenarios,
            decisions,
            walk,
        } = self;
        Board {
            title,
            about,
            budget,
            developers,
            regions,
            review,
            nodes,
            links,
            flows,
            boundaries,
            notes,
            scenarios,
            decisions,
            walk,
        }
    }
}

/// The number after `format:`, without reading past it.
fn format_of(text: &str) -> Result<u64, ReadError> {
    let found = Cell::new(None);
    match (options().from_str_seed(text, Envelope(&found)), found.get()) {
        (_, Some(format)) => Ok(format),
        (Ok(()), None) => Err(ReadError::NotABoard),
        (Err(error), None) => Err(ReadError::before_format(error, text)),
    }
}

/// Looks for `format` among the outermost fields and stops at it.
struct Envelope<'c>(&'c Cell<Option<u64>>);

impl<'de> DeserializeSeed<'de> for Envelope<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_struct("Board", &["format"], self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a board")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "lowercase")]
        enum Field {
            Format,
            #[serde(other)]
            Other,
        }
        while let Some(field) = fields.next_key()? {
            match field {
                Field::Format => {
                    self.0.set(Some(fields.next_value()?));
                    return Err(A::Error::custom("the format is known"));
                }
                Field::Other => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Undoes escapes that RON's writer makes and its reader does not need: `don\'t`, and combining
/// marks of scripts that have them. What cannot be seen stays escaped.
fn unescape_readable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Backslashes stand only inside strings, and always in front of what they escape.
    while let Some(place) = rest.find('\\') {
        let (before, escape) = rest.split_at(place);
        plain.push_str(before);
        let (shown, length) = match escape.as_bytes().get(1) {
            Some(b'\'') => (Some('\''), 2),
            Some(b'u') => {
                let length = escape.find('}').map_or(escape.len(), |end| end + 1);
                (escape.get(3..length.saturating_sub(1)).and_then(seen), length)
            }
            _ => (None, 2.min(escape.len())),
        };
        let (escape, after) = escape.split_at(length);
        match shown {
            Some(c) => plain.push(c),
            None => plain.push_str(escape),
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The character with this hexadecimal number, when it shows and does not turn text around it.
fn seen(hex: &str) -> Option<char> {
    let c = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
    let hidden = c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}');
    (!hidden).then_some(c)
}
