package org.emukernel.x86.decode;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs GNU objdump and reads its disassembly. */
final class Objdump {
  /** Longer than any instruction, so that objdump never wraps a line. */
  private static final String WIDTH = "--insn-width=16";

  private Objdump() {}

  /**
   * One line of disassembly.
   *
   * @param text mnemonic and operands, objdump's comments and symbols removed
   */
  record Line(long address, byte[] bytes, String text) {
    boolean isBad() {
      return text.contains("(bad)");
    }

    String mnemonic() {
      return text.split(" ", 2)[0];
    }
  }

  /** Passes every line of disassembly to {@code consumer}; near branches as Intel decodes them. */
  static void disassemble(Consumer<Line> consumer, String... arguments)
      throws IOException, InterruptedException {
    assumeAvailable();
    List<String> command = new ArrayList<>(List.of("objdump", WIDTH, "-M", "intel64"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        Line line = parse(text);
        if (line != null) {
          consumer.accept(line);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("objdump failed: " + command);
    }
  }

  private static void assumeAvailable() throws InterruptedException {
    try {
      boolean works =
          new ProcessBuilder("objdump", "--version").redirectErrorStream(true).start().waitFor()
              == 0;
      assumeTrue(works, "objdump does not work");
    } catch (IOException e) {
      assumeTrue(false, "objdump is not installed: " + e.getMessage());
    }
  }

  /** Lines read {@code " 26381:\te8 19 00 00 00 \tcall 2639f <abort>"}. */
  private static @Nullable Line parse(String text) {
    int colon = text.indexOf(":\t");
    int tab = text.indexOf('\t', colon + 2);
    if (colon < 0 || tab < 0) {
      return null;
    }
    long address = Long.parseLong(text.substring(0, colon).strip(), 16);
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(text.substring(colon + 2, tab).strip());
    return new Line(address, bytes, normalised(text.substring(tab + 1)));
  }

  private static String normalised(String text) {
    int end = text.length();
    for (char stop : new char[] {'#', '<'}) {
      int index = text.indexOf(stop);
      end = index < 0 ? end : Math.min(end, index);
    }
    StringBuilder words = new StringBuilder();
    for (String word : text.substring(0, end).strip().split(" +")) {
      words.append(words.isEmpty() ? "" : " ").append(word);
    }
    return words.toString();
  }
}
