package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.arena.Arena;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That hardware translates at once, that steps which others cannot come to notice are not
 * interleaved, and that NMIs which leave nothing behind do not come loses nothing: all CPUs are
 * back in user mode in the same states as without these reductions, but for what the TLBs hold and
 * how many NMIs have come.
 */
class ReductionsTest {

  private static Searcher knowing(String row) throws Exception {
    Searcher searcher = Searches.of(row);
    searcher.search(Long.MAX_VALUE, (states, transitions, depth) -> true);
    return searcher;
  }

  private static QuietStates quiet(ExploredMachine machine, SharedWords words) {
    Arena arena = machine.arena();
    int nmisLeft = arena.slotsNamed("nmis-left"::equals).nextSetBit(0);
    return QuietStates.of(machine, machine, words, () -> hashBut(nmisLeft, arena));
  }

  private static long hashBut(int slot, Arena arena) {
    int mark = arena.mark();
    arena.set(slot, 0);
    long hash = arena.hash();
    arena.undoTo(mark);
    return hash;
  }

  private static void compare(String row) throws Exception {
    Searcher searcher = knowing(row);
    Searcher learning = Searches.of(row);

    QuietStates learned = quiet(learning.machine(), learning.words());
    QuietStates reduced = quiet(searcher.machine(), searcher.words());
    QuietStates all = quiet(searcher.machineOfChoices(), searcher.words());

    assertThat(reduced.quiet()).hasSizeGreaterThan(1).isEqualTo(all.quiet());
    assertThat(learned.quiet()).as("stops that turn out to be needless").isEqualTo(all.quiet());
    assertThat(reduced.size()).isLessThan(all.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlb-vunmap verify.nmis=0",
        "tlb-vunmap verify.store-buffer=0",
        "tlb-vunmap verify.nmis=0 strategies=[cr3-signal]",
        "tlb-vunmap verify.nmis=0 machine.features.pcid=true verify.store-buffer=0",
        "page-table-free verify.store-buffer=0 verify.nmis=0",
        "set-memory-ro",
        "module-unload verify.store-buffer=0 verify.nmis=0",
        "kprobe",
        "text-poke verify.store-buffer=0 verify.nmis=1",
        "static-call verify.store-buffer=0 verify.nmis=0"
      })
  void run_withEachReduction_comesToTheSameStates(String row) throws Exception {
    compare(row);
  }

  /** Minutes: {@code -Demu.slow=true}. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "emu.slow", matches = "true")
  @ValueSource(
      strings = {
        "getpid-vs-flush",
        "page-table-free verify.store-buffer=0",
        "module-unload verify.store-buffer=0",
        "static-call verify.store-buffer=0",
        "tlb-vunmap verify.nmis=0 verify.isolated-cpus=2",
        "tlb-vunmap",
        "tlb-vunmap verify.nmis=0 strategies=[cr3-signal] machine.features.pcid=false"
      })
  void run_largeScenarioWithEachReduction_comesToTheSameStates(String row) throws Exception {
    compare(row);
  }
}
