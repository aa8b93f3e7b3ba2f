package org.emukernel.entry.calling;

import org.emukernel.x86.asm.Assembler;

/**
 * The macros of arch/x86/entry/calling.h, Linux v6.1, expanded into one unit of the assembler.
 * Operands are written as in the source: {@code %rax}, {@code $-ENOSYS}.
 *
 * <p>Per-CPU operands are {@code %gs:var}, v6.1's PER_CPU_VAR() of SMP kernels; the form relative
 * to RIP of v6.7 is a byte shorter.
 */
public final class CallingMacros {

  private final Assembler asm;
  private final EntryHooks hooks;
  private int expansions;

  /**
   * Makes the macros of a unit; defines {@link AsmOffsets} in it.
   *
   * @param asm where they are expanded
   * @param hooks what a strategy adds
   */
  public CallingMacros(Assembler asm, EntryHooks hooks) {
    this.asm = asm;
    this.hooks = hooks;
    AsmOffsets.define(asm);
  }

  /** {@return the unit} */
  public Assembler asm() {
    return asm;
  }

  /** PUSH_AND_CLEAR_REGS with the given operand for pt_regs.ax. */
  public void pushAndClearRegs(String rax) {
    pushAndClearRegs("%rdx", rax);
  }

  /** PUSH_AND_CLEAR_REGS with the given operands for pt_regs.dx and pt_regs.ax. */
  public void pushAndClearRegs(String rdx, String rax) {
    asm.asm(
        """
            pushq %rdi
            pushq %rsi
        """);
    pushRegs(rdx, rax);
    clearRegs();
  }

  /**
   * PUSH_AND_CLEAR_REGS save_ret=1: for a function that was called on top of an exception frame;
   * its return address moves to the top of the stack again.
   */
  public void pushAndClearRegsSaveRet() {
    asm.asm(
        """
            pushq %rsi
            movq  8(%rsp), %rsi     # the return address
            movq  %rdi, 8(%rsp)     # takes the place of it
        """);
    pushRegs("%rdx", "%rax");
    asm.asm("    pushq %rsi\n");
    clearRegs();
  }

  private void pushRegs(String rdx, String rax) {
    asm.asm("    pushq " + rdx + "; pushq %rcx; pushq " + rax);
    for (String register : "r8 r9 r10 r11 rbx rbp r12 r13 r14 r15".split(" ")) {
      asm.asm("    pushq %" + register);
    }
  }

  private void clearRegs() {
    for (String r : "esi edx ecx r8d r9d r10d r11d ebx ebp r12d r13d r14d r15d".split(" ")) {
      asm.asm("    xorl %" + r + ", %" + r);
    }
  }

  /** POP_REGS. */
  public void popRegs() {
    popRegsButRdi();
    asm.asm("    popq %rdi");
  }

  /** POP_REGS pop_rdi=0. */
  public void popRegsButRdi() {
    for (String r : "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi".split(" ")) {
      asm.asm("    popq %" + r);
    }
  }

  /** SWITCH_TO_KERNEL_CR3. The write keeps the TLB where PCIDs are used. */
  public void switchToKernelCr3(String scratch) {
    String end = label("end");
    unlessPti(end);
    hooks.firstInSwitchToKernelCr3(asm, scratch);
    asm.asm("    movq %cr3, " + scratch);
    adjustKernelCr3(scratch);
    asm.asm("    movq " + scratch + ", %cr3");
    hooks.lastInSwitchToKernelCr3(asm, scratch);
    asm.label(end);
  }

  /** SWITCH_TO_USER_CR3_NOSTACK. */
  public void switchToUserCr3NoStack(String scratch, String scratch2) {
    String end = label("end");
    unlessPti(end);
    switchToUserCr3(scratch, scratch2);
    asm.label(end);
  }

  /** SWITCH_TO_USER_CR3_STACK: keeps RAX on the stack. */
  public void switchToUserCr3Stack(String scratch) {
    String end = label("end");
    unlessPti(end);
    asm.asm("    pushq %rax");
    switchToUserCr3(scratch, "%rax");
    asm.asm("    popq %rax");
    asm.label(end);
  }

  /** SAVE_AND_SWITCH_TO_KERNEL_CR3, for entries that may interrupt anything. */
  public void saveAndSwitchToKernelCr3(String scratch, String save) {
    String done = label("done");
    unlessPti(done);
    hooks.firstInSaveAndSwitchToKernelCr3(asm, scratch, save);
    asm.asm("    movq %cr3, " + scratch);
    asm.asm("    movq " + scratch + ", " + save);
    asm.asm("    btq  $PTI_USER_PGTABLE_BIT, " + scratch);
    asm.asm("    jnc  " + done);
    adjustKernelCr3(scratch);
    asm.asm("    movq " + scratch + ", %cr3");
    hooks.lastInSaveAndSwitchToKernelCr3(asm, scratch);
    asm.label(done);
  }

  /** RESTORE_CR3: the way back of {@link #saveAndSwitchToKernelCr3}. */
  public void restoreCr3(String scratch, String save) {
    String end = label("end");
    String write = label("wrcr3");
    String noFlush = label("noflush");
    unlessPti(end);
    hooks.firstInRestoreCr3(asm, scratch, save);
    unlessPcid(write);
    asm.asm("    btq  $PTI_USER_PGTABLE_BIT, " + save);
    asm.asm("    jnc  " + noFlush);
    asm.asm("    movq " + save + ", " + scratch);
    asm.asm("    andq $0x7ff, " + scratch);
    testAndClearFlushBit(scratch, noFlush);
    asm.asm("    jmp  " + write);
    asm.label(noFlush);
    setNoFlushBit(save);
    asm.label(write);
    asm.asm("    movq " + save + ", %cr3");
    asm.label(end);
  }

  /**
   * SAVE_AND_SET_GSBASE, which needs the kernel's CR3: the CPU's number is the limit of a segment
   * (GET_PERCPU_BASE).
   */
  public void saveAndSetGsBase(String scratch, String save) {
    asm.asm("    rdgsbase " + save);
    asm.asm("    movq $__CPUNODE_SEG, " + scratch);
    asm.asm("    lsl  " + scratch + ", " + scratch);
    asm.asm("    andq $VDSO_CPUNODE_MASK, " + scratch);
    asm.asm("    movq __per_cpu_offset(," + scratch + ",8), " + scratch);
    asm.asm("    wrgsbase " + scratch);
  }

  /** FENCE_SWAPGS_USER_ENTRY. */
  public void fenceSwapgsUserEntry() {
    asm.asm("    ALTERNATIVE \"\", \"lfence\", X86_FEATURE_FENCE_SWAPGS_USER");
  }

  /** FENCE_SWAPGS_KERNEL_ENTRY. */
  public void fenceSwapgsKernelEntry() {
    asm.asm("    ALTERNATIVE \"\", \"lfence\", X86_FEATURE_FENCE_SWAPGS_KERNEL");
  }

  /** CLEAR_CPU_BUFFERS (stable v6.1.80): VERW with the selector that lies in .entry.text. */
  public void clearCpuBuffers() {
    asm.asm("    ALTERNATIVE \"\", \"verw mds_verw_sel(%rip)\", X86_FEATURE_CLEAR_CPU_BUF");
  }

  private void switchToUserCr3(String scratch, String scratch2) {
    String write = label("wrcr3");
    String writePcid = label("wrcr3_pcid");
    String noFlush = label("noflush");
    hooks.firstInSwitchToUserCr3(asm, scratch, scratch2);
    asm.asm("    movq %cr3, " + scratch);
    unlessPcid(write);
    asm.asm("    movq " + scratch + ", " + scratch2);
    asm.asm("    andq $0x7ff, " + scratch);
    testAndClearFlushBit(scratch, noFlush);
    asm.asm("    movq " + scratch2 + ", " + scratch);
    asm.asm("    jmp  " + writePcid);
    asm.label(noFlush);
    asm.asm("    movq " + scratch2 + ", " + scratch);
    setNoFlushBit(scratch);
    asm.label(writePcid);
    asm.asm("    orq  $PTI_USER_PCID_MASK, " + scratch);
    asm.label(write);
    asm.asm("    orq  $PTI_USER_PGTABLE_MASK, " + scratch);
    asm.asm("    movq " + scratch + ", %cr3");
  }

  /** Goes to {@code noFlush} unless the ASID's bit is set in user_pcid_flush_mask; clears it. */
  private void testAndClearFlushBit(String asid, String noFlush) {
    String mask = "%gs:cpu_tlbstate+TLB_STATE_user_pcid_flush_mask";
    asm.asm("    btq  " + asid + ", " + mask);
    asm.asm("    jnc  " + noFlush);
    asm.asm("    btrq " + asid + ", " + mask);
  }

  private void adjustKernelCr3(String register) {
    asm.asm(
        "    ALTERNATIVE \"\", \"btsq $X86_CR3_PCID_NOFLUSH_BIT, "
            + register
            + "\", X86_FEATURE_PCID");
    asm.asm("    andq $~PTI_USER_PGTABLE_AND_PCID_MASK, " + register);
  }

  private void setNoFlushBit(String register) {
    asm.asm("    btsq $X86_CR3_PCID_NOFLUSH_BIT, " + register);
  }

  private void unlessPti(String target) {
    asm.asm("    ALTERNATIVE \"jmp " + target + "\", \"\", X86_FEATURE_PTI");
  }

  private void unlessPcid(String target) {
    asm.asm("    ALTERNATIVE \"jmp " + target + "\", \"\", X86_FEATURE_PCID");
  }

  private String label(String name) {
    return ".L" + name + "_cr3_" + expansions++;
  }
}
