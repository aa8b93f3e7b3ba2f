package org.emukernel.scenarios.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.api.choice.Cost;

/** Reads the profile that {@code emu.machine.profile} names, from {@code emu.profiles}. */
final class ProfileReader {

  private static final List<String> KEYS = List.of("description", "frequency-mhz", "costs");
  private static final long MHZ_MAX = 100_000;

  private final Block emu;
  private final Problems problems;

  ProfileReader(Block emu, Problems problems) {
    this.emu = emu;
    this.problems = problems;
  }

  /** {@return the profile that a key names; empty if it is unknown or something in it is wrong} */
  Optional<CpuProfile> read(Block block, String key) {
    Optional<Block> profiles = emu.block("profiles");
    Optional<String> name = block.text(key);
    if (profiles.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    List<String> known = profiles.get().keys();
    if (!known.contains(name.get())) {
      problems.add(
          ConfigProblem.unknown(block.place(key), block.path(key), "profile", name.get(), known));
      return Optional.empty();
    }
    return profiles.get().block(name.get()).flatMap(profile -> profile(name.get(), profile));
  }

  private Optional<CpuProfile> profile(String name, Block block) {
    block.onlyKeys(KEYS);
    String description = block.text("description").orElse("");
    long mhz = block.number("frequency-mhz", 1, MHZ_MAX);
    Map<Cost, Long> costs =
        block.block("costs").map(inner -> costs(inner, mhz)).orElse(new EnumMap<>(Cost.class));
    return costs.size() == Cost.values().length
        ? Optional.of(new CpuProfile(name, description, costs))
        : Optional.empty();
  }

  private static Map<Cost, Long> costs(Block block, long mhz) {
    block.onlyKeys(Stream.of(Cost.values()).map(ProfileReader::key).toList());
    Map<Cost, Long> costs = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      String key = key(cost);
      block
          .text(key)
          .ifPresent(text -> cost(block, key, text, mhz).ifPresent(p -> costs.put(cost, p)));
    }
    return costs;
  }

  private static Optional<Long> cost(Block block, String key, String text, long mhz) {
    try {
      return Optional.of(CostText.picoseconds(text, mhz));
    } catch (IllegalArgumentException e) {
      block.problem(key, Quoted.text(text), CostText.EXPECTED);
      return Optional.empty();
    }
  }

  /** {@return the key of a cost: {@code cr3-write-flush}} */
  static String key(Cost cost) {
    return cost.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
