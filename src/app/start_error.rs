//! Why the window could not be opened.

/// The window could not be opened; the command line says so and prints the review instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDisplay {
    /// Neither an X11 nor a Wayland display is named in the environment.
    #[error("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set")]
    NotSet,
    /// A display is named, but no window could be opened on it.
    #[error("no window could be opened: {0}")]
    Refused(String),
}
