package org.emukernel.scenarios.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.CpuArchitectureProvider;

/** Reads {@code emu.machine}. */
final class MachineReader {

  static final String ARCHITECTURE = "architecture";

  private static final List<String> KEYS =
      List.of(
          ARCHITECTURE,
          "cpus",
          "isolated",
          "memory",
          "features",
          "store-buffer",
          "nmis-per-second",
          "profile");
  private static final long MIB = 1L << 20;
  private static final long MEMORY_MIN = 64 * MIB;
  private static final long MEMORY_MAX = 1L << 46;
  private static final long MEMORY_UNIT = 2 * MIB;
  private static final int STORE_BUFFER_MAX = 64;
  private static final int NMIS_MAX = 100_000;
  private static final String CPU_LIST = "a cpulist such as 10-35, or \"\" for none";
  private static final String LA57 = "la57";

  private final Problems problems;
  private final ProfileReader profiles;
  private final NamedSet<CpuArchitectureProvider> architectures;

  MachineReader(
      Problems problems, ProfileReader profiles, NamedSet<CpuArchitectureProvider> architectures) {
    this.problems = problems;
    this.architectures = architectures;
    this.profiles = profiles;
  }

  /** {@return the machine; empty if something about it is wrong} */
  Optional<MachineSettings> read(Block machine) {
    machine.onlyKeys(KEYS);
    Optional<CpuArchitectureProvider> architecture = architecture(machine);
    OptionalLong cpus = machine.wholeNumber("cpus", 1, MachineSettings.MAX_CPUS);
    CpuMask isolated = isolated(machine, cpus);
    long memory = memory(machine);
    Set<CpuFeature> features =
        machine.block("features").map(MachineReader::features).orElse(Set.of());
    int storeBuffer = (int) machine.number("store-buffer", 0, STORE_BUFFER_MAX);
    int nmis = (int) machine.number("nmis-per-second", 0, NMIS_MAX);
    Optional<CpuProfile> profile = profiles.read(machine, "profile");
    if (!problems.isEmpty() || cpus.isEmpty() || profile.isEmpty() || architecture.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new MachineSettings(
            architecture.get().name(),
            (int) cpus.getAsLong(),
            isolated,
            memory,
            features,
            storeBuffer,
            nmis,
            profile.get()));
  }

  private Optional<CpuArchitectureProvider> architecture(Block machine) {
    return machine.named(ARCHITECTURE, architectures);
  }

  private static long memory(Block machine) {
    String expected = "64 MiB to 64 TiB in steps of 2 MiB, such as 1 GiB";
    long memory = machine.bytes("memory", MEMORY_MIN, MEMORY_MAX, expected);
    if (memory % MEMORY_UNIT != 0) {
      machine.problem("memory", memory + " bytes", expected);
    }
    return memory;
  }

  private static CpuMask isolated(Block machine, OptionalLong cpus) {
    String text = machine.text("isolated", CPU_LIST).orElse("");
    try {
      CpuMask isolated = CpuMask.parse(text);
      cpus.ifPresent(count -> leaveHousekeeping(machine, text, isolated, (int) count));
      return isolated;
    } catch (IllegalArgumentException e) {
      machine.problem("isolated", Quoted.text(text), CPU_LIST);
      return CpuMask.none();
    }
  }

  private static void leaveHousekeeping(Block machine, String text, CpuMask isolated, int cpus) {
    if (isolated.last() >= cpus) {
      machine.problem(
          "isolated",
          "CPU " + isolated.last() + " in " + Quoted.text(text),
          "CPUs from 0 to " + (cpus - 1) + ": emu.machine.cpus is " + cpus);
    } else if (isolated.count() == cpus) {
      machine.problem(
          "isolated",
          "all " + cpus + " CPUs in " + Quoted.text(text),
          "at least one CPU left for housekeeping");
    }
  }

  private static Set<CpuFeature> features(Block block) {
    block.onlyKeys(
        Stream.concat(Stream.of(CpuFeature.values()).map(CpuFeature::key), Stream.of(LA57))
            .toList());
    EnumSet<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    for (CpuFeature feature : CpuFeature.values()) {
      if (block.flag(feature.key())) {
        features.add(feature);
      }
    }
    if (block.flag(LA57)) {
      block.problem(LA57, "true", "false: 5-level paging is not emulated");
    }
    if (features.contains(CpuFeature.PCID) && !features.contains(CpuFeature.PGE)) {
      block.problem(
          CpuFeature.PGE.key(),
          "false with pcid = true",
          "true: Linux turns PCID off without PGE (arch/x86/mm/init.c, setup_pcid())");
    }
    return features;
  }
}
