//! Links that would run on top of each other are moved side by side.

use super::near::Near;
use super::route::{TOUCHES, hits};
use crate::model::{Point, Rect};

/// Runs nearer to each other than this are one line to the eye.
const TOO_NEAR: f32 = 5.0;
/// Runs that share less than this of their length only touch.
const SHARED: f32 = 6.0;
/// How far a run may be moved aside, the nearest first.
const ASIDE: [f32; 10] = [6.0, -6.0, 12.0, -12.0, 18.0, -18.0, 24.0, -24.0, 30.0, -30.0];

/// Runs that have their place.
#[derive(Default)]
struct Placed {
    runs: Near,
    /// The link of each run.
    of: Vec<usize>,
}

impl Placed {
    fn add(&mut self, link: usize, p: Point, q: Point) {
        self.runs.add(Rect::between(p, q));
        self.of.push(link);
    }

    /// Whether a run lies on one of another link for a while.
    fn overlaps(&self, link: usize, p: Point, q: Point) -> bool {
        let run = Rect::between(p, q);
        let level = is_level(p, q);
        let mut overlaps = false;
        self.runs.touching(run.grown(TOO_NEAR), |at, other| {
            let (shared, wide, high) = if level {
                (
                    run.max.x.min(other.max.x) - run.min.x.max(other.min.x),
                    other.width(),
                    other.height(),
                )
            } else {
                (
                    run.max.y.min(other.max.y) - run.min.y.max(other.min.y),
                    other.height(),
                    other.width(),
                )
            };
            let is_alike = wide >= high;
            overlaps |= is_alike && shared > SHARED && self.of.get(at) != Some(&link);
        });
        overlaps
    }
}

fn is_level(p: Point, q: Point) -> bool {
    (p.y - q.y).abs() < 0.01
}

/// Moves the inner runs of paths apart, where there is room between nodes. `ends` names tail and
/// head of each path by their places among the nodes.
pub(super) fn apart(paths: &mut [Vec<Point>], ends: &[Option<(usize, usize)>], nodes: &Near) {
    let mut placed = Placed::default();
    for (link, path) in paths.iter().enumerate() {
        // First and last runs stand at their ports; short paths stay as they are.
        let last = path.len().saturating_sub(2);
        for (i, leg) in path.windows(2).enumerate() {
            if let [p, q] = *leg
                && (i == 0 || i == last || path.len() < 4)
            {
                placed.add(link, p, q);
            }
        }
    }
    for (link, (path, ends)) in paths.iter_mut().zip(ends).enumerate() {
        let Some(ends) = *ends else { continue };
        if path.len() < 4 {
            continue;
        }
        for run in 1..path.len() - 2 {
            move_aside(path, run, (link, ends), &placed, nodes);
            if let Some([p, q]) = path.get(run..run + 2) {
                placed.add(link, *p, *q);
            }
        }
    }
}

/// Moves one run to the nearest place where it lies on no other.
fn move_aside(
    path: &mut [Point],
    run: usize,
    (link, ends): (usize, (usize, usize)),
    placed: &Placed,
    nodes: &Near,
) {
    let around = run.saturating_sub(1)..(run + 3).min(path.len());
    let Some([a, p, q, b]) = path.get(around.clone()).map(<[Point]>::to_vec).and_then(four) else {
        return;
    };
    if !placed.overlaps(link, p, q) {
        return;
    }
    let (level, old) = (is_level(p, q), (p, q));
    let moved = |by: f32| {
        let by = if level { Point::new(0.0, by) } else { Point::new(by, 0.0) };
        (p.offset(by), q.offset(by))
    };
    let fits = |by: &f32| {
        let (p, q) = moved(*by);
        // The runs before and after keep their direction, else the line would double back.
        let along = |from: Point, to: Point| if level { to.y - from.y } else { to.x - from.x };
        let keeps =
            |old: f32, new: f32| old * new >= 0.0 && (new.abs() >= 8.0 || new.abs() >= old.abs());
        keeps(along(a, old.0), along(a, p))
            && keeps(along(old.1, b), along(q, b))
            && !placed.overlaps(link, p, q)
            && hits(nodes, &[a, p, q, b], ends, TOUCHES) == 0
    };
    if let Some(by) = ASIDE.iter().find(|by| fits(by)) {
        let (p, q) = moved(*by);
        if let Some([_, from, to, _]) = path.get_mut(around) {
            (*from, *to) = (p, q);
        }
    }
}

fn four(part: Vec<Point>) -> Option<[Point; 4]> {
    <[Point; 4]>::try_from(part).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn runs_on_top_of_each_other_are_moved_apart() {
        let mut paths = vec![
            vec![at(0.0, 0.0), at(50.0, 0.0), at(50.0, 200.0), at(100.0, 200.0)],
            vec![at(0.0, 40.0), at(50.0, 40.0), at(50.0, 160.0), at(100.0, 160.0)],
        ];
        let kept = paths[0].clone();
        apart(&mut paths, &[Some((0, 1)), Some((2, 3))], &Near::default());
        assert_eq!(paths[0], kept);
        assert_eq!(paths[1][1..3], [at(56.0, 40.0), at(56.0, 160.0)]);
    }

    #[test]
    fn where_there_is_no_room_they_stay() {
        let mut paths = vec![
            vec![at(0.0, 0.0), at(50.0, 0.0), at(50.0, 200.0), at(100.0, 200.0)],
            vec![at(0.0, 40.0), at(50.0, 40.0), at(50.0, 160.0), at(100.0, 160.0)],
        ];
        let walls = [
            Rect { min: at(10.0, 80.0), max: at(47.0, 120.0) },
            Rect { min: at(53.0, 80.0), max: at(90.0, 120.0) },
        ];
        let kept = paths.clone();
        apart(&mut paths, &[Some((7, 8)), Some((7, 8))], &Near::of(&walls));
        assert_eq!(paths, kept);
    }

    #[test]
    fn crossing_and_touching_is_no_overlap() {
        let mut paths = vec![
            vec![at(0.0, 0.0), at(50.0, 0.0), at(50.0, 100.0), at(100.0, 100.0)],
            vec![at(0.0, 140.0), at(50.0, 140.0), at(50.0, 104.0), at(100.0, 104.0)],
            vec![at(20.0, -50.0), at(20.0, 50.0), at(80.0, 50.0), at(80.0, 90.0)],
        ];
        let kept = paths.clone();
        let ends = [Some((0, 1)), Some((2, 3)), Some((4, 5))];
        apart(&mut paths, &ends, &Near::default());
        assert_eq!(paths, kept);
    }
}
