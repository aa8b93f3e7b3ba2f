package org.emukernel.scenarios.verify;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.scenarios.config.SettingOverride;

/**
 * One row of {@code packs/PACK.verdicts.conf}: what a search comes to.
 *
 * @param pack the pack
 * @param number its place in the file, from 0
 * @param strategy as for {@code --strategy}
 * @param set as for {@code --set}
 * @param verdict {@code holds} or {@code violated}
 * @param monitor which one fires; empty if that does not matter
 * @param states how many states the search visits
 * @param pace whether every build searches it
 */
record VerdictRow(
    String pack,
    int number,
    String strategy,
    List<String> set,
    String verdict,
    String monitor,
    OptionalLong states,
    Pace pace) {

  /** How long a search takes. */
  enum Pace {
    /** Some seconds at most. */
    QUICK,
    /** Up to a minute; only with {@code -Demu.slow=true}. */
    SLOW
  }

  private static final Set<String> KEYS =
      Set.of("strategy", "set", "verdict", "monitor", "states", "slow", "reason");
  private static final Pattern STATES = Pattern.compile(",\\s*states = \\d+");
  private static final Pattern VERDICT = Pattern.compile("verdict = \\w+");

  static String resource(String pack) {
    return "packs/" + pack + ".verdicts.conf";
  }

  /** {@return the rows of a pack, in order} */
  static List<VerdictRow> of(String pack) {
    List<VerdictRow> rows = new ArrayList<>();
    Config file = ConfigFactory.parseResources(resource(pack));
    for (Config row : file.getConfigList("verdicts")) {
      rows.add(row(pack, rows.size(), row));
    }
    return rows;
  }

  private static VerdictRow row(String pack, int number, Config row) {
    if (!KEYS.containsAll(row.root().keySet())) {
      throw new IllegalArgumentException(
          row.origin().description() + ": " + row.root().keySet() + ", expected " + KEYS);
    }
    return new VerdictRow(
        pack,
        number,
        row.getString("strategy"),
        row.hasPath("set") ? row.getStringList("set") : List.of(),
        row.getString("verdict"),
        row.hasPath("monitor") ? row.getString("monitor") : "",
        row.hasPath("states") ? OptionalLong.of(row.getLong("states")) : OptionalLong.empty(),
        row.hasPath("slow") && row.getBoolean("slow") ? Pace.SLOW : Pace.QUICK);
  }

  /** {@return what the row changes of the pack's scenario} */
  List<SettingOverride> overrides() {
    List<SettingOverride> overrides = new ArrayList<>();
    overrides.add(SettingOverride.option("--strategy", "strategies", strategy));
    for (String each : set) {
      int equals = each.indexOf('=');
      overrides.add(
          new SettingOverride(
              "--set " + each, each.substring(0, equals), each.substring(equals + 1)));
    }
    return overrides;
  }

  /** Writes another number of states beside the verdict into the file in the source tree. */
  void write(long found) {
    Path file = Path.of("src/main/resources").resolve(resource(pack));
    try {
      String text = Files.readString(file);
      Matcher verdict = VERDICT.matcher(text);
      for (int i = 0; i <= number; i++) {
        if (!verdict.find()) {
          throw new IllegalStateException(file + " has no verdict number " + number);
        }
      }
      Matcher old = STATES.matcher(text).region(verdict.end(), text.length());
      int end = old.lookingAt() ? old.end() : verdict.end();
      Files.writeString(
          file, text.substring(0, verdict.end()) + ", states = " + found + text.substring(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return pack + " under " + strategy + (set.isEmpty() ? "" : " with " + set);
  }
}
