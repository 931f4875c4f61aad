//! What a node says it is made of: "k8s, kafka, 2pc".

use crate::model::Node;

/// True when a node names one of these technologies.
pub(super) fn tagged(node: &Node, words: &[&str]) -> bool {
    let named = node.technologies.as_deref().unwrap_or_default();
    named.split(',').any(|one| words.iter().any(|word| one.trim().eq_ignore_ascii_case(word)))
}

/// The technologies of a node without these; none when nothing is left.
pub(super) fn without(node: &Node, words: &[&str]) -> Option<String> {
    let named = node.technologies.as_deref().unwrap_or_default();
    let kept: Vec<&str> = named
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty() && !words.iter().any(|word| one.eq_ignore_ascii_case(word)))
        .collect();
    (!kept.is_empty()).then(|| kept.join(", "))
}
