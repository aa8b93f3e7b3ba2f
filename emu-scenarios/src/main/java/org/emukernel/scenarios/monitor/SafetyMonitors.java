package org.emukernel.scenarios.monitor;

import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;
import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.api.verdict.Violation;

/**
 * Watches that nobody uses a translation whose flush has completed, that nobody executes an
 * instruction whose sync was skipped (bytes older than a completed sync) or that is torn between
 * two versions, that nobody walks through a page-table page after it was freed, and that no sender
 * waits for ever. Hands what concerns calls, deferred work, freed areas, the code that runs and
 * exceptions without end to the monitors of those. Strategies know nothing of it, and it changes
 * nothing.
 *
 * <p>When a flush completes, every cached translation of the range that no longer agrees with the
 * page tables is condemned, on every CPU; using a condemned one is the violation. Kernel text in
 * the same way, when a sync of all CPUs completes.
 */
public final class SafetyMonitors implements MachineEvents, TlbMonitor, TextMonitor, AccessMonitor {

  /** Name of the monitor of translations. */
  public static final String STALE_TRANSLATION = "stale-translation";

  /** Name of the monitor of instructions whose sync was skipped: older than a completed sync. */
  public static final String STALE_INSTRUCTION = "stale-instruction";

  /** Name of the monitor of instructions torn by a patch. */
  public static final String TORN_INSTRUCTION = "torn-instruction";

  /** Name of the monitor of walks through page-table pages that were freed. */
  public static final String FREED_PAGE_TABLE = "freed-page-table";

  /** Name of the monitor of calls that are acknowledged without the flush that they ask for. */
  public static final String ACKNOWLEDGED_NOT_FLUSHED = "acknowledged-not-flushed";

  /** Name of the monitor of deferred work that a kernel entry did not make good. */
  public static final String DEFERRED_AND_SKIPPED = "deferred-and-skipped";

  /** Name of the monitor of flushes deferred before the others can see what they are about. */
  public static final String DEFERRED_BEFORE_VISIBLE = "deferred-before-visible";

  /** Name of the monitor of freed areas that the page tables still map. */
  public static final String FREED_AREA_MAPPED = "freed-area-mapped";

  /** Name of the monitor of instrumentable code that runs while RCU does not watch. */
  public static final String RCU_NOT_WATCHING = "rcu-not-watching";

  /** Name of the monitor of code that runs with the other half's CR3. */
  public static final String WRONG_CR3 = "wrong-cr3";

  /** Name of the monitor of user mode in the kernel's memory. */
  public static final String USER_ACCESS = "user-access";

  /** Name of the monitor of CPUs that get on no more. */
  public static final String LOST_CPU = "lost-cpu";

  /** Name of the monitor of senders that go on before their call has been run. */
  public static final String LOST_CALL = "lost-call";

  /** Name of the monitor of calls that are run though nobody has queued them. */
  public static final String DOUBLED_CALL = "doubled-call";

  /** Name of the monitor of senders. */
  public static final String STUCK_SENDER = "stuck-sender";

  /** Name under which a search reports a sender whose wait nothing can end. */
  public static final String SENDER_WAITS_FOR_EVER = "sender-waits-for-ever";

  /** Name under which a search reports any other CPU that cannot leave the kernel any more. */
  public static final String CPU_NEVER_RETURNS = "cpu-never-returns";

  /** Name under which the kernel's death after a violation is reported. */
  public static final String KERNEL_OOPS = "kernel-oops";

  /** Linux's own limit: csd_lock_timeout, kernel/smp.c, 5000 ms. */
  public static final long CSD_LOCK_TIMEOUT_NS = 5_000_000_000L;

  private final WatchedMachine machine;
  private final ViolationLog log;
  private final CellWatch watch;
  private final LoadedSpaces spaces;
  private final KernelFlushes flushes;
  private final Calls calls;
  private final DeferredWork deferred;
  private final FreedAreas areas;
  private final CodeMonitor code;
  private final Progress progress;
  private final Waits waits;

  SafetyMonitors(
      WatchedMachine machine,
      ViolationLog log,
      CellWatch watch,
      LoadedSpaces spaces,
      KernelFlushes flushes,
      Calls calls,
      DeferredWork deferred,
      CodeMonitor code,
      Progress progress,
      Waits waits) {
    this.machine = machine;
    this.log = log;
    this.watch = watch;
    this.spaces = spaces;
    this.flushes = flushes;
    this.calls = calls;
    this.deferred = deferred;
    this.areas = new FreedAreas(machine, log);
    this.code = code;
    this.progress = progress;
    this.waits = waits;
  }

  /** {@return the names of those that watch each step} */
  public static List<String> names() {
    return List.of(
        STALE_TRANSLATION,
        STALE_INSTRUCTION,
        TORN_INSTRUCTION,
        FREED_PAGE_TABLE,
        ACKNOWLEDGED_NOT_FLUSHED,
        DEFERRED_AND_SKIPPED,
        DEFERRED_BEFORE_VISIBLE,
        FREED_AREA_MAPPED,
        RCU_NOT_WATCHING,
        WRONG_CR3,
        USER_ACCESS,
        LOST_CPU,
        LOST_CALL,
        DOUBLED_CALL,
        STUCK_SENDER,
        KERNEL_OOPS);
  }

  /** {@return what was seen, in the order in which it was seen} */
  public List<Violation> violations() {
    return log.violations();
  }

  /** {@return how many were seen} */
  public int violationCount() {
    return log.size();
  }

  private void note(CpuPort cpu, String what) {
    log.note(cpu.nowNs(), cpu.cpu(), what);
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    calls.queued(sender, target);
  }

  @Override
  public void csdFunctionEntry(CpuPort cpu, long function, long csd) {
    calls.began(cpu, csd);
  }

  @Override
  public void csdFunctionExit(CpuPort cpu, long function, long csd) {
    calls.acknowledged(cpu, csd);
  }

  @Override
  public void doneAtOnce(CpuPort sender, int target) {
    deferred.doneAtOnce(target);
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    note(sender, sender.functionName(function) + " deferred for CPU " + target);
    deferred.deferred(sender, target, function);
  }

  @Override
  public void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {
    areas.freed(cpu, start, size);
  }

  @Override
  public void kernelEntry(int cpu, int vector) {
    progress.crossed(cpu);
    code.entered(cpu);
  }

  @Override
  public void kernelExit(int cpu) {
    progress.crossed(cpu);
    code.left(cpu);
  }

  @Override
  public void kernelInterrupted(int cpu, int vector, long at) {
    code.interrupted(cpu);
    progress.interrupted(cpu, vector, at);
  }

  @Override
  public void kernelResumed(int cpu) {
    if (progress.resumed(cpu)) {
      code.resumed(cpu);
    }
  }

  /**
   * A CPU has stopped for good.
   *
   * @throws LostCpuException always
   */
  public void shutDown(int cpu) {
    progress.shutDown(cpu);
  }

  @Override
  public CodeKind fetching(int cpu, long linear) {
    return code.fetching(cpu, linear);
  }

  @Override
  public void kernelAccessedByUser(int cpu, long linear) {
    code.kernelAccessedByUser(cpu, linear);
  }

  @Override
  public void kernelFlushStarted(CpuPort cpu, long start, long end) {
    flushes.started(cpu, start, end);
  }

  @Override
  public void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {
    note(cpu, String.format("purge_vmap_area_lazy 0x%x-0x%x, %d areas", start, end, purged));
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    note(cpu, String.format("flush of 0x%x-0x%x completed", start, end));
    flushes.completed(cpu);
    machine.stale().condemnKernel(start, end);
  }

  /* Whoever still has an entry that leads there must not use it, whatever the page holds then. */
  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    note(cpu, String.format("page-table page 0x%x freed", physical));
    machine.stale().condemnTable(physical);
  }

  @Override
  public void addressSpaceLoaded(CpuPort cpu, long root, int asid) {
    spaces.loaded(cpu, root, asid);
  }

  @Override
  public void userRangeFlushed(CpuPort cpu, long root, long start, long end) {
    note(cpu, String.format("flush of user memory 0x%x-0x%x completed", start, end));
    spaces.condemn(machine, root, start, end);
  }

  @Override
  public void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {
    note(cpu, "patch of " + cpu.functionName(linear) + ": " + hex(before) + " -> " + hex(after));
    machine.stale().patchStarted(linear, before, after);
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    note(cpu, "sync of all CPUs completed for " + cpu.functionName(linear));
    machine.stale().textSynced(linear, length);
  }

  @Override
  public void callReturned(CpuPort sender) {
    calls.returned(sender);
  }

  @Override
  public void waitStarted(CpuPort sender, int target) {
    waits.started(sender, target);
  }

  @Override
  public void waitEnded(CpuPort sender, int target) {
    waits.ended(sender);
    calls.waitEnded(sender, target);
  }

  /** {@return whose acknowledgement a CPU waits for, or -1} */
  public int waitsFor(int cpu) {
    return waits.waitsFor(cpu);
  }

  /**
   * Asks whether a CPU has waited for an acknowledgement longer than {@link #CSD_LOCK_TIMEOUT_NS};
   * reported once a wait.
   */
  public void checkWait(int cpu) {
    waits.check(cpu);
  }

  /** {@return when {@link #checkWait} will have something to say about this CPU's wait, ps} */
  public long waitLimitPs(int cpu) {
    return waits.limitPs(cpu);
  }

  /** {@return whether a CPU has queued a call that the target has not finished} */
  public boolean isCallUnderWay(int sender, int target) {
    return calls.isUnderWay(sender, target);
  }

  /** Forgets a flush that a CPU owes and has made: nothing that is said later depends on it. */
  public void forgetPaidDebt(int cpu) {
    deferred.forgetPaid(cpu);
  }

  /** From now on {@code listener} is told whose deferred work is looked at. */
  public void onLookAtDebts(IntConsumer listener) {
    deferred.onLook(listener);
  }

  /**
   * From now on {@code listener} is told of each of the monitors' slots before they look at it or
   * change it.
   */
  public void onTouch(IntConsumer listener) {
    watch.tell(listener);
  }

  /**
   * Somebody makes RCU's counter of a CPU smaller, so that there are not too many states.
   *
   * @param from its value before
   * @param to its value then
   */
  public void rcuCounterReplaced(int cpu, long from, long to) {
    code.counterReplaced(cpu, from, to);
  }

  /**
   * The kernel has died on a CPU after something that was reported before.
   *
   * @param message what it died of
   */
  public void kernelDied(int cpu, String message) {
    log.report(machine, KERNEL_OOPS, cpu, 0, message);
  }

  @Override
  public void condemnedTranslationUsed(int cpu, long linear, long frame) {
    String cause =
        String.format(
            "the flush of 0x%x has completed, and CPU %d still used its old translation to 0x%x",
            linear, cpu, frame);
    log.report(machine, STALE_TRANSLATION, cpu, linear, cause);
  }

  @Override
  public void condemnedStructureUsed(int cpu, long linear, long tableFrame) {
    String cause =
        String.format(
            "the flush of 0x%x has completed, and CPU %d walked on from its old paging structure at 0x%x",
            linear, cpu, tableFrame);
    log.report(machine, STALE_TRANSLATION, cpu, linear, cause);
  }

  @Override
  public void freedTableUsed(int cpu, long linear, long tableFrame) {
    String cause =
        String.format(
            "CPU %d translated 0x%x by the page-table page 0x%x, which had been freed",
            cpu, linear, tableFrame);
    log.report(machine, FREED_PAGE_TABLE, cpu, linear, cause);
  }

  @Override
  public void condemnedTextExecuted(int cpu, long linear, int length) {
    String cause =
        "a sync of all CPUs has completed, and CPU "
            + cpu
            + " executed older bytes of "
            + machine.symbolize(linear);
    log.report(machine, STALE_INSTRUCTION, cpu, linear, cause);
  }

  @Override
  public void tornTextExecuted(int cpu, long linear, int length) {
    String cause =
        "CPU "
            + cpu
            + " executed "
            + length
            + " bytes at "
            + machine.symbolize(linear)
            + " that are neither the old nor the new instruction";
    log.report(machine, TORN_INSTRUCTION, cpu, linear, cause);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
