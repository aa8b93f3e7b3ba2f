package org.emukernel.entry.defer;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextWork;

/**
 * {@code context-work}: "context_tracking,x86: Defer some IPIs until a user-&gt;kernel transition",
 * v2 of 20 July 2023 to v7 of 14 November 2025 ("context-tracking: Introduce work deferral
 * infrastructure"). A bit for each kind of work lies in the target's word of context tracking.
 *
 * <p>Sender: ct_set_cpu_work(). Target: ct_kernel_enter_state() adds to the word and runs the work
 * whose bits the add returned (ct_work_flush()); ct_kernel_exit_state() clears the bits. The
 * versions differ so:
 *
 * <table>
 * <caption>Versions</caption>
 * <tr><th>version</th><th>defers</th><th>condition</th><th>clear-on-exit</th></tr>
 * <tr><td>v2, v3</td><td>text-and-tlb</td><td>state</td><td>false: a misspelt #ifdef left
 *     ct_state_inc() there</td></tr>
 * <tr><td>v4</td><td>text-and-tlb</td><td>state</td><td>true</td></tr>
 * <tr><td>v5, v6</td><td>text</td><td>rcu-watching-v5</td><td>true</td></tr>
 * <tr><td>v7</td><td>text</td><td>rcu-watching</td><td>true</td></tr>
 * </table>
 *
 * <p>It needs nothing of the CPU. All code before ct_work_flush() is the danger zone: a stale
 * translation used or a patched instruction executed there is not covered.
 */
public final class ContextWorkStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "context-work";

  private static final String DEFERS = "defers";
  private static final String CONDITION = "condition";
  private static final String CLEAR_ON_EXIT = "clear-on-exit";
  private static final String FLUSH_IN_NMI_ENTER = "flush-in-nmi-enter";

  private static final Setting DEFERS_SETTING =
      Setting.choice(
          DEFERS, List.of("text", "text-and-tlb"), "which IPIs may wait; v2..v4: text-and-tlb");

  private static final Setting CONDITION_SETTING =
      Setting.choice(
          CONDITION,
          List.of("rcu-watching", "state", "rcu-watching-v5"),
          "how a sender sees that its target is not in the kernel; v2..v4: state, v5 and v6:"
              + " rcu-watching-v5, which is wrong");

  private static final Setting CLEAR_SETTING =
      new Setting(
          CLEAR_ON_EXIT,
          SettingType.FLAG,
          "true",
          "whether leaving the kernel clears the work bits; before v4: false");

  private static final Setting NMI_SETTING =
      new Setting(
          FLUSH_IN_NMI_ENTER,
          SettingType.FLAG,
          "true",
          "whether an interrupt or NMI out of idle does the work; true in every version");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "leaves a work bit in the context tracking of CPUs outside the kernel;"
        + " ct_kernel_enter_state() does the work";
  }

  @Override
  public String source() {
    return "v2, 20 Jul 2023, to v7, 14 Nov 2025: context_tracking,x86: Defer some IPIs until a"
        + " user->kernel transition";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of(Requirement.X86_ENTRY_CODE);
  }

  @Override
  public List<Setting> settings() {
    return List.of(DEFERS_SETTING, CONDITION_SETTING, CLEAR_SETTING, NMI_SETTING);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    EnumSet<ContextWork.Work> works = EnumSet.of(ContextWork.Work.SYNC);
    if (settings.text(DEFERS).equals("text-and-tlb")) {
      works.add(ContextWork.Work.TLBI);
    }
    ContextWork work =
        new ContextWork(
            works,
            settings.flag(CLEAR_ON_EXIT) ? ContextWork.OnExit.CLEAR : ContextWork.OnExit.KEEP,
            settings.flag(FLUSH_IN_NMI_ENTER) ? ContextWork.OnNmi.FLUSH : ContextWork.OnNmi.LEAVE,
            Optional.empty());
    String condition = settings.text(CONDITION).replace('-', '_').toUpperCase(Locale.ROOT);
    return new ContextWorkStrategy(work, new SetCpuWork(SetCpuWork.Condition.valueOf(condition)));
  }

  private record ContextWorkStrategy(ContextWork contextWork, SetCpuWork sender)
      implements DeferralStrategy, EntryHooks {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      boolean flushes = contextWork.does().contains(ContextWork.Work.TLBI);
      return Deferrable.isSync(work) || flushes && Deferrable.isFlush(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView view) {
      boolean text = work.kind() == IpiWork.Kind.SYNC_CORE;
      return sender.decide(text ? ContextWork.Work.SYNC : ContextWork.Work.TLBI, target, view);
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return type == EntryHooks.class ? Optional.of(type.cast(this)) : Optional.empty();
    }
  }
}
