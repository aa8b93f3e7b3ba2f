package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;

/**
 * What is known of bursts that were done before, by the state of the machine at rest in which they
 * began; and the way from the state that the arena holds to the state in which the machine would be
 * by now. A step of the machine depends on its state and on which CPU's clock is behind, and at
 * rest all clocks are equal: so the same burst in the same state has the same outcome and takes the
 * same time.
 *
 * <p>Context tracking counts in memory how often a CPU crossed the border of the kernel, above the
 * three low bits that say where it is; only RCU, which is not emulated, would read more than those.
 * That counter would make every state a new one, so whenever the machine rests it starts from zero.
 * In the same way what is left on the kernel's empty stacks and in the user program's scratch
 * registers is cleared: nobody reads it before it is written.
 *
 * <p>A state is told by the arena's 64-bit hash. Among n states the chance of mistaking any two is
 * about n * n / 2^65; n is at most {@value #MAX_STATES}, which makes it 2^-41.
 */
final class KnownBursts {

  private static final int MAX_STATES = 1 << 12;

  /** Bounds what is remembered, to some 64 MiB. */
  private static final long MAX_CELLS = 1L << 22;

  /** CT_STATE_MASK and CT_RCU_WATCHING, include/linux/context_tracking_state.h. */
  private static final int CONTEXT =
      ContextTracking.STATE_MASK | ContextTracking.WORK_MASK | ContextTracking.RCU_WATCHING;

  /** The kernel's stacks, empty while a CPU is in user mode. */
  private static final List<String> STACKS =
      List.of("init_stack", "entry_stack_storage", "irq_stack_backing_store");

  /** How much of a stack is cleared, from its top, in bytes: more than calls use. */
  private static final int CLEARED = 1024;

  /** What the user program sets before a system call, and what SYSCALL overwrites. */
  private static final List<Integer> SCRATCH =
      List.of(Reg.RAX, Reg.RCX, Reg.RDX, Reg.RSI, Reg.RDI, Reg.R11);

  private final Arena arena;
  private final List<Cpu> cpus;
  private final long[] contexts;
  private final long[] stacks;
  private final Map<Long, Burst> byState = new HashMap<>();
  /* The arena is in the state that the first of them began in. */
  private final List<Burst.Result> toApply = new ArrayList<>();
  private long arenaState;
  private long cells;

  /**
   * Knows nothing yet.
   *
   * @param machine a machine at rest
   */
  KnownBursts(EmulatedMachine machine) {
    arena = machine.arena();
    cpus = machine.cpus();
    contexts =
        machine.cpus().stream()
            .mapToLong(cpu -> cpu.perCpu(ContextTracking.SYMBOL, cpu.cpu()))
            .map(linear -> linear - MemoryMap.PAGE_OFFSET + ContextTracking.STATE)
            .toArray();
    stacks = stacks(machine).toArray();
    arena.openJournal();
    arenaState = stateAtRest();
  }

  private static LongStream stacks(EmulatedMachine machine) {
    return STACKS.stream()
        .flatMapToLong(
            name -> {
              long bytes = machine.kernel().image().symbol(name).orElseThrow().size();
              return machine.cpus().stream()
                  .mapToLong(
                      cpu -> cpu.perCpu(name, cpu.cpu()) - MemoryMap.PAGE_OFFSET + bytes - CLEARED);
            });
  }

  private void clear(long stack) {
    for (long word = stack; word < stack + CLEARED; word += Long.BYTES) {
      if (arena.memory().readLong(word) != 0) {
        arena.memory().writeLong(word, 0);
      }
    }
  }

  private long stateAtRest() {
    for (long stack : stacks) {
      clear(stack);
    }
    for (Cpu cpu : cpus) {
      SCRATCH.forEach(register -> cpu.registers().set(register, 0));
    }
    for (long word : contexts) {
      arena.memory().writeInt(word, arena.memory().readInt(word) & CONTEXT);
    }
    return arena.hash();
  }

  /** {@return the bursts that begin in the state in which the machine would be now} */
  Burst fromHere() {
    return byState.computeIfAbsent(state(), state -> new Burst());
  }

  private long state() {
    return toApply.isEmpty() ? arenaState : toApply.get(toApply.size() - 1).state();
  }

  /** A burst need not be done: only its result is taken over. */
  void passOver(Burst.Result result) {
    if (result.state() == arenaState) {
      toApply.clear();
      return;
    }
    for (int i = toApply.size() - 1; i >= 0; i--) {
      if (toApply.get(i).state() == result.state()) {
        toApply.subList(i + 1, toApply.size()).clear();
        return;
      }
    }
    toApply.add(result);
  }

  /** Brings the arena into the state in which the machine would be now, and begins to record. */
  void beforeRunning() {
    toApply.forEach(result -> arena.apply(result.delta()));
    arenaState = state();
    toApply.clear();
    arena.truncateJournal();
    if (byState.size() > MAX_STATES || cells > MAX_CELLS) {
      byState.clear();
      cells = 0;
    }
  }

  /** The machine has come to rest after it ran a burst to its end. */
  void afterRunning(Burst burst, List<Doing.Outcome> outcomes, long restPs) {
    arenaState = stateAtRest();
    Burst.Result result =
        new Burst.Result(List.copyOf(outcomes), restPs, arenaState, arena.changesSince(0));
    cells += result.delta().size();
    burst.setResult(result);
  }

  /** The machine has come to rest after something that is not worth remembering. */
  void afterRunning() {
    arenaState = stateAtRest();
  }

  /** The burst under way is not worth remembering. */
  void forgetRunning() {
    arena.truncateJournal();
  }
}
