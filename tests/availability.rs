//! Availability of boards as large as people draw them.

#[path = "../benches/boards/zones.rs"]
mod zones;

use loadbearing::facts::reliability::examine;
use loadbearing::facts::{Facts, Method, Sheet};

#[test]
fn forty_components_with_shared_parts_are_exact() {
    for n in [12, 40] {
        let board = zones::board(n);
        let facts = Facts::of(&board, &mut Sheet::default());
        let reach = &facts.reach[0];
        assert_eq!(reach.method, Method::Exact, "{n}");
        let up = reach.up.unwrap().value;
        let parts = reach.hard.iter().filter_map(|node| facts.availability[*node as usize].all);
        let product: f64 = parts.map(|part| part.value).product();
        assert!(up > product, "{up} of {n}, and {product} when nothing is shared");
        // Copy by copy the tree is another one; it says the same.
        let examined = examine(&board, &facts, 0, 2).unwrap().unwrap();
        assert!((1.0 - up - examined.unavailability).abs() < 1e-12, "{n}");
    }
}

#[test]
fn sixty_components_get_a_number_or_a_bound() {
    let board = zones::board(60);
    let facts = Facts::of(&board, &mut Sheet::default());
    let up = facts.reach[0].up.unwrap().value;
    assert!((0.0..=1.0).contains(&up), "{up}");
}
