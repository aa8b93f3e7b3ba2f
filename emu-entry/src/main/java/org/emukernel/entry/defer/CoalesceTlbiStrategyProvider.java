package org.emukernel.entry.defer;

import java.util.EnumSet;
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
import org.emukernel.entry.ct.ContextWork;
import org.emukernel.x86.asm.Assembler;

/**
 * {@code coalesce-tlbi}: v6 of 10 October 2025 and v7 of 14 November 2025 of "context_tracking,x86:
 * Defer some IPIs until a user-&gt;kernel transition" (Kconfig COALESCE_TLBI; patches "x86/mm/pti:
 * Introduce a kernel/user CR3 software signal" and "Implement a TLB flush immediately after a
 * switch to kernel CR3"). The static branch on housekeeping_overridden is v7's.
 *
 * <p>TLB flushes of vmalloc's callers: the sender's flush_tlb_kernel_cond() interrupts a target
 * that is not isolated or whose {@code kernel_cr3_loaded} is set. The target flushes everything
 * right after it has written the kernel's CR3, by INVPCID or by CR4.PGE off and on, then sets the
 * word; it clears the word before it writes a user CR3. Text syncs wait as in the same versions of
 * {@code context-work}: the condition is v7's CT_RCU_WATCHING.
 *
 * <p>Between its flush and its store of 1 the target may fill its TLB while a sender still reads 0
 * and leaves it out: the review of v7 (19 to 25 November 2025) called that order a bug, and v8
 * wrote the signal first.
 */
public final class CoalesceTlbiStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "coalesce-tlbi";

  private static final String FLUSH = "flush";
  private static final String INVPCID = "invpcid";

  private static final Setting FLUSH_SETTING =
      Setting.choice(
          FLUSH,
          List.of(INVPCID, "cr4-pge"),
          "how a kernel entry flushes; the series takes cr4-pge where there is no INVPCID");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "leaves out isolated CPUs with the user CR3; each of their kernel entries flushes the TLB,"
        + " text syncs wait as with context-work";
  }

  @Override
  public String source() {
    return "v6, 10 Oct 2025, and v7, 14 Nov 2025: context_tracking,x86: Defer some IPIs until a"
        + " user->kernel transition (COALESCE_TLBI)";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of();
  }

  @Override
  public Set<Requirement> requires(Settings settings) {
    EnumSet<Requirement> needed = EnumSet.noneOf(Requirement.class);
    needed.addAll(WithoutPti.requires(settings));
    if (settings.text(FLUSH).equals(INVPCID)) {
      needed.add(Requirement.INVPCID);
    }
    return needed;
  }

  @Override
  public List<Setting> settings() {
    return List.of(FLUSH_SETTING, WithoutPti.SETTING);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    String flush = settings.text(FLUSH).equals(INVPCID) ? Hooks.INVPCID_ELSE_CR4 : Hooks.CR4;
    return new CoalesceTlbi(new Hooks(flush));
  }

  private record CoalesceTlbi(Hooks hooks) implements DeferralStrategy {

    private static final SetCpuWork TEXT = new SetCpuWork(SetCpuWork.Condition.RCU_WATCHING);

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
      if (work.kind() == IpiWork.Kind.SYNC_CORE) {
        return TEXT.decide(ContextWork.Work.SYNC, target, sender);
      }
      if (!sender.isolated().contains(target)) {
        return Decision.SEND;
      }
      long word = sender.perCpu(Hooks.KERNEL_CR3_LOADED.name(), target);
      return sender.load(word, 1) == 0 ? Decision.DEFER : Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return type == EntryHooks.class ? Optional.of(type.cast(hooks)) : Optional.empty();
    }
  }

  /** COALESCE_TLBI after the kernel's CR3 is written, NOTE_SWITCH_TO_USER_CR3 before the user's. */
  private record Hooks(String flush) implements EntryHooks {

    /** The word is reached with the kernel CR3 only, so that the user root need not map it. */
    static final KernelVariable KERNEL_CR3_LOADED =
        new KernelVariable("kernel_cr3_loaded", 8, Storage.PER_CPU);

    /** The descriptor of the INVPCID: zeroes. */
    private static final KernelVariable EMPTY_ZERO_PAGE =
        new KernelVariable("empty_zero_page", 4096, Storage.GLOBAL);

    private static final String CR4 =
        """
            movq %gs:cpu_tlbstate+TLB_STATE_cr4, SCRATCH
            xorq $X86_CR4_PGE, SCRATCH
            movq SCRATCH, %cr4
            xorq $X86_CR4_PGE, SCRATCH
            movq SCRATCH, %cr4
        """;

    private static final String INVPCID_ELSE_CR4 =
        """
            ALTERNATIVE "jmp .Lcr4_\\@", "", X86_FEATURE_INVPCID
            movq $2, SCRATCH
            invpcid empty_zero_page(%rip), SCRATCH
            jmp .Lend_tlbi_\\@
        .Lcr4_\\@:
        """
            + CR4;

    private static final ContextWork SYNC =
        new ContextWork(
            Set.of(ContextWork.Work.SYNC),
            ContextWork.OnExit.CLEAR,
            ContextWork.OnNmi.FLUSH,
            Optional.empty());

    @Override
    public ContextWork contextWork() {
      return SYNC;
    }

    @Override
    public List<KernelVariable> variables() {
      return List.of(KERNEL_CR3_LOADED, EMPTY_ZERO_PAGE);
    }

    @Override
    public long atBoot(KernelVariable variable, LoadedCr3 loaded) {
      return loaded == LoadedCr3.KERNEL ? 1 : 0;
    }

    @Override
    public void lastInSwitchToKernelCr3(Assembler asm, String scratch) {
      coalesceTlbi(asm, scratch);
    }

    @Override
    public void lastInSaveAndSwitchToKernelCr3(Assembler asm, String scratch) {
      coalesceTlbi(asm, scratch);
    }

    private void coalesceTlbi(Assembler asm, String scratch) {
      String code =
          """
              STATIC_BRANCH_TRUE_LIKELY .Lend_\\@, housekeeping_overridden
              movslq %gs:cpu_number, SCRATCH
              btq SCRATCH, tick_nohz_full_mask(%rip)
              jnc .Lend_tlbi_\\@
          """
              + flush
              + """
                .Lend_tlbi_\\@:
                    movl $1, %gs:kernel_cr3_loaded
                .Lend_\\@:
                """;
      asm.asm(code.replace("SCRATCH", scratch));
    }

    @Override
    public void firstInSwitchToUserCr3(Assembler asm, String scratch, String scratch2) {
      asm.asm(NOTE_SWITCH_TO_USER_CR3);
    }

    @Override
    public void firstInRestoreCr3(Assembler asm, String scratch, String save) {
      asm.asm(
          "    btq $PTI_USER_PGTABLE_BIT, "
              + save
              + "\n    jnc .Lend_\\@\n"
              + NOTE_SWITCH_TO_USER_CR3);
    }

    private static final String NOTE_SWITCH_TO_USER_CR3 =
        """
            STATIC_BRANCH_TRUE_LIKELY .Lend_\\@, housekeeping_overridden
            movl $0, %gs:kernel_cr3_loaded
        .Lend_\\@:
        """;
  }
}
