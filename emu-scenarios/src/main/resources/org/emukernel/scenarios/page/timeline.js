/* Calls are [sent ns, sender, target, kind, end ns or -1, function]; stays [cpu, in ns, out ns, vector]. */
const IPI = 0, DEFERRED = 1, AT_ONCE = 2;
const ROW = 20, LEFT = 78, TOP = 26, CONTEXT = 46, GAP_NS = 1e5, MOST_DRAWN = 3000;

function showTimeline(timelines, titles, cpuCount, isolated, chosen, choose, listeners) {
  const width = () => Math.max(320, frame.clientWidth);
  const context = d3.create("svg").attr("class", "context").attr("height", CONTEXT).attr("aria-hidden", "true");
  const axis = d3.create("svg").attr("height", TOP).attr("aria-hidden", "true");
  const svg = d3.create("svg").attr("role", "img");
  const rows = el("div", { class: "rows" }, svg.node());
  const frame = el("div", { class: "timeline", tabindex: "0", role: "group", "aria-label": "Timeline of calls between CPUs", "aria-describedby": "timeline-help" }, context.node(), axis.node(), rows);
  const say = el("p", { class: "say", "aria-live": "polite" });
  const scope = el("p", { class: "muted" });
  const defs = svg.append("defs");
  const ground = svg.append("g"), stays = svg.append("g"), calls = svg.append("g"), labels = svg.append("g");
  let data, cpus, rowOf, bursts, full, x, current = -1, transform = d3.zoomIdentity, base;

  const zoom = d3.zoom().scaleExtent([1, 1e12]).filter(event => event.type === "wheel" ? event.ctrlKey || event.shiftKey : !event.button)
    .on("zoom", event => { transform = event.transform; draw(); });
  const selection = d3.select(rows).call(zoom).on("dblclick.zoom", null);

  function burstsOf(sorted) {
    const list = [];
    for (const [i, call] of sorted.entries()) {
      const last = list[list.length - 1];
      if (last && call[0] - last.end <= GAP_NS) {
        last.end = call[0];
        last.to = i;
      } else {
        list.push({ start: call[0], end: call[0], from: i, to: i });
      }
    }
    return list;
  }

  function load() {
    data = timelines[chosen()];
    data.calls.sort((a, b) => a[0] - b[0]);
    const used = new Set(data.calls.flatMap(c => [c[1], c[2]]));
    cpus = d3.range(cpuCount).filter(cpu => cpuCount <= 64 || used.has(cpu));
    rowOf = new Map(cpus.map((cpu, i) => [cpu, i]));
    bursts = burstsOf(data.calls);
    full = [0, Math.max(1, data.until_ns)];
    current = -1;
    const left = cpuCount - cpus.length;
    const part = data.complete ? "All " + count(data.calls.length) + " calls to isolated CPUs of the " + data.of
      : "A part of the " + data.of + ": the first " + count(data.calls.length) + " calls to isolated CPUs, until " + human(data.until_ns) + " of " + human(data.run_ns);
    const told = data.stays.length === 0 ? "" : " Kernel stays are those of isolated CPUs, and of the others those that sent something" + (data.stays_until_ns < data.until_ns ? ", until " + human(data.stays_until_ns) : "") + ".";
    scope.textContent = part + "." + told + (left > 0 ? " " + count(left) + (left === 1 ? " CPU that took no part is left out." : " CPUs that took no part are left out.") : "");
    say.textContent = data.calls.length ? count(bursts.length) + " bursts of calls." : "No call to an isolated CPU.";
  }

  function y(cpu) {
    return rowOf.get(cpu) * ROW + ROW / 2;
  }

  function layout() {
    const w = width();
    for (const s of [context, axis, svg]) s.attr("width", w);
    svg.attr("height", cpus.length * ROW + 6).attr("viewBox", [0, 0, w, cpus.length * ROW + 6]);
    base = d3.scaleLinear(full, [LEFT, w - 16]);
    zoom.extent([[LEFT, 0], [w - 16, 100]]).translateExtent([[LEFT, 0], [w - 16, 100]]);
    defs.html('<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="var(--ipi)"/></marker><marker id="tip-deferred" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="var(--deferred)"/></marker><clipPath id="window"><rect x="' + LEFT + '" y="0" width="' + (w - 16 - LEFT) + '" height="' + (cpus.length * ROW + 6) + '"/></clipPath>');
    for (const g of [stays, calls]) g.attr("clip-path", "url(#window)");
    ground.selectAll("rect").data(cpus.filter(cpu => isolated.has(cpu))).join("rect").attr("class", "isolated").attr("x", 0).attr("width", w).attr("y", cpu => rowOf.get(cpu) * ROW + 1).attr("height", ROW - 2);
    ground.selectAll("line").data(cpus).join("line").attr("class", "rowline").attr("x1", LEFT).attr("x2", w - 16).attr("y1", y).attr("y2", y);
    labels.selectAll("text").data(cpus).join("text").attr("x", 8).attr("y", cpu => y(cpu) + 4).text(cpu => "CPU " + cpu + (isolated.has(cpu) ? " iso" : ""));
    drawContext(w);
  }

  function drawContext(w) {
    const bins = d3.bin().domain(full).thresholds(d3.range(full[0], full[1], (full[1] - full[0]) / 160)).value(c => c[0])(data.calls);
    const high = d3.scaleSqrt([0, d3.max(bins, b => b.length) || 1], [0, CONTEXT - 22]);
    const part = (name, keep) => context.selectAll("rect." + name).data(bins).join("rect").attr("class", name).attr("x", b => base(b.x0)).attr("width", Math.max(1, (w - LEFT) / 180))
      .attr("height", b => high(b.filter(keep).length)).attr("y", b => CONTEXT - 4 - high(b.filter(keep).length));
    part("deferred", c => c[3] !== IPI);
    part("sent", c => c[3] === IPI);
    context.selectAll("text").data([[data.complete ? "whole run" : "this part", 8, CONTEXT - 8]]).join("text").attr("x", d => d[1]).attr("y", d => d[2]).text(d => d[0]);
  }

  /* Ticks a round number of ns apart. What the window's ticks have in common is told once, at its left. */
  function drawAxis() {
    const [from, to] = x.domain();
    const near = from > 0 && (to - from) / from < 1e-3;
    const scale = near ? d3.scaleLinear([0, to - from], x.range()) : x;
    axis.selectAll("g").data([0]).join("g").attr("class", "axis").attr("transform", "translate(0," + (TOP - 2) + ")")
      .call(d3.axisTop(scale).ticks(Math.max(2, width() / 160)).tickFormat(v => (near && v > 0 ? "+" : "") + time(v)));
    axis.selectAll("text.from").data([near ? time(from) : ""]).join("text").attr("class", "from").attr("x", 4).attr("y", 12).text(d => d);
    context.selectAll("rect.window").data([0]).join("rect").attr("class", "window").attr("x", base(from)).attr("width", Math.max(3, base(to) - base(from))).attr("y", 1).attr("height", CONTEXT - 4);
  }

  function isShown(cpu) {
    const at = y(cpu);
    return at >= rows.scrollTop - 60 && at <= rows.scrollTop + rows.clientHeight + 60;
  }

  function end(c) {
    return c[4] >= 0 ? c[4] : c[0];
  }

  /* Only what lies near the window: a browser loses its precision far away. */
  function line(from, to) {
    const near = [-50, width() + 50];
    const cut = ([x1, y1], [x2, y2], edge) => [edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)];
    const a = from[0] < near[0] && to[0] > near[0] ? cut(from, to, near[0]) : from;
    const b = to[0] > near[1] && from[0] < near[1] ? cut(from, to, near[1]) : to;
    return d3.line()([a, b]);
  }

  function draw() {
    x = transform.rescaleX(base);
    const [from, to] = x.domain();
    drawAxis();
    const tall = rows.clientHeight + 120 < cpus.length * ROW;
    const seen = cpu => !tall || isShown(cpu);
    const at = ns => Math.max(-50, Math.min(width() + 50, x(ns)));
    const inside = data.stays.filter(s => s[2] >= from && s[1] <= to && rowOf.has(s[0]) && seen(s[0])).slice(0, MOST_DRAWN);
    stays.selectAll("rect").data(inside).join("rect").attr("class", "stay").attr("x", s => at(s[1])).attr("width", s => Math.max(1.2, at(s[2]) - at(s[1]))).attr("y", s => y(s[0]) - 5).attr("height", 10)
      .selectAll("title").data(s => [s]).join("title").text(s => "CPU " + s[0] + " in the kernel for " + time(s[2] - s[1]) + (s[3] < 0 ? " (system call)" : " (vector 0x" + s[3].toString(16) + ")"));
    const visible = data.calls.map((c, i) => [c, i]).filter(([c]) => end(c) >= from && c[0] <= to && seen(c[2]));
    const shown = visible.length <= MOST_DRAWN ? visible : visible.filter((_, i) => i % Math.ceil(visible.length / MOST_DRAWN) === 0);
    const name = c => "call" + (c[3] === IPI ? "" : " deferred");
    calls.selectAll("path").data(shown, d => d[1]).join("path").attr("class", ([c, i]) => name(c) + (i === current ? " current" : "")).attr("marker-end", ([c]) => c[4] < 0 ? null : "url(#tip" + (c[3] === IPI ? "" : "-deferred") + ")")
      .attr("d", ([c]) => line([x(c[0]), y(c[1])], [x(end(c)), y(c[2])])).on("click", (event, [, i]) => select(i))
      .selectAll("title").data(d => [d]).join("title").text(([c]) => words(c));
    calls.selectAll("circle").data(shown.filter(([c]) => c[4] < 0), d => d[1]).join("circle").attr("class", ([c]) => "end" + (c[3] === IPI ? "" : " deferred")).attr("r", 3.5).attr("cx", ([c]) => at(c[0])).attr("cy", ([c]) => y(c[2]));
    svg.attr("aria-label", titles[chosen()] + ": " + visible.length + " calls between " + time(from) + " and " + time(to));
    rows.dataset.calls = visible.length;
  }

  function words(c) {
    const what = "CPU " + c[1] + " \u2192 CPU " + c[2] + ": " + data.functions[c[5]] + ", " + time(c[0]) + " " + data.clock + "; ";
    if (c[3] === IPI && data.of === "recording") return what + "IPI";
    if (c[3] === IPI) return what + (c[4] < 0 ? "IPI sent, its arrival is not in this part" : "the IPI arrives " + time(c[4] - c[0]) + " later");
    if (c[3] === AT_ONCE) return what + "done in the same step, without an IPI";
    return what + (c[4] < 0 ? "deferred; no kernel entry of CPU " + c[2] + " in this part" : "deferred, caught up at the kernel entry " + time(c[4] - c[0]) + " later");
  }

  function look(from, to, room = Math.max((to - from) * 0.15, 500)) {
    const span = Math.min(full[1] - full[0], to - from + 2 * room);
    const left = Math.max(full[0], Math.min(from - room, full[1] - span));
    const k = (full[1] - full[0]) / span;
    selection.call(zoom.transform, d3.zoomIdentity.translate(LEFT - k * base(left), 0).scale(k));
  }

  function select(i) {
    current = i;
    const c = data.calls[i];
    say.textContent = "Call " + count(i + 1) + " of " + count(data.calls.length) + ". " + words(c);
    const [from, to] = x.domain();
    if (c[0] < from || c[0] > to) look(c[0], Math.max(end(c), c[0] + 2000));
    if (!isShown(c[2])) rows.scrollTop = y(c[2]) - rows.clientHeight / 2;
    draw();
  }

  function lookAtBurst(i) {
    const burst = bursts[i];
    const last = d3.max(data.calls.slice(burst.from, burst.to + 1), c => end(c) - burst.start < 1e6 ? end(c) : c[0]);
    look(burst.start, Math.max(last, burst.start + 3000));
    current = burst.from;
    say.textContent = "Burst " + count(i + 1) + " of " + count(bursts.length) + ": " + count(burst.to - burst.from + 1) + (burst.to === burst.from ? " call at " : " calls from ") + time(burst.start) + (burst.to === burst.from ? ": " : " on. First: ") + words(data.calls[burst.from]);
    draw();
  }

  function otherBurst(step) {
    const middle = d3.mean(x.domain());
    const before = d3.bisector(b => b.start).right(bursts, middle) - 1;
    const here = before >= 0 && bursts[before].start >= x.domain()[0] ? before : step > 0 ? before : before + 1;
    const next = Math.max(0, Math.min(bursts.length - 1, transform.k === 1 ? 0 : here + step));
    if (bursts.length) lookAtBurst(next);
  }

  function pan(part) {
    selection.call(zoom.translateBy, -part * (width() - LEFT) / transform.k, 0);
  }

  const actions = {
    "+": ["zoom in", () => selection.call(zoom.scaleBy, 2)], "-": ["zoom out", () => selection.call(zoom.scaleBy, 0.5)],
    ArrowLeft: ["back", () => pan(-0.25)], ArrowRight: ["on", () => pan(0.25)], Home: ["everything", () => selection.call(zoom.transform, d3.zoomIdentity)],
    p: ["previous burst", () => otherBurst(-1)], n: ["next burst", () => otherBurst(1)],
    "[": ["previous call", () => data.calls.length && select(Math.max(0, current - 1))], "]": ["next call", () => data.calls.length && select(Math.min(data.calls.length - 1, current + 1))],
  };
  frame.addEventListener("keydown", event => {
    const action = actions[event.key === "=" ? "+" : event.key];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action[1]();
    }
  });
  const names = { ArrowLeft: "\u2190", ArrowRight: "\u2192" };
  const tools = el("div", { class: "tools" }, ["n", "p", "Home", "+", "-"].map(key => el("button", { type: "button", onclick: actions[key][1] }, actions[key][0])));
  const help = el("p", { class: "muted keyhelp", id: "timeline-help" }, "Keys while the timeline has the focus: ", Object.entries(actions).flatMap(([key, [what]]) => [el("kbd", {}, names[key] || key), " " + what + "  "]), "; drag to move, Ctrl or Shift and the wheel to zoom.");
  section("timeline", "Timeline", timelines.length > 1 ? choice("Strategy", "timeline-strategy", titles, chosen(), choose) : null,
    timelines[0].of === "recording" ? keys(["ipi", "IPI as it was recorded"])
      : keys(["user", "user mode"], ["kernel", "in the kernel"], ["ipi", "IPI, from the step that sends it to its arrival"], ["deferred", "deferred (dashed), to the kernel entry that caught up; a ring: none in this part"]),
    scope, tools, frame, say, help);
  rows.addEventListener("scroll", () => cpus.length * ROW > rows.clientHeight && draw());
  whenResized(frame, () => {
    const [from, to] = x.domain();
    layout();
    look(from, to, 0);
  });
  const start = () => {
    load();
    layout();
    transform = d3.zoomIdentity;
    x = base;
    if (bursts.length && data.of === "run") lookAtBurst(0);
    else selection.call(zoom.transform, d3.zoomIdentity);
    draw();
  };
  listeners.push(() => {
    start();
    const radios = document.querySelectorAll('input[name="timeline-strategy"], input[name="strategy"]');
    radios.forEach(radio => { radio.checked = Number(radio.value) === chosen(); });
  });
  start();
}
