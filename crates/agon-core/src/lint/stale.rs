use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{Map, Node, NodeIndex, NodeKind};

/// **What it finds.** Evidence that is ten or more years older than the newest evidence of the map. Its year is its
/// attribute `year`, or else the year of its source. Evidence of no known year is passed over.
///
/// **Why it matters.** A map that mixes what was true then with what is true now hides which of its steps have aged.
///
/// **Example.** A poll of 1998 in a map whose newest evidence is of 2016.
///
/// **Better.** Find newer evidence, or say that the old is meant as history: give it the tag `historical`.
///
/// **Options.** `years`: how much older (default 10). Evidence with the tag `historical` is passed over.
#[derive(Debug, Clone, Copy)]
pub struct Stale {
    years: i64,
}

impl Stale {
    /// Reports evidence so many years older than the newest.
    pub const fn new(years: i64) -> Self {
        Self { years }
    }
}

impl Default for Stale {
    fn default() -> Self {
        Self::new(10)
    }
}

impl Lint for Stale {
    fn name(&self) -> &str {
        "stale"
    }

    fn summary(&self) -> &str {
        "evidence much older than the newest"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let evidence = map.node_indices().filter(|index| map.node(*index).kind == NodeKind::Evidence);
        let dated: Vec<(NodeIndex, i64)> = evidence.filter_map(|index| Some((index, year(map, map.node(index))?))).collect();
        let Some(newest) = dated.iter().map(|(_, year)| *year).max() else { return Ok(()) };
        for (index, year) in dated {
            let age = newest.saturating_sub(year);
            let is_historical = map.node(index).tags.iter().any(|tag| tag.as_str() == "historical");
            if age < self.years || is_historical {
                continue;
            }
            let message = format!("this evidence is of {year}, {age} years older than the newest here, of {newest}");
            report.push(
                Diagnostic::warning("stale/evidence", message)
                    .at(at_node(map, index))
                    .hint("look for newer evidence")
                    .hint(format!("or, if it is meant as history: agon set {} tag=historical", map.node(index).label())),
            );
        }
        Ok(())
    }
}

fn year(map: &Map, node: &Node) -> Option<i64> {
    node.own_year().or_else(|| map.sources().get(node.source()?)?.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::{codes, found};
    use crate::model::{MapBuilder, Name};

    /// Evidence `e0` … of these years.
    fn dated(years: &[i64]) -> Map {
        let mut builder = MapBuilder::new("m");
        for (number, _) in years.iter().enumerate() {
            builder = builder.evidence(&format!("e{number}"), "E.").citing(&format!("s{number}"));
        }
        let map = builder.build();
        let mut sources = map.sources().clone();
        for (source, year) in sources.values_mut().zip(years) {
            source.csl.insert("issued".into(), serde_json::json!({"date-parts": [[year]]}));
        }
        let placed = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
        Map::assemble(map.info().clone(), 0, placed, Vec::new(), sources).unwrap()
    }

    #[test]
    fn evidence_ten_years_older_than_the_newest_is_found() {
        let expected =
            ["warning[stale/evidence] node `e0`: this evidence is of 2006, 10 years older than the newest here, of 2016 \
                         (look for newer evidence; or, if it is meant as history: agon set e0 tag=historical)"];
        assert_eq!(found(&Stale::default(), &dated(&[2006, 2016, 2007])), expected);
        assert_eq!(codes(&Stale::new(3), &dated(&[2006, 2016, 2015])).len(), 1);
    }

    #[test]
    fn newer_undated_and_historical_evidence_is_not_found() {
        assert_eq!(codes(&Stale::default(), &dated(&[2007, 2016])), [""; 0]);
        assert_eq!(codes(&Stale::default(), &MapBuilder::new("m").evidence("e", "E.").build()), [""; 0]);
        let map = dated(&[1998, 2016]);
        let mut placed: Vec<_> = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
        placed[0].1.add_tag(Name::new("historical").unwrap());
        let map = Map::assemble(map.info().clone(), 0, placed, Vec::new(), map.sources().clone()).unwrap();
        assert_eq!(codes(&Stale::default(), &map), [""; 0]);
    }

    #[test]
    fn its_own_year_counts_before_that_of_its_source() {
        let map = dated(&[2016, 2016]);
        let mut placed: Vec<_> = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
        placed[1].1.attributes.insert("year".into(), 1990.into());
        let map = Map::assemble(map.info().clone(), 0, placed, Vec::new(), map.sources().clone()).unwrap();
        assert_eq!(codes(&Stale::default(), &map), ["stale/evidence"]);
    }
}
