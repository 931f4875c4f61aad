//! Loadbearing: a whiteboard that asks "what happens when…?" while you draw.

pub mod app;
pub mod edit;
pub mod facts;
pub mod file;
pub mod graph;
pub mod model;
pub mod rules;
pub mod scene;
pub mod ui;
