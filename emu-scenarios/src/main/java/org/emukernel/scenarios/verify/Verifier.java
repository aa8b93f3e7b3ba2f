package org.emukernel.scenarios.verify;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.scenarios.cli.BadScheduleException;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.report.SearchBound;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.sim.ScenarioMachines;

/** Searches a scenario under one of its strategies. */
public final class Verifier implements ScenarioVerifier {

  /** The strategy that knows what no sender can know. */
  private static final String PERFECT = "oracle";

  private static final String ARCHITECTURE = "x86-64";

  /** Bytes of physical memory. */
  static final long MEMORY = 64L << 20;

  /** What a replay may take to find out whether a CPU is stuck, bytes. */
  private static final long MEMORY_OF_REPLAY = 512L << 20;

  private final ScenarioMachines machines;

  /** Makes machines with these parts. */
  @Inject
  public Verifier(ScenarioMachines machines) {
    this.machines = machines;
  }

  @Override
  public Optional<String> refusal(VerifyScenario scenario) {
    StrategySettings strategy = scenario.settings().strategies().get(0);
    MachineSpec spec = machines.spec(scenario.settings(), strategy);
    if (!spec.architecture().name().equals(ARCHITECTURE)) {
      return Optional.of(
          "machine.architecture: found "
              + spec.architecture().name()
              + ", expected "
              + ARCHITECTURE
              + ": what the hardware may do out of turn is known of no other");
    }
    KernelFlushes flushes = spec.strategy().kernelFlushes();
    if (flushes == KernelFlushes.BY_BROADCAST) {
      return Optional.of(
          "strategy "
              + strategy.name()
              + ": found flushes by hardware broadcast, expected a strategy that sends or defers"
              + " calls; when a broadcast arrives is not searched yet");
    }
    if (strategy.name().equals(PERFECT)) {
      return Optional.of(
          "strategy "
              + PERFECT
              + ": found one that looks into other CPUs' registers, expected one that can be"
              + " implemented; it has no races to search");
    }
    int cpus = model(scenario.verify()).housekeepingCpus() + scenario.verify().isolatedCpus();
    if (scenario.verify().progress() == VerifySettings.Progress.REQUIRED
        && cpus > ProgressStates.MAX_CPUS) {
      return Optional.of(
          "verify.progress: found "
              + cpus
              + " CPUs, expected at most "
              + ProgressStates.MAX_CPUS
              + ", of which each has a bit");
    }
    return Optional.empty();
  }

  @Override
  public VerifyReport verify(VerifyScenario scenario, Options options, Progress progress) {
    StrategySettings strategy = scenario.settings().strategies().get(0);
    Searcher searcher = searcher(scenario, options);
    StopNote stop = new StopNote(progress);
    SearchResult result = searcher.search(scenario.verify().maxStates(), stop);
    return new VerifyReport(
        scenario.settings().scenario(),
        strategy.label(),
        searcher.cpus(),
        verdict(result.outcome()),
        result.states(),
        result.transitions(),
        result.maxDepth(),
        result.story().violation(),
        result.story().steps(),
        result.story().schedule(),
        hashBits(options.identity()),
        bound(result, scenario.verify().maxStates(), stop));
  }

  private static Optional<SearchBound> bound(SearchResult result, long maxStates, StopNote stop) {
    if (result.outcome() != Explorer.Outcome.BOUND) {
      return Optional.empty();
    }
    if (stop.isStopped()) {
      return Optional.of(SearchBound.STOPPED);
    }
    return Optional.of(result.states() > maxStates ? SearchBound.STATES : SearchBound.MEMORY);
  }

  private static int hashBits(Identity identity) {
    return switch (identity) {
      case HASH_64 -> 64;
      case HASH_128 -> 128;
      case WHOLE -> 0;
    };
  }

  /** {@return what searches a scenario under its first strategy} */
  Searcher searcher(VerifyScenario scenario, Options options) {
    return searcher(scenario, model(scenario.verify()), options);
  }

  /** {@return what searches a model on a scenario's machine, under its first strategy} */
  Searcher searcher(VerifyScenario scenario, VerifyModel model, Options options) {
    VerifySettings verify = scenario.verify();
    StrategySettings strategy = scenario.settings().strategies().get(0);
    MachineSpec spec = spec(machines.spec(scenario.settings(), strategy), verify, model);
    return new Searcher(spec, model, verify, options);
  }

  @Override
  public VerifyReport replay(VerifyScenario scenario) throws BadScheduleException {
    VerifySettings verify = scenario.verify();
    StrategySettings strategy = scenario.settings().strategies().get(0);
    VerifyModel model = model(verify);
    MachineSpec spec = spec(machines.spec(scenario.settings(), strategy), verify, model);
    Replay replay =
        new Replay(
            spec, model, Budget.of(verify), new WaitingStores(scenario.schedule().waitingStores()));
    replay.ignore(verify.ignored());
    replay.takeAll(scenario.schedule().choices());
    if (verify.progress() == VerifySettings.Progress.REQUIRED && replay.violation().isEmpty()) {
      replay.lookForStuck(new Explorer.Limits(verify.maxStates(), MEMORY_OF_REPLAY));
    }
    return new VerifyReport(
        scenario.settings().scenario(),
        strategy.label(),
        spec.cpus(),
        replay.violation().isPresent() ? Verdict.VIOLATED : Verdict.BOUND,
        replay.states(),
        replay.choices(),
        replay.choices(),
        replay.violation(),
        replay.steps(),
        replay.schedule());
  }

  private static Verdict verdict(Explorer.Outcome outcome) {
    return switch (outcome) {
      case COMPLETE -> Verdict.HOLDS;
      case VIOLATION -> Verdict.VIOLATED;
      case BOUND -> Verdict.BOUND;
      case LEARNED -> throw new IllegalStateException("the search has not ended");
    };
  }

  private static VerifyModel model(VerifySettings verify) {
    return switch (verify.model()) {
      case TLB_VUNMAP -> new VunmapModel(verify);
      case GETPID_VS_FLUSH -> new GetPidVsFlushModel(verify);
      case SET_MEMORY_RO -> new SetMemoryModel(verify);
      case MODULE_UNLOAD -> new ModuleModel(verify);
      case TEXT_POKE -> new TextPokeModel(verify);
      case IDLE_TEXT_POKE -> new IdleTextPokeModel(verify);
      case STATIC_CALL -> new StaticCallModel(verify);
      case KPROBE -> new KprobeModel(verify);
      case LOST_WAKEUP -> new LostWakeupModel(verify);
    };
  }

  private static MachineSpec spec(MachineSpec of, VerifySettings verify, VerifyModel model) {
    int housekeeping = model.housekeepingCpus();
    int cpus = housekeeping + verify.isolatedCpus();
    VerifyChooser.Stores stores =
        verify.storeBufferEntries() == 0
            ? VerifyChooser.Stores.AT_ONCE
            : VerifyChooser.Stores.AT_ANY_TIME;
    HardwareSpec hardware =
        new HardwareSpec(
            cpus,
            CpuMask.range(housekeeping, cpus),
            MEMORY,
            of.hardware().features(),
            verify.storeBufferEntries(),
            of.hardware().costs(),
            new VerifyChooser(stores),
            of.hardware().rcuWatchingBits());
    return new MachineSpec(
        of.architecture(),
        hardware,
        new Placed(of.strategy(), model.entryCode()),
        of.kernel(),
        of.faults(),
        List.of(model.kernelPart()),
        model.systemCalls());
  }

  /** A strategy with a model's instructions beside its hooks. */
  private record Placed(DeferralStrategy strategy, List<PlacedHooks.Code> code)
      implements DeferralStrategy {

    @Override
    public String name() {
      return strategy.name();
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return strategy.mayDefer(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return strategy.decide(work, target, sender);
    }

    @Override
    public KernelFlushes kernelFlushes() {
      return strategy.kernelFlushes();
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      Optional<T> hooks = strategy.entryHooks(type);
      if (type != EntryHooks.class || code.isEmpty()) {
        return hooks;
      }
      EntryHooks own = hooks.map(EntryHooks.class::cast).orElse(EntryHooks.NONE);
      return Optional.of(type.cast(new PlacedHooks(own, code)));
    }
  }
}
