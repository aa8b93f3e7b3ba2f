package org.emukernel.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Decodes every opcode of every map with many ModRM bytes and prefixes, and compares with objdump
 * what both decode: length, mnemonic, and for integer instructions the whole text. Where only one
 * of them decodes, the other must have a reason.
 */
class ObjdumpSweepTest {
  private static final int SLOT = 24;
  private static final byte NOP = (byte) 0x90;
  private static final byte[] TAIL = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x08};
  private static final int[] MODRM = {
    0x00, 0x05, 0x04, 0x44, 0x80, 0x09, 0x11, 0x19, 0x21, 0x29, 0x31, 0x39, 0xc1, 0xca, 0xd3, 0xdc,
    0xe5, 0xee, 0xf0, 0xff
  };
  private static final int[] VECTOR_MODRM = {0x05, 0x44, 0x09, 0xc1, 0xd3, 0xdc};
  private static final List<String> PREFIXES =
      List.of("", "66", "f3", "f2", "48", "6648", "f348", "f248", "67", "41", "64");
  private static final List<String> ESCAPES = List.of("", "0f", "0f38", "0f3a");

  /**
   * Prefixes, escapes and what introduces VEX and EVEX; 9B, which objdump joins with the x87
   * instruction that follows.
   */
  private static final Set<Integer> NO_OPCODES =
      Set.of(
          0x0f, 0x26, 0x2e, 0x36, 0x3e, 0x62, 0x64, 0x65, 0x66, 0x67, 0x9b, 0xc4, 0xc5, 0xf0, 0xf2,
          0xf3);

  /**
   * Integer instructions that objdump writes otherwise than with the operands of the SDM: implied
   * registers spelled out, sizes in the mnemonic, MPX names for what are NOPs without MPX, r32 for
   * the selector of LAR, LSL and MOV to a segment register, r16 for MOVSXD with 66 and REX.W.
   */
  private static final Set<Mnemonic> WRITTEN_OTHERWISE =
      Set.of(
          Mnemonic.MONITOR,
          Mnemonic.MONITORX,
          Mnemonic.MOVSXD,
          Mnemonic.MWAIT,
          Mnemonic.MWAITX,
          Mnemonic.INCSSP,
          Mnemonic.RDSSP,
          Mnemonic.WRSS,
          Mnemonic.WRUSS,
          Mnemonic.PTWRITE,
          Mnemonic.LAR,
          Mnemonic.LSL,
          Mnemonic.NOP,
          Mnemonic.XBEGIN,
          Mnemonic.LOOP,
          Mnemonic.LOOPE,
          Mnemonic.LOOPNE,
          Mnemonic.RET,
          Mnemonic.RET_FAR,
          Mnemonic.SYSRET,
          Mnemonic.SYSEXIT,
          Mnemonic.XCHG,
          Mnemonic.TPAUSE,
          Mnemonic.UMWAIT,
          Mnemonic.INVLPGA,
          Mnemonic.CALL,
          Mnemonic.JMP,
          Mnemonic.CALL_FAR,
          Mnemonic.JMP_FAR,
          Mnemonic.VMRUN,
          Mnemonic.VMLOAD,
          Mnemonic.VMSAVE,
          Mnemonic.SKINIT,
          Mnemonic.CLZERO,
          Mnemonic.VMMCALL);

  private static final Pattern ANY_PREFIX =
      Pattern.compile("^((data16|addr32|fs|rex\\.?[WRXB]*|repn?z|rep|bnd|xacquire|xrelease) )+");

  private static final Pattern LENIENT =
      Pattern.compile("^vzero|,%cs$|%cr(1|[5-7]|9|1[0-5])\\b|%db([89]|1[0-5])\\b");

  private static final Set<String> KNOWN_NAMES =
      Arrays.stream(Mnemonic.values())
          .map(mnemonic -> mnemonic.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  @TempDir Path directory;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();
  private final TreeMap<String, String> differences = new TreeMap<>();
  private int compared;

  @Test
  void decode_everyLegacyOpcode_agreesWithObjdump() throws Exception {
    for (String prefix : PREFIXES) {
      for (String escape : ESCAPES) {
        addOpcodes(HexFormat.of().parseHex(prefix + escape), MODRM, escape.isEmpty());
      }
    }
    compare();
  }

  @Test
  void decode_everyVexOpcode_agreesWithObjdump() throws Exception {
    for (int map = 1; map <= 3; map++) {
      for (int bits : new int[] {0x60, 0x78}) {
        for (int selection = 0; selection < 16; selection++) {
          int last = bits | (selection & 8) << 4 | selection & 7;
          addOpcodes(
              new byte[] {(byte) 0xc4, (byte) (0xe0 | map), (byte) last}, VECTOR_MODRM, false);
        }
      }
    }
    compare();
  }

  @Test
  void decode_everyEvexOpcode_agreesWithObjdump() throws Exception {
    for (int map : new int[] {1, 2, 3, 5, 6}) {
      for (int selection = 0; selection < 8; selection++) {
        int second = 0x7c | (selection & 4) << 5 | selection & 3;
        addOpcodes(
            new byte[] {0x62, (byte) (0xf0 | map), (byte) second, 0x48}, VECTOR_MODRM, false);
      }
    }
    compare();
  }

  private void addOpcodes(byte[] introduction, int[] modrms, boolean oneByteMap) {
    for (int opcode = 0; opcode < 256; opcode++) {
      boolean rex = (opcode & 0xf0) == 0x40;
      if (oneByteMap && (rex || NO_OPCODES.contains(opcode))) {
        continue;
      }
      for (int modrm : modrms) {
        addSlot(introduction, opcode, modrm);
      }
    }
  }

  private void addSlot(byte[] introduction, int opcode, int modrm) {
    byte[] slot = new byte[SLOT];
    Arrays.fill(slot, NOP);
    System.arraycopy(introduction, 0, slot, 0, introduction.length);
    slot[introduction.length] = (byte) opcode;
    slot[introduction.length + 1] = (byte) modrm;
    System.arraycopy(TAIL, 0, slot, introduction.length + 2, TAIL.length);
    code.writeBytes(slot);
  }

  private void compare() throws Exception {
    byte[] bytes = code.toByteArray();
    Path file = Files.write(directory.resolve("sweep.bin"), bytes);
    Decoder decoder = new Decoder();
    Objdump.disassemble(
        line -> {
          if (line.address() % SLOT == 0) {
            int offset = (int) line.address();
            compare(decoder.decode(bytes, offset, offset + SLOT), line);
          }
        },
        "-D",
        "-b",
        "binary",
        "-m",
        "i386:x86-64",
        file.toString());
    System.out.printf(
        "%d of %d synthetic encodings decoded by both%n", compared, bytes.length / SLOT);
    assertThat(differences.values()).isEmpty();
    assertThat(compared).isGreaterThan(1000);
  }

  private void compare(Instruction ours, Objdump.Line line) {
    if (line.isBad() || line.text().contains("%?") || line.text().startsWith("rex")) {
      return;
    }
    if (!ours.mnemonic().isDecoded()) {
      if (KNOWN_NAMES.contains(line.mnemonic()) && !isLenient(line)) {
        report(ours, line);
      }
      return;
    }
    compared++;
    if (ours.length() != line.bytes().length) {
      report(ours, line);
    } else if (isComparableText(ours)
        && !withoutPrefixes(ours.toString()).equals(withoutPrefixes(line.text()))) {
      report(ours, line);
    }
  }

  private static boolean isComparableText(Instruction ours) {
    return ObjdumpText.isInteger(ours)
        && !WRITTEN_OTHERWISE.contains(ours.mnemonic())
        && !isSegmentMove(ours)
        && !isBranch(ours);
  }

  /**
   * The sweep puts prefixes before everything, also where they do nothing, and objdump shows these.
   */
  private static String withoutPrefixes(String text) {
    return ObjdumpText.common(ANY_PREFIX.matcher(text).replaceFirst(""));
  }

  /**
   * objdump prints branch targets of a flat file with 0x; the libraries' comparison covers them.
   */
  private static boolean isBranch(Instruction ours) {
    return !ours.operands().isEmpty() && ours.operand(0) instanceof Operand.Rel;
  }

  private static boolean isSegmentMove(Instruction ours) {
    return ours.opcodeMap() == 0 && ours.opcode() == 0x8e;
  }

  /**
   * objdump takes VZEROUPPER and VZEROALL after any VEX.pp, MOV to CS, and control and debug
   * registers that do not exist; the SDM does not.
   */
  private static boolean isLenient(Objdump.Line line) {
    return LENIENT.matcher(line.text()).find();
  }

  private void report(Instruction ours, Objdump.Line line) {
    String hex = HexFormat.ofDelimiter(" ").formatHex(line.bytes());
    differences.putIfAbsent(
        ours.mnemonic() + " " + ours.opcodeMap() + " " + ours.opcode() + " " + line.mnemonic(),
        hex + ": " + ours + " of length " + ours.length() + " instead of " + line.text());
  }
}
