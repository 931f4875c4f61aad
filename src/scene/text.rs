//! Text: how wide it is and where its lines break, in board units.
//!
//! Widths come from the bundled fonts alone, so a line breaks at the same word on every machine
//! and in every picture. Nothing here draws.

use std::sync::LazyLock;

use ttf_parser::Face;

use super::prim::Weight;

/// Inter in regular weight, as bundled.
pub static FONT_REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
/// Inter in semi-bold weight, as bundled.
pub static FONT_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
/// The family name of both fonts.
pub const FONT_FAMILY: &str = "Inter";

/// Advances of Latin, Greek and Cyrillic letters are kept in a table; others are looked up.
const TABLE_LEN: u32 = 0x530;

struct Advances {
    face: Option<Face<'static>>,
    table: Vec<f32>,
}

static REGULAR: LazyLock<Advances> = LazyLock::new(|| Advances::of(FONT_REGULAR));
static SEMIBOLD: LazyLock<Advances> = LazyLock::new(|| Advances::of(FONT_SEMIBOLD));

impl Advances {
    fn of(font: &'static [u8]) -> Self {
        let face = Face::parse(font, 0).ok();
        let table = (0..TABLE_LEN)
            .map(|code| char::from_u32(code).map_or(0.0, |c| look_up(face.as_ref(), c)))
            .collect();
        Self { face, table }
    }

    fn em(&self, c: char) -> f32 {
        match self.table.get(c as usize) {
            Some(em) => *em,
            None => look_up(self.face.as_ref(), c),
        }
    }
}

fn advances(weight: Weight) -> &'static Advances {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::SemiBold => &SEMIBOLD,
    }
}

/// Advance of a character in ems; a sensible guess when the fonts lack it.
fn look_up(face: Option<&Face<'_>>, c: char) -> f32 {
    if is_mark(c) {
        return 0.0;
    }
    let known = face.and_then(|face| {
        let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
        Some(f32::from(advance) / f32::from(face.units_per_em()))
    });
    known.unwrap_or(if is_wide(c) { 1.0 } else { 0.6 })
}

/// True when one of the bundled fonts can draw the character.
pub fn can_draw(c: char) -> bool {
    is_mark(c)
        || REGULAR.face.as_ref().is_some_and(|face| face.glyph_index(c).is_some())
        || c.is_whitespace()
}

/// Characters that take no room of their own: controls, joiners, combining marks, selectors.
fn is_mark(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e01ef}')
}

/// Characters that fill a square: East Asian scripts and pictographs.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// Width of a line of text, in the unit of `size`.
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let advances = advances(weight);
    text.chars().map(|c| advances.em(c)).sum::<f32>() * size
}

/// Breaks a text into lines no wider than `wide`, by words; a longer word breaks by characters.
///
/// All white space counts as one blank. When more than `most` lines were needed, the last ends
/// in "…". Never more than `most` lines, and none for a blank text.
pub fn lines(text: &str, size: f32, weight: Weight, wide: f32, most: usize) -> Vec<String> {
    let mut breaker =
        Breaker { advances: advances(weight), em: wide / size.max(1.0), most, lines: Vec::new() };
    breaker.paragraph(text);
    breaker.lines
}

/// Like [`lines`], but a line end in the text stays a line end.
pub fn paragraphs(text: &str, size: f32, weight: Weight, wide: f32, most: usize) -> Vec<String> {
    let mut breaker =
        Breaker { advances: advances(weight), em: wide / size.max(1.0), most, lines: Vec::new() };
    for paragraph in text.trim_end().lines() {
        let before = breaker.lines.len();
        if !breaker.paragraph(paragraph) {
            break;
        }
        if breaker.lines.len() == before && before > 0 {
            breaker.push(String::new());
        }
    }
    breaker.lines
}

struct Breaker {
    advances: &'static Advances,
    /// Room of a line, in ems.
    em: f32,
    most: usize,
    lines: Vec<String>,
}

impl Breaker {
    /// Adds the lines of a paragraph; false when there was no room for all of it.
    fn paragraph(&mut self, text: &str) -> bool {
        let blank = self.advances.em(' ');
        let mut line = String::new();
        let mut used = 0.0;
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
            if word.is_empty() {
                continue;
            }
            let wide: f32 = word.chars().map(|c| self.advances.em(c)).sum();
            if !line.is_empty() && used + blank + wide <= self.em {
                line.push(' ');
                line.extend(word.chars().map(drawable));
                used += blank + wide;
                continue;
            }
            if !line.is_empty() && !self.push(std::mem::take(&mut line)) {
                return false;
            }
            used = 0.0;
            for c in word.chars() {
                let em = self.advances.em(c);
                if used + em > self.em && used > 0.0 {
                    if !self.push(std::mem::take(&mut line)) {
                        return false;
                    }
                    used = 0.0;
                }
                line.push(drawable(c));
                used += em;
            }
        }
        line.is_empty() || self.push(line)
    }

    /// Adds a line; when there is no room, ends the last in "…" and returns false.
    fn push(&mut self, line: String) -> bool {
        if self.lines.len() < self.most {
            self.lines.push(line);
            return true;
        }
        if let Some(last) = self.lines.last_mut() {
            let dots = self.advances.em('…');
            let mut used: f32 = last.chars().map(|c| self.advances.em(c)).sum();
            while used + dots > self.em {
                let Some(c) = last.pop() else { break };
                used -= self.advances.em(c);
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
        false
    }
}

/// Characters no file format can carry become the replacement character.
fn drawable(c: char) -> char {
    if matches!(c, '\u{fffe}' | '\u{ffff}') { char::REPLACEMENT_CHARACTER } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, wide: f32, most: usize) -> Vec<String> {
        lines(text, 14.0, Weight::SemiBold, wide, most)
    }

    #[test]
    fn words_stay_whole_when_they_fit() {
        assert_eq!(broken("Order  service\nof shop", 90.0, 3), ["Order", "service of", "shop"]);
        assert!(broken(" \n\t ", 90.0, 3).is_empty());
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let texts =
            ["Inventory reservation service", &"x".repeat(400), "在庫管理サービス", "🦀🦀🦀🦀🦀🦀"];
        for text in texts {
            for line in broken(text, 60.0, 3) {
                let wide = width(&line, 14.0, Weight::SemiBold);
                assert!(wide <= 60.001, "{line}: {wide}");
            }
        }
    }

    #[test]
    fn what_has_no_room_ends_in_an_ellipsis() {
        let lines = broken(&"many words ".repeat(1000), 80.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'), "{lines:?}");
        assert_eq!(broken("Orders", 1.0, 2).len(), 2);
    }

    #[test]
    fn notes_keep_their_line_ends() {
        let read = paragraphs("one\n\ntwo three\n", 12.0, Weight::Regular, 200.0, 9);
        assert_eq!(read, ["one", "", "two three"]);
    }

    #[test]
    fn widths_are_those_of_the_font() {
        // Inter: "H" is 1490 of 2048 units in regular weight, "i" is far narrower than "W".
        assert!(width("W", 10.0, Weight::Regular) > 2.0 * width("i", 10.0, Weight::Regular));
        assert!(width("Orders", 14.0, Weight::SemiBold) > width("Orders", 14.0, Weight::Regular));
        assert!((width("在庫", 10.0, Weight::Regular) - 20.0).abs() < 1e-3);
    }
}
