package org.emukernel.entry.defer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.ipi.IpiWork.Caller;
import org.emukernel.api.ipi.IpiWork.Extent;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return provider(name).create(Map.of());
  }

  private static IpiWork flush(Caller caller) {
    long start = 0xffffc90000000000L;
    return new IpiWork.TlbFlush(new LinearRange(start, start + 4096), Extent.RANGE, caller);
  }

  /** A sender's view in which every kernel_cr3_loaded has one value; it notes what was loaded. */
  private static final class View implements SenderView {
    private final long loaded;
    private final List<Long> loads = new ArrayList<>();

    View(long loaded) {
      this.loaded = loaded;
    }

    @Override
    public CpuMask isolated() {
      return ISOLATED;
    }

    @Override
    public long perCpu(String name, int cpu) {
      assertThat(name).isEqualTo("kernel_cr3_loaded");
      return cpu;
    }

    @Override
    public long load(long linear, int size) {
      loads.add(linear);
      return loaded;
    }

    @Override
    public long compareExchange(long linear, int size, long expected, long value) {
      throw new AssertionError("cr3-signal only reads");
    }
  }

  @Test
  void serviceLoader_findsBoth() {
    assertThat(ServiceLoader.load(DeferralStrategyProvider.class))
        .extracting(DeferralStrategyProvider::name)
        .contains("immediate", "cr3-signal");
  }

  @Test
  void requires_onlyCr3SignalNeedsPti() {
    assertThat(provider("immediate").requires()).isEmpty();
    assertThat(provider("cr3-signal").requires()).containsExactly(Requirement.PTI);
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

  @ParameterizedTest
  @CsvSource({"1, 0, SEND, 0", "1, 1, SEND, 0", "2, 0, DEFER, 1", "2, 1, SEND, 1"})
  void cr3Signal_decide_defersToIsolatedCpusWithUserCr3ByOneLoad(
      int target, long loaded, Decision decision, int loads) {
    View view = new View(loaded);

    assertThat(strategy("cr3-signal").decide(SYNC, target, view)).isEqualTo(decision);
    assertThat(view.loads).hasSize(loads);
  }

  @ParameterizedTest
  @CsvSource({"immediate", "cr3-signal"})
  void create_settingGiven_isRefusedByName(String name) {
    assertThatThrownBy(() -> provider(name).create(Map.of("order", "late")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("strategy '" + name + "' has no settings, but got order");
  }
}
