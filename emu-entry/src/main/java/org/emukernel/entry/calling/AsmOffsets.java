package org.emukernel.entry.calling;

import org.emukernel.x86.asm.Assembler;

/**
 * Numbers that entry code shares with C: struct pt_regs (arch/x86/entry/calling.h and
 * asm/ptrace.h), the TSS (SDM vol. 3A, "64-Bit Task State Segment"), segment selectors
 * (asm/segment.h), CR3 bits (arch/x86/entry/calling.h) and structures of {@code asm-offsets.c}.
 * Linux v6.1..v6.18.
 */
public final class AsmOffsets {

  /** pt_regs.ax: the result of a system call. */
  public static final int PT_AX = 80;

  /** pt_regs.di. */
  public static final int PT_DI = 112;

  /** pt_regs.orig_ax: the number of a system call; an error code. */
  public static final int PT_ORIG_AX = 120;

  /** pt_regs.ip. */
  public static final int PT_IP = 128;

  /** pt_regs.cs. */
  public static final int PT_CS = 136;

  /** pt_regs.flags. */
  public static final int PT_FLAGS = 144;

  /** sizeof(struct pt_regs). */
  public static final int SIZEOF_PTREGS = 168;

  /** x86_tss.sp0: the stack that the CPU loads on entry from user mode. */
  public static final int TSS_SP0 = 4;

  /** x86_tss.sp2: one word of scratch space of entry_SYSCALL_64. */
  public static final int TSS_SP2 = 20;

  /** x86_tss.ist[0]. */
  public static final int TSS_IST = 36;

  /** x86_tss.io_bitmap_base, 16 bits. */
  public static final int TSS_IO_BITMAP_BASE = 102;

  /** sizeof(struct x86_hw_tss). */
  public static final int SIZEOF_TSS = 104;

  /** tlb_state.user_pcid_flush_mask, 16 bits used. */
  public static final int TLB_STATE_USER_PCID_FLUSH_MASK = 32;

  /** tlb_state.cr4: CR4 as this CPU runs with it. */
  public static final int TLB_STATE_CR4 = 40;

  /** sizeof(struct tlb_state), padded to a cache line. */
  public static final int SIZEOF_TLB_STATE = 64;

  /** pcpu_hot.current_task. */
  public static final int PCPU_HOT_CURRENT_TASK = 0;

  /** pcpu_hot.top_of_stack. */
  public static final int PCPU_HOT_TOP_OF_STACK = 24;

  /** sizeof(struct pcpu_hot), one cache line. */
  public static final int SIZEOF_PCPU_HOT = 64;

  /** __KERNEL_CS. */
  public static final int KERNEL_CS = 0x10;

  /** __KERNEL_DS. */
  public static final int KERNEL_DS = 0x18;

  /** __USER32_CS, from which SYSRET derives the user selectors. */
  public static final int USER32_CS = 0x23;

  /** __USER_DS. */
  public static final int USER_DS = 0x2b;

  /** __USER_CS. */
  public static final int USER_CS = 0x33;

  /** EXCEPTION_STKSZ (asm/page_64_types.h): bytes of an exception stack. */
  public static final int EXCEPTION_STKSZ = 8192;

  /** __CPUNODE_SEG: the segment whose limit is the CPU's number. */
  public static final int CPUNODE_SEG = 0x7b;

  /** PTI_USER_PGTABLE_BIT: set in a CR3 that points at the user half of a pair. */
  public static final int PTI_USER_PGTABLE_BIT = 12;

  /** X86_CR3_PTI_PCID_USER_BIT: set in the PCID of a user CR3. */
  public static final int PTI_USER_PCID_BIT = 11;

  private static final int ENOSYS = 38;

  private AsmOffsets() {}

  /** Defines the names that the entry code's source uses. */
  public static void define(Assembler asm) {
    definePtRegs(asm);
    asm.equ("TSS_sp0", TSS_SP0).equ("TSS_sp2", TSS_SP2);
    asm.equ("TLB_STATE_user_pcid_flush_mask", TLB_STATE_USER_PCID_FLUSH_MASK);
    asm.equ("TLB_STATE_cr4", TLB_STATE_CR4).equ("X86_CR4_PGE", 1L << 7);
    asm.equ("X86_top_of_stack", PCPU_HOT_TOP_OF_STACK);
    asm.equ("__USER_DS", USER_DS).equ("__USER_CS", USER_CS);
    asm.equ("__KERNEL_DS", KERNEL_DS).equ("__KERNEL_CS", KERNEL_CS);
    asm.equ("__USER32_CS", USER32_CS).equ("__USER32_DS", USER_DS);
    asm.equ("__CPUNODE_SEG", CPUNODE_SEG).equ("VDSO_CPUNODE_MASK", 0xfff);
    asm.equ("EXCEPTION_STKSZ", EXCEPTION_STKSZ);
    asm.equ("MSR_GS_BASE", 0xc000_0101L).equ("MSR_IA32_MCG_STATUS", 0x17a);
    asm.equ("X86_EFLAGS_FIXED", 2).equ("X86_EFLAGS_TF", 1 << 8).equ("X86_EFLAGS_DF", 1 << 10);
    asm.equ("X86_EFLAGS_NT", 1 << 14).equ("X86_EFLAGS_AC", 1 << 18);
    asm.equ("ENOSYS", ENOSYS);
    asm.equ("PTI_USER_PGTABLE_BIT", PTI_USER_PGTABLE_BIT);
    asm.equ("PTI_USER_PGTABLE_MASK", 1L << PTI_USER_PGTABLE_BIT);
    asm.equ("PTI_USER_PCID_MASK", 1L << PTI_USER_PCID_BIT);
    asm.equ("PTI_USER_PGTABLE_AND_PCID_MASK", 1L << PTI_USER_PGTABLE_BIT | 1L << PTI_USER_PCID_BIT);
    asm.equ("X86_CR3_PCID_NOFLUSH_BIT", 63);
  }

  private static void definePtRegs(Assembler asm) {
    String[] names = {
      "R15",
      "R14",
      "R13",
      "R12",
      "RBP",
      "RBX",
      "R11",
      "R10",
      "R9",
      "R8",
      "RAX",
      "RCX",
      "RDX",
      "RSI",
      "RDI",
      "ORIG_RAX",
      "RIP",
      "CS",
      "EFLAGS",
      "RSP",
      "SS"
    };
    for (int i = 0; i < names.length; i++) {
      asm.equ(names[i], 8L * i);
    }
    asm.equ("SIZEOF_PTREGS", SIZEOF_PTREGS);
  }
}
