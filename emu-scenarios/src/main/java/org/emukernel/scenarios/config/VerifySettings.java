package org.emukernel.scenarios.config;

import java.util.Locale;
import java.util.Set;

/**
 * What an exhaustive search explores; {@code emu.verify}.
 *
 * @param model what CPU 0 does for ever, and the isolated CPUs at any time
 * @param isolatedCpus how many isolated CPUs there are, beside CPU 0
 * @param nmis how many NMIs arrive in a run, at most, on any CPU
 * @param machineChecks how many machine checks arrive in a run, at most, on any CPU
 * @param kernelInterrupts whether devices interrupt the kernel too, and not only user mode and idle
 * @param storeBufferEntries entries of each CPU's store buffer; 0: stores are visible at once
 * @param touches where the page of {@code tlb-vunmap} is touched
 * @param mapping how it is mapped
 * @param site where the site of {@code text-poke} lies
 * @param siteBytes its length, 2 or 5; in entry code always 2
 * @param require which instructions must not be executed
 * @param patching what {@code static-call} and {@code kprobe} patch
 * @param progress whether every CPU must be able to come back to user mode
 * @param calls whom the senders of {@code lost-wakeup} call
 * @param ignored the monitors whose violations do not count
 * @param maxStates after how many states the search gives up
 */
public record VerifySettings(
    Model model,
    int isolatedCpus,
    int nmis,
    int machineChecks,
    KernelInterrupts kernelInterrupts,
    int storeBufferEntries,
    Set<Touch> touches,
    Mapping mapping,
    Place site,
    int siteBytes,
    Require require,
    Patching patching,
    Progress progress,
    Calls calls,
    Set<String> ignored,
    long maxStates) {

  /** What is explored. */
  public enum Model {
    /** A page of vmalloc is unmapped, flushed and mapped again. */
    TLB_VUNMAP,
    /** Two CPUs unmap and flush, each a page of its own. */
    GETPID_VS_FLUSH,
    /** A page of vmalloc is made read-only and writable again. */
    SET_MEMORY_RO,
    /** A module is loaded and unloaded. */
    MODULE_UNLOAD,
    /** A static key is turned on and off. */
    TEXT_POKE,
    /** The same, while the isolated CPUs are idle. */
    IDLE_TEXT_POKE,
    /** A static call is pointed at another function. */
    STATIC_CALL,
    /** A kprobe is enabled and disabled. */
    KPROBE,
    /** Two CPUs call functions on others at the same time. */
    LOST_WAKEUP
  }

  /** Whether every CPU must be able to come back to user mode from every state. */
  public enum Progress {
    /** It need not be. */
    NOT_REQUIRED,
    /** It must. */
    REQUIRED
  }

  /** Whom a sender calls. */
  public enum Calls {
    /** The last CPU: one CSD for each call. */
    ONE,
    /** All others: a CSD for each of them. */
    MANY,
    /** One or all, as it likes. */
    BOTH
  }

  /** Whether devices interrupt the kernel. */
  public enum KernelInterrupts {
    /** They interrupt user mode and idle CPUs. */
    NO,
    /** They come wherever interrupts are on. */
    YES
  }

  /** Where the page is touched. */
  public enum Touch {
    /** In the system call's body. */
    BODY,
    /** Right after the entry's write of CR3. */
    EARLY,
    /** Between the strategy's signal on the way out and the write of CR3. */
    LATE,
    /** In the NMI's body. */
    NMI,
    /** User mode loads from the kernel's data. */
    USER
  }

  /** How the page is mapped. */
  public enum Mapping {
    /** As Linux maps it under page-table isolation. */
    NOT_GLOBAL,
    /** With the G bit. */
    GLOBAL
  }

  /** Places of the kernel in the order in which a system call passes them. */
  public enum Place {
    /** On the way in, after the strategy's signal, before the write of CR3. */
    BEFORE_ENTRY_CR3,
    /** On the way in, right after the write of CR3. */
    AFTER_ENTRY_CR3,
    /** In the system call. */
    BODY,
    /** On the way out, before the strategy's signal. */
    BEFORE_EXIT_CR3,
    /** On the way out, after the strategy's signal, before the write of CR3. */
    BETWEEN_SIGNAL_AND_CR3,
    /** In the NMI's body. */
    NMI_BODY
  }

  /** Which instructions must not be executed. */
  public enum Require {
    /** None older than a completed sync. */
    NOT_STALE,
    /** None that is neither the old nor the new one; an old one is fine. */
    NOT_TORN
  }

  /**
   * What is patched.
   *
   * @param target what {@code static-call} is pointed at in turn with a function
   * @param form which of its sites the isolated CPUs execute
   * @param probe the probe of {@code kprobe}
   */
  public record Patching(Target target, Form form, Probe probe) {}

  /** What a static call leads to. */
  public enum Target {
    /** Another function: CALL and JMP get another displacement. */
    FUNCTION,
    /** No function: CALL becomes NOP, JMP becomes RET. */
    NOTHING,
    /** __static_call_return0(): CALL becomes XOR. */
    RETURN0
  }

  /** How a static call is made. */
  public enum Form {
    /** CALL at the site. */
    CALL,
    /** JMP at the site. */
    TAIL_CALL,
    /** Jcc at the site. */
    CONDITIONAL,
    /** CALL of the trampoline, which is patched. */
    TRAMPOLINE
  }

  /** How a kprobe executes the instruction that it stands on. */
  public enum Probe {
    /** By the INT3 handler. */
    EMULATED,
    /** As a copy with an INT3 behind it. */
    STEPPED,
    /** By a jump to a detour buffer, which the optimizer makes of the INT3 and takes away again. */
    OPTIMIZED
  }

  /** Copies the sets. */
  public VerifySettings {
    touches = Set.copyOf(touches);
    ignored = Set.copyOf(ignored);
  }

  /** {@return the name of a value in a scenario} */
  public static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
