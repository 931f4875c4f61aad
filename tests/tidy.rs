//! Tidy, measured: how often links cross, beside Graphviz `dot` where it is installed, and how
//! long a large board takes.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use loadbearing::edit::{Edit, applied};
use loadbearing::file::templates;
use loadbearing::layout::{Standing, tidy};
use loadbearing::model::{Board, Point, Rect};
use loadbearing::scene::Geometry;

fn tidied(board: &Board) -> Board {
    let geometry = Geometry::of(board);
    let labels: Vec<f32> =
        geometry.links.iter().map(|path| path.label.map_or(0.0, Rect::width)).collect();
    let now = Standing {
        nodes: &geometry.nodes,
        notes: &geometry.notes,
        boundaries: &geometry.boundaries,
        labels: &labels,
    };
    applied(board, &[Edit::Place(tidy(board, now, None).frames)]).unwrap()
}

/// How often lines of different links cross.
fn crossings(paths: &[Vec<Point>]) -> usize {
    let side = |a: Point, b: Point, p: Point| {
        f64::from(b.x - a.x) * f64::from(p.y - a.y) - f64::from(b.y - a.y) * f64::from(p.x - a.x)
    };
    let cross = |a: &[Point], b: &[Point]| {
        side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < -1e-3
            && side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < -1e-3
    };
    let mut count = 0;
    for (i, one) in paths.iter().enumerate() {
        for other in &paths[..i] {
            for a in one.windows(2) {
                count += other.windows(2).filter(|b| cross(a, b)).count();
            }
        }
    }
    count
}

fn drawn(board: &Board) -> Vec<Vec<Point>> {
    Geometry::of(board).links.into_iter().map(|path| path.points).collect()
}

/// What `dot` makes of the same nodes, links and boundaries; none where it is not installed.
fn by_dot(board: &Board) -> Option<Vec<Vec<Point>>> {
    let geometry = Geometry::of(board);
    let mut text = "digraph { rankdir=LR; nodesep=0.66; ranksep=1.33;\n".to_owned();
    for (i, boundary) in board.boundaries.iter().enumerate() {
        let nodes = board.nodes.iter().enumerate();
        let inside = nodes.filter(|(_, node)| boundary.rect().contains(node.at));
        let ids: Vec<String> = inside.map(|(i, _)| format!("n{i};")).collect();
        // A node stands in one cluster at most: boundaries that overlap are left out.
        if !text.contains("subgraph") || board.boundaries.len() == 1 {
            text += &format!("subgraph cluster_{i} {{ {} }}\n", ids.join(" "));
        }
    }
    for (i, frame) in geometry.nodes.iter().enumerate() {
        let (w, h) = (frame.width() / 72.0, frame.height() / 72.0);
        text += &format!("n{i} [shape=box fixedsize=true width={w} height={h} label=\"\"];\n");
    }
    for link in board.links.iter() {
        let place = |id: &str| board.nodes.position(id).unwrap();
        text += &format!("n{} -> n{};\n", place(link.from.as_str()), place(link.to.as_str()));
    }
    text += "}\n";
    let mut dot = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    dot.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let out = String::from_utf8(dot.wait_with_output().ok()?.stdout).ok()?;
    let edges = out.lines().filter(|line| line.starts_with("edge "));
    Some(
        edges
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let n: usize = words[3].parse().unwrap();
                let controls: Vec<Point> = words[4..4 + 2 * n]
                    .chunks(2)
                    .map(|p| Point::new(p[0].parse().unwrap(), p[1].parse().unwrap()))
                    .map(|p: Point| Point::new(p.x * 72.0, p.y * 72.0))
                    .collect();
                sampled(&controls)
            })
            .collect(),
    )
}

/// A chain of cubic curves as short lines.
fn sampled(controls: &[Point]) -> Vec<Point> {
    let mut points = vec![controls[0]];
    for piece in controls.windows(4).step_by(3) {
        for i in 1..=12_u8 {
            let t = f32::from(i) / 12.0;
            let s = 1.0 - t;
            let mix = |of: fn(&Point) -> f32| {
                s * s * s * of(&piece[0])
                    + 3.0 * s * s * t * of(&piece[1])
                    + 3.0 * s * t * t * of(&piece[2])
                    + t * t * t * of(&piece[3])
            };
            points.push(Point::new(mix(|p| p.x), mix(|p| p.y)));
        }
    }
    points
}

#[test]
fn on_every_template_links_cross_hardly_more_than_with_dot() {
    let mut worse = Vec::new();
    for template in templates::ALL {
        let board = template.read().unwrap().board;
        if board.links.is_empty() {
            continue;
        }
        let (before, after) = (crossings(&drawn(&board)), crossings(&drawn(&tidied(&board))));
        let Some(dot) = by_dot(&board) else {
            println!("{}: {before} as drawn, {after} tidied; dot is not installed", template.slug);
            continue;
        };
        let dot = crossings(&dot);
        println!("{}: {before} as drawn, {after} tidied, {dot} by dot", template.slug);
        if after as f64 > 1.25 * dot as f64 {
            worse.push(format!("{}: {after} against {dot}", template.slug));
        }
    }
    assert!(worse.is_empty(), "{worse:#?}");
}

/// Services that call services farther on, most of them near; now and then one calls back.
fn generated(nodes: usize, links: usize, seed: u64) -> Board {
    use loadbearing::model::{Interaction, Link, Node, NodeId, kinds};
    let mut state = seed;
    let mut below = |n: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % n
    };
    let mut board = Board::default();
    for i in 0..nodes {
        let kind = kinds::ALL[below(kinds::ALL.len())];
        let at = Point::new(below(4000) as f32, below(3000) as f32);
        let id = NodeId::new(format!("n{i}"));
        board.nodes.put(Node::bare(id, kind, format!("Node {i}"), at, None, false, Vec::new()));
    }
    for i in 0..links {
        let from = below(nodes);
        let to = (from + 1 + below(12)) % nodes;
        if from != to {
            board.links.put(Link::bare(
                format!("l{i}").as_str().into(),
                format!("n{from}").as_str().into(),
                format!("n{to}").as_str().into(),
                Interaction::Call,
                String::new(),
            ));
        }
    }
    board
}

#[test]
fn generated_boards_beside_dot() {
    for (nodes, links) in [(12, 15), (20, 28), (40, 60), (80, 120)] {
        let (mut ours, mut theirs) = (0, 0);
        for seed in 1..=6 {
            let board = generated(nodes, links, seed);
            ours += crossings(&drawn(&tidied(&board)));
            theirs += by_dot(&board).map_or(0, |dot| crossings(&dot));
        }
        println!("{nodes} nodes, {links} links, 6 boards: {ours} crossings, {theirs} by dot");
    }
}

#[test]
#[ignore = "seconds in a debug build"]
fn a_thousand_nodes() {
    let board = generated(1_000, 1_500, 3);
    let started = std::time::Instant::now();
    let after = tidied(&board);
    println!("1,000 nodes and 1,500 links: {:?}, most of it measuring", started.elapsed());
    let geometry = Geometry::of(&board);
    let now = Standing {
        nodes: &geometry.nodes,
        notes: &geometry.notes,
        boundaries: &geometry.boundaries,
        labels: &[],
    };
    let started = std::time::Instant::now();
    let frames = tidy(&board, now, None).frames.len();
    println!("the layout alone: {:?}, {frames} moved", started.elapsed());
    assert_ne!(after, board);
}
