"use strict";
(() => {
  const map = document.getElementById("map");
  const tools = document.getElementById("tools");
  const box = document.getElementById("search");
  const count = document.getElementById("count");
  const branches = map.getElementsByTagName("details");
  tools.hidden = false;

  const states = () => Array.from(branches, (branch) => branch.open);
  const restore = (saved) => saved.forEach((open, at) => { branches[at].open = open; });
  const openAll = (open) => { for (const branch of branches) branch.open = open; };
  const openAbove = (element) => {
    for (let at = element; at && at !== map; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  document.getElementById("expand").addEventListener("click", () => openAll(true));
  document.getElementById("collapse").addEventListener("click", () => openAll(false));

  // Search: every word must stand in what a node itself says.
  let nodes = null, before = null, hits = [], at = -1, timer = 0;
  const place = document.getElementById("hits");
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const index = () => {
    nodes = Array.from(map.querySelectorAll(".node"), (node) => {
      const own = Array.from(node.children).filter((part) => part.classList.contains("head") || part.classList.contains("body"));
      return [node, plain(own.map((part) => part.textContent).join(" ")), own];
    });
  };
  const paint = (words) => {
    if (!window.Highlight || !CSS.highlights) return;
    const ranges = [];
    for (const [, , own] of hits.slice(0, 500)) {
      for (const part of own) {
        const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const text = walk.currentNode.data.toLowerCase();
          if (text.length !== walk.currentNode.data.length) continue;
          for (const word of words) {
            for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
              const range = new Range();
              range.setStart(walk.currentNode, at);
              range.setEnd(walk.currentNode, at + word.length);
              ranges.push(range);
            }
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const search = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    for (const marked of map.querySelectorAll(".hit, .keep")) marked.classList.remove("hit", "keep");
    map.classList.toggle("filtering", words.length > 0);
    if (window.CSS && CSS.highlights) CSS.highlights.delete("found");
    if (words.length === 0) {
      if (before) restore(before);
      before = null; hits = []; count.textContent = ""; place.hidden = true;
      tell([], false);
      return;
    }
    if (!nodes) index();
    if (!before) before = states();
    restore(before);
    hits = nodes.filter(([, text]) => words.every((word) => text.includes(word)));
    at = -1;
    for (const old of map.querySelectorAll(".now")) old.classList.remove("now");
    for (const [node] of hits) {
      node.classList.add("hit");
      for (let up = node; up && up !== map && !up.classList.contains("keep"); up = up.parentElement) {
        if (up.classList.contains("item")) up.classList.add("keep");
        if (up.tagName === "DETAILS" && up !== node) up.open = true;
      }
    }
    count.textContent = hits.length === 1 ? "1 found" : hits.length + " found";
    place.hidden = false;
    paint(words);
    tell(hits.map(([node]) => node.id).filter(Boolean), true);
  };
  // The drawing listens.
  const tell = (found, searching) => document.dispatchEvent(new CustomEvent("agon-found", { detail: { hits: found, searching } }));
  const step = (by) => {
    if (hits.length === 0) return;
    at = (at + by + hits.length) % hits.length;
    const [node] = hits[at];
    for (const old of map.querySelectorAll(".now")) old.classList.remove("now");
    node.classList.add("now");
    openAbove(node.parentElement);
    node.scrollIntoView({ block: "center" });
    count.textContent = (at + 1) + " of " + hits.length;
    document.dispatchEvent(new CustomEvent("agon-hit", { detail: node.id }));
  };
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { box.value = ""; search(); }
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });

  // A link into a closed branch opens it.
  const lead = (target) => {
    if (box.value && !target.classList.contains("hit")) { box.value = ""; search(); }
    openAbove(target);
    target.scrollIntoView();
  };
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (target && map.contains(target)) lead(target);
  };
  // A box of the drawing was chosen.
  document.addEventListener("agon-show", (event) => {
    const node = event.detail;
    for (const old of map.querySelectorAll(".now")) old.classList.remove("now");
    node.classList.add("now");
    lead(node);
    const summary = node.querySelector(":scope > summary");
    if (summary) summary.focus({ preventScroll: true });
  });

  // Arrows go through what can be seen of the tree, as in other trees.
  map.addEventListener("keydown", (event) => {
    const here = event.target;
    if (here.tagName !== "SUMMARY" || event.ctrlKey || event.metaKey || event.altKey) return;
    const branch = here.parentElement;
    const seen = () => Array.from(map.getElementsByTagName("summary")).filter((one) => one.offsetParent !== null && one.getClientRects().length > 0);
    const go = (to) => { if (to) { event.preventDefault(); to.focus(); } };
    if (event.key === "ArrowRight" && !branch.open) { event.preventDefault(); branch.open = true; }
    else if (event.key === "ArrowRight") go(branch.querySelector("summary:not(:scope > summary)"));
    else if (event.key === "ArrowLeft" && branch.open) { event.preventDefault(); branch.open = false; }
    else if (event.key === "ArrowLeft") { const up = branch.parentElement.closest("details"); go(up && up.querySelector("summary")); }
    else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
      const all = seen(), now = all.indexOf(here);
      go({ ArrowDown: all[now + 1], ArrowUp: all[now - 1], Home: all[0], End: all[all.length - 1] }[event.key]);
    }
  });
  window.addEventListener("hashchange", follow);
  follow();

  // Paper shows everything.
  let printed = null;
  window.addEventListener("beforeprint", () => { if (!printed) { printed = states(); openAll(true); } });
  window.addEventListener("afterprint", () => { if (printed) restore(printed); printed = null; });
})();
