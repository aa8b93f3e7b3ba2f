package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.RootRegister;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;

/**
 * Says what an instruction drops from the TLB, whether there was anything or not (SDM vol. 3A,
 * "Operations that Invalidate TLBs and Paging-Structure Caches").
 */
final class FlushNotes {

  private static final List<String> REGISTERS =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");
  private static final Pattern CR3 = Pattern.compile(": mov %(\\w+),%cr3$");
  private static final Pattern CR4 = Pattern.compile(": mov %(\\w+),%cr4$");
  private static final Pattern INVPCID = Pattern.compile(": invpcid .*,%(\\w+)$");
  private static final List<String> INVPCID_TYPES =
      List.of("flushes a page", "flushes a PCID", "flushes all", "flushes non-global");

  private static final int PCID = 0xfff;

  private FlushNotes() {}

  /**
   * {@return what the instruction is about to drop, if it is one of those}
   *
   * @param place of the CPU, as {@code symbol+offset: instruction}
   */
  static Optional<String> of(Cpu cpu, String place) {
    return operand(CR3, cpu, place)
        .map(value -> cr3(cpu, value))
        .or(() -> operand(CR4, cpu, place).flatMap(value -> cr4(cpu, value)))
        .or(
            () ->
                operand(INVPCID, cpu, place)
                    .map(
                        type ->
                            "INVPCID type " + type + ": " + INVPCID_TYPES.get((int) (type & 3))));
  }

  private static Optional<Long> operand(Pattern instruction, Cpu cpu, String place) {
    Matcher matcher = instruction.matcher(place);
    return matcher.find()
        ? Optional.of(cpu.registers().get(REGISTERS.indexOf(matcher.group(1))))
        : Optional.empty();
  }

  private static String cr3(Cpu cpu, long value) {
    String root = RootRegister.isUser(value) ? "CR3 = user" : "CR3 = kernel";
    if ((cpu.registers().get(Reg.CR4) & Control.CR4_PCIDE) == 0) {
      return root + ": flushes non-global";
    }
    long pcid = value & PCID;
    String context = root + ", PCID " + (pcid > 9 ? "0x" + Long.toHexString(pcid) : pcid);
    return context + (value < 0 ? ", no flush" : ": flushes it");
  }

  private static Optional<String> cr4(Cpu cpu, long value) {
    long changed = (cpu.registers().get(Reg.CR4) ^ value) & Control.CR4_PGE;
    return changed == 0
        ? Optional.empty()
        : Optional.of(
            "CR4.PGE = %d: flushes all".formatted((value & Control.CR4_PGE) == 0 ? 0 : 1));
  }
}
