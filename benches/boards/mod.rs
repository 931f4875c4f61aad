//! Generated boards: layers of services with pools of 32 slots over stores, and flows that fan out
//! through them. The same size always gives the same board.

use loadbearing::model::{
    Board, Flow, FlowId, Interaction, Known, Link, LinkId, Node, NodeId, Point, kinds, units,
};

/// A board of about this size.
pub(crate) fn board(n_nodes: usize, n_links: usize, n_flows: usize) -> Board {
    let mut random = Random(42);
    // Large boards are wide enough to be seen as a whole.
    let columns = if n_nodes > 2_000 { (n_nodes as f64 * 0.9).sqrt() as usize } else { 25 };
    let kind = |i: usize| match (i < n_flows, i % 7) {
        (true, _) => "client",
        (false, 0) => "relational-db",
        (false, 3) => "cache",
        _ => "service",
    };
    let nodes: Vec<Node> = (0..n_nodes)
        .map(|i| {
            let at = Point::new((i % columns) as f32 * 240.0, (i / columns) as f32 * 140.0);
            let kind = kinds::by_slug(kind(i)).expect("a kind of the registry");
            let mut node = Node::bare(
                NodeId::new(format!("n{i}")),
                kind,
                format!("Node {i}"),
                at,
                None,
                false,
                Vec::new(),
            );
            if !kind.behavior.starts_requests {
                node.slots = Some(Known::stated(units::Count(32.0)));
                node.replicas = Some(Known::stated(units::Count((1 + i % 4) as f64)));
                node.service_time =
                    Some(Known::stated(units::Seconds(0.004 + 0.001 * (i % 9) as f64)));
            }
            node
        })
        .collect();
    let mut links = Vec::new();
    let mut of_flow: Vec<Vec<LinkId>> = vec![Vec::new(); n_flows];
    let mut in_flow: Vec<Vec<usize>> = (0..n_flows).map(|f| vec![f]).collect();
    for i in 0..n_links {
        let flow = i % n_flows;
        let reached = &in_flow[flow];
        let from = reached[random.below(reached.len().min(40)) + reached.len().saturating_sub(40)];
        let to = (from.max(n_flows) + 1 + random.below(60)).min(n_nodes - 1);
        if from == to {
            continue;
        }
        let id = LinkId::new(format!("l{i}"));
        let interaction = if kind(to) == "service" { Interaction::Call } else { Interaction::Read };
        let mut link = Link::bare(
            id.clone(),
            NodeId::new(format!("n{from}")),
            NodeId::new(format!("n{to}")),
            interaction,
            String::new(),
        );
        if i % 3 == 0 {
            link.timeout = Some(Known::stated(units::Seconds(1.0)));
        }
        if i % 11 == 0 {
            link.retries = Some(Known::stated(units::Count(1.0)));
        }
        if i % 13 == 0 && interaction == Interaction::Read {
            link.interaction = Interaction::Lock;
            link.lock_hold = Some(Known::stated(units::Seconds(0.01)));
        }
        links.push(link);
        of_flow[flow].push(id);
        if !in_flow[flow].contains(&to) && to + 1 < n_nodes {
            in_flow[flow].push(to);
        }
    }
    let flows = of_flow.into_iter().enumerate().map(|(i, links)| {
        let mut flow = Flow::bare(FlowId::new(format!("f{i}")), format!("Flow {i}"), links);
        flow.rate = Some(Known::stated(units::PerSecond(0.5 + i as f64 / 10.0)));
        flow.event = Some(Known::stated(units::Factor(4.0)));
        flow.growth = Some(Known::stated(units::Growth(0.3)));
        flow.hot_key_share = Some(Known::stated(units::Share(0.1)));
        flow.latency_objective = Some(Known::stated(units::Seconds(1.0)));
        flow.availability_objective = Some(Known::stated(units::Share(0.99)));
        flow
    });
    Board {
        title: format!("{n_nodes} nodes"),
        flows: flows.collect(),
        nodes: nodes.into_iter().collect(),
        links: links.into_iter().collect(),
        ..Board::default()
    }
}

/// A small generator whose numbers never change (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}
