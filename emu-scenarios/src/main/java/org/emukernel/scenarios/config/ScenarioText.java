package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import org.emukernel.scenarios.report.Schedule;

/** Writes scenarios as HOCON. */
public final class ScenarioText {

  static final String SCHEDULE = "schedule";

  private static final ConfigRenderOptions HOCON =
      ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);

  private ScenarioText() {}

  /*
   * What reference.conf says, the weakest layer, is left out; and the sweep, of which a search knows nothing, and whose points, unlike
   * here, the overrides are stronger than.
   */
  static String of(Layers layers, ScenarioSettings settings) {
    List<Config> own = layers.resolved().subList(0, layers.resolved().size() - 1);
    Config emu = new Layers(own, List.of()).merged().toConfig();
    List<String> strategies = settings.strategies().stream().map(StrategySettings::label).toList();
    emu =
        emu.withoutPath("strategy")
            .withoutPath("sweep")
            .withoutPath(SCHEDULE)
            .withValue("strategies", ConfigValueFactory.fromIterable(strategies))
            .withValue("scenario", ConfigValueFactory.fromAnyRef(settings.scenario()));
    if (!layers.workloads().isEmpty()) {
      emu = emu.withValue(WorkloadReader.KEY, workloads(emu, layers.workloads()));
    }
    return ConfigFactory.empty().withValue(Layers.ROOT, emu.root()).root().render(HOCON);
  }

  private static ConfigValue workloads(Config emu, List<OverrideLayer> overrides) {
    List<ConfigValue> written =
        emu.hasPath(WorkloadReader.KEY) && emu.getValue(WorkloadReader.KEY) instanceof ConfigList l
            ? l
            : List.of();
    return ConfigValueFactory.fromIterable(WorkloadReader.overridden(written, overrides));
  }

  /** {@return a block that replays a schedule, to stand behind a scenario} */
  public static String of(Schedule schedule) {
    StringBuilder out = new StringBuilder(Layers.ROOT + "." + SCHEDULE + " {\n");
    append(out, "waiting-stores", schedule.waitingStores());
    append(out, "choices", schedule.choices());
    return out.append("}\n").toString();
  }

  private static void append(StringBuilder out, String key, List<Schedule.Line> lines) {
    int width = lines.stream().mapToInt(line -> line.text().length()).max().orElse(0);
    out.append("  ").append(key).append(" = [\n");
    for (Schedule.Line line : lines) {
      String padding = " ".repeat(width - line.text().length());
      String note = line.note().isEmpty() ? "" : padding + "  # " + line.note();
      out.append("    \"").append(line.text()).append('"').append(note).append('\n');
    }
    out.append("  ]\n");
  }
}
