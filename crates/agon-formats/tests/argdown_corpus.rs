//! The maps of the corpus are read without a complaint.

mod argdown;

use argdown::{corpus, document, read_map};

#[test]
fn every_map_of_the_corpus_reads_without_a_complaint() {
    for (name, text) in corpus() {
        let complaints = document(&text, &name).complaints;
        assert!(complaints.is_empty(), "{name}: {complaints:#?}");
        let map = read_map(&text, &name);
        assert!(map.nodes().len() > 30, "{name}: {} nodes", map.nodes().len());
    }
}
