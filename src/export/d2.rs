//! D2, the diagram language.

use super::outline::{Outline, OutlineNode, clean};
use super::{ExportError, Exporter, Options};
use crate::model::{Board, Interaction, Silhouette};
use crate::rules::Review;

pub(super) const EXPORTER: Exporter = Exporter { extension: "d2", label: "D2", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    _review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    Ok(format!("# made by loadbearing\n{}", text(board, options)).into_bytes())
}

/// The diagram, from left to right.
fn text(board: &Board, options: &Options) -> String {
    let outline = Outline::of(board, options);
    let mut out = String::from("direction: right\n");
    for node in outline.members(None) {
        out.push_str(&format!("{}\n", line(node)));
    }
    for (at, name) in outline.groups.iter().enumerate() {
        out.push_str(&format!("g{}: \"{}\" {{\n", at + 1, escaped(name)));
        for node in outline.members(Some(at)) {
            out.push_str(&format!("  {}\n", line(node)));
        }
        out.push_str("}\n");
    }
    let path = |key: &str| {
        let node = outline.nodes.iter().find(|node| node.key == key);
        match node.and_then(|node| node.group) {
            Some(group) => format!("g{}.{key}", group + 1),
            None => key.to_owned(),
        }
    };
    for link in &outline.links {
        let style = match link.interaction {
            Interaction::Message | Interaction::Replicate => " { style.stroke-dash: 4 }",
            Interaction::Lock => " { style.stroke-width: 4 }",
            _ => "",
        };
        let label = format!("\"{}\"", escaped(&link.label));
        out.push_str(&format!("{} -> {}: {label}{style}\n", path(&link.from), path(&link.to)));
    }
    out
}

fn line(node: &OutlineNode) -> String {
    let shape = match node.silhouette {
        Silhouette::Cylinder | Silhouette::Sheets | Silhouette::Bucket => "cylinder",
        Silhouette::Hexagon | Silhouette::Octagon => "hexagon",
        Silhouette::Cloud => "cloud",
        Silhouette::Pill => "oval",
        Silhouette::Pipe => "queue",
        Silhouette::Slanted => "parallelogram",
        Silhouette::DoubleBox | Silhouette::Screen | Silhouette::Box | Silhouette::CutBox => {
            "rectangle"
        }
    };
    let [name, kind] = &node.lines;
    format!("{}: \"{}\\n{}\" {{ shape: {shape} }}", node.key, escaped(name), escaped(kind))
}

/// A text between quotes.
fn escaped(text: &str) -> String {
    let text = clean(text).replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('$', "\\$").replace('\n', "\\n")
}
