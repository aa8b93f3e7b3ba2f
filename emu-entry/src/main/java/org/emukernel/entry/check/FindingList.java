package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emukernel.entry.check.EntryPath.End;
import org.emukernel.entry.check.EntryPath.Step;
import org.emukernel.entry.check.Finding.Kind;
import org.emukernel.entry.check.KeyedSite.Permission;
import org.emukernel.entry.check.KeyedSite.Region;

/** Judges what was read and run. */
final class FindingList {

  private static final String RUNS_EARLY =
      "it runs before the user's context is left, and can be patched after boot:"
          + " a CPU whose sync is deferred may run its old bytes";

  private static final String MAY_RUN_EARLY =
      "it can be patched after boot, and a CPU whose sync is deferred may run its old bytes"
          + " unless it only runs where instrumentation is allowed (none of the ways in runs it early)";

  private final BinaryImage image;
  private final TextAreas areas;
  private final Set<Long> traced;
  private final Map<Long, Long> branches = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Long> told = new HashSet<>();
  private final Set<Long> early = new HashSet<>();

  FindingList(BinaryImage image, TextAreas areas, PatchTables tables) {
    this.image = image;
    this.areas = areas;
    this.traced = new HashSet<>(tables.mcount());
    tables.jumpLabels().forEach(row -> branches.put(row.code(), row.key()));
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** What runs before the user's context is left decides how a site is worded: paths come first. */
  void willRun(List<EntryPath> paths) {
    for (EntryPath path : paths) {
      int until = path.toContext().orElse(path.steps().size() - 1);
      path.steps().subList(0, until + 1).forEach(step -> early.add(step.address()));
    }
  }

  void addSites(KeyedSites sites) {
    for (KeyedSite site : sites.noinstr()) {
      if (site.permission() == Permission.WRITABLE && site.region() != Region.INSIDE) {
        addSite(site);
      }
    }
  }

  private void addSite(KeyedSite site) {
    boolean call = site.kind() == KeyedSite.Kind.STATIC_CALL;
    findings.add(
        new Finding(
            call ? Kind.NON_RO_STATIC_CALL : Kind.NON_RO_STATIC_KEY,
            site.address(),
            image.symbolize(site.address()),
            site.area(),
            image.symbolize(site.key()),
            early.contains(site.address()) ? RUNS_EARLY : MAY_RUN_EARLY,
            "make the key __ro_after_init, or let its updates force the IPI",
            StrategyRule.forTextIn(site.area())));
  }

  void addCallOuts(List<CallOut> callOuts) {
    for (CallOut call : callOuts) {
      if (call.kind() != CallOut.Kind.UNRESOLVED && call.region() == Region.OUTSIDE) {
        addCall(call.address(), call.area(), call.callee());
      }
    }
  }

  private void addCall(long address, TextArea area, String callee) {
    if (!told.add(address)) {
      return;
    }
    findings.add(
        new Finding(
            Kind.CALL_LEAVES_NOINSTR,
            address,
            image.symbolize(address),
            area,
            callee,
            "what may be traced or probed, and so patched, runs where the kernel's context is not known",
            "make the callee noinstr, or call it between instrumentation_begin() and _end()",
            StrategyRule.forText()));
  }

  void addPath(EntryPath path) {
    addPatchable(path);
    addDepartures(path);
  }

  /** Under the rule of PTI; without it there is one root. */
  void addUnmapped(EntryPath path) {
    Optional<End> unmapped =
        path.end().filter(end -> end.kind() == End.Kind.UNMAPPED && path.cr3Write().isEmpty());
    if (unmapped.isEmpty()) {
      return;
    }
    long last = unmapped.get().address();
    findings.add(
        new Finding(
            Kind.UNMAPPED_IN_DANGER_ZONE,
            last,
            image.symbolize(last),
            TextArea.ENTRY,
            path.way().symbol(),
            unmapped.get().text(),
            "touch it behind the MOV to CR3, or map it under the user's root too",
            List.of()));
  }

  private void addPatchable(EntryPath path) {
    if (path.cr3Write().isEmpty()) {
      return;
    }
    for (Step step : path.dangerZone()) {
      Long key = branches.get(step.address());
      boolean changeable =
          key != null && KeyedSites.permission(image, key) != Permission.RO_AFTER_INIT;
      if ((changeable || traced.contains(step.address())) && told.add(step.address())) {
        addPatchable(step.address(), key == null ? "__fentry__" : image.symbolize(key));
      }
    }
  }

  private void addPatchable(long address, String subject) {
    findings.add(
        new Finding(
            Kind.PATCHABLE_IN_DANGER_ZONE,
            address,
            image.symbolize(address),
            areas.at(address).orElse(TextArea.TEXT),
            subject,
            "it runs before the MOV to CR3, behind which the first sync comes under any strategy",
            "take it out of the entry path, or make its key __ro_after_init",
            StrategyRule.forText()));
  }

  /* Up to the atomic that leaves the user's context, where a linked image does not tell its regions. */
  private void addDepartures(EntryPath path) {
    int until = path.toContext().orElse(path.cr3Write().orElse(-1));
    for (int i = 1; i <= until && i < path.steps().size(); i++) {
      long from = path.steps().get(i - 1).address();
      long to = path.steps().get(i).address();
      Optional<TextArea> left = areas.at(from);
      boolean leaves =
          left.filter(TextArea::isNoinstr).isPresent()
              && areas.at(to).filter(TextArea::isNoinstr).isEmpty()
              && !image.symbolize(to).startsWith("__x86_");
      if (leaves) {
        addCall(from, left.get(), image.symbolize(to));
      }
    }
  }
}
