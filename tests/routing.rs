//! Links go around nodes, and their labels cover none: on every template and on generated boards.

use loadbearing::file::templates;
use loadbearing::model::{Board, Interaction, Link, Node, NodeId, Point, Rect, kinds};
use loadbearing::scene::Geometry;

/// Chance without surprises: the same seed gives the same board.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

/// Nodes strewn over a field of cells so that none touch, and links between any of them.
fn strewn(nodes: usize, links: usize, seed: u64) -> Board {
    let mut random = Random(seed);
    let mut board = Board::default();
    let columns = (nodes as f64).sqrt().ceil() as usize;
    for i in 0..nodes {
        let (column, row) = (i % columns, i / columns);
        // Nodes are 160 wide and at least 72 high: between 24 and 184 units apart.
        let at = Point::new(
            (column * 264 + random.below(80)) as f32,
            (row * 176 + random.below(80)) as f32,
        );
        let kind = kinds::ALL[random.below(kinds::ALL.len())];
        let id = NodeId::new(format!("n{i}"));
        board.nodes.put(Node::bare(id, kind, format!("Node {i}"), at, None, false, Vec::new()));
    }
    for i in 0..links {
        let from = random.below(nodes);
        // Most links are short, some go far.
        let to = match random.below(4) {
            0 => random.below(nodes),
            _ => (from + 1 + random.below(2 * columns)) % nodes,
        };
        if from == to {
            continue;
        }
        let sorts = Interaction::ALL;
        let name = ["", "reserve", "place an order"][random.below(3)].to_owned();
        board.links.put(Link::bare(
            format!("l{i}").as_str().into(),
            format!("n{from}").as_str().into(),
            format!("n{to}").as_str().into(),
            sorts[random.below(sorts.len())],
            name,
        ));
    }
    board
}

/// What runs through a node it does not belong to, and which labels cover one.
fn faults(board: &Board) -> Vec<String> {
    let geometry = Geometry::of(board);
    let mut faults = Vec::new();
    let inside = |frame: Rect| frame.grown(-1.0);
    for (link, path) in board.links.iter().zip(&geometry.links) {
        let places = |id: &NodeId| board.nodes.position(id.as_str());
        let own = [places(&link.from), places(&link.to)];
        for (i, frame) in geometry.nodes.iter().enumerate() {
            let is_own = own.contains(&Some(i));
            for leg in path.points.windows(2) {
                if inside(*frame).touches(Rect::between(leg[0], leg[1])) {
                    let whose = if is_own { "its own" } else { "another" };
                    faults.push(format!("{} runs through {whose} node {i}", link.id));
                }
            }
            if path.label.is_some_and(|plate| inside(*frame).touches(plate)) {
                faults.push(format!("the label of {} covers node {i}", link.id));
            }
        }
    }
    faults
}

#[test]
fn on_every_template_links_go_around_nodes_and_labels_cover_none() {
    for template in templates::ALL {
        let board = template.read().unwrap().board;
        assert_eq!(faults(&board), Vec::<String>::new(), "{}", template.slug);
    }
}

#[test]
fn on_generated_boards_links_go_around_nodes_and_labels_cover_none() {
    for (nodes, links, seed) in
        [(50, 75, 1), (50, 120, 2), (100, 150, 3), (200, 300, 4), (350, 500, 5), (500, 750, 6)]
    {
        let board = strewn(nodes, links, seed);
        let started = std::time::Instant::now();
        let found = faults(&board);
        println!("{nodes} nodes: {} faults, {:?}", found.len(), started.elapsed());
        assert!(found.is_empty(), "{nodes} nodes: {} faults: {:?}", found.len(), found.first());
    }
}

#[test]
fn measuring_again_after_each_of_many_changes_gives_what_measuring_anew_gives() {
    use loadbearing::edit::{Edit, apply_all};
    use loadbearing::model::ElementId;
    let mut board = strewn(120, 200, 7);
    let mut geometry = Geometry::of(&board);
    let mut random = Random(9);
    for step in 0..24 {
        let before = board.clone();
        let node = ElementId::Node(format!("n{}", random.below(120)).as_str().into());
        let by = Point::new(random.below(160) as f32 - 80.0, random.below(160) as f32 - 80.0);
        let edit = match step % 4 {
            3 => Edit::Remove(vec![node]),
            _ => Edit::Move(vec![node], by),
        };
        apply_all(&mut board, &[edit]).unwrap();
        geometry = geometry.again(&before, &board);
        assert_eq!(geometry.links, Geometry::of(&board).links, "step {step}");
    }
}
