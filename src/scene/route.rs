//! Paths of links: which sides they leave and enter, where on the side, and around which corners.
//!
//! Each link picks the cleanest of a few shapes (straight, Z, L, arch) that touches no other node;
//! links that share a side are spread over it in the order of their other ends, so they do not cross.

use super::apart::apart;
use super::bent;
use super::detour::{Door, Lanes, Ways};
use super::near::Near;
use crate::model::{Course, Point, Rect};

/// Nodes nearer than this are not joined by the sides that face each other.
const GAP: f32 = 20.0;
/// Ports keep this far from corners.
const CORNER: f32 = 12.0;
/// Ports on one side stand at most this far apart.
const SPREAD: f32 = 20.0;
/// Runs of links beside each other stand this far apart.
const LANE: f32 = 12.0;
/// Cost of running through a node; more than any detour around one.
const HIT: f32 = 1e6;
/// A link keeps this far from nodes while its shape is chosen …
const AIRY: f32 = 6.0;
/// … and at least this far when its ports are known.
pub(super) const TOUCHES: f32 = 2.0;
/// How far an arch rises over what it passes.
const ARCH: f32 = 28.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Top, Self::Bottom];

    /// True when links leave it to the left or right.
    fn is_upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }

    /// Its way out, as a unit step.
    fn out(self) -> Point {
        match self {
            Self::Left => Point::new(-1.0, 0.0),
            Self::Right => Point::new(1.0, 0.0),
            Self::Top => Point::new(0.0, -1.0),
            Self::Bottom => Point::new(0.0, 1.0),
        }
    }

    /// The point on this side of a frame at a place along it.
    fn port(self, frame: Rect, along: f32) -> Point {
        match self {
            Self::Left => Point::new(frame.min.x, along),
            Self::Right => Point::new(frame.max.x, along),
            Self::Top => Point::new(along, frame.min.y),
            Self::Bottom => Point::new(along, frame.max.y),
        }
    }

    /// Where ports may stand along it.
    fn range(self, frame: Rect) -> (f32, f32) {
        let (low, high) =
            if self.is_upright() { (frame.min.y, frame.max.y) } else { (frame.min.x, frame.max.x) };
        let margin = CORNER.min((high - low) / 4.0);
        (low + margin, high - margin)
    }
}

/// The part of a point that varies along an upright or a level side.
fn along(p: Point, upright: bool) -> f32 {
    if upright { p.y } else { p.x }
}

/// A link on its way to a path.
#[derive(Clone, Debug)]
struct Plan {
    tail: (usize, Side),
    head: (usize, Side),
    tail_at: f32,
    head_at: f32,
    /// The way around other nodes, when nothing simpler joins the two.
    around: Option<Vec<Point>>,
    /// Place among the ports of the side, and their number.
    tail_rank: (usize, usize),
    head_rank: (usize, usize),
}

/// Paths between frames, border to border. `ends` names tail and head by their places in `frames`;
/// a link without ends gets an empty path. `known` are the ways of an earlier call, whose frames
/// differ from these by `changed`; the ways of this one are returned beside the paths.
pub(super) fn routes(
    frames: &[Rect],
    ends: &[Option<(usize, usize)>],
    courses: &[Course],
    (known, changed): (&Ways, &[Rect]),
) -> (Vec<Vec<Point>>, Ways) {
    let near = Near::of(frames);
    let lanes = Lanes::of(frames, &near, known, changed);
    let course = |link: usize| courses.get(link).copied().unwrap_or(Course::Orthogonal);
    let mut plans: Vec<Option<Plan>> = ends
        .iter()
        .enumerate()
        .map(|(link, ends)| {
            let (a, b) = ends.filter(|_| course(link) != Course::Straight)?;
            plan(frames, &lanes, &near, a, b)
        })
        .collect();
    spread_ports(frames, &mut plans);
    let path = |plan: &Option<Plan>| match plan {
        Some(plan) => clear_path_of(frames, &lanes, &near, plan),
        None => Vec::new(),
    };
    let mut paths: Vec<Vec<Point>> = plans.iter().map(path).collect();
    apart(&mut paths, ends, &near);
    bent::follow(&mut paths, frames, ends, courses);
    let ways = lanes.ways();
    (paths, ways)
}

/// The path of a plan; around the nodes in its way, where there is a way.
fn clear_path_of(frames: &[Rect], lanes: &Lanes<'_>, near: &Near, plan: &Plan) -> Vec<Point> {
    let ((tail, from), (head, to)) = (plan.tail, plan.head);
    let is_clear = |path: &[Point]| hits(near, path, (tail, head), TOUCHES) == 0;
    let path = path_of(frames, plan);
    let (Some(a), Some(b)) = (frames.get(tail), frames.get(head)) else { return path };
    let (start, end) = (door(*a, from, plan.tail_at), door(*b, to, plan.head_at));
    match &plan.around {
        None if is_clear(&path) => return path,
        None => {}
        Some(way) => {
            if let Some(moved) = between_doors(way, start, end).filter(|moved| is_clear(moved)) {
                return moved;
            }
        }
    }
    let one = || lanes.way((tail, &[start]), (head, &[end]));
    let any = || lanes.way((tail, &doors(*a)), (head, &doors(*b)));
    one().or_else(any).map_or(path, |way| way.0)
}

/// A way whose ends are moved along their sides to these doors.
fn between_doors(way: &[Point], start: Door, end: Door) -> Option<Vec<Point>> {
    let mut way = way.to_vec();
    let moved = |at: &mut Point, next: &mut Point, door: Door| {
        // The first leg goes straight out, so its other end moves with it.
        if door.out.x.abs() > 0.5 {
            next.y += door.at.y - at.y;
        } else {
            next.x += door.at.x - at.x;
        }
        *at = door.at;
    };
    match way.as_mut_slice() {
        [first, second, .., before, last] => {
            moved(first, second, start);
            moved(last, before, end);
        }
        [first, corner, last] => {
            moved(first, corner, start);
            moved(last, corner, end);
        }
        _ => return None,
    }
    way.windows(2).all(is_upright_or_level).then_some(way)
}

fn is_upright_or_level(leg: &[Point]) -> bool {
    matches!(leg, [p, q] if (p.x - q.x).abs() < 0.01 || (p.y - q.y).abs() < 0.01)
}

fn door(frame: Rect, side: Side, along: f32) -> Door {
    Door { at: side.port(frame, along), out: side.out() }
}

/// The middles of the four sides.
fn doors(frame: Rect) -> [Door; 4] {
    let centre = frame.centre();
    Side::ALL.map(|side| door(frame, side, along(centre, side.is_upright())))
}

/// How often a path runs through nodes, coming as near to those of others as `margin`.
pub(super) fn hits(
    near: &Near,
    path: &[Point],
    (tail, head): (usize, usize),
    margin: f32,
) -> usize {
    let mut hits = 0;
    for leg in path.windows(2) {
        let [p, q] = *leg else { continue };
        near.touching(Rect::between(p, q).grown(margin), |index, frame| {
            let is_own = index == tail || index == head;
            let cuts_own = || path.len() > 2 && frame.grown(-2.0).touches(Rect::between(p, q));
            if !is_own || cuts_own() {
                hits += 1;
            }
        });
    }
    hits
}

/// Chooses the sides of a link, looking only at frames.
fn plan(frames: &[Rect], lanes: &Lanes<'_>, near: &Near, tail: usize, head: usize) -> Option<Plan> {
    let (a, b) = (*frames.get(tail)?, *frames.get(head)?);
    let mut best: Option<(f32, Plan)> = None;
    for (from, to, penalty) in shapes(a, b) {
        // Arches come last, and only where everything shorter runs through a node.
        if from == to && best.as_ref().is_some_and(|(cost, _)| *cost < HIT) {
            break;
        }
        let mut plan = Plan {
            tail: (tail, from),
            head: (head, to),
            tail_at: along(a.centre(), from.is_upright()),
            head_at: along(b.centre(), to.is_upright()),
            around: None,
            tail_rank: (0, 1),
            head_rank: (0, 1),
        };
        align(frames, &mut plan);
        let path = path_of(frames, &plan);
        let length: f32 = path.windows(2).map(length_of).sum();
        let hits = hits(near, &path, (tail, head), AIRY) as f32;
        let bends = path.len().saturating_sub(2) as f32;
        let cost = hits * HIT + bends * 24.0 + length + penalty;
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, plan));
        }
    }
    let (cost, mut plan) = best?;
    if cost >= HIT && !a.touches(b) {
        // Nothing simple is free: the sides are those of the best way around.
        let around = lanes.way((tail, &doors(a)), (head, &doors(b)));
        let side = |i: usize| Side::ALL.get(i).copied();
        if let Some((way, from, to)) = around
            && let (Some(from), Some(to)) = (side(from), side(to))
        {
            plan.tail = (tail, from);
            plan.head = (head, to);
            plan.around = Some(way);
        }
    }
    Some(plan)
}

fn length_of(leg: &[Point]) -> f32 {
    match leg {
        [p, q] => p.distance(*q),
        _ => 0.0,
    }
}

/// The pairs of sides worth trying, each with a penalty for how it reads.
fn shapes(a: Rect, b: Rect) -> Vec<(Side, Side, f32)> {
    use Side::{Bottom, Left, Right, Top};
    if a == b {
        return vec![(Right, Top, 0.0)];
    }
    let gap_x = (b.min.x - a.max.x).max(a.min.x - b.max.x);
    let gap_y = (b.min.y - a.max.y).max(a.min.y - b.max.y);
    let (across, back) = if a.centre().x <= b.centre().x { (Right, Left) } else { (Left, Right) };
    let (down, up) = if a.centre().y <= b.centre().y { (Bottom, Top) } else { (Top, Bottom) };
    let mut shapes = Vec::with_capacity(8);
    if gap_x >= GAP || gap_x >= gap_y {
        // Boards are read from left to right: leaving sideways is the quietest.
        shapes.push((across, back, if gap_x < 2.0 * GAP { 40.0 } else { 0.0 }));
    }
    if gap_y >= GAP || gap_y > gap_x {
        shapes.push((down, up, if gap_y < 2.0 * GAP { 48.0 } else { 8.0 }));
    }
    if gap_x >= GAP && gap_y >= GAP {
        shapes.push((across, up, 40.0));
        shapes.push((down, back, 40.0));
    }
    for side in [Top, Bottom, Left, Right] {
        shapes.push((side, side, 120.0));
    }
    shapes
}

/// Spreads the links of each side over it, in the order of their other ends.
fn spread_ports(frames: &[Rect], plans: &mut [Option<Plan>]) {
    struct Port {
        at: (usize, Side),
        toward: f32,
        link: usize,
        is_tail: bool,
    }
    let centre = |node: usize| frames.get(node).copied().map_or_else(Point::default, Rect::centre);
    let mut ports = Vec::with_capacity(plans.len() * 2);
    for (link, plan) in plans.iter().enumerate() {
        let Some(plan) = plan else { continue };
        for (at, other, is_tail) in
            [(plan.tail, plan.head.0, true), (plan.head, plan.tail.0, false)]
        {
            let toward = along(centre(other), at.1.is_upright());
            ports.push(Port { at, toward, link, is_tail });
        }
    }
    ports.sort_by(|a, b| {
        a.at.cmp(&b.at).then(a.toward.total_cmp(&b.toward)).then(a.link.cmp(&b.link))
    });
    for group in ports.chunk_by(|a, b| a.at == b.at) {
        let Some(first) = group.first() else { continue };
        let Some(frame) = frames.get(first.at.0) else { continue };
        let (low, high) = first.at.1.range(*frame);
        let n = group.len();
        let step = SPREAD.min((high - low) / (n.max(2) - 1) as f32);
        let start = f32::midpoint(low, high) - step * (n - 1) as f32 / 2.0;
        for (rank, port) in group.iter().enumerate() {
            let Some(Some(plan)) = plans.get_mut(port.link) else { continue };
            let at = start + step * rank as f32;
            if port.is_tail {
                (plan.tail_at, plan.tail_rank) = (at, (rank, n));
            } else {
                (plan.head_at, plan.head_rank) = (at, (rank, n));
            }
        }
    }
    for plan in plans.iter_mut().flatten() {
        align(frames, plan);
    }
}

/// Moves a lone port so that a link between facing sides runs straight, when that is possible.
fn align(frames: &[Rect], plan: &mut Plan) {
    let ((tail, from), (head, to)) = (plan.tail, plan.head);
    if plan.around.is_some() || from == to || from.is_upright() != to.is_upright() {
        return;
    }
    let (Some(a), Some(b)) = (frames.get(tail), frames.get(head)) else { return };
    let within = |at: f32, (low, high): (f32, f32)| low <= at && at <= high;
    let close = (plan.tail_at - plan.head_at).abs() <= SPREAD / 2.0;
    if (plan.head_rank.1 == 1 || close) && within(plan.tail_at, to.range(*b)) {
        plan.head_at = plan.tail_at;
    } else if (plan.tail_rank.1 == 1 || close) && within(plan.head_at, from.range(*a)) {
        plan.tail_at = plan.head_at;
    }
}

/// The corners of a planned link.
fn path_of(frames: &[Rect], plan: &Plan) -> Vec<Point> {
    let ((tail, from), (head, to)) = (plan.tail, plan.head);
    let (Some(a), Some(b)) = (frames.get(tail), frames.get(head)) else { return Vec::new() };
    let (p, q) = (from.port(*a, plan.tail_at), to.port(*b, plan.head_at));
    if a == b {
        let reach = Point::new(p.x + ARCH, q.y - ARCH);
        return vec![p, Point::new(reach.x, p.y), reach, Point::new(q.x, reach.y), q];
    }
    let upright = from.is_upright();
    if from == to {
        return arch(from, p, q, plan.tail_rank.0.max(plan.head_rank.0));
    }
    if upright != to.is_upright() {
        let corner = if upright { Point::new(q.x, p.y) } else { Point::new(p.x, q.y) };
        return vec![p, corner, q];
    }
    if (plan.tail_at - plan.head_at).abs() < 0.5 {
        return vec![p, q];
    }
    let turn = f32::midpoint(along(p, !upright), along(q, !upright)) + lane(plan, p, q, upright);
    if upright {
        vec![p, Point::new(turn, p.y), Point::new(turn, q.y), q]
    } else {
        vec![p, Point::new(p.x, turn), Point::new(q.x, turn), q]
    }
}

/// Out of one side and into the same side of another frame; later links of a side rise higher.
fn arch(side: Side, tail: Point, head: Point, rank: usize) -> Vec<Point> {
    let (out, rise) = (side.out(), ARCH + LANE * rank as f32);
    let top = Rect::between(tail, head).grown(rise);
    let corner = |p: Point| match (out.x, out.y) {
        (step, _) if step > 0.5 => Point::new(top.max.x, p.y),
        (step, _) if step < -0.5 => Point::new(top.min.x, p.y),
        (_, step) if step > 0.5 => Point::new(p.x, top.max.y),
        _ => Point::new(p.x, top.min.y),
    };
    vec![tail, corner(tail), corner(head), head]
}

/// How far the middle run of a Z is moved so that runs beside each other neither touch nor cross.
fn lane(plan: &Plan, p: Point, q: Point, upright: bool) -> f32 {
    let (rank, n, nearer_first) = if plan.tail_rank.1 > 1 {
        (plan.tail_rank.0, plan.tail_rank.1, plan.head_at < plan.tail_at)
    } else {
        (plan.head_rank.0, plan.head_rank.1, plan.head_at < plan.tail_at)
    };
    let middle = (n - 1) as f32 / 2.0;
    let step = if nearer_first { rank as f32 - middle } else { middle - rank as f32 };
    let way = along(q, !upright) - along(p, !upright);
    let room = (way.abs() / 2.0 - 16.0).max(0.0);
    (step * LANE * way.signum()).clamp(-room, room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths_of(frames: &[Rect], ends: &[Option<(usize, usize)>]) -> Vec<Vec<Point>> {
        routes(frames, ends, &[], (&Ways::default(), &[])).0
    }
    use crate::model::Size;

    fn frame(x: f32, y: f32) -> Rect {
        Rect::around(Point::new(x, y), Size::new(160.0, 72.0))
    }

    fn on_border(frame: Rect, p: Point) -> bool {
        frame.contains(p) && !frame.grown(-0.01).contains(p)
    }

    #[test]
    fn a_row_is_joined_by_a_straight_line() {
        let frames = [frame(0.0, 0.0), frame(300.0, 0.0)];
        let paths = paths_of(&frames, &[Some((0, 1))]);
        assert_eq!(paths, [vec![Point::new(80.0, 0.0), Point::new(220.0, 0.0)]]);
    }

    #[test]
    fn ends_lie_on_borders_and_legs_are_upright_or_level() {
        for x in [-400.0, -130.0, 0.0, 90.0, 250.0] {
            for y in [-300.0, -80.0, 0.0, 40.0, 200.0] {
                let frames = [frame(0.0, 0.0), frame(x, y), frame(150.0, 90.0)];
                let ends = [Some((0, 1)), Some((1, 0)), Some((0, 1)), Some((2, 1)), None];
                let paths = paths_of(&frames, &ends);
                assert!(paths[4].is_empty());
                for (path, ends) in paths.iter().zip(ends).take(4) {
                    let (tail, head) = ends.unwrap();
                    assert!(on_border(frames[tail], path[0]), "{x} {y} {path:?}");
                    assert!(on_border(frames[head], *path.last().unwrap()), "{x} {y} {path:?}");
                    for leg in path.windows(2) {
                        let step = leg[1].minus(leg[0]);
                        assert!(step.x.abs() < 0.5 || step.y.abs() < 0.5, "{x} {y} {path:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn links_between_the_same_two_nodes_keep_apart() {
        let frames = [frame(0.0, 0.0), frame(300.0, 0.0)];
        let paths = paths_of(&frames, &[Some((0, 1)), Some((1, 0)), Some((0, 1))]);
        let mut heights: Vec<f32> = paths.iter().map(|path| path[0].y).collect();
        heights.sort_by(f32::total_cmp);
        assert_eq!(heights, [-20.0, 0.0, 20.0]);
        assert!(paths.iter().all(|path| path.len() == 2));
    }

    #[test]
    fn a_link_goes_around_a_node_in_between() {
        let frames = [frame(0.0, 0.0), frame(300.0, 0.0), frame(600.0, 0.0)];
        let path = &paths_of(&frames, &[Some((0, 2))])[0];
        for leg in path.windows(2) {
            assert!(!frames[1].touches(Rect::between(leg[0], leg[1])), "{path:?}");
        }
    }
}
