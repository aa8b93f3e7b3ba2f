package org.emukernel.scenarios.growth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures machines from 36 to 4096 CPUs, writes {@code many-cpus.csv} and {@code many-cpus.svg}
 * into a directory and prints the table of docs/PERFORMANCE.md.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios.main=org.emukernel.scenarios.growth.Growth -Djmh.scenarios=../docs/performance}
 */
public final class Growth {

  private static final List<Integer> CPUS = List.of(36, 72, 144, 288, 576, 1024, 2048, 4096);

  private Growth() {}

  /**
   * Measures.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Path directory = Path.of(args[0]);
    List<GrowthPoint> points = new ArrayList<>();
    System.out.println(
        """
        | CPUs | housekeeping | IPIs | boot, CPU s | run, CPU s | run, CPU ms a CPU | live heap, MiB | KiB a CPU |
        |---|---|---|---|---|---|---|---|""");
    for (int cpus : CPUS) {
      GrowthPoint point = measure(cpus);
      points.add(point);
      System.out.println(point.row());
    }
    List<String> lines = new ArrayList<>(List.of(GrowthPoint.HEADER));
    points.forEach(point -> lines.add(point.csv()));
    Files.write(directory.resolve("many-cpus.csv"), lines);
    GrowthPlot.write(points, directory.resolve("many-cpus.svg"));
  }

  private static GrowthPoint measure(int cpus) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GrowthRun.class.getName(),
                Integer.toString(cpus))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the run with " + cpus + " CPUs failed");
    }
    return GrowthPoint.parse(out);
  }
}
