function showVerify() {
  const report = emu.result;
  page.append(el("section", { "aria-label": "The search" }, facts([
    ["strategy", report.strategy], ["CPUs", emu.cpus], ["states", count(report.states)], ["transitions", count(report.transitions)], ["longest way", count(report.max_depth)]]),
    emu.notes.map(note => el("p", { class: "muted" }, note))));
  if (emu.steps.length) showStory(emu.steps, emu.cpus, report.violation);
}

function showStory(steps, cpus, violation) {
  let at = 0;
  const say = el("p", { class: "say muted", "aria-live": "polite" });
  const kind = step => step.what === "step" ? "" : step.what.endsWith(" at") ? " arrival" : step.what.startsWith("(") ? " hardware" : "";
  const text = step => step.what === "step" ? step.place : step.what.endsWith(" at") ? step.what + " " + step.place : step.what;
  const rows = steps.map((step, i) => el("tr", { role: "option", id: "step-" + i, class: step.changes.some(change => /^(no )?IPI to CPU/.test(change)) ? "sends" : null, "aria-selected": "false", "aria-label": "Step " + (i + 1) + ", CPU " + step.cpu + ": " + text(step) + ". " + step.changes.join("; "), onclick: () => go(i) },
    el("td", {}, String(i + 1)),
    d3.range(cpus).map(cpu => el("td", { class: "cpu" + (cpu === step.cpu ? " acts" + kind(step) : "") }, cpu === step.cpu ? breakable(text(step)) : "")),
    el("td", { class: "changes" }, step.changes.map(change => el("div", { class: change.startsWith("VIOLATION") ? "hit" : null }, breakable(change))))));
  const body = el("tbody", { role: "listbox", tabindex: "0", "aria-label": "Steps of the counterexample", "aria-activedescendant": "step-0" }, rows);
  const overlay = d3.create("svg").attr("aria-hidden", "true");
  const sequence = el("div", { class: "sequence" }, el("table", { role: "presentation", style: "min-width:" + (260 + 190 * cpus) + "px" },
    el("thead", {}, el("tr", {}, el("th", { style: "width:44px" }, "#"), d3.range(cpus).map(cpu => el("th", {}, "CPU " + cpu)), el("th", {}, "what others can see of it"))), body), overlay.node());
  const state = el("div", { class: "state", role: "group", "aria-label": "State after the step" });

  function go(i) {
    at = Math.max(0, Math.min(steps.length - 1, i));
    rows.forEach((row, k) => row.setAttribute("aria-selected", String(k === at)));
    body.setAttribute("aria-activedescendant", "step-" + at);
    say.textContent = "Step " + (at + 1) + " of " + steps.length + ", CPU " + steps[at].cpu + ": " + text(steps[at]);
    showState();
    if (document.activeElement === body) rows[at].scrollIntoView({ block: "nearest" });
  }

  function showState() {
    const now = steps[at].state, before = at > 0 ? steps[at - 1].state : null;
    if (!now) return;
    const list = (entries, old, stale) => entries.length ? entries.map(e => el("div", { class: [(old && !old.includes(e)) ? "new" : "", stale && stale.includes(e) ? "stale" : ""].join(" ").trim() || null }, breakable(e + (stale && stale.includes(e) ? " (stale)" : "")))) : "empty";
    const one = (value, old) => el("span", { class: old !== undefined && old !== value ? "new" : null }, value);
    const words = Object.entries(now.memory).filter(([, v]) => v !== null);
    state.replaceChildren(...[el("h3", {}, "After step " + (at + 1)),
      now.cpus.map((cpu, i) => {
        const old = before ? before.cpus[i] : null;
        return el("div", { class: "card" }, el("h4", {}, "CPU " + i), el("dl", {},
          el("dt", {}, "mode"), el("dd", {}, one(cpu.mode, old?.mode)), el("dt", {}, "next"), el("dd", {}, breakable(cpu.next)),
          el("dt", {}, "TLB"), el("dd", {}, list(cpu.tlb, old?.tlb, cpu.stale)),
          el("dt", {}, "store buffer"), el("dd", {}, list(cpu.store_buffer, old?.store_buffer)),
          cpu.text ? [el("dt", {}, "old text"), el("dd", {}, one(cpu.text, old?.text))] : null));
      }),
      words.length ? el("div", { class: "card" }, el("h4", {}, "Signals and shared memory"), words.map(([name, value]) => el("div", { class: "mono" }, name + " = ", one(value, before ? before.memory[name] : undefined)))) : null].flat().filter(node => node !== null));
  }

  /* An arrow from the step that sends an IPI to the one at which it arrives; dashed to whom it is spared. */
  function arrows() {
    const list = [];
    const open = [];
    steps.forEach((step, i) => {
      if (step.what.endsWith(" at") && !step.what.startsWith("NMI")) {
        const k = open.findIndex(a => a.target === step.cpu);
        if (k >= 0) list.push({ ...open.splice(k, 1)[0], to: i });
      }
      for (const change of step.changes) {
        const sent = /^IPI to CPU (\d+)/.exec(change), spared = /^no IPI to CPU (\d+)/.exec(change);
        if (sent) open.push({ from: i, source: step.cpu, target: Number(sent[1]), deferred: false });
        if (spared) list.push({ from: i, to: i, source: step.cpu, target: Number(spared[1]), deferred: true });
      }
    });
    return list.concat(open.map(a => ({ ...a, to: a.from })));
  }

  function drawArrows() {
    const frame = sequence.getBoundingClientRect();
    const spot = (row, cpu) => {
      const cell = rows[row].children[1 + cpu].getBoundingClientRect();
      return [cell.left - frame.left + sequence.scrollLeft + 15, cell.top - frame.top + 15, cell.bottom - frame.top - 9];
    };
    const size = sequence.querySelector("table").getBoundingClientRect();
    overlay.attr("width", size.width).attr("height", size.height);
    overlay.html('<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker><marker id="head-deferred" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="deferred" d="M0 0 L8 4 L0 8 z"/></marker></defs>');
    overlay.selectAll("path.arrow").data(arrows()).join("path").attr("class", a => "arrow" + (a.deferred ? " deferred" : "")).attr("marker-end", a => "url(#head" + (a.deferred ? "-deferred" : "") + ")").attr("d", a => {
      const [x1, , low] = spot(a.from, a.source), [x2, y2] = spot(a.to, a.target);
      const side = Math.sign(x2 - x1) || 1;
      return d3.line()(a.from === a.to ? [[x1, low], [x2 - side * 3, low]] : [[x1, low], [x2 - side * 9, y2]]);
    });
  }

  body.addEventListener("keydown", event => {
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      go(to);
    }
  });
  section("story", "The way there", violation ? el("div", { class: "violation" }, el("h3", {}, violation.monitor), el("p", {}, "CPU " + violation.cpu + " at ", el("code", {}, violation.instruction), ", address ", el("code", {}, violation.address))) : null,
    el("div", { class: "tools" }, el("button", { type: "button", onclick: () => go(0) }, "first"), el("button", { type: "button", onclick: () => go(at - 1) }, "back"), el("button", { type: "button", onclick: () => go(at + 1) }, "on"), el("button", { type: "button", onclick: () => go(steps.length - 1) }, "last"),
      el("span", { class: "muted" }, "or the arrow keys in the diagram: ", el("kbd", {}, "\u2191"), " ", el("kbd", {}, "\u2193"))),
    keys(["accent", "a step of the CPU"], ["warn", "the hardware out of turn"], ["ipi", "an interrupt arrives; an IPI"], ["deferred", "dashed: no IPI, deferred"]),
    say, el("div", { class: "story" }, sequence, state));
  whenResized(sequence, drawArrows);
  window.addEventListener("beforeprint", drawArrows);
  window.matchMedia("print").addEventListener("change", drawArrows);
  go(0);
}
