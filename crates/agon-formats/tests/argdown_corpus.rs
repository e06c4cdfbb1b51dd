//! The maps of the corpus are read without a complaint.

mod argdown;

use agon_formats::argdown::write;
use argdown::{assert_same, corpus, document, document_seeded, read_map};

#[test]
fn every_map_of_the_corpus_reads_without_a_complaint() {
    for (name, text) in corpus() {
        let complaints = document(&text, &name).complaints;
        assert!(complaints.is_empty(), "{name}: {complaints:#?}");
        let map = read_map(&text, &name);
        assert!(map.nodes().len() > 30, "{name}: {} nodes", map.nodes().len());
    }
}

#[test]
fn every_map_of_the_corpus_is_written_and_read_back_as_it_was() {
    for (name, text) in corpus() {
        let map = read_map(&text, &name);
        for ids in [false, true] {
            let written = write(&map, ids);
            let again = document_seeded(&written, &name, 2);
            assert!(again.complaints.is_empty(), "{name}: {:#?}\n{written}", again.complaints);
            let again = again.into_map().unwrap_or_else(|complaints| panic!("{name}: {complaints:#?}\n{written}")).0;
            assert_same(&map, &again, ids, &written);
            assert_eq!(write(&again, ids), written, "{name}: a second writing differs");
        }
    }
}
