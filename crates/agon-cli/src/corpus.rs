//! The worked dispute, within the program: five articles, what they cite, and the map they are for.

/// A file of the corpus: its name, and what is in it.
pub type File = (&'static str, &'static str);

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../corpus/japan-south-korea/", $name)))
    };
}

/// The sources that the maps cite, as CSL-JSON.
pub const SOURCES: File = file!("sources.json");

/// The maps in the order in which they are imported: the articles, then the dispute, which shares their nodes.
pub const MAPS: [File; 6] = [
    file!("schoff-kim-2015.argdown"),
    file!("glosserman-2018.argdown"),
    file!("kimura-2019.argdown"),
    file!("smith-2019.argdown"),
    file!("ha-2020.argdown"),
    file!("dispute.argdown"),
];

/// The name of the map they are for.
pub const DISPUTE: &str = "dispute";

/// The question of that map.
pub const QUESTION: &str = "why-no-cooperation";
