package org.emukernel.x86.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The opcode maps, read from the resource {@code opcodes.txt}, which explains its form. */
final class OpcodeTable {
  private static final String RESOURCE = "opcodes.txt";
  private static final int OPCODES = 256;
  private static final List<String> SECTIONS =
      List.of("[]", "[0F]", "[0F38]", "[0F3A]", "[VEX.0F]", "[VEX.0F38]", "[VEX.0F3A]");
  private static final int VEX_OFFSET = 3;
  private static final OpcodeTable STANDARD = load();

  private final @Nullable Cell[] cells;

  private OpcodeTable(@Nullable Cell[] cells) {
    this.cells = cells;
  }

  /** The rows of one opcode, and whether a ModRM byte follows it. */
  record Cell(List<OpcodeRow> rows, boolean modrm) {

    /** {@return the first row that fits, or null} */
    @Nullable OpcodeRow find(MandatoryPrefix prefix, int state, int modrmByte) {
      for (OpcodeRow row : rows) {
        if (row.selector().accepts(prefix, state, modrmByte)) {
          return row;
        }
      }
      return null;
    }
  }

  static OpcodeTable standard() {
    return STANDARD;
  }

  /** {@return the rows of an opcode in map 0 to 3 (VEX: 1 to 3), or null if it has none} */
  @Nullable Cell cell(Encoding encoding, int map, int opcode) {
    int section = encoding == Encoding.VEX ? map + VEX_OFFSET : map;
    return cells[section * OPCODES + opcode];
  }

  private static OpcodeTable load() {
    try (InputStream in = OpcodeTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing");
      }
      return new Loader().load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the table's text. */
  private static final class Loader {
    private final List<List<OpcodeRow>> rows = new ArrayList<>();
    private int section;

    OpcodeTable load(String text) {
      for (int i = 0; i < SECTIONS.size() * OPCODES; i++) {
        rows.add(new ArrayList<>());
      }
      text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(this::accept);
      return new OpcodeTable(rows.stream().map(Loader::cell).toArray(Cell[]::new));
    }

    private void accept(String line) {
      try {
        if (line.startsWith("[")) {
          section = SECTIONS.indexOf(line);
        } else {
          addRow(line);
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalStateException(RESOURCE + ": " + line, e);
      }
    }

    private void addRow(String line) {
      String[] tokens = line.split(" ");
      int suffix = tokens[0].startsWith("-", 2) ? 5 : 2;
      int first = Integer.parseInt(tokens[0], 0, 2, 16);
      int last = Integer.parseInt(tokens[0], suffix - 2, suffix, 16);
      OpcodeRow row = parseRow(tokens, ModRmPattern.parse(tokens[0].substring(suffix)));
      for (int opcode = first; opcode <= last; opcode++) {
        rows.get(section * OPCODES + opcode).add(row);
        if (section > 0 && section <= VEX_OFFSET) {
          rows.get((section + VEX_OFFSET) * OPCODES + opcode).addAll(row.vexForms());
        }
      }
    }

    private static OpcodeRow parseRow(String[] tokens, ModRmPattern modrm) {
      Selector selector = Selector.of(modrm);
      int next = 1;
      for (Selector narrower = selector.narrow(tokens[next]);
          narrower != null;
          narrower = selector.narrow(tokens[next])) {
        selector = narrower;
        next++;
      }
      Mnemonic mnemonic = Mnemonic.valueOf(tokens[next++]);
      List<OperandCode> operands = List.of();
      if (next < tokens.length && Character.isUpperCase(tokens[next].charAt(0))) {
        operands = OperandCode.parseAll(tokens[next++]);
      }
      Set<RowFlag> flags = EnumSet.noneOf(RowFlag.class);
      for (; next < tokens.length; next++) {
        flags.add(RowFlag.parse(tokens[next]));
      }
      return OpcodeRow.of(selector, mnemonic, operands, flags);
    }

    private static @Nullable Cell cell(List<OpcodeRow> rows) {
      if (rows.isEmpty()) {
        return null;
      }
      boolean modrm = rows.get(0).usesModRm();
      if (rows.stream().anyMatch(row -> row.usesModRm() != modrm)) {
        throw new IllegalStateException(
            RESOURCE + ": rows of " + rows.get(0).mnemonic() + " disagree about ModRM");
      }
      return new Cell(List.copyOf(rows), modrm);
    }
  }
}
