//! A list of things most of which are as they are by default.

use std::ops::Index;

/// What is said of some members of a list; the others are silent and take next to no room.
#[derive(Debug)]
pub(super) struct Sparse<T> {
    all: Vec<Option<Box<T>>>,
    silent: T,
}

impl<T: Default> Sparse<T> {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { all: Vec::with_capacity(count), silent: T::default() }
    }

    pub(super) fn push(&mut self, said: Option<T>) {
        self.all.push(said.map(Box::new));
    }

    pub(super) fn take(&mut self, index: usize) -> Option<Box<T>> {
        self.all[index].take()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter().map(|said| said.as_deref().unwrap_or(&self.silent))
    }

    /// Those of which something is said.
    pub(super) fn spoken(&self) -> impl Iterator<Item = (usize, &T)> {
        self.all.iter().enumerate().filter_map(|(index, said)| Some((index, said.as_deref()?)))
    }
}

impl<T> Index<usize> for Sparse<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        self.all[index].as_deref().unwrap_or(&self.silent)
    }
}
