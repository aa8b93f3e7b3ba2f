package org.emukernel.scenarios.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.api.trial.TrialMachine;
import org.emukernel.api.trial.TrialResult;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.x86.asm.Assembler;
import org.junit.jupiter.api.Test;

/** The machine of the contract test kit finds strategies that lose work or break the kernel. */
class SimulatedTrialTest {

  private static TrialResult run(DeferralStrategyProvider provider, TrialMachine machine) {
    return new SimulatedTrial()
        .run(provider, Settings.defaults(provider.name(), provider.settings()), machine, 1);
  }

  /** Never interrupts an isolated CPU for one kind of work, and has no entry code. */
  private record Loses(IpiWork.Kind kind) implements DeferralStrategyProvider, DeferralStrategy {

    @Override
    public String name() {
      return "loses";
    }

    @Override
    public String description() {
      return "lets work wait for ever";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Set<Requirement> requires() {
      return Set.of();
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      return this;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return work.kind() == kind
          && !(work instanceof IpiWork.TlbFlush flush && flush.caller() == IpiWork.Caller.OTHER);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return sender.isolated().contains(target) ? Decision.DEFER : Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return Optional.empty();
    }
  }

  /** Its entry code touches a page that the user's root does not map. */
  private record Touches() implements DeferralStrategyProvider, DeferralStrategy, EntryHooks {

    @Override
    public String name() {
      return "touches";
    }

    @Override
    public String description() {
      return "touches kernel memory with the user CR3";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Set<Requirement> requires() {
      return Set.of(Requirement.PTI);
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      return this;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return false;
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return type == EntryHooks.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
      asm.asm("    movl $1, empty_zero_page(%rip)\n");
    }

    @Override
    public List<KernelVariable> variables() {
      return List.of(new KernelVariable("empty_zero_page", 4096, KernelVariable.Storage.GLOBAL));
    }
  }

  @Test
  void run_flushesLost_staleTranslationIsUsed() {
    for (TrialMachine machine : List.of(TrialMachine.PTI_WITH_PCID, TrialMachine.WITHOUT_PTI)) {
      TrialResult result = run(new Loses(IpiWork.Kind.TLB_FLUSH), machine);

      assertThat(result.deferred()).as(machine.name()).isPositive();
      assertThat(result.violations())
          .as(machine.name())
          .extracting(Violation::monitor)
          .contains("stale-translation")
          .isSubsetOf("stale-translation", "deferred-and-skipped");
    }
  }

  /** The hole that docs/FIDELITY.md describes; in StrategyContractsTest it is only allowed. */
  @Test
  void run_cr3SignalWithPcid_staleTranslationIsUsed() {
    TrialResult result = run(new Cr3SignalStrategyProvider(), TrialMachine.PTI_WITH_PCID);

    assertThat(result.violations())
        .extracting(Violation::monitor)
        .contains("stale-translation")
        .isSubsetOf("stale-translation", "deferred-and-skipped");
  }

  /* Without PTI nothing serialises between the entry and the patched instruction. */
  @Test
  void run_syncsLost_staleInstructionIsExecuted() {
    TrialResult result = run(new Loses(IpiWork.Kind.SYNC_CORE), TrialMachine.WITHOUT_PTI);

    assertThat(result.deferred()).isPositive();
    assertThat(result.violations()).extracting(Violation::monitor).contains("stale-instruction");
  }

  @Test
  void run_entryCodeBreaksTheKernel_saysHowItDied() {
    TrialResult result = run(new Touches(), TrialMachine.PTI_WITH_PCID_AND_NMIS);

    // Without NMIs a death that no monitor saw coming is none of the monitors' business.
    assertThat(run(new Touches(), TrialMachine.PTI_WITH_PCID).death().orElseThrow())
        .contains("entry_SYSCALL_64");

    assertThat(result.violations()).extracting(Violation::monitor).containsExactly("kernel-oops");
    assertThat(result.violations().get(0).cause()).contains("entry_SYSCALL_64");
  }
}
