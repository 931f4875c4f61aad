//! Lists with one entry a pool, a route or a call, read by place.

/// One value for each place; a place that does not exist reads as nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Per<T>(Vec<T>);

impl<T: Clone + Default> Per<T> {
    /// The same value at every place.
    pub(super) fn new(places: usize, value: T) -> Self {
        Self(vec![value; places])
    }

    /// The value at a place.
    pub(super) fn at(&self, place: usize) -> T
    where
        T: Copy,
    {
        self.0.get(place).copied().unwrap_or_default()
    }

    /// The value at a place, to read.
    pub(super) fn see(&self, place: usize) -> Option<&T> {
        self.0.get(place)
    }

    /// The value at a place, to be changed.
    pub(super) fn edit(&mut self, place: usize, change: impl FnOnce(&mut T)) {
        if let Some(value) = self.0.get_mut(place) {
            change(value);
        }
    }

    /// Sets the value at a place.
    pub(super) fn set(&mut self, place: usize, value: T) {
        self.edit(place, |old| *old = value);
    }

    /// All values, in order.
    pub(super) fn all(&self) -> &[T] {
        &self.0
    }

    /// All values, to be changed.
    pub(super) fn all_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}
