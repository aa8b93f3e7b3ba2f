package org.emukernel.x86.decode;

import java.util.Set;
import java.util.regex.Pattern;
import org.emukernel.x86.decode.Operand.Reg;
import org.emukernel.x86.decode.Operand.Rel;

/**
 * Makes objdump's text and the decoder's comparable where they differ by intent or by version of
 * binutils.
 */
final class ObjdumpText {
  /** Prefixes without effect, which objdump shows and the decoder does not. */
  private static final Pattern IDLE_PREFIXES =
      Pattern.compile("^((data16|addr32|cs|ds|es|ss|rex\\.?[WRXB]*|notrack|xacquire|xrelease) )+");

  /** binutils before 2.36 suffixed these. */
  private static final Pattern OLD_SUFFIX =
      Pattern.compile("^((?:bnd )?(?:call|ret|jmp|leave|push|pop|repz ret))q\\b");

  /** binutils from 2.41 on prints the 1 of the short shift forms. */
  private static final Pattern IMPLIED_ONE =
      Pattern.compile("^((?:sa|sh|ro|rc)[lr][bwlq]?) \\$0?x?1,");

  /** The decoder does not tell a displacement of 0 from none. */
  private static final Pattern ZERO_DISPLACEMENT = Pattern.compile("(?<![0-9a-f])0x0\\(");

  private static final Set<RegisterClass> INTEGER =
      Set.of(
          RegisterClass.GPR,
          RegisterClass.GPR_HIGH8,
          RegisterClass.SEGMENT,
          RegisterClass.CONTROL,
          RegisterClass.DEBUG);

  /** Vector instructions without vector register operand. */
  private static final Pattern VECTOR_STATE =
      Pattern.compile("V(LD|ST)MXCSR|VZERO.*|.*EVEX_.*|VEX_.*|K.*");

  private ObjdumpText() {}

  static String ofObjdump(Objdump.Line line) {
    String text = IDLE_PREFIXES.matcher(line.text()).replaceFirst("");
    text = OLD_SUFFIX.matcher(text).replaceFirst("$1");
    return common(text.equals("xchg %ax,%ax") ? "nop" : text);
  }

  static String ofDecoder(Instruction instruction, long address) {
    String text = instruction.toString();
    if (!instruction.operands().isEmpty() && instruction.operand(0) instanceof Rel rel) {
      long target = address + instruction.length() + rel.displacement();
      text = text.substring(0, text.lastIndexOf(' ') + 1) + Long.toHexString(target);
    }
    return common(text);
  }

  /**
   * {@return whether the instruction works on general, segment, control and debug registers and
   * memory only}
   */
  static boolean isInteger(Instruction instruction) {
    String name = instruction.mnemonic().name();
    return !name.startsWith("F")
        && !VECTOR_STATE.matcher(name).matches()
        && instruction.operands().stream()
            .allMatch(operand -> !(operand instanceof Reg reg) || INTEGER.contains(reg.cls()));
  }

  /** {@return {@code text} as it reads whatever the version of binutils} */
  static String common(String text) {
    String shift = IMPLIED_ONE.matcher(text).replaceFirst("$1 ");
    return ZERO_DISPLACEMENT.matcher(shift).replaceAll("(");
  }
}
