//! The language against a plain model of it: sets worked out from definitions, without indexes or order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::change::{MemorySnapshot, load_map};
use crate::model::{Element, Map, MapBuilder, NodeId, NodeKind, Relation};
use crate::query::expression::{Check, Expression, Term, Walk};
use crate::query::{Query, Scope, parse};

type Set = BTreeSet<NodeId>;

const NODES: usize = 9;

/// Nodes `n0` … of kinds by a number each; links by four numbers each, kept where the rules allow them.
fn build(kinds: &[u8], links: &[(u8, u8, u8, u8)]) -> Map {
    let mut builder = MapBuilder::new("m");
    // The last two are claims, so that there is always a link `l0` between them.
    let kind_of = |at: usize| if at + 2 < NODES { NodeKind::ALL[usize::from(kinds[at] % 4)] } else { NodeKind::Claim };
    for at in 0..NODES {
        builder = builder.node(kind_of(at), &format!("n{at}"), ["red fox", "red red dog", "the fox and the dog", "blue"][at % 4]);
        if at % 3 == 0 {
            builder = builder.tag("third");
        }
        if kind_of(at) == NodeKind::Evidence && at % 2 == 0 {
            builder = builder.citing("src");
        }
    }
    let mut made: Vec<Relation> = Vec::new();
    for (relation, premise, second, target) in [(1, 7, 7, 8)].iter().chain(links) {
        use crate::model::rules::{TargetKind, may_join};
        let relation = Relation::ALL[usize::from(relation % 6)];
        let (premise, second) = (usize::from(*premise) % NODES, usize::from(*second) % NODES);
        let (name, target) = if relation.targets_link() {
            if made.is_empty() {
                continue;
            }
            let upper = usize::from(*target) % made.len();
            (format!("l{upper}"), TargetKind::Link(made[upper]))
        } else {
            let at = usize::from(*target) % NODES;
            if at == premise || at == second {
                continue;
            }
            (format!("n{at}"), TargetKind::Node(kind_of(at)))
        };
        let mut premises = vec![format!("n{premise}")];
        if second != premise && !matches!(relation, Relation::Answers | Relation::Contradicts) {
            premises.push(format!("n{second}"));
        }
        let all_may = premises.iter().all(|premise| {
            let at: usize = premise[1..].parse().unwrap();
            may_join(kind_of(at), relation, target).is_ok()
        });
        if all_may {
            let premises: Vec<&str> = premises.iter().map(String::as_str).collect();
            builder = builder.link(&premises, relation, &name).named(&format!("l{}", made.len()));
            made.push(relation);
        }
    }
    builder.build()
}

struct Model<'a>(&'a Map);

impl Model<'_> {
    fn all(&self) -> Set {
        self.0.nodes().iter().map(|node| node.id).collect()
    }

    fn filter(&self, is_in: impl Fn(NodeId) -> bool) -> Set {
        self.all().into_iter().filter(|id| is_in(*id)).collect()
    }

    fn kind(&self, id: NodeId) -> NodeKind {
        self.0.node(self.0.node_index(id).unwrap()).kind
    }

    /// Arcs from what bears to what it bears on.
    fn arcs(&self, with_contradictions: bool) -> Vec<(Element, Element)> {
        let mut arcs = Vec::new();
        for link in self.0.links() {
            let own = Element::Link(link.id);
            let is_mutual = link.relation == Relation::Contradicts;
            if is_mutual && !with_contradictions {
                continue;
            }
            arcs.push((own, link.target));
            for premise in &link.premises {
                arcs.push((Element::Node(*premise), own));
                if is_mutual {
                    arcs.push((own, Element::Node(*premise)));
                    arcs.push((link.target, own));
                }
            }
        }
        arcs
    }

    /// Everything to which at least one arc leads.
    fn reach(&self, from: Element, arcs: &[(Element, Element)]) -> BTreeSet<Element> {
        let mut reached: BTreeSet<Element> = BTreeSet::new();
        loop {
            let next: Vec<Element> = arcs.iter().filter(|(a, _)| *a == from || reached.contains(a)).map(|(_, b)| *b).collect();
            let before = reached.len();
            reached.extend(next);
            if reached.len() == before {
                return reached;
            }
        }
    }

    fn far(&self, from: &[Element], is_down: bool) -> Set {
        let mut arcs = self.arcs(true);
        if is_down {
            arcs = arcs.into_iter().map(|(a, b)| (b, a)).collect();
        }
        let mut found = Set::new();
        for element in from {
            found.extend(self.reach(*element, &arcs).into_iter().filter(|other| other != element).filter_map(|e| e.node()));
        }
        found
    }

    /// Links that bear on an element.
    fn to(&self, of: Element) -> Vec<&crate::model::Link> {
        let is_mutual_end = |link: &crate::model::Link| {
            link.relation == Relation::Contradicts && of.node().is_some_and(|node| link.premises.contains(&node))
        };
        self.0.links().iter().filter(|link| link.target == of || is_mutual_end(link)).collect()
    }

    fn from(&self, node: NodeId) -> Vec<&crate::model::Link> {
        let is_mutual_end =
            |link: &crate::model::Link| link.relation == Relation::Contradicts && link.target == Element::Node(node);
        self.0.links().iter().filter(|link| link.premises.contains(&node) || is_mutual_end(link)).collect()
    }

    fn others(link: &crate::model::Link, end: Element) -> Vec<NodeId> {
        let mut all = link.premises.clone();
        if link.relation == Relation::Contradicts {
            all.extend(link.target.node());
            all.retain(|node| Element::Node(*node) != end);
        }
        all
    }

    fn walk(&self, walk: Walk, from: &[Element]) -> Set {
        let mut found = Set::new();
        for of in from {
            match walk {
                Walk::Under => return self.far(from, true),
                Walk::Over => return self.far(from, false),
                Walk::Children => found.extend(self.to(*of).into_iter().flat_map(|link| Self::others(link, *of))),
                Walk::Parents => {
                    let leaving = match of {
                        Element::Node(id) => self.from(*id),
                        Element::Link(id) => vec![self.0.link(self.0.link_index(*id).unwrap())],
                    };
                    for link in leaving {
                        if link.relation == Relation::Contradicts {
                            found.extend(Self::others(link, *of));
                            continue;
                        }
                        let mut end = link.target;
                        while let Element::Link(upper) = end {
                            end = self.0.link(self.0.link_index(upper).unwrap()).target;
                        }
                        found.extend(end.node());
                    }
                }
                Walk::Pro | Walk::Con => {
                    for link in self.to(*of) {
                        let speaks = |relation: Relation| if walk == Walk::Pro { relation.is_pro() } else { relation.is_con() };
                        if speaks(link.relation) {
                            found.extend(Self::others(link, *of));
                        }
                        if link.relation == Relation::Supports {
                            let upper = self.to(Element::Link(link.id)).into_iter().filter(|upper| speaks(upper.relation));
                            found.extend(upper.flat_map(|upper| upper.premises.clone()));
                        }
                    }
                }
            }
        }
        found
    }

    /// Nodes one step away: sharing a bundle of links that bear on each other.
    fn step(&self, from: &BTreeSet<Element>) -> Set {
        let mut links: BTreeSet<_> = BTreeSet::new();
        loop {
            let before = links.len();
            for link in self.0.links() {
                let touches = from.contains(&Element::Link(link.id))
                    || from.contains(&link.target)
                    || link.premises.iter().any(|premise| from.contains(&Element::Node(*premise)))
                    || links.contains(&link.target)
                    || self
                        .0
                        .links()
                        .iter()
                        .any(|other| other.target == Element::Link(link.id) && links.contains(&Element::Link(other.id)));
                if touches {
                    links.insert(Element::Link(link.id));
                }
            }
            if links.len() == before {
                break;
            }
        }
        let ends = self.0.links().iter().filter(|link| links.contains(&Element::Link(link.id)));
        ends.flat_map(|link| link.premises.iter().copied().chain(link.target.node())).collect()
    }

    fn origin(&self, expression: &Expression) -> Vec<Element> {
        match &expression.term {
            Term::Name(name) => vec![self.0.named(name).unwrap()],
            Term::Or(parts) => {
                let mut all: Vec<Element> = parts.iter().flat_map(|part| self.origin(part)).collect();
                all.sort();
                all.dedup();
                all
            }
            _ => self.evaluate(expression).into_iter().map(Element::Node).collect(),
        }
    }

    fn check(&self, check: Check, id: NodeId) -> bool {
        let element = Element::Node(id);
        let attacks = |link: &&crate::model::Link| link.relation.is_con() && !link.premises.contains(&id);
        match check {
            Check::Roots => self.from(id).iter().all(|link| link.relation == Relation::Contradicts),
            Check::Leaves => self.to(element).iter().all(|link| link.relation == Relation::Contradicts),
            Check::Unsupported => {
                self.kind(id) == NodeKind::Claim && self.to(element).iter().all(|link| link.relation != Relation::Supports)
            }
            Check::Unsourced => {
                self.kind(id) == NodeKind::Evidence && self.0.node(self.0.node_index(id).unwrap()).source().is_none()
            }
            Check::Unanswered => {
                self.kind(id) == NodeKind::Rebuttal
                    && !self.to(element).iter().any(attacks)
                    && !self.from(id).iter().any(|own| self.to(Element::Link(own.id)).iter().any(attacks))
            }
            Check::Circular => self.reach(element, &self.arcs(false)).contains(&element),
        }
    }

    fn evaluate(&self, expression: &Expression) -> Set {
        let node = |id: NodeId| self.0.node(self.0.node_index(id).unwrap());
        match &expression.term {
            Term::All => self.all(),
            Term::None => Set::new(),
            Term::Name(name) => self.0.named(name).and_then(|element| element.node()).into_iter().collect(),
            Term::Text(search) => self.filter(|id| search.hits(&node(id).text).is_some()),
            Term::Matches(pattern) => self.filter(|id| pattern.regex.is_match(&node(id).text)),
            Term::Kind(kind) => self.filter(|id| self.kind(id) == *kind),
            Term::Tag(tag) => self.filter(|id| node(id).tags.iter().any(|t| t.as_str() == tag)),
            Term::Map(_) => self.all(),
            Term::Source(key) => self.filter(|id| node(id).source().is_some_and(|own| own.as_str() == key)),
            Term::Author(_) | Term::Edited(_) | Term::Year(_) | Term::Score { .. } => Set::new(),
            Term::Check(check) => self.filter(|id| self.check(*check, id)),
            Term::Walk(walk, from) => self.walk(*walk, &self.origin(from)),
            Term::Path(from, to) => {
                let arcs = self.arcs(false);
                let to: BTreeSet<Element> = self.origin(to).into_iter().collect();
                let leads = |element: Element| to.contains(&element) || !self.reach(element, &arcs).is_disjoint(&to);
                let mut above: BTreeSet<Element> = self.origin(from).into_iter().collect();
                above.extend(above.clone().into_iter().flat_map(|element| self.reach(element, &arcs)));
                above.into_iter().filter(|element| leads(*element)).filter_map(|element| element.node()).collect()
            }
            Term::Near(from, steps) => {
                let mut reached: BTreeSet<Element> = self.origin(from).into_iter().collect();
                for _ in 0..*steps {
                    reached.extend(self.step(&reached).into_iter().map(Element::Node));
                }
                reached.into_iter().filter_map(|element| element.node()).collect()
            }
            Term::Not(inner) => &self.all() - &self.evaluate(inner),
            Term::And(parts) => parts.iter().fold(self.all(), |all, part| &all & &self.evaluate(part)),
            Term::Or(parts) => parts.iter().fold(Set::new(), |all, part| &all | &self.evaluate(part)),
        }
    }
}

fn a_query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0..NODES).prop_map(|at| format!("n{at}")),
        proptest::sample::select(vec![
            "claims",
            "evidence",
            "rebuttals()",
            "questions",
            "all()",
            "none()",
            "tag(third)",
            "\"fox\"",
            "\"red dog\"",
            "text~\"^the\"",
            "roots()",
            "leaves()",
            "unsupported()",
            "unanswered()",
            "unsourced()",
            "circular()",
            "map(m)",
            "year(2000)",
            "author(x)",
            "edited(2026)",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let walks = proptest::sample::select(vec!["under", "over", "children", "parents", "pro", "con"]);
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} & {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} | {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} ~ {b})")),
            inner.clone().prop_map(|a| format!("~{a}")),
            (walks.clone(), inner.clone()).prop_map(|(walk, a)| format!("{walk}({a})")),
            (walks, inner.clone()).prop_map(|(walk, a)| format!("{walk}(l0 | {a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("path({a}, {b})")),
            (inner.clone(), 0..4u8).prop_map(|(a, steps)| format!("near({a}, {steps})")),
            (inner, 0..4u8).prop_map(|(a, steps)| format!("near(l0 | {a}, {steps})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_its_definition_says(
        kinds in proptest::collection::vec(any::<u8>(), NODES),
        links in proptest::collection::vec(any::<(u8, u8, u8, u8)>(), 0..16),
        query in a_query(),
    ) {
        let map = build(&kinds, &links);
        let snapshot = MemorySnapshot::of_map(&map);
        let expected: Vec<NodeId> = Model(&map).evaluate(&parse::parse(&query).unwrap()).into_iter().collect();
        let parsed = Query::parse(&query).unwrap();
        prop_assert_eq!(Query::parse(&parsed.to_string()).unwrap().to_string(), parsed.to_string());
        for scope in [None, Some(map.info().id)] {
            let mut found = parsed.evaluate(&snapshot, &Scope { map: scope, scores: None }).unwrap();
            if matches!(parsed.expression.term, Term::Text(_)) {
                found.sort();
            }
            prop_assert_eq!(&found, &expected, "{} in {:?}", query, scope);
        }
        prop_assert!(load_map(&snapshot, map.info().id).unwrap().is_some());
    }
}
