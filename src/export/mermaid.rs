//! Mermaid flowcharts, which GitHub and many wikis draw.

use super::outline::{Outline, OutlineNode, clean};
use super::{ExportError, Exporter, Options};
use crate::model::{Board, Interaction, Silhouette};
use crate::rules::Review;

pub(super) const EXPORTER: Exporter = Exporter { extension: "mmd", label: "Mermaid", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    _review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    Ok(format!("%% made by loadbearing\n{}", text(board, options)).into_bytes())
}

/// The flowchart, from left to right.
pub(super) fn text(board: &Board, options: &Options) -> String {
    let outline = Outline::of(board, options);
    let mut out = String::from("flowchart LR\n");
    for node in outline.members(None) {
        out.push_str(&format!("  {}\n", shape(node)));
    }
    for (at, name) in outline.groups.iter().enumerate() {
        out.push_str(&format!("  subgraph g{} [\"{}\"]\n", at + 1, escaped(name)));
        for node in outline.members(Some(at)) {
            out.push_str(&format!("    {}\n", shape(node)));
        }
        out.push_str("  end\n");
    }
    for link in &outline.links {
        let arrow = match link.interaction {
            Interaction::Message | Interaction::Replicate => "-.->",
            Interaction::Lock => "==>",
            _ => "-->",
        };
        let label = match escaped(&link.label) {
            label if label.trim().is_empty() => String::new(),
            label => format!("|\"{label}\"|"),
        };
        out.push_str(&format!("  {} {arrow}{label} {}\n", link.from, link.to));
    }
    out
}

fn shape(node: &OutlineNode) -> String {
    let (open, close) = match node.silhouette {
        Silhouette::Cylinder | Silhouette::Sheets | Silhouette::Bucket => ("[(", ")]"),
        Silhouette::Hexagon | Silhouette::Octagon => ("{{", "}}"),
        Silhouette::Cloud | Silhouette::Pill => ("([", "])"),
        Silhouette::DoubleBox => ("[[", "]]"),
        Silhouette::Pipe | Silhouette::Slanted => ("[/", "/]"),
        Silhouette::Screen | Silhouette::Box | Silhouette::CutBox => ("[", "]"),
    };
    let [name, kind] = &node.lines;
    format!("{}{open}\"{}<br/><i>{}</i>\"{close}", node.key, escaped(name), escaped(kind))
}

/// A text between quotes: what Mermaid or HTML would read as its own is written as an entity.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in clean(text).chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '"' | '#' | '&' | '<' | '>' | '`' | '|' | '\\' | ';' | '{' | '}' | '[' | ']' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    // Where these words come before a colon and an entity, Mermaid takes the entity apart.
    out.replace("style", "#115;tyle").replace("classDef", "#99;lassDef")
}
