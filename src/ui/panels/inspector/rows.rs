//! Attributes of any element as rows of the inspector, made from the tables of the model.

use crate::model::boundary::BoundarySort;
use crate::model::flow::FLOW_ATTRIBUTES;
use crate::model::link::LINK_ATTRIBUTES;
use crate::model::node::NODE_ATTRIBUTES;
use crate::model::note::NOTE_ATTRIBUTES;
use crate::model::units::{Count, Money};
use crate::model::{Attribute, Board, ElementId, Form, Known, Provenance, Value};

/// One attribute of one element, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Row {
    /// Whose attribute.
    pub(super) of: ElementId,
    /// Its name in the board file.
    pub(super) key: &'static str,
    /// Its name in panels.
    pub(super) label: &'static str,
    /// What it means.
    pub(super) help: &'static str,
    /// The heading it stands under.
    pub(super) group: &'static str,
    /// What text it takes.
    pub(super) form: Form,
    /// Its text, when somebody stated one.
    pub(super) value: Option<String>,
    /// What is taken while nobody states one.
    pub(super) assumed: Option<AssumedText>,
}

/// An assumed value as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssumedText {
    /// The value.
    pub(super) text: String,
    /// A sourced default or a guess.
    pub(super) provenance: Provenance,
    /// Where it was read.
    pub(super) source: &'static str,
}

/// The attributes of an element that mean something for it, in the order of their table.
pub(in super::super) fn rows_of(board: &Board, of: &ElementId) -> Vec<Row> {
    match of {
        ElementId::Node(id) => board.nodes.get(id.as_str()).map_or_else(Vec::new, |node| {
            rows(of, NODE_ATTRIBUTES, node, |key, form| {
                if key == "blocking" {
                    let text = if node.blocks() { "yes" } else { "no" }.to_owned();
                    let provenance = Provenance::SourcedDefault;
                    let source = "How this kind usually works";
                    return Some(AssumedText { text, provenance, source });
                }
                let assumed = node.assumed(key)?;
                let Form::Quantity(unit) = form else { return None };
                let text = unit.write(assumed.value);
                Some(AssumedText { text, provenance: assumed.provenance, source: assumed.source })
            })
        }),
        ElementId::Link(id) => board
            .links
            .get(id.as_str())
            .map_or_else(Vec::new, |link| rows(of, LINK_ATTRIBUTES, link, |_, _| None)),
        ElementId::Flow(id) => board
            .flows
            .get(id.as_str())
            .map_or_else(Vec::new, |flow| rows(of, FLOW_ATTRIBUTES, flow, |_, _| None)),
        ElementId::Note(id) => board
            .notes
            .get(id.as_str())
            .map_or_else(Vec::new, |note| rows(of, NOTE_ATTRIBUTES, note, |_, _| None)),
        ElementId::Boundary(id) => board.boundaries.get(id.as_str()).map_or_else(Vec::new, |b| {
            vec![Row {
                of: of.clone(),
                key: "sort",
                label: "Means",
                help: "What a node has in common with the others inside the frame.",
                group: "Boundary",
                form: BoundarySort::FORM,
                value: Some(b.sort.word().to_owned()),
                assumed: None,
            }]
        }),
        ElementId::Board => board_rows(board),
        ElementId::Scenario(_) => Vec::new(),
    }
}

/// The row of one attribute, applicable or not.
pub(in super::super) fn row_of(board: &Board, of: &ElementId, key: &str) -> Option<Row> {
    rows_of(board, of).into_iter().find(|row| row.key == key)
}

fn rows<T>(
    of: &ElementId,
    table: &'static [Attribute<T>],
    element: &T,
    assumed: impl Fn(&str, Form) -> Option<AssumedText>,
) -> Vec<Row> {
    table
        .iter()
        // What somebody stated stays visible, even where it means nothing.
        .filter(|attribute| (attribute.applies)(element) || (attribute.get)(element).is_some())
        .map(|attribute| Row {
            of: of.clone(),
            key: attribute.key,
            label: attribute.label,
            help: attribute.help,
            group: attribute.group,
            form: attribute.form,
            value: (attribute.get)(element),
            assumed: assumed(attribute.key, attribute.form),
        })
        .collect()
}

fn board_rows(board: &Board) -> Vec<Row> {
    let row = |key, label, help, form, value| Row {
        of: ElementId::Board,
        key,
        label,
        help,
        group: "Means",
        form,
        value,
        assumed: None,
    };
    vec![
        row(
            "budget",
            "Budget a month",
            "What the system may cost a month.",
            Known::<Money>::FORM,
            board.budget.map(|budget| budget.to_text()),
        ),
        row(
            "developers",
            "Developers",
            "How many developers look after it.",
            Known::<Count>::FORM,
            board.developers.map(|developers| developers.to_text()),
        ),
    ]
}
