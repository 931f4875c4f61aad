//! Where one link crosses another, the level one jumps over the upright one.

use super::label::legs;
use super::near::Near;
use super::prim::Segment;
use crate::model::{Point, Rect};

/// Half the width of a jump, and its height.
const RADIUS: f32 = 4.5;
/// A jump keeps this far from the ends of its run.
const FROM_ENDS: f32 = 14.0;
/// Jumps nearer than this to the one before are left out: a comb says less than a line.
const APART: f32 = 3.0 * RADIUS;
/// A link that would jump more often than this does not jump at all.
const MOST: usize = 8;
/// A run that ends this near to another touches it rather than crossing it.
const TOUCHES: f32 = 3.0;

/// The places on each path where it jumps, by path.
pub(super) fn jumps(paths: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut upright = Near::default();
    let mut of: Vec<usize> = Vec::new();
    for (link, path) in paths.iter().enumerate() {
        for (p, q) in legs(path).filter(|(p, q)| (p.x - q.x).abs() < 0.01) {
            upright.add(Rect::between(p, q));
            of.push(link);
        }
    }
    let of_path = |link: usize, path: &Vec<Point>| {
        let mut found: Vec<Point> = Vec::new();
        for (p, q) in legs(path).filter(|(p, q)| (p.y - q.y).abs() < 0.01) {
            let run = Rect::between(p, q);
            let mut xs: Vec<f32> = Vec::new();
            upright.touching(run, |at, other| {
                let crosses = other.min.y + TOUCHES < p.y && p.y < other.max.y - TOUCHES;
                let within =
                    run.min.x + FROM_ENDS <= other.min.x && other.min.x <= run.max.x - FROM_ENDS;
                if crosses && within && of.get(at) != Some(&link) {
                    xs.push(other.min.x);
                }
            });
            xs.sort_by(f32::total_cmp);
            let mut last = f32::NEG_INFINITY;
            xs.retain(|x| {
                let keeps = x - last >= APART;
                if keeps {
                    last = *x;
                }
                keeps
            });
            found.extend(xs.into_iter().map(|x| Point::new(x, p.y)));
        }
        if found.len() > MOST { Vec::new() } else { found }
    };
    paths.iter().enumerate().map(|(link, path)| of_path(link, path)).collect()
}

/// The same outline, jumping at these places of its level lines.
pub(super) fn with_jumps(segments: Vec<Segment>, jumps: &[Point]) -> Vec<Segment> {
    if jumps.is_empty() {
        return segments;
    }
    let mut out = Vec::with_capacity(segments.len() + jumps.len() * 3);
    let mut at = Point::default();
    for segment in segments {
        if let Segment::Line(to) = segment
            && (at.y - to.y).abs() < 0.01
        {
            let (low, high) = (at.x.min(to.x) + RADIUS, at.x.max(to.x) - RADIUS);
            let here =
                |jump: &&Point| (jump.y - to.y).abs() < 0.01 && low <= jump.x && jump.x <= high;
            let mut over: Vec<Point> = jumps.iter().filter(here).copied().collect();
            let way = if to.x < at.x { -1.0 } else { 1.0 };
            over.sort_by(|a, b| (a.x * way).total_cmp(&(b.x * way)));
            for jump in over {
                let (start, end) = (jump.x - RADIUS * way, jump.x + RADIUS * way);
                let top = jump.y - RADIUS * 1.3;
                out.push(Segment::Line(Point::new(start, jump.y)));
                out.push(Segment::Curve(
                    Point::new(start, top),
                    Point::new(end, top),
                    Point::new(end, jump.y),
                ));
            }
        }
        at = match segment {
            Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => p,
            Segment::Close => at,
        };
        out.push(segment);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn the_level_line_jumps_where_it_crosses() {
        let paths = vec![vec![at(0.0, 0.0), at(100.0, 0.0)], vec![at(40.0, -50.0), at(40.0, 50.0)]];
        assert_eq!(jumps(&paths), [vec![at(40.0, 0.0)], vec![]]);
    }

    #[test]
    fn touching_and_crossing_near_an_end_are_no_jumps() {
        let paths = vec![
            vec![at(0.0, 0.0), at(100.0, 0.0)],
            vec![at(40.0, -50.0), at(40.0, 0.0)],
            vec![at(95.0, -50.0), at(95.0, 50.0)],
        ];
        assert!(jumps(&paths).iter().all(Vec::is_empty));
    }

    #[test]
    fn a_line_goes_on_after_its_jumps_in_both_directions() {
        for (from, to) in [(0.0, 100.0), (100.0, 0.0)] {
            let line = vec![Segment::Move(at(from, 0.0)), Segment::Line(at(to, 0.0))];
            let out = with_jumps(line, &[at(30.0, 0.0), at(60.0, 0.0)]);
            assert_eq!(out.len(), 6);
            assert_eq!(out.last(), Some(&Segment::Line(at(to, 0.0))));
            let ends: Vec<f32> = out
                .iter()
                .filter_map(|segment| match segment {
                    Segment::Curve(_, _, p) => Some(p.x),
                    _ => None,
                })
                .collect();
            assert_eq!(ends, if from < to { [34.5, 64.5] } else { [55.5, 25.5] });
        }
    }
}
