//! What weighs an argument map: pure algorithms from a map to numbers and labels. No store, no input or output.
