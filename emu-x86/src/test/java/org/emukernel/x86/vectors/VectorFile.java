package org.emukernel.x86.vectors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Instruction vectors recorded from a real CPU; the format is described in {@code
 * vectors/README.md} of the test resources.
 *
 * @param processor vendor, family, model and stepping of the CPU that they were recorded on
 * @param codeAddress linear address at which every form was executed
 * @param bufferAddress linear address of the memory buffer
 * @param bufferSize of the memory buffer in bytes; the pages around it were not mapped
 * @param forms in the order of the file
 */
public record VectorFile(
    String processor, long codeAddress, long bufferAddress, int bufferSize, List<Form> forms) {
  private static final String RECORDED = "/vectors/user-mode.vectors.gz";

  /** The checked-in vectors. */
  public static VectorFile recorded() {
    try (InputStream in = VectorFile.class.getResourceAsStream(RECORDED)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RECORDED);
      }
      return read(new GZIPInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(RECORDED, e);
    }
  }

  /**
   * Reads vectors, not compressed.
   *
   * @throws IllegalArgumentException naming the line that does not follow the format
   */
  public static VectorFile read(InputStream in) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    var parser = new VectorParser();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      parser.accept(line);
    }
    return parser.finish();
  }

  /** The whole memory buffer as the form found it. */
  public byte[] memoryBefore(Vector vector) {
    byte[] memory = new byte[bufferSize];
    for (int i = 0; i < bufferSize; i++) {
      memory[i] = (byte) (i * 167 + (i >> 8) * 59 + 13);
    }
    return overlay(memory, vector.setMemory());
  }

  /** The whole memory buffer as the form left it. */
  public byte[] memoryAfter(Vector vector) {
    return overlay(memoryBefore(vector), vector.changedMemory());
  }

  private static byte[] overlay(byte[] memory, List<MemoryRun> runs) {
    for (MemoryRun run : runs) {
      System.arraycopy(run.bytes(), 0, memory, run.offset(), run.bytes().length);
    }
    return memory;
  }
}
