//! The order in which the schema wants properties of runs (ECMA-376 part 1, 17.3.2.28; transitional).

/// Every property, in order.
const ORDER: [&str; 39] = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
];

/// Those that carry no meaning: spelling, language, effects of the screen.
const NOISE: [&str; 6] = ["noProof", "lang", "effect", "webHidden", "snapToGrid", "kern"];

/// Where a property stands; `None` where it is noise or unknown.
pub fn rank(name: &str) -> Option<usize> {
    if NOISE.contains(&name) {
        return None;
    }
    ORDER.iter().position(|one| *one == name)
}
