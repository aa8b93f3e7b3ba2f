function showReplay() {
  const replay = emu.result;
  const strategies = replay.strategies;
  let chosen = 0;
  page.append(el("section", { "aria-label": "The recording" }, facts([
    ["events", count(replay.events)], ["form", replay.format], ["CPUs", replay.cpus], ["isolated", replay.isolated || "none"]]), emu.notes.map(note => el("p", { class: "muted" }, note))));
  const rows = strategies.flatMap(s => [{ name: s.name, what: "IPIs", n: s.ipis }, { name: s.name, what: "deferred", n: s.deferred }]);
  const drawn = chart("IPIs to isolated CPUs and what waits instead", width => Plot.plot({ width, height: 60 + 30 * strategies.length, marginLeft: 210, marginRight: 40, x: { label: "requests", grid: true }, y: { label: null, domain: strategies.map(s => s.name) }, color: { domain: ["IPIs", "deferred"], range: ["var(--ipi)", "var(--deferred)"] },
    marks: [Plot.barX(rows, Plot.stackX({ x: "n", y: "name", fill: "what", order: ["IPIs", "deferred"], inset: 0.5, title: d => d.name + ": " + count(d.n) + " " + d.what })), Plot.ruleX([0])] }), () => strategies.map(s => s.name + " " + s.ipis + " IPIs, " + s.deferred + " deferred").join("; "));
  section("strategies", "What each strategy would have made of it", keys(["ipi", "IPIs"], ["deferred", "deferred"]), drawn.figure,
    table("IPIs to isolated CPUs and deferred requests under each strategy", [{ title: "strategy", of: s => s.name }, { title: "IPIs", of: s => s.ipis }, { title: "deferred", of: s => s.deferred }], strategies));

  if (emu.timelines.some(t => t.calls.length > 0)) {
    showTimeline(emu.timelines, ["as recorded"], replay.cpus, new Set(emu.isolated_cpus), () => 0, () => {}, []);
  }

  const causes = el("ol", { class: "causes" });
  const most = d3.max(replay.causes, c => c.count) || 1;
  const show = () => {
    const name = strategies[chosen].name;
    causes.replaceChildren(...replay.causes.map(c => {
      const waits = c.deferrable[name] ?? 0;
      return el("li", { "data-count": c.count, "data-deferrable": waits }, el("span", { class: "n" }, count(c.count)), c.callback, el("span", { class: "muted" }, " " + count(waits) + " deferred under " + name),
        el("span", { class: "track", "aria-hidden": "true" }, el("i", { class: "sent", style: "width:" + 100 * Math.max(0, c.count - waits) / most + "%" }), el("i", { class: "kept", style: "width:" + 100 * waits / most + "%" })), chain(c.chain));
    }));
  };
  if (strategies.length) {
    show();
    section("causes", "By cause", choice("Strategy", "strategy", strategies.map(s => s.name), 0, i => { chosen = i; show(); }), el("p", { class: "muted" }, "Calls queued at isolated CPUs, by the senders' call chains, innermost function first."), causes);
  }
  section("functions", "Functions queued at isolated CPUs", table("How often each function was queued at isolated CPUs", [{ title: "function", of: f => f[0] }, { title: "times", of: f => f[1] }], Object.entries(replay.csd_queued_at_isolated)));
}
