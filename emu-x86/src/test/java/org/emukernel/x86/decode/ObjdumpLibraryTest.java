package org.emukernel.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Decodes every instruction in the text of large binaries of the machine and compares length and,
 * for integer instructions, the whole text with objdump's.
 */
class ObjdumpLibraryTest {
  private static final int PT_INTERP = 3;
  private static final int MAX_SHOWN = 20;

  private final Comparison comparison = new Comparison();

  @BeforeEach
  void assumeX86() {
    String architecture = System.getProperty("os.arch");
    assumeTrue(architecture.equals("amd64"), "the machine's binaries are " + architecture);
  }

  @Test
  void decode_everyInstructionOfLibjvm_equalsObjdump() throws Exception {
    compare(Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so"));
  }

  @Test
  void decode_everyInstructionOfLibc_equalsObjdump() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    compare(interpreter(java).toRealPath().resolveSibling("libc.so.6"));
  }

  private void compare(Path library) throws Exception {
    assumeTrue(Files.isReadable(library), library + " is not there");
    Objdump.disassemble(comparison, "-d", "-j", ".text", library.toString());
    System.out.printf(
        "%s: %d instructions compared by length, %d of them by text, %d (bad)%n",
        library.getFileName(), comparison.lengths, comparison.texts, comparison.bad);
    assertThat(comparison.differences).isEmpty();
    assertThat(comparison.lengths).isGreaterThan(100_000);
    assertThat(comparison.bad)
        .as("lines that objdump cannot decode")
        .isLessThan(comparison.lengths / 1000);
  }

  /** The path in the program header PT_INTERP (ELF-64, little-endian). */
  private static Path interpreter(Path executable) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(executable)).order(ByteOrder.LITTLE_ENDIAN);
    int entrySize = elf.getShort(0x36);
    for (int i = 0; i < elf.getShort(0x38); i++) {
      int header = (int) elf.getLong(0x20) + i * entrySize;
      if (elf.getInt(header) == PT_INTERP) {
        byte[] name = new byte[(int) elf.getLong(header + 0x20) - 1];
        elf.get((int) elf.getLong(header + 8), name);
        return Path.of(new String(name, StandardCharsets.UTF_8));
      }
    }
    throw new IOException(executable + " names no interpreter");
  }

  private static final class Comparison implements Consumer<Objdump.Line> {
    final Decoder decoder = new Decoder();
    final List<String> differences = new ArrayList<>();
    long lengths;
    long texts;
    long bad;

    @Override
    public void accept(Objdump.Line line) {
      if (line.isBad()) {
        bad++;
        return;
      }
      Instruction instruction = decoder.decode(line.bytes(), 0, line.bytes().length);
      lengths++;
      if (!instruction.mnemonic().isDecoded() || instruction.length() != line.bytes().length) {
        report(instruction + " of length " + instruction.length(), line);
      } else if (ObjdumpText.isInteger(instruction)) {
        texts++;
        String text = ObjdumpText.ofDecoder(instruction, line.address());
        if (!text.equals(ObjdumpText.ofObjdump(line))) {
          report(text, line);
        }
      }
    }

    private void report(String ours, Objdump.Line line) {
      if (differences.size() < MAX_SHOWN) {
        differences.add(
            Long.toHexString(line.address())
                + ": "
                + ours
                + " instead of "
                + line.text()
                + " ("
                + line.bytes().length
                + " bytes)");
      }
    }
  }
}
