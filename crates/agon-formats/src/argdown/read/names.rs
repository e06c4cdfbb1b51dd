//! Names: each title becomes one, and no two things get the same.

use std::collections::{HashMap, HashSet};

use agon_core::model::{MAX_NAME, Name};

/// Names that are given and those that are still free.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<Name>,
    /// The last suffix tried for a name.
    suffixes: HashMap<Name, u64>,
}

impl Names {
    /// Takes exactly this name; `false` if it is taken already.
    pub(super) fn reserve(&mut self, name: &Name) -> bool {
        self.taken.insert(name.clone())
    }

    /// Takes this name, or the first of `name-2`, `name-3` … that is free.
    pub(super) fn take(&mut self, name: Name) -> Name {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let mut suffix = self.suffixes.get(&name).copied().unwrap_or(1);
        loop {
            suffix += 1;
            let ending = format!("-{suffix}");
            let stem: String = name.as_str().chars().take(MAX_NAME - ending.len()).collect();
            if let Ok(next) = Name::new(&format!("{stem}{ending}"))
                && self.taken.insert(next.clone())
            {
                self.suffixes.insert(name, suffix);
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_of_a_name_gets_a_three() {
        let mut names = Names::default();
        let name = || Name::new("a").expect("a letter");
        assert_eq!(names.take(name()).as_str(), "a");
        assert_eq!(names.take(name()).as_str(), "a-2");
        assert_eq!(names.take(name()).as_str(), "a-3");
        let long = Name::new(&"x".repeat(MAX_NAME)).expect("letters");
        names.take(long.clone());
        assert_eq!(names.take(long).as_str().chars().count(), MAX_NAME);
    }
}
