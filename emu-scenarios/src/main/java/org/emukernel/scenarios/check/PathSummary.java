package org.emukernel.scenarios.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.EntryPath.Nature;
import org.emukernel.entry.check.EntryPath.Step;

/** The figures of one way into the kernel, up to and including the MOV to CR3. */
record PathSummary(EntryPath path, List<Step> zone, Set<Long> alternativeSites) {

  static PathSummary of(EntryPath path, Set<Long> alternativeSites) {
    return new PathSummary(path, path.dangerZone(), alternativeSites);
  }

  boolean hasZone() {
    return path.cr3Write().isPresent();
  }

  String from() {
    return path.way().from().name().toLowerCase(Locale.ROOT);
  }

  int instructions() {
    return zone.size();
  }

  int bytes() {
    return zone.stream().mapToInt(Step::length).sum();
  }

  long nops() {
    return zone.stream().filter(step -> step.nature() == Nature.NOP).count();
  }

  int stackAccesses() {
    return zone.stream().mapToInt(Step::stackAccesses).sum();
  }

  int gsAccesses() {
    return zone.stream().mapToInt(Step::gsAccesses).sum();
  }

  int otherAccesses() {
    return zone.stream().mapToInt(step -> step.otherAccesses().size()).sum();
  }

  long alternatives() {
    return zone.stream().filter(step -> alternativeSites.contains(step.address())).count();
  }

  Optional<Step> cr3Write() {
    return hasZone() ? Optional.of(zone.get(zone.size() - 1)) : Optional.empty();
  }

  /** {@return instructions up to and including the atomic that leaves the user's context} */
  OptionalInt toContext() {
    OptionalInt index = path.toContext();
    return index.isPresent() ? OptionalInt.of(index.getAsInt() + 1) : OptionalInt.empty();
  }
}
