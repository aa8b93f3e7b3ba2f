function showCheck() {
  const check = emu.result;
  page.append(el("section", { "aria-label": "The image" }, facts([
    ["kind", check.kind], ["symbols", count(check.symbols)], ["from", check.symbols_from], ["entries", check.entries.length], ["instructions", count(check.text.instructions)]]),
    el("p", { class: "muted" }, "Alternatives chosen for ", check.features.join(", "), "."), emu.notes.map(note => el("p", { class: "muted" }, note))));
  if (check.findings.length) {
    section("findings", count(check.findings.length) + (check.findings.length === 1 ? " finding" : " findings"), d3.groups(check.findings, f => [f.kind, f.why, f.fix, f.strategies].join("|")).map(([, same]) => el("div", { class: "violation" }, el("h3", {}, count(same.length) + " \u00d7 " + same[0].kind),
      el("p", {}, "Matters for " + (same[0].strategies.length ? same[0].strategies.join(", ") : "every kernel") + ": " + same[0].why + "; " + same[0].fix + "."),
      el("ul", { class: "columns" }, same.map(f => el("li", {}, f.at, f.subject ? el("span", { class: "muted" }, " " + f.subject) : null))))));
  }
  const zone = check.entries.filter(e => e.instructions !== undefined);
  if (check.entries.length) {
    const most = d3.max(zone, e => e.instructions) || 1;
    const number = key => ({ of: e => e[key] === undefined || e[key] === null ? "-" : e[key] });
    section("zone", "The danger zone", el("p", {}, "What an entry into the kernel runs up to and including the MOV to the kernel's CR3, when the kernel's own page tables are not yet loaded."),
      table("Instructions and accesses of each entry path", [
        { title: "entry", of: e => e.entry }, { title: "from", of: e => e.from, kind: "text" },
        { title: "length", kind: "bar", cell: e => e.instructions === undefined ? "" : el("i", { class: "kept", style: "width:" + 80 * e.instructions / most + "px" }) },
        { title: "instructions", ...number("instructions") }, { title: "bytes", ...number("bytes") }, { title: "NOPs", ...number("nops") }, { title: "stack", ...number("stack_accesses") }, { title: "GS", ...number("gs_accesses") }, { title: "other", ...number("other_accesses") }, { title: "alternatives", ...number("alternatives") }, { title: "to kernel context", ...number("to_kernel_context") }], check.entries));
  }
  const kinds = ["jump_labels", "static_calls", "alternatives", "paravirt", "retpolines", "returns", "mcount"];
  const sections = [...new Set(kinds.flatMap(k => Object.keys(check[k].by_section)))];
  section("sites", "Patch sites", table("Places whose instructions the kernel can change, by section", [{ title: "kind", of: k => k.replace("_", " ") }, { title: "total", of: k => check[k].total }, ...sections.map(s => ({ title: s, of: k => check[k].by_section[s] || 0 }))], kinds));
  for (const kind of ["jump_labels", "static_calls"]) {
    const sites = check[kind].sites;
    if (sites.length) {
      section(kind, "In noinstr text: " + kind.replace("_", " "), table(sites.length + " sites of " + check[kind].keys + " keys", [
        { title: "at", of: s => s.at }, { title: "section", of: s => s.section, kind: "text" }, { title: "bytes", of: s => s.bytes, kind: "text mono" }, { title: "key", of: s => s.key, kind: "text" }, { title: "key is", of: s => s.key_permission.replaceAll("_", " "), kind: "text" }], sites.slice(0, 500)));
    }
  }
  if (check.strategies.length) {
    section("rules", "What the rules of each strategy cover", table("How far each strategy's rules reach", [{ title: "strategy", of: s => s.name }, { title: "rules hold up to", of: s => s.until, kind: "text" }, { title: "defers text patching", of: s => s.defers_text_patching ? "yes" : "no", kind: "text" }], check.strategies));
  }
}
