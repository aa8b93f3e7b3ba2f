package org.emukernel.entry.defer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.ipi.IpiWork.Caller;
import org.emukernel.api.ipi.IpiWork.Extent;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.ct.ContextWork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyProvidersTest {

  private static final IpiWork SYNC = new IpiWork.SyncCore();
  private static final CpuMask ISOLATED = CpuMask.parse("2-3");

  private static DeferralStrategyProvider provider(String name) {
    return ServiceLoader.load(DeferralStrategyProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static DeferralStrategy strategy(String name) {
    return create(name, Map.of());
  }

  private static DeferralStrategy create(String name, Map<String, String> written) {
    return provider(name).create(settings(name, written));
  }

  private static Settings settings(String name, Map<String, String> written) {
    List<Setting> declared = provider(name).settings();
    Map<String, Object> values = new TreeMap<>(Settings.defaults(name, declared).values());
    for (Setting setting : declared) {
      if (written.containsKey(setting.key())) {
        values.put(setting.key(), setting.read(written.get(setting.key())));
      }
    }
    return new Settings(name, values);
  }

  private static IpiWork flush(Caller caller) {
    long start = 0xffffc90000000000L;
    return new IpiWork.TlbFlush(new LinearRange(start, start + 4096), Extent.RANGE, caller);
  }

  @Test
  void serviceLoader_findsAll() {
    assertThat(ServiceLoader.load(DeferralStrategyProvider.class))
        .extracting(DeferralStrategyProvider::name)
        .contains("immediate", "cr3-signal", "context-work", "coalesce-tlbi", "latr", "oracle");
  }

  @Test
  void requires_whatTheEntryCodeNeeds() {
    assertThat(provider("immediate").requires()).isEmpty();
    assertThat(provider("context-work").requires()).containsExactly(Requirement.X86_ENTRY_CODE);
    assertThat(provider("latr").requires()).containsExactly(Requirement.X86_ENTRY_CODE);
    assertThat(provider("oracle").requires()).isEmpty();
    assertThat(provider("cr3-signal").requires(settings("cr3-signal", Map.of())))
        .containsExactly(Requirement.PTI);
  }

  @Test
  void coalesceTlbi_requires_invpcidWhereItFlushesByIt() {
    DeferralStrategyProvider coalesce = provider("coalesce-tlbi");

    assertThat(coalesce.requires(settings("coalesce-tlbi", Map.of())))
        .containsExactlyInAnyOrder(Requirement.PTI, Requirement.INVPCID);
    assertThat(coalesce.requires(settings("coalesce-tlbi", Map.of("flush", "cr4-pge"))))
        .containsExactly(Requirement.PTI);
  }

  @Test
  void immediate_mayDefer_nothing() {
    assertThat(strategy("immediate").mayDefer(SYNC)).isFalse();
    assertThat(strategy("immediate").mayDefer(flush(Caller.VMALLOC))).isFalse();
    assertThat(strategy("immediate").entryHooks(EntryHooks.class)).isEmpty();
  }

  @Test
  void cr3Signal_mayDefer_textSyncsAndVmallocFlushesOnly() {
    DeferralStrategy strategy = strategy("cr3-signal");

    assertThat(strategy.mayDefer(SYNC)).isTrue();
    assertThat(strategy.mayDefer(flush(Caller.VMALLOC))).isTrue();
    assertThat(strategy.mayDefer(flush(Caller.OTHER))).isFalse();
    assertThat(strategy.mayDefer(new IpiWork.Call("flush_tlb_func"))).isFalse();
  }

  /** Whatever decides by a per-CPU word loads that word of that target, once, and nothing else. */
  @ParameterizedTest
  @CsvSource({
    "cr3-signal, 1, 0, SEND, 0",
    "cr3-signal, 1, 1, SEND, 0",
    "cr3-signal, 2, 0, DEFER, 1",
    "cr3-signal, 2, 1, SEND, 1",
    "coalesce-tlbi, 1, 0, SEND, 0",
    "coalesce-tlbi, 1, 1, SEND, 0",
    "coalesce-tlbi, 2, 0, DEFER, 1",
    "coalesce-tlbi, 2, 1, SEND, 1"
  })
  void signal_decide_defersToIsolatedCpusWithUserCr3ByOneLoad(
      String name, int target, long loaded, Decision decision, int accesses) {
    TestSenderView view = new TestSenderView(ISOLATED);
    view.put("kernel_cr3_loaded", target, 0, loaded);

    assertThat(strategy(name).decide(flush(Caller.VMALLOC), target, view)).isEqualTo(decision);
    assertThat(view.accesses()).hasSize(accesses);
  }

  private static final int KERNEL = ContextTracking.initialState();
  private static final int USER = ContextTracking.initialUserState();
  private static final int IDLE = USER - ContextTracking.STATE_USER + ContextTracking.STATE_IDLE;

  /** An interrupt out of idle: RCU watches, the state field still says idle. */
  private static final int IRQ_IN_IDLE = IDLE + ContextTracking.RCU_WATCHING;

  static Stream<Arguments> contextWorkDecisions() {
    return Stream.of(
        Arguments.of("rcu-watching", KERNEL, Decision.SEND),
        Arguments.of("rcu-watching", USER, Decision.DEFER),
        Arguments.of("rcu-watching", IDLE, Decision.DEFER),
        Arguments.of("rcu-watching", IRQ_IN_IDLE, Decision.SEND),
        Arguments.of("state", KERNEL, Decision.SEND),
        Arguments.of("state", USER, Decision.DEFER),
        Arguments.of("state", IDLE, Decision.DEFER),
        Arguments.of("state", IRQ_IN_IDLE, Decision.DEFER),
        Arguments.of("rcu-watching-v5", KERNEL, Decision.DEFER),
        Arguments.of("rcu-watching-v5", USER, Decision.DEFER),
        Arguments.of("rcu-watching-v5", IRQ_IN_IDLE, Decision.DEFER));
  }

  @ParameterizedTest
  @MethodSource("contextWorkDecisions")
  void contextWork_decide_setsTheBitWhereTheConditionHolds(
      String condition, int state, Decision decision) {
    TestSenderView view = new TestSenderView(ISOLATED);
    view.put(ContextTracking.SYMBOL, 2, ContextTracking.STATE, state);
    DeferralStrategy strategy = create("context-work", Map.of("condition", condition));

    assertThat(view.decide(strategy, SYNC, 2)).isEqualTo(decision);
    int bit = decision == Decision.DEFER ? ContextWork.Work.SYNC.bit() : 0;
    assertThat(view.get(ContextTracking.SYMBOL, 2, ContextTracking.STATE)).isEqualTo(state | bit);
    assertThat(IntStream.range(0, SenderView.NOTES)).as("notes").allMatch(i -> view.note(i) == 0);
  }

  @Test
  void contextWork_targetEntersBetweenLoadAndCmpxchg_isInterrupted() {
    TestSenderView view = new TestSenderView(ISOLATED);
    view.put(ContextTracking.SYMBOL, 2, ContextTracking.STATE, USER);
    DeferralStrategy strategy = strategy("context-work");

    assertThat(strategy.decide(SYNC, 2, view)).isEqualTo(Decision.AGAIN);
    view.put(ContextTracking.SYMBOL, 2, ContextTracking.STATE, KERNEL);

    assertThat(view.decide(strategy, SYNC, 2)).isEqualTo(Decision.SEND);
    assertThat(view.get(ContextTracking.SYMBOL, 2, ContextTracking.STATE)).isEqualTo(KERNEL);
  }

  /**
   * The target goes in and out twice in between, so that two bits of the counter are as before; or
   * so often that all are. It is outside again, and that is all that the cmpxchg has to know.
   */
  @ParameterizedTest
  @ValueSource(ints = {4 * ContextTracking.RCU_WATCHING, 0})
  void contextWork_counterComesRoundBetweenLoadAndCmpxchg_bitIsLeftOutsideTheKernel(int moved) {
    TestSenderView view = new TestSenderView(ISOLATED);
    view.put(ContextTracking.SYMBOL, 2, ContextTracking.STATE, USER);
    DeferralStrategy strategy = strategy("context-work");

    assertThat(strategy.decide(SYNC, 2, view)).isEqualTo(Decision.AGAIN);
    view.put(ContextTracking.SYMBOL, 2, ContextTracking.STATE, USER + moved);

    assertThat(view.decide(strategy, SYNC, 2)).isEqualTo(Decision.DEFER);
    assertThat(view.get(ContextTracking.SYMBOL, 2, ContextTracking.STATE))
        .isEqualTo(USER + moved | ContextWork.Work.SYNC.bit());
  }

  @Test
  void contextWork_housekeepingTarget_isInterruptedWithoutALook() {
    TestSenderView view = new TestSenderView(ISOLATED);

    assertThat(strategy("context-work").decide(SYNC, 1, view)).isEqualTo(Decision.SEND);
    assertThat(view.accesses()).isEmpty();
  }

  @Test
  void contextWork_mayDefer_tlbFlushesOnlyIfSaidSo() {
    DeferralStrategy text = strategy("context-work");
    DeferralStrategy both = create("context-work", Map.of("defers", "text-and-tlb"));

    assertThat(text.mayDefer(SYNC)).isTrue();
    assertThat(text.mayDefer(flush(Caller.VMALLOC))).isFalse();
    assertThat(both.mayDefer(SYNC)).isTrue();
    assertThat(both.mayDefer(flush(Caller.VMALLOC))).isTrue();
    assertThat(both.mayDefer(flush(Caller.OTHER))).isFalse();
  }

  /** The state is complete before a bit in its mask says so; two targets share it. */
  @Test
  void latr_decide_writesOneStateForAllTargets() {
    TestSenderView view = new TestSenderView(ISOLATED);
    DeferralStrategy strategy = strategy("latr");
    IpiWork.TlbFlush flush = (IpiWork.TlbFlush) flush(Caller.VMALLOC);

    assertThat(view.decide(strategy, flush, 1)).isEqualTo(Decision.SEND);
    assertThat(view.decide(strategy, flush, 2)).isEqualTo(Decision.DEFER);
    assertThat(view.decide(strategy, flush, 3)).isEqualTo(Decision.DEFER);

    String queue = LatrQueues.QUEUE.name();
    long state = LatrQueues.state(0, 0);
    assertThat(view.get(queue, 0, state + LatrQueues.START)).isEqualTo(flush.range().start());
    assertThat(view.get(queue, 0, state + LatrQueues.END)).isEqualTo(flush.range().end());
    assertThat(view.get(queue, 0, LatrQueues.maskWord(state, 2))).isEqualTo(0b1100);
    assertThat(view.get(queue, 0, state + LatrQueues.ACTIVE)).isEqualTo(2);
    assertThat(view.get(queue, 0, LatrQueues.WAITING)).isEqualTo(2);
    assertThat(view.get(queue, 0, LatrQueues.NEXT)).isEqualTo(1);
  }

  @Test
  void latr_ringFull_fallsBackToInterrupts() {
    TestSenderView view = new TestSenderView(ISOLATED);
    DeferralStrategy strategy = strategy("latr");
    for (int call = 0; call < LatrQueues.STATES; call++) {
      assertThat(view.decide(strategy, flush(Caller.VMALLOC), 2)).isEqualTo(Decision.DEFER);
      view.nextCall();
    }

    assertThat(view.decide(strategy, flush(Caller.VMALLOC), 2)).isEqualTo(Decision.SEND);
    assertThat(view.decide(strategy, flush(Caller.VMALLOC), 3)).isEqualTo(Decision.SEND);
  }

  @Test
  void latr_mayDefer_flushesOnly() {
    assertThat(strategy("latr").mayDefer(SYNC)).isFalse();
    assertThat(strategy("latr").mayDefer(flush(Caller.VMALLOC))).isTrue();
    assertThat(strategy("latr").mayDefer(flush(Caller.OTHER))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, true, SEND", "2, true, DEFER", "2, false, SEND"})
  void oracle_decide_leavesIsolatedTargetsWhatTheMachineCanDoWithoutAnInterrupt(
      int target, boolean inUserMode, Decision decision) {
    TestSenderView view = new TestSenderView(ISOLATED);
    view.border(inUserMode);

    assertThat(strategy("oracle").decide(SYNC, target, view)).isEqualTo(decision);
  }

  /* Sites in the danger zone whose keys force the IPI. */
  @ParameterizedTest
  @ValueSource(
      strings = {"immediate", "context-work", "coalesce-tlbi", "cr3-signal", "latr", "oracle"})
  void mayDefer_forcedSync_never(String name) {
    assertThat(strategy(name).mayDefer(new IpiWork.SyncCore(IpiWork.Urgency.FORCED))).isFalse();
  }
}
