// The drawing: what is seen of it is its viewBox, so that it stays sharp.
(() => {
  const picture = document.getElementById("picture");
  if (!picture) return;
  const tree = document.getElementById("map");
  const drawing = document.getElementById("drawing");
  const whole = drawing.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
  const asTree = document.getElementById("as-tree"), asMap = document.getElementById("as-map");
  const folding = ["expand", "collapse"].map((id) => document.getElementById(id));
  let view = null, current = null;

  const ratio = () => (drawing.clientHeight || 1) / (drawing.clientWidth || 1);
  const show = (next) => {
    const least = 200, most = Math.max(all.w, all.h / ratio()) * 1.3;
    const w = Math.min(Math.max(next.w, least), Math.max(most, least));
    const h = w * ratio();
    const keep = (at, size, from, length) => Math.min(Math.max(at, from - size * 0.7), from + length - size * 0.3);
    view = { x: keep(next.x, w, all.x, all.w), y: keep(next.y, h, all.y, all.h), w, h };
    drawing.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
  };
  const showAll = () => {
    const w = Math.max(all.w, all.h / ratio());
    show({ x: all.x + (all.w - w) / 2, y: all.y + (all.h - w * ratio()) / 2, w });
  };
  const readable = () => {
    // As large as letters can be read: the beginning of a drawing that is larger than the screen.
    const w = Math.max(all.w, all.h / ratio()), own = drawing.clientWidth * 1.1;
    if (w <= own * 1.4) { showAll(); return; }
    const root = drawing.querySelector(".node.root") || drawing;
    const box = root.getBBox(), down = all.w > all.h * 1.2;
    show({ x: down ? box.x + box.width / 2 - own / 2 : all.x, y: down ? all.y : box.y + box.height / 2 - own * ratio() / 2, w: own });
  };
  const zoom = (by, x = 0.5, y = 0.5) => {
    const w = view.w * by, px = view.x + view.w * x, py = view.y + view.h * y;
    show({ x: px - w * x, y: py - w * ratio() * y, w });
    if (Math.abs(view.w - w) > 0.01) show({ x: px - view.w * x, y: py - view.h * y, w: view.w });
  };
  const centre = (box) => {
    const at = box.getBBox(), w = Math.min(view.w, drawing.clientWidth * 1.1);
    show({ x: at.x + at.width / 2 - w / 2, y: at.y + at.height / 2 - w * ratio() / 2, w });
  };
  const choose = (box) => {
    for (const old of drawing.querySelectorAll(".now")) old.classList.remove("now");
    if (box) box.classList.add("now");
  };

  const toMap = (id) => {
    picture.hidden = false;
    tree.hidden = true;
    asMap.setAttribute("aria-pressed", "true");
    asTree.setAttribute("aria-pressed", "false");
    for (const button of folding) button.hidden = true;
    picture.scrollIntoView({ block: "end" });
    if (!view) readable(); else show(view);
    const box = id && document.getElementById("m-" + id);
    choose(box);
    if (box) centre(box);
  };
  const toTree = (id) => {
    picture.hidden = true;
    tree.hidden = false;
    asMap.setAttribute("aria-pressed", "false");
    asTree.setAttribute("aria-pressed", "true");
    for (const button of folding) button.hidden = false;
    const node = id && document.getElementById(id);
    if (node) document.dispatchEvent(new CustomEvent("agon-show", { detail: node }));
  };
  asMap.addEventListener("click", () => { toMap(current); picture.focus({ preventScroll: true }); });
  asTree.addEventListener("click", () => toTree(current));
  window.addEventListener("resize", () => { if (view && !picture.hidden) show(view); });

  // From a node of the tree to its box.
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tomap";
  button.textContent = "map";
  button.setAttribute("aria-label", "Show this in the drawing");
  const offer = (event) => {
    const head = event.target.closest(".head"), node = head && head.parentElement;
    if (!node || !node.id || !document.getElementById("m-" + node.id)) return;
    current = node.id;
    if (button.parentElement !== head) head.append(button);
  };
  tree.addEventListener("pointerover", offer);
  tree.addEventListener("focusin", (event) => { if (event.target !== button) offer(event); });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const id = button.closest(".node").id;
    toMap(id);
    picture.focus({ preventScroll: true });
  });

  // Search in both.
  document.addEventListener("agon-found", (event) => {
    const { hits, searching } = event.detail;
    for (const old of drawing.querySelectorAll(".found")) old.classList.remove("found");
    drawing.classList.toggle("searching", searching);
    for (const id of hits) { const box = document.getElementById("m-" + id); if (box) box.classList.add("found"); }
  });
  document.addEventListener("agon-hit", (event) => {
    current = event.detail || current;
    if (picture.hidden) return;
    const box = document.getElementById("m-" + event.detail);
    choose(box);
    if (box) centre(box);
  });

  // Mouse, pen and fingers.
  const fingers = new Map();
  let moved = 0;
  const place = (event) => {
    const at = drawing.getBoundingClientRect();
    return [(event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height];
  };
  const spread = () => { const [one, other] = [...fingers.values()]; return Math.hypot(one[0] - other[0], (one[1] - other[1]) * ratio()); };
  drawing.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004), ...place(event));
  }, { passive: false });
  drawing.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, place(event)); moved = 0; });
  drawing.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = fingers.get(event.pointerId), now = place(event), apart = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, now);
    moved += Math.hypot((now[0] - before[0]) * drawing.clientWidth, (now[1] - before[1]) * drawing.clientHeight);
    if (moved > 4 && !drawing.hasPointerCapture(event.pointerId)) { drawing.setPointerCapture(event.pointerId); drawing.classList.add("moving"); }
    const share = 1 / fingers.size;
    show({ x: view.x - (now[0] - before[0]) * view.w * share, y: view.y - (now[1] - before[1]) * view.h * share, w: view.w });
    if (apart > 0) { const [one, other] = [...fingers.values()]; zoom(apart / Math.max(spread(), 0.001), (one[0] + other[0]) / 2, (one[1] + other[1]) / 2); }
  });
  const lift = (event) => { fingers.delete(event.pointerId); if (fingers.size === 0) drawing.classList.remove("moving"); };
  drawing.addEventListener("pointerup", lift);
  drawing.addEventListener("pointercancel", lift);
  drawing.addEventListener("click", (event) => {
    const box = moved <= 4 && event.target.closest(".node");
    if (box && box.id) { choose(box); current = box.id.slice(2); toTree(current); }
  });
  for (const [id, act] of [["zoom-in", () => zoom(0.8)], ["zoom-out", () => zoom(1.25)], ["zoom-all", showAll]]) {
    document.getElementById(id).addEventListener("click", act);
  }
  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (x, y) => show({ x: view.x + x * view.w * 0.12, y: view.y + y * view.h * 0.12, w: view.w });
    const keys = {
      "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), "0": showAll,
      ArrowLeft: () => step(-1, 0), ArrowRight: () => step(1, 0), ArrowUp: () => step(0, -1), ArrowDown: () => step(0, 1),
      Escape: () => { toTree(current); asMap.focus(); },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
})();
