package org.emukernel.entry.check;

import java.util.List;
import java.util.Set;
import org.emukernel.x86.asm.X86Feature;

/**
 * What was found in an image.
 *
 * @param features with which its alternatives were applied
 * @param entries the ways into a kernel; empty for what has no entry code
 */
public record CheckResult(
    BinaryImage image,
    Set<X86Feature> features,
    List<EntryPath> entries,
    KeyedSites jumpLabels,
    KeyedSites staticCalls,
    SiteCounts alternatives,
    SiteCounts paravirt,
    SiteCounts retpolines,
    SiteCounts returns,
    SiteCounts mcount,
    Set<Long> alternativeSites,
    TextScan text,
    List<Finding> findings) {

  /** Copies the collections. */
  public CheckResult {
    features = Set.copyOf(features);
    entries = List.copyOf(entries);
    alternativeSites = Set.copyOf(alternativeSites);
    findings = List.copyOf(findings);
  }
}
