//! Boards whose parts share zones and other parts, for exact availability.

use loadbearing::model::{
    Board, Boundary, BoundaryId, BoundarySort, Flow, FlowId, Interaction, Known, Link, LinkId,
    Node, NodeId, Point, Size, kinds, units,
};

/// Three drawn zones; every third node stands in one, every third is spread over all, the rest
/// nowhere in particular. Each is called by two others, every fifth link by a share of requests.
pub(crate) fn board(n: usize) -> Board {
    let zones = (0..3).map(|zone| Boundary {
        id: BoundaryId::new(format!("zone-{zone}")),
        sort: BoundarySort::Zone,
        name: format!("Zone {zone}"),
        at: Point::new(zone as f32 * 1_000.0, 0.0),
        size: Size::new(900.0, 900.0),
    });
    let node = |i: usize| {
        let slug = match i {
            0 => "client",
            i if i % 7 == 0 => "relational-db",
            _ => "service",
        };
        let away = if i.is_multiple_of(3) { 0.0 } else { 50_000.0 };
        let at = Point::new((i % 9 / 3) as f32 * 1_000.0, away);
        let (id, name) = (NodeId::new(format!("n{i}")), format!("Node {i}"));
        let mut node = Node::bare(
            id,
            kinds::by_slug(slug).expect("a kind"),
            name,
            at,
            None,
            false,
            Vec::new(),
        );
        if i % 3 == 1 {
            node.replicas = Some(Known::stated(units::Count(3.0)));
            node.zones = Some(Known::stated(units::Count(3.0)));
            node.failover = Some(loadbearing::model::node::Failover::Automatic);
        }
        node.availability = Some(Known::stated(units::Share(0.999)));
        node
    };
    let mut links = Vec::new();
    for i in 1..n {
        for from in [i - 1, i / 2] {
            let id = LinkId::new(format!("l{from}-{i}"));
            if links.iter().any(|link: &Link| link.id == id) {
                continue;
            }
            let ends = (NodeId::new(format!("n{from}")), NodeId::new(format!("n{i}")));
            let mut link = Link::bare(id, ends.0, ends.1, Interaction::Call, String::new());
            if i % 5 == 0 {
                link.probability = Some(Known::stated(units::Share(0.5)));
            }
            links.push(link);
        }
    }
    let ids = links.iter().map(|link| link.id.clone()).collect();
    let mut flow = Flow::bare(FlowId::new("f"), "Flow".to_owned(), ids);
    flow.rate = Some(Known::stated(units::PerSecond(10.0)));
    flow.availability_objective = Some(Known::stated(units::Share(0.9999)));
    Board {
        nodes: (0..n).map(node).collect(),
        links: links.into_iter().collect(),
        flows: std::iter::once(flow).collect(),
        boundaries: zones.collect(),
        ..Board::default()
    }
}
