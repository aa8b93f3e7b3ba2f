package org.emukernel.entry.calling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.emukernel.api.spi.Settings;
import org.emukernel.entry.defer.CoalesceTlbiStrategyProvider;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.image.KernelImage;
import org.emukernel.x86.image.KernelImageBuilder;
import org.junit.jupiter.api.Test;

/** The expected listings: calling.h of Linux v6.1 as objdump would show it, NOPs left out. */
class CallingMacrosTest {

  private static final Set<X86Feature> PTI_PCID = EnumSet.of(X86Feature.PTI, X86Feature.PCID);
  private static final Set<X86Feature> PTI = EnumSet.of(X86Feature.PTI);
  private static final Set<X86Feature> NEITHER = EnumSet.noneOf(X86Feature.class);

  private static List<String> listing(
      Set<X86Feature> features, EntryHooks hooks, Consumer<CallingMacros> expansion) {
    Assembler asm = new Assembler("test");
    asm.equ("cpu_tlbstate", 0x100).equ("kernel_cr3_loaded", 0x200);
    asm.equ("cpu_number", 0x300).equ("tick_nohz_full_mask", 0x400).equ("empty_zero_page", 0x500);
    CallingMacros macros = new CallingMacros(asm, hooks);
    asm.section(".entry.text", "ax");
    expansion.accept(macros);
    asm.asm("    .section .data, \"aw\"\n    .balign 16\nhousekeeping_overridden:\n    .quad 1");
    KernelImage image =
        new KernelImageBuilder().add(asm.assemble()).link().withAlternatives(features);
    byte[] code = image.section(".entry.text").orElseThrow().bytes();
    return decode(code);
  }

  private static List<String> decode(byte[] code) {
    List<String> lines = new ArrayList<>();
    Decoder decoder = new Decoder();
    for (int at = 0; at < code.length; ) {
      Instruction instruction = decoder.decode(code, at, code.length);
      String text = instruction.toString();
      if (!text.startsWith("nop") && !text.equals("xchg %ax,%ax")) {
        lines.add(text);
      }
      at += instruction.length();
    }
    return lines;
  }

  private static EntryHooks cr3Signal() {
    return new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();
  }

  @Test
  void switchToKernelCr3_ptiAndPcid_keepsTheTlb() {
    assertThat(listing(PTI_PCID, EntryHooks.NONE, m -> m.switchToKernelCr3("%rax")))
        .containsExactly(
            "mov %cr3,%rax", "bts $0x3f,%rax", "and $0xffffffffffffe7ff,%rax", "mov %rax,%cr3");
  }

  @Test
  void switchToKernelCr3_withoutPcid_leavesBit63Alone() {
    assertThat(listing(PTI, EntryHooks.NONE, m -> m.switchToKernelCr3("%rax")))
        .containsExactly("mov %cr3,%rax", "and $0xffffffffffffe7ff,%rax", "mov %rax,%cr3");
  }

  @Test
  void switchToKernelCr3_withoutPti_jumpsOver() {
    assertThat(listing(NEITHER, cr3Signal(), m -> m.switchToKernelCr3("%rax")).get(0))
        .startsWith("jmp ");
  }

  @Test
  void switchToUserCr3NoStack_ptiAndPcid_looksAtTheFlushMask() {
    assertThat(listing(PTI_PCID, EntryHooks.NONE, m -> m.switchToUserCr3NoStack("%rdi", "%rax")))
        .containsExactly(
            "mov %cr3,%rdi",
            "mov %rdi,%rax",
            "and $0x7ff,%rdi",
            "bt %rdi,%gs:0x120",
            "jae .+0xf",
            "btr %rdi,%gs:0x120",
            "mov %rax,%rdi",
            "jmp .+0x8",
            "mov %rax,%rdi",
            "bts $0x3f,%rdi",
            "or $0x800,%rdi",
            "or $0x1000,%rdi",
            "mov %rdi,%cr3");
  }

  @Test
  void switchToUserCr3Stack_withoutPcid_setsBit12Only() {
    List<String> lines = listing(PTI, EntryHooks.NONE, m -> m.switchToUserCr3Stack("%rdi"));

    assertThat(lines.subList(0, 2)).containsExactly("push %rax", "mov %cr3,%rdi");
    assertThat(lines.get(2)).startsWith("jmp ");
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .containsExactly("or $0x1000,%rdi", "mov %rdi,%cr3", "pop %rax");
  }

  @Test
  void saveAndSwitchToKernelCr3_userBitClear_skipsTheWrite() {
    List<String> lines =
        listing(PTI_PCID, EntryHooks.NONE, m -> m.saveAndSwitchToKernelCr3("%rax", "%r14"));

    assertThat(lines)
        .containsExactly(
            "mov %cr3,%rax",
            "mov %rax,%r14",
            "bt $0xc,%rax",
            "jae .+0xe",
            "bts $0x3f,%rax",
            "and $0xffffffffffffe7ff,%rax",
            "mov %rax,%cr3");
  }

  @Test
  void restoreCr3_ptiAndPcid_flushesOnlyAUserAsidThatAsksForIt() {
    assertThat(listing(PTI_PCID, EntryHooks.NONE, m -> m.restoreCr3("%r15", "%r14")))
        .containsExactly(
            "bt $0xc,%r14",
            "jae .+0x22",
            "mov %r14,%r15",
            "and $0x7ff,%r15",
            "bt %r15,%gs:0x120",
            "jae .+0xc",
            "btr %r15,%gs:0x120",
            "jmp .+0x5",
            "bts $0x3f,%r14",
            "mov %r14,%cr3");
  }

  @Test
  void pushAndPop_inOrderOfPtRegs() {
    List<String> pushes = listing(NEITHER, EntryHooks.NONE, m -> m.pushAndClearRegs("$-ENOSYS"));
    List<String> pops = listing(NEITHER, EntryHooks.NONE, CallingMacros::popRegs);

    assertThat(pushes.subList(0, 15))
        .containsExactly(
            "push %rdi",
            "push %rsi",
            "push %rdx",
            "push %rcx",
            "push $0xffffffffffffffda",
            "push %r8",
            "push %r9",
            "push %r10",
            "push %r11",
            "push %rbx",
            "push %rbp",
            "push %r12",
            "push %r13",
            "push %r14",
            "push %r15");
    assertThat(pushes.subList(15, pushes.size())).hasSize(13).allMatch(l -> l.startsWith("xor "));
    assertThat(pops)
        .containsExactly(
            "pop %r15",
            "pop %r14",
            "pop %r13",
            "pop %r12",
            "pop %rbp",
            "pop %rbx",
            "pop %r11",
            "pop %r10",
            "pop %r9",
            "pop %r8",
            "pop %rax",
            "pop %rcx",
            "pop %rdx",
            "pop %rsi",
            "pop %rdi");
  }

  @Test
  void fences_onlyWhereTheFeatureAsks() {
    Set<X86Feature> user = EnumSet.of(X86Feature.FENCE_SWAPGS_USER);

    assertThat(listing(user, EntryHooks.NONE, CallingMacros::fenceSwapgsUserEntry))
        .containsExactly("lfence");
    assertThat(listing(user, EntryHooks.NONE, CallingMacros::fenceSwapgsKernelEntry)).isEmpty();
  }

  @Test
  void cr3Signal_inEachMacro_addsItsNoteFirstAndLosesNothing() {
    List<Consumer<CallingMacros>> macros =
        List.of(
            m -> m.switchToKernelCr3("%rax"),
            m -> m.saveAndSwitchToKernelCr3("%rax", "%r14"),
            m -> m.switchToUserCr3NoStack("%rdi", "%rax"),
            m -> m.restoreCr3("%r15", "%r14"));
    for (int i = 0; i < macros.size(); i++) {
      List<String> plain = listing(PTI_PCID, EntryHooks.NONE, macros.get(i));
      List<String> noted = listing(PTI_PCID, cr3Signal(), macros.get(i));
      String note = "movl $%#x,%%gs:0x200".formatted(i < 2 ? 1 : 0).replace("$0,", "$0x0,");

      assertThat(mnemonics(noted)).endsWith(mnemonics(plain).toArray(String[]::new));
      assertThat(noted).containsOnlyOnce(note);
      assertThat(noted.indexOf(note)).isEqualTo(noted.size() - plain.size() - 1);
    }
  }

  private static List<String> mnemonics(List<String> lines) {
    return lines.stream().map(l -> l.startsWith("j") ? l.split(" ")[0] : l).toList();
  }

  private static EntryHooks coalesceTlbi(String flush) {
    CoalesceTlbiStrategyProvider provider = new CoalesceTlbiStrategyProvider();
    return provider
        .create(new Settings(provider.name(), Map.of("flush", flush)))
        .entryHooks(EntryHooks.class)
        .orElseThrow();
  }

  /* v7: COALESCE_TLBI after the write of CR3; both flushes are there, the alternative takes one. */
  @Test
  void switchToKernelCr3_coalesceTlbi_flushesThenSignalsAfterTheWrite() {
    List<String> lines =
        listing(PTI_PCID, coalesceTlbi("cr4-pge"), m -> m.switchToKernelCr3("%rax"));

    assertThat(lines.subList(0, 4))
        .containsExactly(
            "mov %cr3,%rax", "bts $0x3f,%rax", "and $0xffffffffffffe7ff,%rax", "mov %rax,%cr3");
    List<String> added = lines.subList(4, lines.size());
    assertThat(added).hasSize(9);
    assertThat(added.get(0)).startsWith("movslq %gs:");
    assertThat(added.get(1)).startsWith("bt %rax,");
    assertThat(added.get(2)).startsWith("jae ");
    assertThat(added.get(3)).startsWith("mov %gs:");
    assertThat(added.subList(4, 8))
        .containsExactly("xor $0x80,%rax", "mov %rax,%cr4", "xor $0x80,%rax", "mov %rax,%cr4");
    assertThat(added.get(8)).startsWith("movl $0x1,%gs:");
  }

  @Test
  void switchToUserCr3_coalesceTlbi_clearsTheSignalFirstOfAll() {
    List<String> lines =
        listing(PTI_PCID, coalesceTlbi("invpcid"), m -> m.switchToUserCr3NoStack("%rdi", "%rax"));

    assertThat(lines.get(0)).startsWith("movl $0x0,%gs:");
    assertThat(lines.get(1)).isEqualTo("mov %cr3,%rdi");
    assertThat(lines).hasSize(14);
  }

  @Test
  void saveAndSwitchToKernelCr3_coalesceTlbi_flushesOnlyWhereItSwitches() {
    List<String> lines =
        listing(PTI_PCID, coalesceTlbi("cr4-pge"), m -> m.saveAndSwitchToKernelCr3("%rax", "%r14"));

    assertThat(lines.subList(0, 3))
        .containsExactly("mov %cr3,%rax", "mov %rax,%r14", "bt $0xc,%rax");
    assertThat(lines.get(3)).startsWith("jae ");
    assertThat(lines.subList(4, 7))
        .containsExactly("bts $0x3f,%rax", "and $0xffffffffffffe7ff,%rax", "mov %rax,%cr3");
    assertThat(lines).hasSize(16);
  }

  @Test
  void restoreCr3_coalesceTlbi_clearsTheSignalForAUserCr3Only() {
    List<String> plain = listing(PTI_PCID, EntryHooks.NONE, m -> m.restoreCr3("%r15", "%r14"));
    List<String> lines =
        listing(PTI_PCID, coalesceTlbi("invpcid"), m -> m.restoreCr3("%r15", "%r14"));

    assertThat(lines.get(0)).isEqualTo("bt $0xc,%r14");
    assertThat(lines.get(1)).startsWith("jae ");
    assertThat(lines.get(2)).startsWith("movl $0x0,%gs:");
    assertThat(lines.subList(3, lines.size())).isEqualTo(plain);
  }
}
