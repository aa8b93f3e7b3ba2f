package org.emukernel.x86.reg;

import java.util.List;

/**
 * The registers of a CPU as offsets from the first slot of its {@link RegisterFile}. The first
 * sixteen are the general registers in the order of their numbers in instructions.
 *
 * <p>Source: SDM vol. 1, "Basic Program Execution Registers"; vol. 3A, "System Architecture
 * Overview".
 */
public final class Reg {

  /** RAX. */
  public static final int RAX = 0;

  /** RCX. */
  public static final int RCX = 1;

  /** RDX. */
  public static final int RDX = 2;

  /** RBX. */
  public static final int RBX = 3;

  /** RSP. */
  public static final int RSP = 4;

  /** RBP. */
  public static final int RBP = 5;

  /** RSI. */
  public static final int RSI = 6;

  /** RDI. */
  public static final int RDI = 7;

  /** R8. */
  public static final int R8 = 8;

  /** R9. */
  public static final int R9 = 9;

  /** R11, where SYSCALL saves RFLAGS. */
  public static final int R11 = 11;

  /** RIP: the address of the next instruction. */
  public static final int RIP = 16;

  /** RFLAGS. */
  public static final int RFLAGS = 17;

  /** The selectors ES, CS, SS, DS, FS, GS in the order of their numbers in instructions. */
  public static final int ES = 18;

  /** CS; its low two bits are the CPL. */
  public static final int CS = 19;

  /** SS. */
  public static final int SS = 20;

  /** FS selector. */
  public static final int FS = 22;

  /** GS selector. */
  public static final int GS = 23;

  /** Base of FS (IA32_FS_BASE). */
  public static final int FS_BASE = 24;

  /** Base of GS (IA32_GS_BASE). */
  public static final int GS_BASE = 25;

  /** IA32_KERNEL_GS_BASE. */
  public static final int KERNEL_GS_BASE = 26;

  /** CR0. */
  public static final int CR0 = 27;

  /** CR2. */
  public static final int CR2 = 28;

  /** CR3. */
  public static final int CR3 = 29;

  /** CR4. */
  public static final int CR4 = 30;

  /** IA32_EFER. */
  public static final int EFER = 31;

  /** Base of the GDT. */
  public static final int GDT_BASE = 32;

  /** Limit of the GDT. */
  public static final int GDT_LIMIT = 33;

  /** Base of the IDT. */
  public static final int IDT_BASE = 34;

  /** Limit of the IDT. */
  public static final int IDT_LIMIT = 35;

  /** Selector in LDTR. */
  public static final int LDTR = 36;

  /** Selector in TR. */
  public static final int TR = 37;

  /** Base of the TSS. */
  public static final int TSS_BASE = 38;

  /** Limit of the TSS. */
  public static final int TSS_LIMIT = 39;

  /** IA32_STAR. */
  public static final int STAR = 40;

  /** IA32_LSTAR. */
  public static final int LSTAR = 41;

  /** IA32_CSTAR. */
  public static final int CSTAR = 42;

  /** IA32_FMASK. */
  public static final int FMASK = 43;

  /** IA32_SYSENTER_CS. */
  public static final int SYSENTER_CS = 44;

  /** IA32_SYSENTER_ESP. */
  public static final int SYSENTER_ESP = 45;

  /** IA32_SYSENTER_EIP. */
  public static final int SYSENTER_EIP = 46;

  /** IA32_APIC_BASE. */
  public static final int APIC_BASE = 47;

  /** What IA32_TIME_STAMP_COUNTER is ahead of the clock, cycles. */
  public static final int TSC_OFFSET = 48;

  /** IA32_TSC_AUX. */
  public static final int TSC_AUX = 49;

  /** IA32_TSC_DEADLINE. */
  public static final int TSC_DEADLINE = 50;

  /** IA32_SPEC_CTRL. */
  public static final int SPEC_CTRL = 51;

  /** IA32_PAT. */
  public static final int PAT = 52;

  /** IA32_MISC_ENABLE. */
  public static final int MISC_ENABLE = 53;

  /** DR0 to DR3, DR6 and DR7. */
  public static final int DR0 = 54;

  /** DR6. */
  public static final int DR6 = 58;

  /** DR7. */
  public static final int DR7 = 59;

  /** What holds back interrupts, sleeps or waits: bits of {@link Activity}. */
  public static final int ACTIVITY = 60;

  /** IA32_MCG_STATUS. */
  public static final int MCG_STATUS = 61;

  /** Physical address of the line that MONITOR armed, plus 1; 0 if none is. */
  public static final int MONITOR_LINE = 62;

  /** What that line held, as a sum of its words. */
  public static final int MONITOR_SUM = 63;

  static final List<String> NAMES =
      List.of(
          "rax",
          "rcx",
          "rdx",
          "rbx",
          "rsp",
          "rbp",
          "rsi",
          "rdi",
          "r8",
          "r9",
          "r10",
          "r11",
          "r12",
          "r13",
          "r14",
          "r15",
          "rip",
          "rflags",
          "es",
          "cs",
          "ss",
          "ds",
          "fs",
          "gs",
          "fs_base",
          "gs_base",
          "kernel_gs_base",
          "cr0",
          "cr2",
          "cr3",
          "cr4",
          "efer",
          "gdt_base",
          "gdt_limit",
          "idt_base",
          "idt_limit",
          "ldtr",
          "tr",
          "tss_base",
          "tss_limit",
          "star",
          "lstar",
          "cstar",
          "fmask",
          "sysenter_cs",
          "sysenter_esp",
          "sysenter_eip",
          "apic_base",
          "tsc_offset",
          "tsc_aux",
          "tsc_deadline",
          "spec_ctrl",
          "pat",
          "misc_enable",
          "dr0",
          "dr1",
          "dr2",
          "dr3",
          "dr6",
          "dr7",
          "activity",
          "mcg_status",
          "monitor_line",
          "monitor_sum");

  private Reg() {}
}
