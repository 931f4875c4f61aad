//! How a board becomes pools, gates and calls.

use super::{Arrivals, Gate, Keys, System, Work};
use crate::facts::{Facts, Moment, Place, Sheet};
use crate::model::units::{Count, Factor, PerSecond, Seconds, Share};
use crate::model::{Board, Interaction, Known, Link, Node};
use crate::model::{Flow, Point, kinds};

/// A board in a few words: kinds by name, links by ends.
fn board(nodes: &[(&str, &str)], links: &[(&str, &str, Interaction)]) -> Board {
    let mut board = Board::default();
    for (i, (id, kind)) in nodes.iter().enumerate() {
        let kind = kinds::by_slug(kind).unwrap();
        let at = Point::new(i as f32 * 280.0, 0.0);
        board.nodes.put(Node::bare(
            (*id).into(),
            kind,
            (*id).to_owned(),
            at,
            None,
            false,
            Vec::new(),
        ));
    }
    for (from, to, interaction) in links {
        let id = format!("{from}-to-{to}").as_str().into();
        board.links.put(Link::bare(id, (*from).into(), (*to).into(), *interaction, String::new()));
    }
    let mut flow = Flow::bare("flow".into(), "Flow".to_owned(), Vec::new());
    flow.rate = Some(Known::stated(PerSecond(10.0)));
    board.flows.put(flow);
    board
}

fn system(board: &Board) -> System {
    System::of(board, &Facts::of(board, &mut Sheet::default()), Moment::Now)
}

#[test]
fn a_lock_is_a_gate_that_holds_a_slot_of_its_store() {
    let mut drawn = board(
        &[
            ("web", "client"),
            ("shop", "service"),
            ("stock", "relational-db"),
            ("pay", "third-party"),
        ],
        &[
            ("web", "shop", Interaction::Call),
            ("shop", "stock", Interaction::Lock),
            ("shop", "pay", Interaction::Call),
        ],
    );
    drawn.links.change("shop-to-stock", |link| link.lock_hold = Some(Known::stated(Seconds(0.05))));
    let made = system(&drawn);
    let gate = made.gate(1, Gate::Lock).unwrap();
    assert!(made.pools[gate as usize].per_key);
    let route = &made.routes[0];
    let shop = route.calls_of(1);
    assert_eq!(shop.iter().map(|call| call.to).collect::<Vec<_>>(), [gate, 3]);
    let inside = &route.calls_of(gate)[0];
    assert_eq!((inside.to, inside.outer), (2, false));
    assert_eq!(inside.work, Some(Work::constant(0.05)));
    // A payment under the lock is made by the lock.
    drawn.links.change("shop-to-pay", |link| link.under_lock = Some(true));
    let made = system(&drawn);
    let route = &made.routes[0];
    assert_eq!(route.calls_of(1).len(), 1);
    assert_eq!(route.calls_of(gate).iter().map(|call| call.to).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_timeout_counts_the_wait_for_a_connection_only_when_it_says_so() {
    let mut drawn = board(
        &[("web", "client"), ("shop", "service"), ("stock", "relational-db")],
        &[("web", "shop", Interaction::Call), ("shop", "stock", Interaction::Read)],
    );
    drawn.nodes.change("shop", |node| node.replicas = Some(Known::stated(Count(3.0))));
    drawn.links.change("shop-to-stock", |link| {
        link.connections = Some(Known::stated(Count(10.0)));
        link.timeout = Some(Known::stated(Seconds(1.0)));
        link.retries = Some(Known::stated(Count(2.0)));
    });
    let made = system(&drawn);
    let gate = made.gate(1, Gate::Connections).unwrap();
    assert!((made.pools[gate as usize].all_slots() - 30.0).abs() < 1e-9);
    let (outer, inner) = (&made.routes[0].calls_of(1)[0], &made.routes[0].calls_of(gate)[0]);
    assert_eq!((outer.timeout, outer.retries), (None, 2));
    assert_eq!((inner.timeout, inner.retries), (Some(1.0), 0));
    drawn.links.change("shop-to-stock", |link| link.timeout_covers_connecting = Some(true));
    let made = system(&drawn);
    let (outer, inner) = (&made.routes[0].calls_of(1)[0], &made.routes[0].calls_of(gate)[0]);
    assert_eq!((outer.timeout, inner.timeout), (Some(1.0), None));
}

#[test]
fn a_store_beside_a_cache_is_read_on_misses() {
    let mut drawn = board(
        &[("web", "client"), ("shop", "service"), ("cache", "cache"), ("stock", "relational-db")],
        &[
            ("web", "shop", Interaction::Call),
            ("shop", "cache", Interaction::Read),
            ("shop", "stock", Interaction::Read),
        ],
    );
    assert_eq!(system(&drawn).routes[0].calls_of(1)[1].on_miss, None);
    drawn.nodes.change("cache", |node| node.hit_ratio = Some(Known::stated(Share(0.9))));
    let made = system(&drawn);
    assert_eq!(made.routes[0].calls_of(1)[1].on_miss, Some(2));
    assert_eq!(made.routes[0].calls_of(1)[0].on_miss, None);
}

#[test]
fn a_message_is_accepted_by_its_broker_and_handled_later() {
    let drawn = board(
        &[("web", "client"), ("shop", "service"), ("queue", "queue"), ("mailer", "worker")],
        &[
            ("web", "shop", Interaction::Call),
            ("shop", "queue", Interaction::Message),
            ("queue", "mailer", Interaction::Message),
        ],
    );
    let made = system(&drawn);
    assert!(made.routes[0].calls_of(1)[0].waits);
    assert!(!made.routes[0].calls_of(2)[0].waits);
    assert!(made.pools[2].broker.is_some());
}

#[test]
fn alternatives_share_the_requests_and_users_come_back() {
    let mut drawn = board(
        &[("web", "client"), ("a", "service"), ("b", "service")],
        &[("web", "a", Interaction::Call), ("web", "b", Interaction::Call)],
    );
    for link in ["web-to-a", "web-to-b"] {
        drawn.links.change(link, |link| link.one_of = Some("which".to_owned()));
    }
    drawn.flows.change("flow", |flow| {
        flow.rate = None;
        flow.users = Some(Known::stated(Count(40.0)));
        flow.think_time = Some(Known::stated(Seconds(1.0)));
        flow.event = Some(Known::stated(Factor(2.0)));
        flow.hot_key_share = Some(Known::stated(Share(0.2)));
    });
    let made = system(&drawn);
    let calls = made.routes[0].calls_of(0);
    assert_eq!(calls.len(), 2);
    assert!(
        calls.iter().all(|call| call.one_of == Some(0) && (call.probability - 0.5).abs() < 1e-12)
    );
    assert_eq!(made.routes[0].arrivals, Arrivals::Closed { users: 40.0, think: 1.0 });
    assert_eq!(made.routes[0].keys, Keys::Hot { share: 0.2, others: None });
    let facts = Facts::of(&drawn, &mut Sheet::default());
    let event = System::of(&drawn, &facts, Moment::Event);
    assert_eq!(event.routes[0].arrivals, Arrivals::Closed { users: 80.0, think: 1.0 });
}

#[test]
fn a_standby_does_no_work_and_a_stated_capacity_sets_the_work() {
    let mut drawn = board(
        &[("web", "client"), ("stock", "relational-db"), ("api", "service")],
        &[("web", "stock", Interaction::Read), ("web", "api", Interaction::Call)],
    );
    drawn.nodes.change("stock", |node| {
        node.replicas = Some(Known::stated(Count(2.0)));
        node.failover = Some(crate::model::node::Failover::Automatic);
    });
    drawn.nodes.change("api", |node| node.capacity = Some(Known::stated(PerSecond(400.0))));
    let made = system(&drawn);
    assert_eq!((made.pools[1].replicas, made.pools[1].failover), (1, Some(60.0)));
    assert!((made.pools[2].all_slots() / made.pools[2].work.mean - 400.0).abs() < 1e-9);
    assert_eq!(made.pools[2].place, Place::Node(2));
}
