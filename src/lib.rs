//! Loadbearing: a whiteboard that asks "what happens when…?" while you draw.
//!
//! Everything flows one way. Edits change the board; facts are derived from the board, answers
//! from the facts, a scene from both; the screen, SVG and PNG paint the scene. Tools and panels
//! see all of it read-only and return commands, and only `app` carries them out:
//!
//! ```text
//! edits ──► board ──► graph ──► facts ──► answers ──► scene ──► screen / SVG / PNG
//!   ▲                                        │                    │
//!   └── commands (values) ◄──────────────────┴──── panels, tools ─┘
//! ```
//!
//! # The rooms
//!
//! Floors look down only; `tests/architecture.rs` keeps it so.
//!
//! | floor | room | holds | never |
//! |---|---|---|---|
//! | 0 | [`model`] | what people drew, with units | computes, draws, reads files |
//! | 1 | [`edit`] | changes as values, undo and redo | draws, reads files |
//! | 1 | [`file`] | a board on disk: format, repair, saving, recovery, templates | draws, asks |
//! | 1 | [`graph`] | who waits for whom; the only room that names petgraph | numbers, verdicts |
//! | 2 | [`facts`] | quantities with their derivations | verdicts, texts, egui |
//! | 3 | [`simulate`] | a board played in time: discrete events, seeded | verdicts, egui, threads |
//! | 4 | [`rules`] | one question a file; answers, stories, fixes | egui, files, changing a board |
//! | 4 | [`scene`] | board and answers as things to paint | egui, files, a camera |
//! | 5 | [`export`] | a board as a file for others: one format a file | egui, a window |
//! | 5 | [`layout`] | where nodes could stand so that the board reads well | changing a board |
//! | 6 | [`cli`] | one verb a file | egui |
//! | 6 | [`ui`] | canvas, tools, panels, the registry of commands | files, dialogs, a mutable board |
//! | 7 | [`app`] | the window: refresh, draw, apply; dialogs | rules of its own |
//!
//! # Where do I add…?
//!
//! - a question: a file in `rules/` and its entry in `rules::ALL`
//! - a kind of node: a file in `model/kinds/` and its entry in `kinds::ALL`
//! - an attribute: a line in the record of its element (`model/node.rs`, `link.rs`, `flow.rs` …)
//! - a template: a file in `templates/` and its entry in `file::templates::ALL`
//! - a format: a file in `export/` and its entry in `export::ALL`
//! - a verb: a file in `cli/` and its variant there
//! - a tool: a file in `ui/tools/` and its entry there
//! - a command with a shortcut or a menu item: an entry in `ui::registry`

pub mod app;
pub mod cli;
pub mod edit;
pub mod export;
pub mod facts;
pub mod file;
pub mod graph;
pub mod layout;
pub mod model;
pub mod rules;
pub mod scene;
pub mod simulate;
pub mod ui;
