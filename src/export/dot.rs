//! Graphviz DOT.

use super::outline::{Outline, OutlineNode, clean};
use super::{ExportError, Exporter, Options};
use crate::model::{Board, Interaction, Silhouette};
use crate::rules::Review;

pub(super) const EXPORTER: Exporter = Exporter { extension: "dot", label: "Graphviz", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    _review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    Ok(format!("// made by loadbearing\n{}", text(board, options)).into_bytes())
}

/// A directed graph, from left to right.
fn text(board: &Board, options: &Options) -> String {
    let outline = Outline::of(board, options);
    let mut out = format!(
        "digraph \"{}\" {{\n  rankdir=LR;\n  node [fontname=\"Inter, Helvetica, sans-serif\"];\n",
        escaped(&outline.title)
    );
    for node in outline.members(None) {
        out.push_str(&format!("  {}\n", line(node)));
    }
    for (at, name) in outline.groups.iter().enumerate() {
        let name = escaped(name);
        out.push_str(&format!("  subgraph cluster_{} {{\n    label=\"{name}\";\n", at + 1));
        for node in outline.members(Some(at)) {
            out.push_str(&format!("    {}\n", line(node)));
        }
        out.push_str("  }\n");
    }
    for link in &outline.links {
        let style = match link.interaction {
            Interaction::Message | Interaction::Replicate => "dashed",
            Interaction::Lock => "bold",
            _ => "solid",
        };
        out.push_str(&format!(
            "  {} -> {} [label=\"{}\", style={style}];\n",
            link.from,
            link.to,
            escaped(&link.label)
        ));
    }
    out.push_str("}\n");
    out
}

fn line(node: &OutlineNode) -> String {
    let shape = match node.silhouette {
        Silhouette::Cylinder | Silhouette::Sheets | Silhouette::Bucket => "cylinder",
        Silhouette::Hexagon => "hexagon",
        Silhouette::Octagon => "octagon",
        Silhouette::Cloud | Silhouette::Pill => "ellipse",
        Silhouette::Pipe | Silhouette::Slanted => "parallelogram",
        Silhouette::DoubleBox => "component",
        Silhouette::Screen | Silhouette::Box | Silhouette::CutBox => "box",
    };
    let [name, kind] = &node.lines;
    format!("{} [label=\"{}\\n{}\", shape={shape}];", node.key, escaped(name), escaped(kind))
}

/// A text between quotes.
fn escaped(text: &str) -> String {
    // Graphviz reads HTML entities in plain labels too.
    let text = clean(text).replace('&', "&amp;");
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
