//! Icons of kinds: path data read once into steps of a path.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::outline::placed;
use super::prim::Segment;
use crate::model::{Kind, KindRef, Point, Rect, kinds};

/// Side of the square that icons are drawn in.
pub const BOX: f32 = 24.0;
/// Width of their strokes at that size.
pub const STROKE: f32 = 1.75;

static ICONS: LazyLock<BTreeMap<&'static str, Vec<Segment>>> = LazyLock::new(|| {
    kinds::ALL.iter().map(|kind: &KindRef| (kind.slug, read(kind.icon))).collect()
});

/// The icon of a kind, filling a square at this place.
pub fn icon(kind: &Kind, square: Rect) -> Vec<Segment> {
    let scale = square.width() / BOX;
    ICONS.get(kind.slug).map_or_else(Vec::new, |segments| placed(segments, scale, square.min))
}

/// Reads path data of absolute M, L, C and Z; stops at the first thing it does not know.
pub(super) fn read(data: &str) -> Vec<Segment> {
    let mut words = data.split([' ', ',']).filter(|word| !word.is_empty());
    let mut segments = Vec::new();
    let point = |words: &mut dyn Iterator<Item = &str>| -> Option<Point> {
        Some(Point::new(words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    while let Some(command) = words.next() {
        let segment = match command {
            "M" => point(&mut words).map(Segment::Move),
            "L" => point(&mut words).map(Segment::Line),
            "C" => (|| {
                Some(Segment::Curve(point(&mut words)?, point(&mut words)?, point(&mut words)?))
            })(),
            "Z" => Some(Segment::Close),
            _ => None,
        };
        match segment {
            Some(segment) => segments.push(segment),
            None => break,
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_read_whole_and_stays_in_its_box() {
        for kind in kinds::ALL {
            let segments = read(kind.icon);
            let commands = kind.icon.chars().filter(char::is_ascii_uppercase).count();
            assert_eq!(segments.len(), commands, "{}", kind.slug);
            for segment in segments {
                let points = match segment {
                    Segment::Move(p) | Segment::Line(p) => vec![p],
                    Segment::Curve(a, b, p) => vec![a, b, p],
                    Segment::Close => Vec::new(),
                };
                for p in points {
                    assert!(
                        (2.0..=22.0).contains(&p.x) && (2.0..=22.0).contains(&p.y),
                        "{}",
                        kind.slug
                    );
                }
            }
        }
    }
}
