package org.emukernel.x86.asm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mnemonics and their encodings, read from {@code instructions.txt} beside this class (SDM vol.
 * 2, "Instruction Set Reference"). Rows stand in the order in which GNU as prefers them.
 */
final class InstructionSet {
  private static final String TABLE = "instructions.txt";

  /** Condition codes and their numbers, with the aliases that GNU as knows. */
  private static final Map<String, Integer> CONDITIONS = conditions();

  private static final Pattern SPACES = Pattern.compile(" +");

  private static final InstructionSet STANDARD = load();

  private final Map<String, List<Form>> forms = new LinkedHashMap<>();

  private InstructionSet() {}

  /** {@return the instruction set; nobody changes it} */
  static InstructionSet standard() {
    return STANDARD;
  }

  private static InstructionSet load() {
    InstructionSet set = new InstructionSet();
    try (InputStream in = InstructionSet.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + TABLE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(set::addRow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return set;
  }

  /** {@return the rows of exactly this mnemonic, empty if there are none} */
  List<Form> forms(String mnemonic) {
    return forms.getOrDefault(mnemonic, List.of());
  }

  /** {@return the condition's number, or -1 if the name is none} */
  static int condition(String name) {
    return CONDITIONS.getOrDefault(name, -1);
  }

  private void addRow(String line) {
    String[] columns = line.split("\\|");
    String names = columns[0].trim();
    for (String name : SPACES.split(names)) {
      if (name.endsWith("cc")) {
        String stem = name.substring(0, name.length() - 2);
        CONDITIONS.forEach((cc, number) -> add(row(stem + cc, columns, number)));
      } else {
        add(row(name, columns, 0));
      }
    }
  }

  private void add(Form form) {
    forms.computeIfAbsent(form.mnemonic(), m -> new ArrayList<>()).add(form);
  }

  private static Form row(String mnemonic, String[] columns, int addToOpcode) {
    List<Integer> sizes = sizes(columns[1].trim());
    List<OperandKind> operands = words(columns[2]).map(OperandKind::named).toList();
    int prefix = 0;
    int extension = -1;
    Form.RexW rexW = Form.RexW.BY_SIZE;
    CodeBuffer opcode = new CodeBuffer();
    for (String token : words(columns[3]).toList()) {
      switch (token.charAt(0)) {
        case '/' -> extension = Integer.parseInt(token.substring(1));
        case 'p' -> prefix = Integer.parseInt(token.substring(1), 16);
        case 'W' -> rexW = Form.RexW.ALWAYS;
        default -> {
          if (token.equals("d64")) {
            rexW = Form.RexW.DEFAULT_64;
          } else {
            opcode.write(Integer.parseInt(token, 16));
          }
        }
      }
    }
    byte[] bytes = opcode.toByteArray();
    bytes[bytes.length - 1] += (byte) addToOpcode;
    return new Form(mnemonic, sizes, operands, prefix, bytes, extension, rexW);
  }

  private static Stream<String> words(String column) {
    return SPACES.splitAsStream(column.trim()).filter(word -> !word.isEmpty());
  }

  private static List<Integer> sizes(String letters) {
    return letters.chars().mapToObj(letter -> sizeOf((char) letter)).filter(s -> s > 0).toList();
  }

  /** {@return the operand size in bits of a mnemonic's suffix, 0 if the letter is none} */
  static int sizeOf(char suffix) {
    return switch (suffix) {
      case 'b' -> 8;
      case 'w' -> 16;
      case 'l' -> 32;
      case 'q' -> 64;
      default -> 0;
    };
  }

  private static Map<String, Integer> conditions() {
    String[] groups = {
      "o", "no", "b c nae", "nb nc ae", "e z", "ne nz", "be na", "nbe a",
      "s", "ns", "p pe", "np po", "l nge", "nl ge", "le ng", "nle g"
    };
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int number = 0; number < groups.length; number++) {
      for (String name : groups[number].split(" ")) {
        map.put(name, number);
      }
    }
    return map;
  }
}
