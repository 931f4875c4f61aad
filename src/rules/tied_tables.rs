//! How many tables of a database hang together by foreign keys.

use super::ask::Ask;
use crate::facts::{Place, Quantity};
use crate::model::{Node, Unit};

const GIANT: &str = "largest component of a random graph, S = 1 − exp(−2·m/n·S) (Erdős and Rényi 1960), as if keys tied tables at random";

/// Tables of the largest group: as stated, else what as many keys between as many tables come to
/// when they fall at random; none when nobody said.
pub(super) fn largest_group(ask: &mut Ask<'_>, node: &Node, index: u32) -> Option<Quantity> {
    let place = Place::Node(index);
    if let Some(tied) = node.tied_tables {
        return Some(ask.sheet.input(place, "tied_tables", tied));
    }
    let (tables, keys) = node.tables.zip(node.foreign_keys)?;
    let tables = ask.sheet.input(place, "tables", tables);
    let keys = ask.sheet.input(place, "foreign_keys", keys);
    let one = ask.sheet.guess(1.0, Unit::Factor, "keys fall at random");
    let share = giant_share(keys.value, tables.value);
    let tied = (tables.value * share).round();
    let tied = ask.sheet.formula("giant component", GIANT, &[tables, keys, one], tied, Unit::Count);
    Some(ask.sheet.named("tables that hang together", place, tied))
}

/// Share of nodes in the largest component of a random graph with `m` links between `n` nodes.
fn giant_share(m: f64, n: f64) -> f64 {
    let degree = 2.0 * m / n.max(1.0);
    if degree <= 1.0 {
        return 0.0;
    }
    let mut share: f64 = 1.0;
    for _ in 0..200 {
        share = 1.0 - (-degree * share).exp();
    }
    share
}

#[cfg(test)]
mod tests {
    use super::giant_share;

    #[test]
    fn the_share_solves_its_equation() {
        for (m, n) in [(390.0, 400.0), (600.0, 400.0), (1200.0, 400.0)] {
            let share = giant_share(m, n);
            assert!((share - (1.0 - (-2.0 * m / n * share).exp())).abs() < 1e-9);
        }
        assert!(giant_share(100.0, 400.0) < 1e-12);
        assert!((giant_share(1.0e9, 400.0) - 1.0).abs() < 1e-12);
    }
}
