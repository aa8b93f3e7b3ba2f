package org.emukernel.entry.defer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.x86.asm.Assembler;

/**
 * {@code cr3-signal}: "context_tracking,x86: Defer some IPIs until a user-&gt;kernel transition",
 * RFC v8 of 24 March 2026 and v9, Kconfig TRACK_CR3.
 *
 * <p>Target: each CR3 switch macro of calling.h starts with NOTE_CR3_SWITCH, which writes to the
 * per-CPU word {@code kernel_cr3_loaded} which CR3 is about to be loaded, 1 for the kernel's.
 * Sender: a target that is isolated and whose word is 0 is left out, for text syncs and for the
 * flushes of vmalloc's callers; in v7's words {@code housekeeping_cpu(cpu, HK_TYPE_KERNEL_NOISE) ||
 * per_cpu(kernel_cr3_loaded, cpu)} must be interrupted. Catch-up: the MOV to the kernel's CR3
 * itself, which serialises the instruction stream and, without PCIDs, drops the TLB.
 *
 * <p>With PCIDs that MOV carries bit 63 and drops nothing (SDM vol. 3A, "Operations that Invalidate
 * TLBs and Paging-Structure Caches"), so entries of the kernel's PCID that are older than a
 * deferred flush survive the entry. The word is also an ordinary store before the CR3 write: a
 * sender that reads 0 while the store waits in the store buffer defers to a CPU that is already on
 * its way in. What is published is what stands here; docs/FIDELITY.md says more.
 */
public final class Cr3SignalStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "cr3-signal";

  /** The per-CPU word; it has a page of its own, since the user root maps it too. */
  static final KernelVariable KERNEL_CR3_LOADED =
      new KernelVariable("kernel_cr3_loaded", 4096, Storage.PER_CPU);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "leaves out isolated CPUs that run with the user CR3; their next switch to the kernel CR3"
        + " catches up";
  }

  @Override
  public String source() {
    return "RFC v8, 24 Mar 2026, and v9: context_tracking,x86: Defer some IPIs until a user->kernel"
        + " transition (TRACK_CR3)";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of();
  }

  @Override
  public Set<Requirement> requires(Settings settings) {
    return WithoutPti.requires(settings);
  }

  @Override
  public List<Setting> settings() {
    return List.of(WithoutPti.SETTING);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return new Cr3Signal();
  }

  private static final class Cr3Signal implements DeferralStrategy {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return Deferrable.isSync(work) || Deferrable.isFlush(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      if (!sender.isolated().contains(target)) {
        return Decision.SEND;
      }
      long word = sender.perCpu(KERNEL_CR3_LOADED.name(), target);
      return sender.load(word, Integer.BYTES) == 0 ? Decision.DEFER : Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return type == EntryHooks.class
          ? Optional.of(type.cast(new NoteCr3Switch()))
          : Optional.empty();
    }
  }

  /**
   * NOTE_CR3_SWITCH at the start of each of the four macros. The static branch is on
   * housekeeping_overridden, which the series makes __ro_after_init: it is never patched after
   * boot.
   */
  private static final class NoteCr3Switch implements EntryHooks {

    private static final int KERNEL = 1;
    private static final int USER = 0;

    @Override
    public List<KernelVariable> userMapped() {
      return List.of(KERNEL_CR3_LOADED);
    }

    @Override
    public long atBoot(KernelVariable variable, LoadedCr3 loaded) {
      return loaded == LoadedCr3.KERNEL ? KERNEL : USER;
    }

    @Override
    public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
      asm.asm(note(KERNEL));
    }

    @Override
    public void firstInSwitchToUserCr3(Assembler asm, String scratch, String scratch2) {
      asm.asm(note(USER));
    }

    @Override
    public void firstInSaveAndSwitchToKernelCr3(Assembler asm, String scratch, String save) {
      asm.asm(note(KERNEL));
    }

    @Override
    public void firstInRestoreCr3(Assembler asm, String scratch, String save) {
      asm.asm("    btq $PTI_USER_PGTABLE_BIT, " + save + "\n    jnc .Lend_\\@\n" + note(USER));
    }

    private static String note(int value) {
      return """
              STATIC_BRANCH_TRUE_LIKELY .Lend_\\@, housekeeping_overridden
              movl $%d, %%gs:kernel_cr3_loaded
          .Lend_\\@:
          """
          .formatted(value);
    }
  }
}
