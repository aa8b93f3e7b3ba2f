package org.emukernel.entry.calling;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.entry.ct.ContextWork;
import org.emukernel.x86.asm.Assembler;

/**
 * What a strategy adds to the CR3 switch macros of calling.h. Each method is called once for each
 * place where the macro is expanded and may emit instructions there; it may clobber the flags and
 * the registers that it is given, nothing else. Where page-table isolation is off the code is
 * jumped over.
 *
 * <p>Code emitted by {@code firstIn...Kernel...} runs with the user CR3 loaded and after SWAPGS: it
 * reaches per-CPU variables of {@link #userMapped} only.
 */
public interface EntryHooks {

  /** Adds nothing. */
  EntryHooks NONE = new EntryHooks() {};

  /**
   * {@return per-CPU variables that the hooks reach while the user CR3 is loaded: they are mapped,
   * writable, under the user root too}
   */
  default List<KernelVariable> userMapped() {
    return List.of();
  }

  /**
   * {@return further variables of the hooks, of the kernel root only: code after the write of the
   * kernel's CR3 and senders reach them} {@code tick_nohz_full_mask}, a global bitmap of the
   * isolated CPUs, and {@code cpu_number}, of each CPU, are there anyway.
   */
  default List<KernelVariable> variables() {
    return List.of();
  }

  /**
   * {@return what the first 8 bytes of a per-CPU variable of {@link #userMapped} or {@link
   * #variables} hold when a CPU starts}
   *
   * @param variable one of them
   * @param loaded which CR3 the CPU starts with
   */
  default long atBoot(KernelVariable variable, LoadedCr3 loaded) {
    return 0;
  }

  /** {@return what it adds to context tracking} */
  default ContextWork contextWork() {
    return ContextWork.NONE;
  }

  /** {@return functions of its own, noinstr, for {@link ContextWork#thenCall}} */
  default List<Routine> noinstr() {
    return List.of();
  }

  /**
   * {@return functions of its own that may be instrumented} One with the name of a system vector's
   * function, such as {@code sysvec_apic_timer_interrupt}, takes the place of the body that only
   * acknowledges.
   */
  default List<Routine> instrumentable() {
    return List.of();
  }

  /** Which half of a pair of roots is loaded. */
  enum LoadedCr3 {
    /** The kernel's. */
    KERNEL,
    /** The user's. */
    USER
  }

  /**
   * At the start of SWITCH_TO_KERNEL_CR3, before CR3 is read.
   *
   * @param scratch the register that the macro is about to load with CR3, such as {@code %rsp}
   */
  default void firstInSwitchToKernelCr3(Assembler asm, String scratch) {}

  /** At the end of SWITCH_TO_KERNEL_CR3, after the write of CR3. */
  default void lastInSwitchToKernelCr3(Assembler asm, String scratch) {}

  /** At the start of SWITCH_TO_USER_CR3, before CR3 is read. Both registers are free. */
  default void firstInSwitchToUserCr3(Assembler asm, String scratch, String scratch2) {}

  /**
   * At the start of SAVE_AND_SWITCH_TO_KERNEL_CR3, before CR3 is read: whichever CR3 is loaded.
   *
   * @param scratch a free register
   * @param save the register that will hold the old CR3
   */
  default void firstInSaveAndSwitchToKernelCr3(Assembler asm, String scratch, String save) {}

  /**
   * In SAVE_AND_SWITCH_TO_KERNEL_CR3 after the write of CR3: only where a user CR3 was loaded.
   *
   * @param scratch a free register
   */
  default void lastInSaveAndSwitchToKernelCr3(Assembler asm, String scratch) {}

  /**
   * At the start of RESTORE_CR3, before the flush mask is looked at and CR3 written.
   *
   * @param scratch a free register
   * @param save the CR3 to restore, a user one if its bit 12 is set; must be kept
   */
  default void firstInRestoreCr3(Assembler asm, String scratch, String save) {}
}
