package org.emukernel.x86.asm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs GNU binutils in a directory; a test that needs a tool which is not there is skipped. */
public final class Binutils {
  /** What a tool said. */
  public record Result(int status, String out, String err) {}

  private final Path directory;

  /** Works in {@code directory}. */
  public Binutils(Path directory) {
    this.directory = directory;
  }

  /** Skips the running test unless every tool can be started. */
  public static void assumePresent(String... tools) {
    for (String tool : tools) {
      Assumptions.assumeTrue(starts(tool), () -> tool + " (GNU binutils) is not installed");
    }
  }

  private static boolean starts(String tool) {
    try {
      Process process =
          new ProcessBuilder(tool, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs a command to its end. */
  public Result run(String... command) {
    try {
      Path out = directory.resolve("stdout");
      Path err = directory.resolve("stderr");
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int status = process.waitFor();
      return new Result(
          status,
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** {@return the content of a section as GNU as assembles it} */
  public byte[] assemble(String source, String section) {
    try {
      Files.writeString(directory.resolve("in.s"), source);
      expectSuccess(run("as", "-o", "in.o", "in.s"));
      List<String> command = new ArrayList<>(List.of("objcopy", "-O", "binary", "-j", section));
      command.addAll(List.of("--set-section-flags", section + "=alloc", "in.o", "out.bin"));
      expectSuccess(run(command.toArray(String[]::new)));
      return Files.readAllBytes(directory.resolve("out.bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void expectSuccess(Result result) {
    if (result.status() != 0) {
      throw new IllegalStateException(result.err());
    }
  }
}
