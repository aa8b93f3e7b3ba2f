package org.emukernel.scenarios.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.emukernel.scenarios.cli.GridSweeper.RefusedException;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * The finished cells of a sweep, kept over a kill at any moment: a line for each, which begins with
 * the CRC-32C of its rest. The first line says which emulator the results are of. A line that a
 * kill cut off is dropped when the journal is opened again; one that is damaged counts as not
 * there. Only one sweep can have it open.
 */
final class Journal implements AutoCloseable {

  private static final String FORMAT = "emu_sweep_journal";
  private static final String VERSION = "1";
  private static final String CELL = "cell";
  private static final String RESULT = "result";
  private static final int SUM_DIGITS = 8;

  private final FileChannel channel;
  private final Map<String, String> results = new LinkedHashMap<>();
  private int damaged;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param program which emulator the results must be of
   * @throws RefusedException if it is of another one, in use, or no journal
   * @throws IOException if it cannot be read or written
   */
  static Journal open(Path file, String program) throws IOException, RefusedException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel);
    try {
      if (lock(channel) == null) {
        throw new RefusedException(
            file + ": found another emu sweep at work, expected to be the only one");
      }
      journal.read(file, program);
      return journal;
    } catch (IOException | RefusedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void read(Path file, String program) throws IOException, RefusedException {
    byte[] bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    channel.truncate(whole).position(whole);
    if (whole == 0) {
      append(
          JsonText.line(
              json -> {
                json.writeStringField(FORMAT, VERSION);
                json.writeStringField("emu", program);
              }));
      return;
    }
    String[] lines = new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n", -1);
    requireHeader(file, lines[0], program);
    for (int i = 1; i < lines.length - 1; i++) {
      Optional<Map<String, @Nullable Object>> line = line(lines[i]);
      if (line.isPresent()) {
        results.put(String.valueOf(line.get().get(CELL)), String.valueOf(line.get().get(RESULT)));
      } else {
        damaged++;
      }
    }
  }

  private static void requireHeader(Path file, String line, String program)
      throws RefusedException {
    Map<String, @Nullable Object> header = line(line).orElse(Map.of());
    if (!VERSION.equals(header.get(FORMAT))) {
      throw new RefusedException(file + ":1: found no journal of emu sweep, expected one");
    }
    if (!program.equals(header.get("emu"))) {
      throw new RefusedException(
          "%s: found results of emu %s, expected of emu %s: take another --out, or remove it"
              .formatted(file, header.get("emu"), program));
    }
  }

  private static Optional<Map<String, @Nullable Object>> line(String line) {
    if (line.length() <= SUM_DIGITS + 1) {
      return Optional.empty();
    }
    String rest = line.substring(SUM_DIGITS + 1);
    try {
      return line.startsWith(sum(rest) + " ")
          ? Optional.of(JsonValues.read(rest))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", sum.getValue());
  }

  private void append(String json) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((sum(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(false);
  }

  /** Keeps a result; it is on the disk when this returns. */
  void add(String hash, String result) throws IOException {
    append(
        JsonText.line(
            json -> {
              json.writeStringField(CELL, hash);
              json.writeStringField(RESULT, result);
            }));
    results.put(hash, result);
  }

  /** {@return the result of a cell, if it has been finished} */
  Optional<String> result(String hash) {
    return Optional.ofNullable(results.get(hash));
  }

  /** {@return how many lines were damaged} */
  int damaged() {
    return damaged;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
