package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.x86.asm.X86Feature;

/** Checks one image: reads its tables, decodes its text, runs its entry code, judges. */
public final class KernelCheck {

  private KernelCheck() {}

  /**
   * {@return what was found}
   *
   * @param features of the CPU that the kernel would run on
   * @throws BadImageException if the image's own tables make no sense
   */
  public static CheckResult check(BinaryImage image, Set<X86Feature> features)
      throws BadImageException {
    TextAreas areas = new TextAreas(image);
    PatchTables tables = PatchTables.read(image);
    TextFlow flow = TextFlow.of(image, areas, tables);
    Regions regions = new Regions(image, flow);
    KeyedSites jumps = KeyedSites.ofJumpLabels(image, areas, tables.jumpLabels(), regions);
    KeyedSites calls = KeyedSites.ofStaticCalls(image, areas, tables.staticCalls(), regions);
    TextScan text = TextScan.of(flow, new CallOuts(image, areas, regions).in(flow.functions()));
    List<EntryPath> entries = entries(image, tables, features);
    FindingList findings = new FindingList(image, areas, tables);
    findings.willRun(entries);
    findings.addSites(jumps);
    findings.addSites(calls);
    findings.addCallOuts(text.callOuts());
    if (features.contains(X86Feature.PTI)) {
      entries.forEach(findings::addUnmapped);
    }
    entries.forEach(findings::addPath);
    List<Long> alternatives = tables.alternatives().stream().map(AlternativeSite::address).toList();
    List<Long> paravirt = tables.paravirt().stream().map(ParavirtSite::address).toList();
    return new CheckResult(
        image,
        features,
        entries,
        jumps,
        calls,
        SiteCounts.of(alternatives, areas),
        SiteCounts.of(paravirt, areas),
        SiteCounts.of(tables.retpolines(), areas),
        SiteCounts.of(tables.returns(), areas),
        SiteCounts.of(tables.mcount(), areas),
        distinct(alternatives),
        text,
        findings.findings());
  }

  private static Set<Long> distinct(Collection<Long> sites) {
    return new HashSet<>(sites);
  }

  private static List<EntryPath> entries(
      BinaryImage image, PatchTables tables, Set<X86Feature> features) throws BadImageException {
    List<WayIn> ways = WayIn.of(image);
    if (ways.isEmpty() || image.kind() == BinaryImage.Kind.MODULE) {
      return List.of();
    }
    BinaryImage booted = BootPatcher.patch(image, tables, features);
    EntryMachine machine = new EntryMachine(booted, features);
    List<EntryPath> paths = new ArrayList<>();
    for (WayIn way : ways) {
      paths.add(EntryWalk.of(way, booted, machine));
    }
    return paths;
  }
}
