//! The universal scalability law: what contention and coherence make of more copies.

/// Throughput of `n` copies: λ·n/(1 + σ·(n−1) + κ·n·(n−1)) (Gunther 1993).
pub fn throughput(one: f64, contention: f64, coherence: f64, n: f64) -> f64 {
    one * n / (1.0 + contention * (n - 1.0) + coherence * n * (n - 1.0))
}

/// Copies beyond which more make it slower: √((1−σ)/κ); infinite without coherence.
pub fn best(contention: f64, coherence: f64) -> f64 {
    if coherence <= 0.0 { f64::INFINITY } else { ((1.0 - contention).max(0.0) / coherence).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throughput_peaks_at_the_best_number() {
        let at = |n| throughput(100.0, 0.05, 0.001, n);
        let best = best(0.05, 0.001);
        assert!((best - 950.0_f64.sqrt()).abs() < 1e-9);
        assert!(at(best) > at(best - 1.0) && at(best) > at(best + 1.0));
        assert!((at(1.0) - 100.0).abs() < 1e-12);
        // Ten of which a tenth is serial do the work of 5.26.
        assert!((throughput(1.0, 0.1, 0.0, 10.0) - 5.263).abs() < 1e-3);
    }
}
