package org.emukernel.scenarios.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.sim.CountedCalls;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many text syncs each kind of patch costs a remote CPU, which of them may wait, and what CPUs
 * that execute the sites get. Figures: smp_text_poke_batch_finish(), arch/x86/kernel/alternative.c,
 * and its callers, Linux v6.18.
 */
class TextPatchingTest {

  private static final int KEY = 4;
  private static final int TRACEPOINT = 5;
  private static final int KPROBE_EVENTS = 6;
  private static final int KPROBE_ENABLE = 7;
  private static final int TRACER = 8;

  /* struct optimized_kprobe as it lies in kprobe_table: hits of pre_handler and post_handler. */
  private static final int HITS = 64;
  private static final int POST_HITS = 72;

  private static final long POST_HANDLER = 0x100;

  private static long syncs(StrategyResult result) {
    return result.byCallback().getOrDefault("do_sync_core", 0L)
        / result.ipisPerIsolatedCpu().size();
  }

  private static StrategyResult run(Script script, String strategy, long ms) {
    TestRun.Outcome outcome =
        new TestRun().set("strategies", "[" + strategy + "]").with(script).run(ms);
    assertThat(script.open()).isZero();
    assertThat(outcome.result().violations()).isEmpty();
    return outcome.result();
  }

  /* Files: 4 a plain key, 5 a tracepoint, 8 the function tracer on so many functions, 9 a key with 257 sites, 10 one that forces the IPI,
  12 a static call with a trampoline and three sites, 13 late relocation. */
  @ParameterizedTest
  @CsvSource({
    "4, 0, 3",
    "5, 0, 9",
    "8, 1, 15",
    "8, 256, 15",
    "8, 257, 18",
    "8, 260, 18",
    "9, 0, 6",
    "10, 0, 3",
    "12, 0, 12",
    "13, 0, 1"
  })
  void change_immediate_costsAsManySyncsAsInLinux(int file, long argument, long syncs) {
    Script on = new Script().at(10, 0, TestCalls.write(file, 1, argument));
    Script onAndOff =
        new Script()
            .at(10, 0, TestCalls.write(file, 1, argument))
            .at(20, 0, TestCalls.write(file, 0, argument));

    assertThat(syncs(run(on, "immediate", 10))).isEqualTo(syncs);
    assertThat(syncs(run(onAndOff, "immediate", 10))).isEqualTo(2 * syncs);
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 0", "5, 0, 0", "8, 260, 0", "9, 0, 0", "10, 0, 3", "12, 0, 0", "13, 0, 0"})
  void change_deferred_onlyForcedSyncsInterrupt(int file, long argument, long sent) {
    Script on = new Script().at(10, 0, TestCalls.write(file, 1, argument));

    StrategyResult result = run(on, "cr3-signal", 10);

    assertThat(syncs(result)).isEqualTo(sent);
    assertThat(result.deferred() > 0).isEqualTo(sent == 0);
  }

  @Test
  void functionTracer_deferred_ftraceSyncIpiStillInterrupts() {
    Script on = new Script().at(10, 0, TestCalls.write(TRACER, 1, 4));

    assertThat(run(on, "cr3-signal", 10).byCallback()).containsExactly(entry("ftrace_sync_ipi", 2));
  }

  private static Map.Entry<String, Long> entry(String name, long count) {
    return Map.entry(name, count);
  }

  /* static_key_slow_inc() and _dec(): only the first user and the last one patch. */
  @Test
  void key_severalUsers_onlyFirstAndLastPatch() {
    Script script = new Script();
    for (int value : List.of(1, 1, 1, 0, 0)) {
      script.at(10, 0, TestCalls.write(KEY, value, 0));
    }
    assertThat(syncs(run(script, "immediate", 10))).isEqualTo(3);
    Script toTheEnd = new Script();
    for (int value : List.of(1, 1, 0, 0)) {
      toTheEnd.at(10, 0, TestCalls.write(KEY, value, 0));
    }
    assertThat(syncs(run(toTheEnd, "immediate", 10))).isEqualTo(6);
  }

  @Test
  void key_readOnlyAfterInit_isRefusedAndReported() {
    Script script =
        new Script()
            .at(
                10,
                0,
                "result",
                TestCalls.function("static_key_enable", "housekeeping_overridden", 0));

    StrategyResult result = run(script, "immediate", 10);

    assertThat(syncs(result)).isZero();
    assertThat(script.result("result")).isEqualTo(-1);
    assertThat(result.kernelWarnings())
        .containsExactly(
            "static_key_enable_cpuslocked: static key housekeeping_overridden is __ro_after_init"
                + " and cannot change after boot");
  }

  @Test
  void key_manySites_allChange() {
    Script script =
        new Script()
            .at(10, 1, "off", TestCalls.function("static_key_probe_many"))
            .at(20, 0, TestCalls.write(9, 1, 0))
            .at(2000, 1, "on", TestCalls.function("static_key_probe_many"))
            .at(2100, 0, TestCalls.write(9, 0, 0))
            .at(4000, 1, "again", TestCalls.function("static_key_probe_many"));

    run(script, "immediate", 6);

    assertThat(script.result("off")).isZero();
    assertThat(script.result("on")).isEqualTo(257);
    assertThat(script.result("again")).isZero();
  }

  /* __static_call_return0() makes the call XOR, and RETs of a tail call the function itself. */
  @ParameterizedTest
  @ValueSource(strings = {"call", "tail", "jcc", "tramp"})
  void staticCall_return0AndBack_everySiteFollows(String site) {
    String caller = "sc_emu_caller_" + site;
    Script script =
        new Script()
            .at(10, 1, "before", TestCalls.function(caller))
            .at(20, 0, TestCalls.write(12, 1, 0))
            .at(1000, 1, "return0", TestCalls.function(caller))
            .at(1100, 0, TestCalls.write(12, 0, 0))
            .at(2000, 1, "back", TestCalls.function(caller));

    run(script, "immediate", 4);

    assertThat(script.result("before")).isEqualTo(1);
    assertThat(script.result("return0")).isZero();
    assertThat(script.result("back")).isEqualTo(1);
  }

  /** default_do_nmi() that comes to every kind of site. */
  private record PatchedNmi() implements Routine {

    private static final List<String> SITES =
        List.of(
            "static_key_probe_0",
            "static_key_probe_1",
            "trace_emu_0",
            "sc_emu_caller_call",
            "sc_emu_caller_tail",
            "sc_emu_caller_jcc",
            "sc_emu_caller_tramp");

    @Override
    public String symbol() {
      return "default_do_nmi";
    }

    @Override
    public List<String> labels() {
      List<String> labels = new ArrayList<>(SITES);
      labels.add("return");
      return labels;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() < SITES.size()) {
        f.call(f.port().symbol(SITES.get(f.label())));
      } else {
        f.ret();
      }
    }
  }

  /* 4 a key of 5 bytes (NOP, JMP), 5 a tracepoint (NOP, JMP, CALL), 12 a static call (CALL, NOP, JMP, RET, Jcc). Only NMIs come to the sites. */
  @ParameterizedTest
  @CsvSource({"4, immediate", "5, immediate", "12, immediate", "12, context-work"})
  void change_nmisComeToTheSites_int3IsEmulatedInThem(int file, String strategy) {
    CountedCalls int3 = new CountedCalls("smp_text_poke_int3_handler");
    Script script = new Script();
    for (int i = 0; i < 40; i++) {
      script.at(10, 0, TestCalls.write(file, i % 2 == 0 ? 1 : 0, 0));
    }

    TestRun.Outcome outcome =
        new TestRun()
            .set("strategies", "[" + strategy + "]")
            .set("machine.nmis-per-second", "100000")
            .machine(spec -> TestRun.withParts(spec, KernelPart.of(new PatchedNmi())))
            .plant(int3)
            .with(script)
            .run(2);

    assertThat(outcome.result().violations()).isEmpty();
    assertThat(script.open()).isZero();
    assertThat(int3.calls()).isGreaterThan(5);
  }

  /* 1 to arm; 3 to optimise after 20 ms; 2 to un-optimise and 1 to disarm after 20 ms more. */
  @ParameterizedTest
  @CsvSource({"10, 1", "35, 4", "60, 7"})
  void kprobe_onAndOff_syncsComeAsTheOptimizerRuns(long ms, long syncs) {
    Script script =
        new Script()
            .at(10, 0, TestCalls.write(KPROBE_EVENTS, 1, 3))
            .at(20, 0, TestCalls.write(KPROBE_ENABLE, 1, 3));
    if (ms > 35) {
      script.at(30_000, 0, TestCalls.write(KPROBE_ENABLE, 0, 3));
    }

    assertThat(syncs(run(script, "immediate", ms))).isEqualTo(syncs);
  }

  @Test
  void kprobe_offBeforeTheOptimizerRuns_isNeverOptimised() {
    Script script =
        new Script()
            .at(10, 0, TestCalls.write(KPROBE_EVENTS, 1, 3))
            .at(20, 0, TestCalls.write(KPROBE_ENABLE, 1, 3))
            .at(5_000, 0, TestCalls.write(KPROBE_ENABLE, 0, 3));

    assertThat(syncs(run(script, "immediate", 60))).isEqualTo(2);
  }

  /* Before, with INT3, optimised (the boosted one only), and after; with and without post_handler. */
  @ParameterizedTest
  @CsvSource({
    "boosted, 0",
    "emulated, 0",
    "stepped, 0",
    "boosted, 256",
    "emulated, 256",
    "stepped, 256"
  })
  void kprobe_hit_runsHandlersAndTheInstruction(String kind, long flags) {
    String function = "kprobe_emu_" + kind;
    Script script = new Script();
    script
        .at(10, 0, "probe", TestCalls.function("register_kprobe", function, flags))
        .at(1_000, 1, "int3", TestCalls.function(function))
        .at(30_000, 1, "late", TestCalls.function(function))
        .at(31_000, 0, "hits", () -> TestCalls.load(script.result("probe") + HITS))
        .at(31_100, 0, "post", () -> TestCalls.load(script.result("probe") + POST_HITS))
        .at(31_200, 0, "", () -> unregister(script))
        .at(60_000, 1, "gone", TestCalls.function(function))
        .at(61_000, 0, "free", () -> TestCalls.load(script.result("probe")));

    StrategyResult result = run(script, "immediate", 64);

    assertThat(List.of(script.result("int3"), script.result("late"), script.result("gone")))
        .containsOnly(5L);
    assertThat(script.result("hits")).isEqualTo(2);
    assertThat(script.result("post")).isEqualTo(flags == POST_HANDLER ? 2 : 0);
    assertThat(script.result("free")).isZero();
    boolean optimised = kind.equals("boosted") && flags == 0;
    assertThat(syncs(result)).isEqualTo(optimised ? 7 : 2);
  }

  private static SystemCall unregister(Script script) {
    return TestCalls.function("unregister_kprobe", script.result("probe"));
  }

  @Test
  void kprobe_inNoinstrText_isRefused() {
    Script script =
        new Script().at(10, 0, "probe", TestCalls.function("register_kprobe", "do_syscall_64", 0));

    run(script, "immediate", 10);

    assertThat(script.result("probe")).isEqualTo(-22);
  }

  /* An isolated CPU that stays in user mode sees all of it stale, and nothing is forgotten. */
  @Test
  void functionTracer_deferredForACpuInUserMode_noStaleByteIsForgotten() {
    Script on =
        new Script()
            .at(10, 0, TestCalls.write(TRACER, 1, 260))
            .at(20, 0, TestCalls.write(9, 1, 0))
            .at(30, 0, TestCalls.write(TRACEPOINT, 1, 0));
    EmulatedMachine machine =
        new TestRun().set("strategies", "[cr3-signal]").with(on).run(10).machine();

    assertThat(machine.cpus().get(3).staleTextBytes()).isGreaterThan(500);
    List<String> state = new ArrayList<>();
    machine.arena().dump(state::add);
    assertThat(state).anyMatch(line -> line.contains("cpu3.staleText"));
    assertThat(state).noneMatch(line -> line.contains("staleTextOverflows"));
  }
}
