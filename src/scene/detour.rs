//! Ways around nodes: the shortest path with few bends through the lanes between frames.
//!
//! Lanes run beside every side of every frame near the two ends, in the middle of a narrow gap, so
//! a way is found on a small uneven grid (A*), first close to the ends and then farther out.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Arc;

use super::near::Near;
use crate::model::{Point, Rect};

/// Lanes keep this far from frames, where there is room.
const CLEAR: f32 = 16.0;
/// … and never nearer than this to the frame they run beside.
const LEAST: f32 = 3.0;
/// What a bend costs, in board units of length.
const BEND: f32 = 48.0;
/// How far around the two ends a way is looked for, one after the other, and through how many
/// lanes in each direction.
const WINDOWS: [(f32, usize); 4] = [(120.0, 64), (480.0, 96), (2_400.0, 128), (2_400.0, 2_000)];
/// Most crossings looked at for one way in one window, and for all links of a board together:
/// where many nodes lie on each other, the links that are left run straight through.
const MOST_FOR_ONE: usize = 60_000;
const MOST_FOR_ALL: usize = 1_500_000;
/// Lanes this near to an end are never left out.
const NEAR_DOOR: f32 = 120.0;

/// Where a link may leave or enter a node: a place on its border and the unit step outwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Door {
    pub(super) at: Point,
    pub(super) out: Point,
}

/// A way that was found, with the doors it uses, or that there is none.
type Found = Option<(Vec<Point>, usize, usize)>;

/// Ways that were found, each with the part of the board that was looked at for it: it is found
/// again as long as nothing changes there.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways(HashMap<u64, (Arc<Found>, Rect)>);

/// Frames nearer to a part of the board than this have a say in the lanes there.
const SAY: f32 = 3.0 * CLEAR;

/// Frames with the room around each of them.
pub(super) struct Lanes<'a> {
    near: &'a Near,
    /// Ways of before, and what has changed since.
    known: &'a Ways,
    changed: Near,
    found: RefCell<Ways>,
    /// Left, right, above, below.
    room: Vec<[f32; 4]>,
    /// Crossings that may still be looked at.
    left: Cell<usize>,
}

impl<'a> Lanes<'a> {
    /// `known` are ways among frames that differ from these by `changed`.
    pub(super) fn of(frames: &[Rect], near: &'a Near, known: &'a Ways, changed: &[Rect]) -> Self {
        let room = frames.iter().enumerate().map(|(own, frame)| room(own, *frame, near)).collect();
        Self {
            near,
            known,
            changed: Near::of(changed),
            found: RefCell::default(),
            room,
            left: Cell::new(MOST_FOR_ALL),
        }
    }

    /// The ways that were found, to be known the next time.
    pub(super) fn ways(self) -> Ways {
        self.found.into_inner()
    }

    fn room(&self, frame: usize) -> [f32; 4] {
        self.room.get(frame).copied().unwrap_or([CLEAR; 4])
    }

    /// The best way from one of the doors of a node to one of another, border to border, and the
    /// doors it uses.
    pub(super) fn way(
        &self,
        (tail, starts): (usize, &[Door]),
        (head, ends): (usize, &[Door]),
    ) -> Found {
        let stubs = |node: usize, doors: &[Door]| -> Vec<Door> {
            doors.iter().map(|door| self.stub(node, *door)).collect()
        };
        let (outs, ins) = (stubs(tail, starts), stubs(head, ends));
        let key = key_of(&outs, &ins);
        if let Some((way, part)) = self.known.0.get(&key) {
            let mut changed = false;
            self.changed.touching(part.grown(SAY), |_, _| changed = true);
            if !changed {
                self.found.borrow_mut().0.insert(key, (way.clone(), *part));
                return way.as_ref().clone();
            }
        }
        let all = outs.iter().chain(&ins).map(|door| Rect { min: door.at, max: door.at });
        let around = all.reduce(Rect::union)?;
        let mut part = around;
        let found = WINDOWS.iter().find_map(|(grown, most)| {
            if self.left.get() == 0 {
                return None;
            }
            part = around.grown(*grown);
            let grid = Grid::of(self, part, *most, &outs, &ins);
            // Making a grid is work too.
            let made = grid.xs.len() * grid.ys.len() / 16;
            self.left.set(self.left.get().saturating_sub(made));
            grid.way(&outs, &ins, &self.left)
        });
        let way = found.and_then(|(between, from, to)| {
            let mut points = vec![starts.get(from)?.at];
            points.extend(between);
            points.push(ends.get(to)?.at);
            Some((without_idle_corners(points), from, to))
        });
        self.found.borrow_mut().0.insert(key, (Arc::new(way.clone()), part));
        way
    }

    /// Where the way out of a door meets the lane beside its node.
    fn stub(&self, node: usize, door: Door) -> Door {
        let [left, right, above, below] = self.room(node);
        let far = match (door.out.x, door.out.y) {
            (x, _) if x < -0.5 => left,
            (x, _) if x > 0.5 => right,
            (_, y) if y < -0.5 => above,
            _ => below,
        };
        let at = Point::new(door.at.x + door.out.x * far, door.at.y + door.out.y * far);
        Door { at, out: door.out }
    }
}

/// Names a search by where it begins and ends.
fn key_of(starts: &[Door], ends: &[Door]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for doors in [starts, ends] {
        hasher.write_usize(doors.len());
        for door in doors {
            for part in [door.at.x, door.at.y, door.out.x, door.out.y] {
                hasher.write_u32(part.to_bits());
            }
        }
    }
    hasher.finish()
}

/// How far the lanes beside a frame keep from it: half of what is free, up to [`CLEAR`].
fn room(own: usize, frame: Rect, near: &Near) -> [f32; 4] {
    let mut room = [2.0 * CLEAR; 4];
    near.touching(frame.grown(2.0 * CLEAR), |at, other| {
        if at == own {
            return;
        }
        let beside = other.min.y < frame.max.y && frame.min.y < other.max.y;
        let over = other.min.x < frame.max.x && frame.min.x < other.max.x;
        let gaps = [
            (beside, frame.min.x - other.max.x),
            (beside, other.min.x - frame.max.x),
            (over, frame.min.y - other.max.y),
            (over, other.min.y - frame.max.y),
        ];
        for (room, (faces, gap)) in room.iter_mut().zip(gaps) {
            if faces && gap >= 0.0 {
                *room = room.min(gap);
            }
        }
    });
    room.map(|gap| (gap / 2.0).clamp(LEAST, CLEAR))
}

/// The four ways to go on.
const WAYS: [Point; 4] =
    [Point::new(1.0, 0.0), Point::new(-1.0, 0.0), Point::new(0.0, 1.0), Point::new(0.0, -1.0)];

fn way_of(step: Point) -> usize {
    WAYS.iter().position(|way| way.x * step.x + way.y * step.y > 0.5).unwrap_or(0)
}

/// Crossings of lanes, and between which of them a frame stands.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// Whether one cannot go right, and whether one cannot go down, from each crossing.
    shut: Vec<[bool; 2]>,
}

/// A crossing reached in a direction, on the list of what to look at next.
#[derive(Clone, Copy, PartialEq)]
struct Next {
    guess: f32,
    state: usize,
}

impl Eq for Next {}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        other.guess.total_cmp(&self.guess).then(other.state.cmp(&self.state))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Lanes inside a window, in order: those of the doors, those near a door, and of the others not
/// many more than `most`, evenly chosen.
fn lanes_within(
    mut lanes: Vec<f32>,
    doors: &[f32],
    (low, high): (f32, f32),
    most: usize,
) -> Vec<f32> {
    lanes.retain(|at| low <= *at && *at <= high);
    lanes.sort_by(f32::total_cmp);
    lanes.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    if lanes.len() > most {
        let step = lanes.len().div_ceil(most);
        let is_near = |at: f32| doors.iter().any(|door| (door - at).abs() <= NEAR_DOOR);
        let mut count = 0;
        lanes.retain(|at| {
            count += 1;
            count % step == 0 || is_near(*at)
        });
    }
    lanes.extend(doors);
    lanes.sort_by(f32::total_cmp);
    lanes.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    lanes
}

/// What reaching each state costs, and from where. All zeros mean not reached, so that memory
/// nobody looks at is never touched.
struct Reached(Vec<(f32, u32)>);

impl Reached {
    fn of(states: usize) -> Self {
        Self(vec![(0.0, 0); states])
    }

    fn cost(&self, state: usize) -> f32 {
        match self.0.get(state) {
            Some((cost, _)) if *cost > 0.0 => cost - 1.0,
            _ => f32::INFINITY,
        }
    }

    /// Writes down a way to a state when it is the cheapest so far.
    fn is_better(&mut self, state: usize, cost: f32, from: Option<usize>) -> bool {
        let is_better = cost < self.cost(state) - 0.001;
        if let Some(known) = self.0.get_mut(state).filter(|_| is_better) {
            *known = (cost + 1.0, from.map_or(0, |from| from as u32 + 1));
        }
        is_better
    }

    fn before(&self, state: usize) -> Option<usize> {
        let (_, from) = self.0.get(state)?;
        from.checked_sub(1).map(|from| from as usize)
    }
}

impl Grid {
    fn of(lanes: &Lanes<'_>, window: Rect, most: usize, starts: &[Door], ends: &[Door]) -> Self {
        let mut frames: Vec<(usize, Rect)> = Vec::new();
        lanes.near.touching(window, |at, frame| frames.push((at, frame)));
        frames.sort_by_key(|(at, _)| *at);
        frames.dedup_by_key(|(at, _)| *at);
        let doors = || starts.iter().chain(ends).map(|door| door.at);
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for (at, frame) in &frames {
            let [left, right, above, below] = lanes.room(*at);
            xs.extend([frame.min.x - left, frame.max.x + right]);
            ys.extend([frame.min.y - above, frame.max.y + below]);
        }
        let doors_x: Vec<f32> = doors().map(|at| at.x).collect();
        let doors_y: Vec<f32> = doors().map(|at| at.y).collect();
        let xs = lanes_within(xs, &doors_x, (window.min.x, window.max.x), most);
        let ys = lanes_within(ys, &doors_y, (window.min.y, window.max.y), most);
        let mut shut = vec![[false; 2]; xs.len() * ys.len()];
        for (at, frame) in &frames {
            let [left, right, above, below] = lanes.room(*at);
            let least = |room: f32| room - 0.5;
            let (x0, x1) = (frame.min.x - least(left), frame.max.x + least(right));
            let (y0, y1) = (frame.min.y - least(above), frame.max.y + least(below));
            let within = |list: &[f32], low: f32, high: f32| {
                (list.partition_point(|at| *at <= low), list.partition_point(|at| *at < high))
            };
            let (left, right) = within(&xs, x0, x1);
            let (top, bottom) = within(&ys, y0, y1);
            // A leg is shut when it begins, ends or passes inside.
            for y in top..bottom {
                for x in left.saturating_sub(1)..right {
                    if let Some(cell) = shut.get_mut(y * xs.len() + x) {
                        cell[0] = true;
                    }
                }
            }
            for y in top.saturating_sub(1)..bottom {
                for x in left..right {
                    if let Some(cell) = shut.get_mut(y * xs.len() + x) {
                        cell[1] = true;
                    }
                }
            }
        }
        Self { xs, ys, shut }
    }

    fn find(&self, at: Point) -> Option<usize> {
        let find = |list: &[f32], v: f32| {
            let near = list.partition_point(|at| *at < v - 0.02);
            list.get(near).filter(|at| (**at - v).abs() < 0.05).map(|_| near)
        };
        Some(find(&self.ys, at.y)? * self.xs.len() + find(&self.xs, at.x)?)
    }

    fn place(&self, crossing: usize) -> Point {
        let wide = self.xs.len().max(1);
        let x = self.xs.get(crossing % wide).copied().unwrap_or_default();
        let y = self.ys.get(crossing / wide).copied().unwrap_or_default();
        Point::new(x, y)
    }

    /// The next crossing that way, when nothing stands in between.
    fn step(&self, from: usize, way: usize) -> Option<usize> {
        let wide = self.xs.len();
        let (x, y) = (from % wide, from / wide);
        let open = |at: usize, down: usize| self.shut.get(at).is_some_and(|shut| !shut[down]);
        match way {
            0 => (x + 1 < wide && open(from, 0)).then(|| from + 1),
            1 => (x > 0 && open(from - 1, 0)).then(|| from - 1),
            2 => (y + 1 < self.ys.len() && open(from, 1)).then(|| from + wide),
            _ => (y > 0 && open(from - wide, 1)).then(|| from - wide),
        }
    }

    fn way(
        &self,
        starts: &[Door],
        ends: &[Door],
        left: &Cell<usize>,
    ) -> Option<(Vec<Point>, usize, usize)> {
        let mut may = left.get().min(MOST_FOR_ONE);
        left.set(left.get() - may);
        let goals: Vec<Option<usize>> = ends.iter().map(|door| self.find(door.at)).collect();
        let guess = |from: Point, way: usize| {
            ends.iter().map(|door| least(from, way, *door)).fold(f32::INFINITY, f32::min)
        };
        let crossings = self.xs.len() * self.ys.len();
        // After the crossings there is one state for each end.
        let mut reached = Reached::of(crossings * 4 + ends.len());
        let mut next = BinaryHeap::new();
        let mut begun: Vec<(usize, usize)> = Vec::new();
        for (i, door) in starts.iter().enumerate() {
            let Some(at) = self.find(door.at) else { continue };
            let state = at * 4 + way_of(door.out);
            reached.is_better(state, 0.0, None);
            begun.push((state, i));
            next.push(Next { guess: guess(door.at, way_of(door.out)), state });
        }
        let mut found = None;
        while let Some(Next { guess: guessed, state }) = next.pop() {
            let Some(fewer) = may.checked_sub(1) else { break };
            may = fewer;
            let here = reached.cost(state);
            if state >= crossings * 4 {
                found = Some(self.told(&reached, state, crossings, &begun));
                break;
            }
            let (crossing, way) = (state / 4, state % 4);
            let place = self.place(crossing);
            if guessed > here + guess(place, way) + 0.01 {
                continue;
            }
            let mut reach = |to: usize, total: f32, guess: f32| {
                if reached.is_better(to, total, Some(state)) {
                    next.push(Next { guess: total + guess, state: to });
                }
            };
            for (end, goal) in goals.iter().enumerate() {
                let Some(door) = ends.get(end).filter(|_| *goal == Some(crossing)) else {
                    continue;
                };
                let into = way_of(Point::new(-door.out.x, -door.out.y));
                // One does not turn round in a door.
                if way_of(door.out) != way {
                    reach(crossings * 4 + end, here + bend(way, into), 0.0);
                }
            }
            for onward in 0..4 {
                if onward == way ^ 1 {
                    continue;
                }
                let Some(to) = self.step(crossing, onward) else { continue };
                let there = self.place(to);
                let total = here + place.distance(there) + bend(way, onward);
                reach(to * 4 + onward, total, guess(there, onward));
            }
        }
        left.set(left.get() + may);
        found
    }

    /// The crossings of a way, and the start and end it uses.
    fn told(
        &self,
        reached: &Reached,
        goal: usize,
        crossings: usize,
        begun: &[(usize, usize)],
    ) -> (Vec<Point>, usize, usize) {
        let mut points: Vec<Point> = Vec::new();
        let mut state = goal;
        let mut first = goal;
        while let Some(before) = reached.before(state) {
            state = before;
            points.push(self.place(state / 4));
            first = state;
        }
        points.reverse();
        let start = begun.iter().find(|(state, _)| *state == first).map_or(0, |(_, i)| *i);
        (points, start, goal - crossings * 4)
    }
}

/// The least that a way from here, going on that way, can still cost.
fn least(from: Point, way: usize, door: Door) -> f32 {
    let (x, y) = (door.at.x - from.x, door.at.y - from.y);
    let step = WAYS.get(way).copied().unwrap_or_default();
    let (ahead, aside) = (step.x * x + step.y * y, step.y * x + step.x * y);
    let into = way_of(Point::new(-door.out.x, -door.out.y));
    let bends = if into / 2 == way / 2 {
        match (ahead >= -0.01 && aside.abs() < 0.01, into == way) {
            (true, true) => 0.0,
            (true, false) => 4.0,
            (false, _) => 2.0,
        }
    } else {
        // One corner is enough when the door is entered in the direction that is left to go.
        let enters = WAYS.get(into).copied().unwrap_or_default();
        if ahead >= -0.01 && enters.x * x + enters.y * y >= -0.01 { 1.0 } else { 3.0 }
    };
    x.abs() + y.abs() + BEND * bends
}

/// What going on in another direction costs.
fn bend(way: usize, onward: usize) -> f32 {
    if way == onward { 0.0 } else { BEND }
}

/// Leaves out what lies on a straight line between its neighbours.
fn without_idle_corners(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for p in points {
        if kept.last().is_some_and(|last| last.distance(p) < 0.01) {
            continue;
        }
        if let [.., a, b] = kept.as_slice() {
            let same = |u: f32, v: f32, w: f32| (u - v).abs() < 0.01 && (v - w).abs() < 0.01;
            if same(a.x, b.x, p.x) || same(a.y, b.y, p.y) {
                kept.pop();
            }
        }
        kept.push(p);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    fn frame(x: f32, y: f32) -> Rect {
        Rect::around(Point::new(x, y), Size::new(160.0, 72.0))
    }

    fn between(frames: &[Rect]) -> Option<Vec<Point>> {
        let near = Near::of(frames);
        let ways = Ways::default();
        let lanes = Lanes::of(frames, &near, &ways, &[]);
        let start = Door { at: Point::new(80.0, 0.0), out: WAYS[0] };
        let end = Door { at: Point::new(520.0, 0.0), out: WAYS[1] };
        lanes.way((0, &[start]), (1, &[end])).map(|(points, ..)| points)
    }

    #[test]
    fn a_free_way_is_straight() {
        let path = between(&[frame(0.0, 0.0), frame(600.0, 0.0)]).unwrap();
        assert_eq!(path.len(), 2);
    }

    #[test]
    fn a_frame_is_passed_on_the_nearer_side() {
        let path = between(&[frame(0.0, 0.0), frame(600.0, 0.0), frame(300.0, 20.0)]).unwrap();
        // Above it, as far as lanes keep: 20 − 36 − 16.
        assert!(path.iter().any(|p| (p.y + 32.0).abs() < 0.01), "{path:?}");
        assert_eq!(path.len(), 6);
    }

    #[test]
    fn a_narrow_gap_is_passed_in_its_middle() {
        let wall: Vec<Rect> =
            (-40..=40).map(|i| frame(300.0, 8.0 + 40.0 + i as f32 * 80.0)).collect();
        let mut frames = vec![frame(0.0, 0.0), frame(600.0, 0.0)];
        frames.extend(wall);
        // Gaps of 8 units between nodes 72 high; the one at 8 lies nearest.
        let path = between(&frames).unwrap();
        assert!(path.iter().any(|p| (p.y - 8.0).abs() < 0.01), "{path:?}");
    }

    #[test]
    fn what_is_walled_in_is_not_reached() {
        let ring = [(0.0, -70.0), (0.0, 70.0), (-162.0, 0.0), (162.0, 0.0)];
        let mut frames = vec![frame(0.0, 0.0), frame(600.0, 0.0)];
        frames.extend(ring.map(|(x, y)| Rect::around(Point::new(x, y), Size::new(164.0, 210.0))));
        assert_eq!(between(&frames), None);
    }
}
