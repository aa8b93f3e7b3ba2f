package org.emukernel.entry.defer;

import static org.emukernel.entry.defer.LatrQueues.ACTIVE;
import static org.emukernel.entry.defer.LatrQueues.END;
import static org.emukernel.entry.defer.LatrQueues.NEXT;
import static org.emukernel.entry.defer.LatrQueues.START;
import static org.emukernel.entry.defer.LatrQueues.WAITING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextWork;

/**
 * {@code latr}: Kumar, Maass, Kashyap, Veselý, Yan, Kim, Bhattacharjee, Krishna, "LATR: Lazy
 * Translation Coherence", ASPLOS 2018. Instead of an interrupt the sender writes a state (range,
 * mask of CPUs) into its own queue; each CPU sweeps the queues of all CPUs, flushes what names it
 * and clears its bit. If the oldest state of the sender's ring is not swept yet, it interrupts.
 *
 * <p>The paper sweeps at context switches and timer ticks. A NOHZ_FULL CPU that stays in user mode
 * has neither, so isolated CPUs sweep at each kernel entry, where ct_kernel_enter_state() stands,
 * and at ticks that they have nonetheless; the others are interrupted as in mainline. What makes
 * laziness safe in the paper is that freed memory and addresses are not used again before every CPU
 * has swept; this kernel's vmalloc does not wait for that, so a target that is in the kernel at the
 * time of the flush is not covered until it has left and come back. Text syncs are no part of LATR
 * and are sent.
 */
public final class LatrStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "latr";

  private static final String STATES = "states";
  private static final Setting STATES_SETTING =
      Setting.choice(
          STATES,
          List.of(String.valueOf(LatrQueues.STATES), "4", "2", "1"),
          "how many flushes can wait in a CPU's queue; as many as the paper's 64, or few, for emu"
              + " verify");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "puts TLB flushes for isolated CPUs into queues in memory, swept at their next kernel"
        + " entry";
  }

  @Override
  public String source() {
    return "Kumar et al., LATR: Lazy Translation Coherence, ASPLOS 2018";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of(Requirement.X86_ENTRY_CODE);
  }

  @Override
  public List<Setting> settings() {
    return List.of(STATES_SETTING);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return new Latr(Integer.parseInt(settings.text(STATES)));
  }

  private record Latr(int states) implements DeferralStrategy, EntryHooks {

    /* Notes: the state in use plus 1, or FULL; and the next thing to write. */
    private static final int STATE = 0;
    private static final int PLACE = 1;
    private static final int FULL = -1;

    private static final int CHOOSE = 0;
    private static final int WRITE_START = 1;
    private static final int WRITE_END = 2;
    private static final int COUNT_ACTIVE = 3;
    private static final int COUNT_WAITING = 4;

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return Deferrable.isFlush(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      if (!sender.isolated().contains(target) || sender.note(STATE) == FULL) {
        return Decision.SEND;
      }
      long queue = sender.perCpu(LatrQueues.QUEUE.name(), sender.cpu());
      int place = (int) sender.note(PLACE);
      if (place == CHOOSE) {
        return choose(queue, sender);
      }
      long state = LatrQueues.state(queue, sender.note(STATE) - 1);
      IpiWork.TlbFlush flush = (IpiWork.TlbFlush) work;
      sender.setNote(PLACE, place + 1);
      switch (place) {
        case WRITE_START -> sender.store(state + START, Long.BYTES, flush.range().start());
        case WRITE_END -> sender.store(state + END, Long.BYTES, flush.range().end());
        case COUNT_ACTIVE -> sender.fetchAdd(state + ACTIVE, Long.BYTES, 1);
        case COUNT_WAITING -> sender.fetchAdd(queue + WAITING, Long.BYTES, 1);
        default -> {
          long word = LatrQueues.maskWord(state, target);
          sender.fetchOr(word, Long.BYTES, LatrQueues.maskBit(target));
          sender.setNote(PLACE, COUNT_ACTIVE);
          return Decision.DEFER;
        }
      }
      return Decision.AGAIN;
    }

    /* The owner's own index is no shared memory. */
    private Decision choose(long queue, SenderView sender) {
      long number = sender.load(queue + NEXT, Long.BYTES);
      if (sender.load(LatrQueues.state(queue, number) + ACTIVE, Long.BYTES) != 0) {
        sender.setNote(STATE, FULL);
        return Decision.SEND;
      }
      sender.store(queue + NEXT, Long.BYTES, (number + 1) % states);
      sender.setNote(STATE, number + 1);
      sender.setNote(PLACE, WRITE_START);
      return Decision.AGAIN;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return type == EntryHooks.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public List<KernelVariable> variables() {
      return List.of(LatrQueues.QUEUE);
    }

    @Override
    public List<Routine> noinstr() {
      return List.of(new LatrSweep(states));
    }

    @Override
    public List<Routine> instrumentable() {
      return List.of(new LatrTick());
    }

    @Override
    public ContextWork contextWork() {
      return new ContextWork(
          Set.of(),
          ContextWork.OnExit.KEEP,
          ContextWork.OnNmi.FLUSH,
          Optional.of(LatrSweep.SYMBOL));
    }
  }
}
