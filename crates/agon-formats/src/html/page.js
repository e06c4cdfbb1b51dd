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
  let nodes = null, before = null, hits = [], next = 0, timer = 0;
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
      before = null; hits = []; count.textContent = "";
      return;
    }
    if (!nodes) index();
    if (!before) before = states();
    restore(before);
    hits = nodes.filter(([, text]) => words.every((word) => text.includes(word)));
    next = 0;
    for (const [node] of hits) {
      node.classList.add("hit");
      for (let at = node; at && at !== map && !at.classList.contains("keep"); at = at.parentElement) {
        if (at.classList.contains("item")) at.classList.add("keep");
        if (at.tagName === "DETAILS" && at !== node) at.open = true;
      }
    }
    count.textContent = hits.length === 1 ? "1 found" : hits.length + " found";
    paint(words);
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { box.value = ""; search(); }
    if (event.key === "Enter" && hits.length > 0) {
      const [node] = hits[next % hits.length];
      next += 1;
      openAbove(node.parentElement);
      node.scrollIntoView({ block: "center" });
      count.textContent = (((next - 1) % hits.length) + 1) + " of " + hits.length;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });

  // A link into a closed branch opens it.
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (target && map.contains(target)) {
      if (box.value) { box.value = ""; search(); }
      openAbove(target);
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", follow);
  follow();

  // Paper shows everything.
  let printed = null;
  window.addEventListener("beforeprint", () => { if (!printed) { printed = states(); openAll(true); } });
  window.addEventListener("afterprint", () => { if (printed) restore(printed); printed = null; });
})();
