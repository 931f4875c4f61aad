//! Layouts of small graphs and of every template.

#![expect(clippy::float_cmp, reason = "places stand on a grid of whole numbers")]

use super::*;
use crate::model::{Board, Rect};

fn sizes(n: usize) -> Vec<Size> {
    vec![Size::new(160.0, 72.0); n]
}

fn edges(pairs: &[(usize, usize)]) -> Vec<Edge> {
    pairs.iter().map(|(from, to)| Edge { from: *from, to: *to, label: 0.0 }).collect()
}

#[test]
fn a_chain_stands_in_a_row() {
    let at = [Point::new(500.0, 90.0), Point::new(0.0, 0.0), Point::new(20.0, 300.0)];
    let places = layered(&sizes(3), &at, &edges(&[(0, 1), (1, 2)]));
    assert_eq!(places, [Point::new(80.0, 36.0), Point::new(336.0, 36.0), Point::new(592.0, 36.0)]);
}

#[test]
fn order_in_a_column_is_the_order_people_drew() {
    for (first, second) in [(0.0, 400.0), (400.0, 0.0)] {
        let at = [Point::new(0.0, 200.0), Point::new(300.0, first), Point::new(300.0, second)];
        let places = layered(&sizes(3), &at, &edges(&[(0, 1), (0, 2)]));
        assert_eq!(places[1].y < places[2].y, first < second);
        assert_eq!(places[0].y, f32::midpoint(places[1].y, places[2].y));
    }
}

#[test]
fn crossings_that_need_not_be_are_undone() {
    // Two chains drawn crosswise.
    let at =
        [(0.0, 0.0), (0.0, 200.0), (300.0, 200.0), (300.0, 0.0)].map(|(x, y)| Point::new(x, y));
    let places = layered(&sizes(4), &at, &edges(&[(0, 2), (1, 3), (0, 3), (1, 2), (0, 2)]));
    assert!(places.iter().all(|p| p.x >= 0.0));
    let apart = layered(&sizes(4), &at, &edges(&[(0, 2), (1, 3)]));
    assert_eq!(apart[0].y, apart[2].y);
    assert_eq!(apart[1].y, apart[3].y);
}

#[test]
fn circles_and_loops_are_laid_out() {
    let at = [Point::default(); 3];
    let places = layered(&sizes(3), &at, &edges(&[(0, 1), (1, 2), (2, 0), (1, 1)]));
    let xs: Vec<f32> = places.iter().map(|p| p.x).collect();
    assert_eq!(xs, [80.0, 336.0, 592.0]);
}

#[test]
fn nothing_overlaps_whatever_is_linked() {
    let mut seed = 7_u64;
    let mut below = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % n
    };
    for n in [1, 2, 5, 17, 60] {
        let pairs: Vec<(usize, usize)> = (0..n * 2).map(|_| (below(n), below(n))).collect();
        let sizes: Vec<Size> =
            (0..n).map(|_| Size::new(160.0 + below(80) as f32, 72.0 + below(60) as f32)).collect();
        let at: Vec<Point> =
            (0..n).map(|_| Point::new(below(900) as f32, below(900) as f32)).collect();
        let places = layered(&sizes, &at, &edges(&pairs));
        let frames: Vec<Rect> =
            places.iter().zip(&sizes).map(|(place, size)| Rect::around(*place, *size)).collect();
        for (i, a) in frames.iter().enumerate() {
            for b in &frames[..i] {
                assert!(!a.grown(8.0).touches(*b), "{n} nodes: {a:?} {b:?}");
            }
        }
    }
}

fn standing(board: &Board) -> crate::scene::Geometry {
    crate::scene::Geometry::of(board)
}

fn tidied(board: &Board) -> Board {
    let geometry = standing(board);
    let now = Standing {
        nodes: &geometry.nodes,
        notes: &geometry.notes,
        boundaries: &geometry.boundaries,
        labels: &[],
    };
    let mut board = board.clone();
    for (element, frame) in tidy(&board, now, None).frames {
        let id = element.as_str().to_owned();
        board.nodes.change(&id, |node| node.at = frame.centre());
        board.notes.change(&id, |note| note.at = frame.centre());
        board.boundaries.change(&id, |boundary| {
            boundary.at = frame.centre();
            boundary.size = frame.size();
        });
    }
    board
}

#[test]
fn every_template_keeps_who_belongs_to_which_boundary() {
    for template in crate::file::templates::ALL {
        let before = template.read().unwrap().board;
        let after = tidied(&before);
        let members = |board: &Board| {
            let of = |boundary: &crate::model::Boundary| {
                let inside = board.nodes.iter().filter(|node| boundary.rect().contains(node.at));
                inside.map(|node| node.id.clone()).collect::<Vec<_>>()
            };
            board.boundaries.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(members(&before), members(&after), "{}", template.slug);
        // Tidying what is tidy moves nothing.
        assert_eq!(tidied(&after), after, "{}", template.slug);
    }
}
