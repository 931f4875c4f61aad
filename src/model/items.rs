//! An ordered collection of elements that shares what did not change.
//!
//! Cloning costs one reference count; changing one element copies a list of pointers, never the
//! other elements. That is what makes undo by snapshot cheap and unlimited.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::limits::{MOST_ELEMENTS, TooMany};

/// Something with an id of its own.
pub trait Item: Clone + PartialEq {
    /// The newtype that names it.
    type Id: Clone + Ord + std::borrow::Borrow<str>;

    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// Elements of one sort, in drawing order: the last lies on top.
#[derive(Clone, Debug)]
pub struct Items<T>(Arc<Vec<Arc<T>>>);

/// Shared storage is a proof of equality: comparing a board with what it was before an edit looks
/// into the elements that changed, and no others.
impl<T: PartialEq> PartialEq for Items<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(mine, theirs): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(mine, theirs) || mine == theirs;
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.len() == other.0.len() && self.0.iter().zip(other.0.iter()).all(same))
    }
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<T: Item> Items<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, bottom first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The one with this id; linear in the number of elements.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.position(id).and_then(|index| self.at(index))
    }

    /// The one at this place in drawing order.
    pub fn at(&self, index: usize) -> Option<&T> {
        self.0.get(index).map(AsRef::as_ref)
    }

    /// Its place in drawing order.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|item| std::borrow::Borrow::<str>::borrow(item.id()) == id)
    }

    /// Replaces the element with the same id, or adds it on top.
    pub fn put(&mut self, item: T) {
        match self.position(std::borrow::Borrow::<str>::borrow(item.id())) {
            Some(index) => {
                if let Some(slot) = Arc::make_mut(&mut self.0).get_mut(index) {
                    *slot = Arc::new(item);
                }
            }
            None => Arc::make_mut(&mut self.0).push(Arc::new(item)),
        }
    }

    /// Adds an element at a place in drawing order; beyond the end means on top.
    pub fn insert(&mut self, index: usize, item: T) {
        let index = index.min(self.0.len());
        Arc::make_mut(&mut self.0).insert(index, Arc::new(item));
    }

    /// Changes the element with this id; false when there is none.
    pub fn change(&mut self, id: &str, change: impl FnOnce(&mut T)) -> bool {
        let Some(index) = self.position(id) else { return false };
        if let Some(slot) = Arc::make_mut(&mut self.0).get_mut(index) {
            change(Arc::make_mut(slot));
        }
        true
    }

    /// Changes every element for which `change` says it did something; the others stay shared.
    pub fn change_where(&mut self, wanted: impl Fn(&T) -> bool, mut change: impl FnMut(&mut T)) {
        if !self.iter().any(&wanted) {
            return;
        }
        for slot in Arc::make_mut(&mut self.0) {
            if wanted(slot) {
                change(Arc::make_mut(slot));
            }
        }
    }

    /// Keeps only the elements that `keep` accepts.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        if !self.iter().all(&keep) {
            Arc::make_mut(&mut self.0).retain(|item| keep(item));
        }
    }
}

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Arc::new(items.into_iter().map(Arc::new).collect()))
    }
}

impl<T: Serialize> Serialize for Items<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(AsRef::as_ref))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = Items<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of elements")
            }

            // One by one: a large file is never held twice, and a far too large one not even once.
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Items<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(element) = elements.next_element::<T>()? {
                    if items.len() == MOST_ELEMENTS {
                        return Err(de::Error::custom(TooMany));
                    }
                    items.push(Arc::new(element));
                }
                Ok(Items(Arc::new(items)))
            }
        }
        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Item, Items};

    /// An element that counts how often it is compared.
    #[derive(Clone, Debug)]
    struct Counted {
        id: String,
        value: u32,
        compared: Rc<Cell<usize>>,
    }

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            self.compared.set(self.compared.get() + 1);
            (&self.id, self.value) == (&other.id, other.value)
        }
    }

    impl Item for Counted {
        type Id = String;

        fn id(&self) -> &String {
            &self.id
        }
    }

    fn items(n: u32, compared: &Rc<Cell<usize>>) -> Items<Counted> {
        let item =
            |value: u32| Counted { id: value.to_string(), value, compared: compared.clone() };
        (0..n).map(item).collect()
    }

    #[test]
    fn comparing_looks_only_at_what_changed() {
        let compared = Rc::new(Cell::new(0));
        let before = items(1000, &compared);
        assert!(before == before.clone());
        assert_eq!(compared.get(), 0);
        let mut after = before.clone();
        after.change("500", |item| item.value += 1);
        assert!(before != after);
        after.change("500", |item| item.value -= 1);
        assert!(before == after);
        assert_eq!(compared.get(), 2);
    }

    #[test]
    fn equal_elements_are_equal_wherever_they_are_kept() {
        let compared = Rc::new(Cell::new(0));
        assert!(items(3, &compared) == items(3, &compared));
        assert!(items(3, &compared) != items(4, &compared));
        assert!(items(0, &compared) == Items::default());
    }
}
