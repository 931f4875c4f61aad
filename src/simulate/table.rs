//! Entries by number, as the engine keeps them.

use std::ops::{Index, IndexMut};

/// A list that is asked by numbers the engine itself gave out. A number that is not there would be
/// a fault of the engine; it meets a spare entry that nobody reads, never a panic.
#[derive(Clone, Debug, Default)]
pub(super) struct Table<T> {
    items: Vec<T>,
    spare: T,
}

impl<T> Table<T> {
    pub(super) fn len(&self) -> u32 {
        self.items.len() as u32
    }

    pub(super) fn push(&mut self, item: T) -> u32 {
        self.items.push(item);
        self.items.len() as u32 - 1
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
}

impl<T: Default> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), spare: T::default() }
    }
}

impl<T> Index<u32> for Table<T> {
    type Output = T;

    fn index(&self, at: u32) -> &T {
        self.items.get(at as usize).unwrap_or(&self.spare)
    }
}

impl<T> IndexMut<u32> for Table<T> {
    fn index_mut(&mut self, at: u32) -> &mut T {
        self.items.get_mut(at as usize).unwrap_or(&mut self.spare)
    }
}
