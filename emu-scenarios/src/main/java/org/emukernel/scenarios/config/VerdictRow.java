package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.emukernel.api.spi.ScenarioPack;

/**
 * One row of {@code packs/PACK.verdicts.conf}, the file beside a pack: what a search comes to.
 *
 * @param pack the pack
 * @param number its place in the file, from 0
 * @param strategy as for {@code --strategy}
 * @param set as for {@code --set}
 * @param verdict {@code holds} or {@code violated}
 * @param monitor which one fires; empty if that does not matter
 * @param states how many states the search visits
 * @param pace whether every build searches it
 * @param reason why, for people: the key {@code reason}, or the comment above, which stands for all
 *     rows up to the next comment or empty line; empty if there is none
 */
public record VerdictRow(
    String pack,
    int number,
    String strategy,
    List<String> set,
    String verdict,
    String monitor,
    OptionalLong states,
    Pace pace,
    String reason) {

  /** How long a search takes. */
  public enum Pace {
    /** Some seconds at most. */
    QUICK,
    /** Up to a minute; tests search it only with {@code -Demu.slow=true}. */
    SLOW
  }

  private static final Set<String> KEYS =
      Set.of("strategy", "set", "verdict", "monitor", "states", "slow", "reason");

  /** Copies the list. */
  public VerdictRow {
    set = List.copyOf(set);
  }

  /** {@return where the file lies that belongs to a pack, as a resource} */
  public static String resource(ScenarioPack pack) {
    return pack.resource().replaceFirst("\\.conf$", ".verdicts.conf");
  }

  /** {@return the rows of all packs} */
  public static List<VerdictRow> all(Catalogue catalogue) {
    return catalogue.packs().names().stream()
        .flatMap(name -> catalogue.packs().find(name).stream())
        .flatMap(pack -> of(pack).stream())
        .toList();
  }

  /** {@return the rows of a pack, in order; none if it has no such file} */
  public static List<VerdictRow> of(ScenarioPack pack) {
    ClassLoader loader = pack.getClass().getClassLoader();
    try (InputStream file = loader.getResourceAsStream(resource(pack))) {
      return file == null
          ? List.of()
          : of(pack.name(), new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the rows of a file, in order}
   *
   * @param pack the pack that it belongs to
   * @param text its content
   */
  public static List<VerdictRow> of(String pack, String text) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(pack + ".verdicts.conf");
    List<String> lines = text.lines().toList();
    List<VerdictRow> rows = new ArrayList<>();
    String reason = "";
    int line = 0;
    for (Config row : ConfigFactory.parseString(text, options).getConfigList("verdicts")) {
      List<String> comments = row.root().origin().comments();
      boolean isApart =
          lines.subList(line, row.root().origin().lineNumber()).stream().anyMatch(String::isBlank);
      if (!comments.isEmpty() || isApart) {
        reason = String.join(" ", comments.stream().map(String::strip).toList());
      }
      line = row.root().origin().lineNumber();
      rows.add(row(pack, rows.size(), row, reason));
    }
    return rows;
  }

  private static VerdictRow row(String pack, int number, Config row, String comment) {
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
        row.hasPath("slow") && row.getBoolean("slow") ? Pace.SLOW : Pace.QUICK,
        row.hasPath("reason") ? row.getString("reason") : comment);
  }

  /** {@return what the row changes of the pack's scenario} */
  public List<SettingOverride> overrides() {
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

  @Override
  public String toString() {
    return pack + " under " + strategy + (set.isEmpty() ? "" : " with " + set);
  }
}
