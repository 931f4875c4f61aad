//! What the person wants, as values. Only `app` carries them out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::camera::Camera;
use super::player::{Asked, Wish};
use super::session::ToolKind;
use crate::edit::Step;
use crate::facts::Moment;
use crate::model::{ElementId, Fingerprint, FlowId, NodeId, Point, Rect, ScenarioId};
use crate::rules::Fix;
use crate::scene::Theme;

/// What a kind of node is chosen for.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// A new node with its centre here.
    Place(Point),
    /// A new node here, linked from that one.
    Grow(NodeId, Point),
    /// A link from this node to another one of the board, which is chosen by its name.
    Link(NodeId),
    /// The selected nodes, which keep their ids, links and annotations.
    Change,
}

/// One wish of the person at the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Change the board, as one step of undo.
    Edit(Step),
    /// The same, shown as a movement from here to there.
    Glide(Step),
    /// Take the last step back.
    Undo,
    /// Do it again.
    Redo,

    /// Select exactly these.
    Select(BTreeSet<ElementId>),
    /// Look from here.
    Look(Camera),
    /// Bring a part of the board into view.
    Frame(Rect),
    /// Bring the whole board into view.
    FrameAll,
    /// Take a tool in hand.
    Take(ToolKind),
    /// Keep the tool in hand after use, or not.
    LockTool(bool),
    /// Start typing the name of an element; `None` stops.
    Name(Option<ElementId>),

    /// Choose a kind of node, for this; `None` stops choosing.
    PickKind(Option<Pick>),
    /// Show the field that finds elements, or hide it.
    ShowFind(bool),

    /// Open a question in the panel, mark its subjects and bring them into view; `None` closes it.
    OpenQuestion(Option<Fingerprint>),
    /// Apply a fix as one step of undo.
    ApplyFix(Fix),
    /// Show a flow alone; `None` shows everything.
    ShowFlow(Option<FlowId>),
    /// Show answers at one moment; `None` shows all.
    ShowMoment(Option<Moment>),

    /// Play a scenario on the board; it need not be kept there.
    Play(Asked),
    /// Something about what is being played.
    Player(Wish),
    /// Ask for a board and compare what is being played with the same on that board.
    CompareBoard,
    /// Compare what is being played with the same on the board of this file.
    CompareWith(PathBuf),
    /// Show what differs from the board as it was saved.
    CompareSaved,
    /// Show what the last step changed.
    CompareStep,
    /// Ask for a board and show what differs from it.
    CompareDrawing,
    /// Show what differs from the board of this file.
    CompareDrawingWith(PathBuf),
    /// Compare the drawing no more.
    CloseComparison,
    /// Add what is seen to the walkthrough.
    RecordView,
    /// Make the walkthrough of a flow, link by link.
    WalkFlow,
    /// Show this view of the walkthrough.
    ShowView(usize),
    /// Present one question after another in the full screen, or stop.
    Present(bool),
    /// Show the five questions of a review.
    ShowFive,
    /// Show the scenarios of the board; open this one.
    ShowScenarios(Option<ScenarioId>),

    /// Copy the selection as text.
    Copy,
    /// Copy the selection and take it away.
    Cut,
    /// Put a text from the clipboard onto the board.
    Paste(String),
    /// Double the selection.
    Duplicate,
    /// Take the selection away.
    Delete,
    /// Remember the annotations of the selected element.
    CopyStyle,
    /// Give them to the selected elements of the same sort.
    PasteStyle,
    /// Copy the selection, or the board, as lines of text.
    CopyLines,
    /// Copy the board, or the selection, as a picture.
    CopyPicture,

    /// Open another window of the program.
    NewWindow,
    /// Go to the start screen.
    Start,
    /// Start a new board from a template.
    New(&'static str),
    /// Ask for a file and open it.
    Open,
    /// Open this file.
    OpenPath(PathBuf),
    /// Save, asking for a file when there is none.
    Save,
    /// Ask for a file and save.
    SaveAs,
    /// Save to this file.
    SaveTo(PathBuf),
    /// Ask for a file and export.
    Export,
    /// Ask for a file and export in the format with this ending.
    ExportAs(&'static str),
    /// Export to this file; the format follows its extension.
    ExportTo(PathBuf),
    /// Read the file again, dropping unsaved changes.
    Reload,
    /// Go on with a recovery copy, kept at this path.
    RestoreCopy(PathBuf),
    /// Drop a recovery copy, kept at this path.
    DiscardCopy(PathBuf),
    /// Leave the program, asking when something is unsaved.
    Quit,

    /// Light or dark.
    SetTheme(Theme),
    /// Plain wheel zooms, or pans.
    SetWheelZooms(bool),
    /// Snap while moving, or not.
    SetSnap(bool),
    /// Show the map in the corner, or not.
    SetMinimap(bool),
    /// Draw busier links wider, or not.
    SetLoads(bool),
    /// Open the file in which keys are chosen.
    KeysFile,
    /// Show the grid, or not.
    SetGrid(bool),
    /// Ask the strict questions too, or not.
    SetStrict(bool),
    /// Show the side panels, or not.
    SetPanels(bool),
    /// Show the sheet of shortcuts, or hide it.
    ShowShortcuts(bool),
    /// Show the command palette, or hide it.
    ShowPalette(bool),
    /// Show a short message.
    Say(String),
}
