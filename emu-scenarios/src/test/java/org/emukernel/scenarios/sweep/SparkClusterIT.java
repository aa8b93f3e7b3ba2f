package org.emukernel.scenarios.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * emu-spark.jar on a standalone cluster of Spark on the loopback device: a master and two workers,
 * a JVM each, and an executor of each worker. Profile {@code spark} brings the jar and Spark.
 */
class SparkClusterIT {

  private static final Path JAR = Path.of("target/emu-spark.jar").toAbsolutePath();
  private static final Path EMU = Path.of("target/emu.jar").toAbsolutePath();
  private static final Path HOME = Path.of("target/spark/home/target").toAbsolutePath();
  private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
  private static final long LONGEST_MS = 120_000;

  private static final String GRID =
      SweeperTest.GRID
          .replace("seeds = 1-2", "seeds = 1-5")
          .replace("duration = 8 ms", "duration = 60 ms");

  @TempDir private Path dir;

  private final List<Process> started = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private String master = "";

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(JAR) && Files.isDirectory(HOME.resolve("jars")),
        "no " + JAR + " or no Spark beside it: built by profile spark");
    Files.writeString(dir.resolve("grid.conf"), GRID);
    String deploy = "org.apache.spark.deploy.";
    spark(
        "master",
        deploy + "master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
    master = awaitLine("master", MASTER);
    for (String worker : List.of("worker1", "worker2")) {
      workers.add(
          spark(
              worker,
              deploy + "worker.Worker",
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "--cores",
              "1",
              "--memory",
              "700M",
              "--work-dir",
              dir.resolve(worker).toString(),
              master));
      awaitLine(worker, Pattern.compile("Successfully registered"));
    }
  }

  @AfterEach
  void stop() {
    started.forEach(SparkClusterIT::kill);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /* As bin/spark-class does it: Spark's launcher says which command to run. */
  private Process spark(String name, String... args) throws Exception {
    List<String> ask =
        new ArrayList<>(List.of(java(), "-cp", HOME.resolve("jars") + File.separator + "*"));
    ask.add("org.apache.spark.launcher.Main");
    ask.addAll(List.of(args));
    Process launcher = environment(new ProcessBuilder(ask)).start();
    List<String> command = new ArrayList<>();
    try (InputStream out = launcher.getInputStream()) {
      for (String word : new String(out.readAllBytes(), StandardCharsets.UTF_8).split("\0")) {
        command.add(word.strip());
      }
    }
    command.removeIf(String::isEmpty);
    return start(name, environment(new ProcessBuilder(command)));
  }

  private static ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private Process start(String name, ProcessBuilder builder) throws IOException {
    Process process =
        builder
            .redirectError(dir.resolve(name + ".err").toFile())
            .redirectOutput(dir.resolve(name + ".out").toFile())
            .start();
    started.add(process);
    return process;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private String awaitLine(String name, Pattern wanted) throws Exception {
    long endNs = System.nanoTime() + LONGEST_MS * 1_000_000;
    while (System.nanoTime() < endNs) {
      Matcher found = wanted.matcher(log(name));
      if (found.find()) {
        return found.group();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no " + wanted + " in:\n" + log(name));
  }

  private String log(String name) throws IOException {
    return Files.readString(dir.resolve(name + ".err"))
        + Files.readString(dir.resolve(name + ".out"));
  }

  private Process submit(String out) throws Exception {
    return spark(
        out,
        "org.apache.spark.deploy.SparkSubmit",
        "--master",
        master,
        "--class",
        "org.emukernel.scenarios.spark.SparkMain",
        "--conf",
        "spark.driver.host=127.0.0.1",
        "--conf",
        "spark.ui.enabled=false",
        "--conf",
        "spark.executor.memory=600m",
        JAR.toString(),
        "sweep",
        dir.resolve("grid.conf").toString(),
        "--out",
        dir.resolve(out).toString());
  }

  private void requireRowsOfThisMachine(String out) throws Exception {
    Process local =
        start(
            "local",
            new ProcessBuilder(
                java(),
                "-jar",
                EMU.toString(),
                "sweep",
                dir.resolve("grid.conf").toString(),
                "--out",
                dir.resolve("local").toString()));
    assertThat(local.waitFor()).as(log("local")).isZero();
    for (String rows : List.of("rows.csv", "rows.jsonl")) {
      assertThat(dir.resolve(out).resolve(rows))
          .hasSameBinaryContentAs(dir.resolve("local").resolve(rows));
    }
  }

  @Test
  void sweep_onTwoWorkers_sameRowsAsOnThisMachine() throws Exception {
    Process driver = submit("spark");

    assertThat(driver.waitFor()).as(log("spark")).isZero();

    requireRowsOfThisMachine("spark");
    assertThat(dir.resolve("worker1")).isNotEmptyDirectory();
    assertThat(dir.resolve("worker2")).isNotEmptyDirectory();
  }

  @Test
  void sweep_workerKilledInTheMiddle_losesNothing() throws Exception {
    Process driver = submit("spark");
    Path journal = dir.resolve("spark/journal");
    while (driver.isAlive() && lines(journal) < 3) {
      Thread.sleep(20);
    }
    assertThat(workers.get(0).descendants()).as("an executor of the worker").isNotEmpty();
    kill(workers.get(0));
    int finished = lines(journal) - 1;

    assertThat(driver.waitFor()).as(log("spark")).isZero();

    assertThat(finished).as("cells finished when the worker was killed").isBetween(1, 9);
    assertThat(log("spark")).contains("Lost executor");
    assertThat(lines(journal)).as("no cell twice").isEqualTo(11);
    requireRowsOfThisMachine("spark");
  }

  private static int lines(Path file) throws IOException {
    return Files.exists(file)
        ? (int) Files.readString(file, StandardCharsets.ISO_8859_1).lines().count()
        : 0;
  }
}
