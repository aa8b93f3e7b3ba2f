function showRun() {
  const run = emu.result;
  const results = run.results;
  const title = r => r.point ? r.point + ", " + r.strategy : r.strategy;
  const isolated = emu.isolated_cpus;
  let chosen = 0;
  const listeners = [];
  const choose = i => {
    chosen = i;
    listeners.forEach(listener => listener());
  };

  page.append(el("section", { "aria-label": "The run" }, facts([
    ["CPUs", run.cpus], ["isolated", run.isolated || "none"], ["virtual time", human(run.virtual_seconds * 1e9)], ["seed", run.seed], ["strategies", new Set(results.map(r => r.strategy)).size]]),
    emu.notes.map(note => el("p", { class: "muted" }, note))));

  const most = d3.max(results, r => r.ipis_to_isolated_user + r.deferred) || 1;
  const bar = r => [["sent", r.ipis_to_isolated_user], ["kept", r.deferred]].filter(([, n]) => n > 0).map(([kind, n]) => el("i", { class: kind, style: "width:" + 130 * n / most + "px" }));
  section("strategies", "Strategies side by side", keys(["ipi", "IPIs that hit isolated CPUs in user mode"], ["deferred", "requests that waited for a kernel entry"]),
    table("Interference with isolated CPUs under each strategy", [
      { title: "strategy", of: title }, { title: "both", kind: "bar", cell: bar },
      { title: "IPIs", of: r => r.ipis_to_isolated_user }, { title: "min per CPU", of: r => r.per_isolated_cpu.min }, { title: "mean", of: r => r.per_isolated_cpu.mean }, { title: "max", of: r => r.per_isolated_cpu.max },
      { title: "one per", of: r => r.mean_interval_seconds === null ? "-" : human(r.mean_interval_seconds * 1e9) },
      { title: "deferred", of: r => r.deferred }, { title: "caught up", of: r => r.caught_up }, { title: "entries", of: r => r.kernel_entries },
      { title: "violations", of: r => r.violations.length }], results, r => r.violations.length ? "violated" : null));
  document.querySelectorAll("#strategies tr.violated td:last-child").forEach(cell => cell.classList.add("bad"));

  showViolations(results, title);
  const hasIpis = results.some(r => r.ipis_to_isolated_user > 0 || r.deferred > 0);
  if (hasIpis) {
    interference(results, title, isolated, () => chosen, choose, listeners);
  }
  if (emu.timelines.some(t => t.calls.length > 0)) {
    showTimeline(emu.timelines, results.map(title), run.cpus, new Set(isolated), () => chosen, choose, listeners);
  }
  showMeans(results, title);
  showPlaces(results, title);
}

function interference(results, title, isolated, chosen, choose, listeners) {
  const perCpu = i => isolated.map((cpu, k) => ({ cpu, ipis: emu.ipis_per_isolated_cpu[i][k] }));
  const cpus = chart("IPIs that hit each isolated CPU", width => {
    const data = perCpu(chosen());
    const first = perCpu(0);
    const wide = isolated.length > 60;
    const x = wide ? { label: "CPU", domain: [isolated[0] - 0.5, isolated[isolated.length - 1] + 0.5] } : { label: "CPU", type: "band", domain: isolated, tickFormat: d => String(d), interval: undefined };
    const mark = (rows, fill) => wide
      ? Plot.areaY(rows, { x: "cpu", y: "ipis", fill, curve: "step" })
      : Plot.barY(rows, { x: "cpu", y: "ipis", fill, inset: 1 });
    return Plot.plot({ width, height: 240, marginLeft: 56, x, y: { label: "IPIs", grid: true, nice: true, domain: [0, Math.max(1, d3.max(emu.ipis_per_isolated_cpu.flat()) || 1)], tickFormat: "~s" },
      marks: [chosen() === 0 ? null : mark(first, "var(--ghost)"), mark(data, "var(--ipi)"), Plot.ruleY([0]),
        Plot.tip(data, Plot.pointerX({ x: "cpu", y: "ipis", title: d => "CPU " + d.cpu + ": " + count(d.ipis) + " IPIs", fill: "var(--surface)" }))] });
  }, () => title(results[chosen()]) + ": from " + results[chosen()].per_isolated_cpu.min + " to " + results[chosen()].per_isolated_cpu.max + " on " + isolated.length + " CPUs");
  const callbacks = chart("By what was called", width => {
    const rows = Object.entries(results[chosen()].by_callback).map(([name, n]) => ({ name, n }));
    return Plot.plot({ width, height: 52 + 30 * Math.max(1, rows.length), marginLeft: 190, marginRight: 60, x: { label: "IPIs", grid: true, tickFormat: "~s" }, y: { label: null, domain: rows.map(r => r.name) },
      marks: [Plot.barX(rows, { x: "n", y: "name", fill: "var(--ipi)", rx: 2 }), Plot.text(rows, { x: "n", y: "name", text: d => count(d.n), textAnchor: "start", dx: 5 }), Plot.ruleX([0])] });
  }, () => Object.entries(results[chosen()].by_callback).map(([k, n]) => k + " " + n).join(", ") || "none");
  const causes = el("ol", { class: "causes" });
  const say = el("p", { "aria-live": "polite" });
  const ghost = keys(["ipi", "the chosen strategy"], ["ghost", title(results[0])]);
  const show = () => {
    const r = results[chosen()];
    cpus.redraw();
    callbacks.redraw();
    ghost.hidden = chosen() === 0;
    say.replaceChildren(el("b", {}, title(r)), ": " + count(r.ipis_to_isolated_user) + " IPIs hit isolated CPUs in user mode, " + count(r.deferred) + " requests were deferred, " + count(r.caught_up) + " of them caught up at a kernel entry.");
    const entries = Object.entries(r.by_cause);
    const total = d3.sum(entries, ([, n]) => n);
    causes.replaceChildren(...entries.map(([text, n]) => el("li", { "data-count": n }, el("span", { class: "n" }, count(n)), el("span", { class: "muted" }, (100 * n / total).toFixed(1) + " %"),
      el("span", { class: "track", "aria-hidden": "true" }, el("i", { class: "sent", style: "width:" + 100 * n / total + "%" })), chain(text.split(" <- ")))));
    if (entries.length === 0) causes.append(el("li", {}, "No IPI hit an isolated CPU in user mode."));
  };
  section("interference", "Interference", choice("Strategy", "strategy", results.map(title), 0, choose), say, ghost, el("div", { class: "grid two" }, cpus.figure, callbacks.figure),
    el("h3", {}, "By cause"), el("p", { class: "muted" }, "Call chains of the senders, innermost function first."), causes);
  listeners.push(show);
  show();
}

function showViolations(results, title) {
  const all = results.flatMap(r => r.violations.map(v => [r, v]));
  const warnings = results.filter(r => r.kernel_warnings.length > 0);
  if (all.length + warnings.length === 0) return;
  section("violations", all.length ? "Violations" : "Kernel warnings", all.slice(0, 50).map(([r, v]) => el("div", { class: "violation" },
    el("h3", {}, v.monitor + " under " + title(r)), el("p", {}, "CPU " + v.cpu + " at ", el("code", {}, v.instruction), ", address ", el("code", {}, v.address), ", after " + time(v.time_ns)), el("p", {}, v.cause),
    v.history.length ? el("details", { open: all.length <= 3 }, el("summary", {}, "History"), el("ol", {}, v.history.map(line => el("li", {}, line)))) : null)),
    all.length > 50 ? el("p", { class: "muted" }, (all.length - 50) + " more stand in the text below.") : null,
    warnings.map(r => el("div", {}, el("h3", {}, title(r) + ", kernel warnings"), el("ul", {}, r.kernel_warnings.map(w => el("li", {}, w))))));
}

function showMeans(results, title) {
  const rows = results.flatMap(r => (r.means || []).map(m => ({ title: title(r), ...m })));
  const names = [...new Set(rows.map(r => r.name))];
  for (const name of names) {
    const shown = rows.filter(r => r.name === name);
    const drawn = chart(name, width => Plot.plot({ width, height: 50 + 26 * shown.length, marginLeft: 300, marginRight: 60, x: { label: null, grid: true, zero: true }, y: { label: null, domain: shown.map(r => r.title) },
      marks: [Plot.barX(shown, { x: "value", y: "title", fill: "var(--accent)", insetTop: 3, insetBottom: 3 }), Plot.text(shown, { x: "value", y: "title", text: d => String(d.value), textAnchor: "start", dx: 6 }),
        Plot.tickX(shown.filter(r => r.published !== undefined), { x: "published", y: "title", stroke: "var(--bad)", strokeWidth: 3 }), Plot.ruleX([0])] }), () => shown.map(r => r.title + " " + r.value).join("; "));
    section("mean-" + name.replace(/\W/g, "-"), "Measured by user tasks", keys(["accent", "computed"], ["bad", "published"]), drawn.figure);
  }
}

function showPlaces(results, title) {
  const rows = results.flatMap(r => (r.ipis_by_place || []).map(p => ({ title: title(r), ...p })));
  if (rows.length) section("places", "Where targets were", table("IPIs to isolated CPUs by where the target was", [
    { title: "strategy", of: r => r.title }, { title: "might have waited", of: r => r.may_wait ? "yes" : "no", kind: "text" }, { title: "target when decided", of: r => r.decided, kind: "text" }, { title: "on arrival", of: r => r.arrived, kind: "text" }, { title: "IPIs", of: r => r.count }], rows));
}
