package org.emukernel.scenarios.spark;

import com.google.inject.util.Modules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.scenarios.cli.Main;
import org.emukernel.scenarios.wiring.EmuModule;

/**
 * The {@code emu} command whose {@code sweep} runs its cells on a cluster:
 *
 * <pre>{@code
 * spark-submit --master spark://HOST:7077 --class org.emukernel.scenarios.spark.SparkMain \
 *     emu-spark.jar sweep GRID.conf --out DIR
 * }</pre>
 *
 * <p>It understands one option more, {@code --master URL}, which is stronger than spark-submit's.
 */
public final class SparkMain {

  private static final String MASTER = "--master";

  private SparkMain() {}

  /** Runs one command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    List<String> rest = new ArrayList<>(List.of(args));
    int option = rest.indexOf(MASTER);
    Optional<String> master = Optional.empty();
    if (option >= 0 && option + 1 < rest.size()) {
      master = Optional.of(rest.get(option + 1));
      rest.subList(option, option + 2).clear();
    }
    SparkMaster given = new SparkMaster(master);
    int status =
        Main.run(
            rest.toArray(String[]::new),
            plugIns -> Modules.override(new EmuModule(plugIns)).with(new SparkModule(given)));
    System.exit(status);
  }
}
