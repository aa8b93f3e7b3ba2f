package org.emukernel.scenarios.check;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;

/**
 * Compares what is decoded with the lines of {@code objdump -d}: the length of each instruction and
 * its mnemonic, without prefixes and without the letter that tells the size of an operand.
 */
final class ObjdumpComparison {

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{16}):\\t(.*)");
  private static final Pattern PREFIXES =
      Pattern.compile(
          "^((lock|rep|repz|repnz|data16|addr32|cs|ds|es|ss|fs|gs|notrack|bnd|rex(\\.[WRXB]+)?) )+");

  /**
   * One instruction under two names: 66 90, suffixes of size, VMMCALL with a REP prefix. Undecoded
   * families of VEX and EVEX have the name of their opcode here.
   */
  private static final Set<String> SAME =
      Set.of("nop xchg", "fild fildl", "lret lretq", "vmmcall vmgexit");

  private final BinaryImage image;
  private final Decoder decoder = new Decoder();
  private final Set<String> lengths = new TreeSet<>();
  private final Map<String, Integer> mnemonics = new TreeMap<>();
  private OptionalLong last = OptionalLong.empty();
  private int lastLength;
  private String lastText = "";
  private long compared;

  ObjdumpComparison(BinaryImage image) {
    this.image = image;
  }

  /** Takes the next line of the listing. */
  void line(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    long address = Long.parseUnsignedLong(matcher.group(1), 16);
    if (last.isPresent() && last.getAsLong() + lastLength != address) {
      lengths.add("%x %s".formatted(last.getAsLong(), lastText));
    }
    compare(address, matcher.group(2));
  }

  private void compare(long address, String text) {
    if (text.contains("(bad)")) {
      last = OptionalLong.empty();
      return;
    }
    int offset = (int) image.offset(address, 1).orElseThrow();
    Instruction ours =
        decoder.decode(image.content(), offset, Math.min(offset + 15, image.content().length));
    last = OptionalLong.of(address);
    lastLength = ours.length();
    lastText = ours.toString();
    compared++;
    String theirs = word(text);
    String our = word(lastText);
    boolean family = our.matches("e?vex_.*") && theirs.matches("v.*|tile.*");
    if (!our.equals(theirs) && !family && !SAME.contains(our + " " + theirs)) {
      mnemonics.merge(ours.mnemonic() + ": " + our + " / " + theirs, 1, Integer::sum);
    }
  }

  private static String word(String text) {
    return PREFIXES.matcher(text.replaceAll("\\s+", " ").strip()).replaceFirst("").split(" ", 2)[0];
  }

  long compared() {
    return compared;
  }

  /** {@return where an instruction ends elsewhere} */
  Set<String> lengths() {
    return lengths;
  }

  /** {@return which mnemonics differ, and how often} */
  Map<String, Integer> mnemonics() {
    return mnemonics;
  }
}
