package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_batch_finish(), Linux v6.18 arch/x86/kernel/alternative.c: INT3 on every first
 * byte, sync; the tails, sync; the first bytes, sync. Each byte is one store, so that every other
 * CPU may run between two of them. Without tails there is no second sync, and where every new first
 * byte is INT3 no third. The syncs are deferrable only if no patched address is noinstr text, as in
 * the series (patch "x86/alternatives: Defer text patching IPIs"), and no site forces the IPI.
 *
 * <p>Ends with textSynced events even where a planted fault left a sync out: that is what the
 * kernel then believes.
 */
final class SmpTextPokeBatchFinish implements Routine {

  private static final int INT3 = 0xcc;

  private static final List<String> LABELS =
      List.of(
          "entries",
          "refs_set",
          "read_old",
          "poke_int3",
          "sync_1",
          "synced_1",
          "poke_tail",
          "sync_2",
          "synced_2",
          "poke_first",
          "sync_3",
          "synced_3",
          "refs_put",
          "refs_zero",
          "done");

  private static final int REFS_SET = 1;
  private static final int READ_OLD = 2;
  private static final int POKE_INT3 = 3;
  private static final int SYNC_1 = 4;
  private static final int SYNCED_1 = 5;
  private static final int POKE_TAIL = 6;
  private static final int SYNC_2 = 7;
  private static final int SYNCED_2 = 8;
  private static final int POKE_FIRST = 9;
  private static final int SYNC_3 = 10;
  private static final int SYNCED_3 = 11;
  private static final int REFS_PUT = 12;
  private static final int REFS_ZERO = 13;

  /* Locals. */
  private static final int ENTRIES = 0;
  private static final int INDEX = 1;
  private static final int BYTE = 2;
  private static final int CONDITION = 3;
  private static final int DO_SYNC = 4;

  private final TextSync sync;

  SmpTextPokeBatchFinish(TextSync sync) {
    this.sync = sync;
  }

  @Override
  public String symbol() {
    return "smp_text_poke_batch_finish";
  }

  @Override
  public List<String> labels() {
    return LABELS;
  }

  @Override
  public int locals() {
    return 5;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> entries(f);
      case REFS_SET -> refsSet(f);
      case READ_OLD -> readOld(f);
      case POKE_INT3 -> pokeInt3(f);
      case SYNC_1 -> sync(f);
      case SYNC_2, SYNC_3 -> syncIfWritten(f);
      case SYNCED_1, SYNCED_2, SYNCED_3 -> synced(f);
      case POKE_TAIL -> pokeTail(f);
      case POKE_FIRST -> pokeFirst(f);
      case REFS_PUT -> refsPut(f);
      case REFS_ZERO -> refsZero(f);
      default -> done(f);
    }
  }

  private void entries(RoutineFrame f) {
    f.setLocal(ENTRIES, TextPokeArray.entries(f));
    f.setLocal(CONDITION, sync.deferrable());
    if (f.local(ENTRIES) == 0) {
      f.ret();
    }
  }

  /* atomic_set_release(per_cpu_ptr(&text_poke_array_refs, cpu), 1), a CPU a step. */
  private static void refsSet(RoutineFrame f) {
    f.store(f.port().perCpu(TextPokeArray.REFS, (int) f.local(INDEX)), 4, 1);
    next(f, f.port().cpus(), REFS_SET);
  }

  /* atomic_dec_and_test(): a handler that still looks at the array is waited for at the next label. */
  private static void refsPut(RoutineFrame f) {
    f.fetchAdd(f.port().perCpu(TextPokeArray.REFS, (int) f.local(INDEX)), 4, -1);
  }

  /* atomic_cond_read_acquire(refs, !VAL). */
  private static void refsZero(RoutineFrame f) {
    if (f.load(f.port().perCpu(TextPokeArray.REFS, (int) f.local(INDEX)), 4) != 0) {
      f.port().relax();
      f.goTo(REFS_ZERO);
      return;
    }
    next(f, f.port().cpus(), REFS_PUT);
  }

  private void readOld(RoutineFrame f) {
    long index = f.local(INDEX);
    long address = TextPokeArray.address(f, index);
    int length = TextPokeArray.length(f, index);
    long old = 0;
    for (int i = 0; i < length; i++) {
      old |= f.load(address + i, 1) << (8 * i);
    }
    TextPokeArray.writeOld(f, index, old);
    if (TextPokeArray.forcesIpi(f, index) || KernelText.isNoinstr(f, address)) {
      f.setLocal(CONDITION, sync.forced());
    }
    byte[] before = TextPokeArray.bytes(old, length);
    byte[] after = TextPokeArray.bytes(TextPokeArray.newBytes(f, index), length);
    f.port().events().textPokeStarted(f.port(), address, before, after);
    next(f, f.local(ENTRIES), READ_OLD);
  }

  private static void pokeInt3(RoutineFrame f) {
    KernelText.poke(f, TextPokeArray.address(f, f.local(INDEX)), 1, INT3);
    next(f, f.local(ENTRIES), POKE_INT3);
  }

  private static void pokeTail(RoutineFrame f) {
    long index = f.local(INDEX);
    int at = (int) f.local(BYTE) + 1;
    long bytes = TextPokeArray.newBytes(f, index);
    if (at < TextPokeArray.length(f, index)) {
      KernelText.poke(f, TextPokeArray.address(f, index) + at, 1, bytes >>> (8 * at) & 0xff);
      f.setLocal(BYTE, at);
      f.setLocal(DO_SYNC, 1);
      f.goTo(POKE_TAIL);
      return;
    }
    f.setLocal(BYTE, 0);
    next(f, f.local(ENTRIES), POKE_TAIL);
  }

  private static void pokeFirst(RoutineFrame f) {
    long index = f.local(INDEX);
    long first = TextPokeArray.newBytes(f, index) & 0xff;
    if (first != INT3) {
      KernelText.poke(f, TextPokeArray.address(f, index), 1, first);
      f.setLocal(DO_SYNC, 1);
    }
    next(f, f.local(ENTRIES), POKE_FIRST);
  }

  /* The next element at the same label, or the next label after the last. */
  private static void next(RoutineFrame f, long count, int label) {
    long index = f.local(INDEX) + 1;
    if (index < count) {
      f.setLocal(INDEX, index);
      f.goTo(label);
    } else {
      f.setLocal(INDEX, 0);
    }
  }

  /* smp_text_poke_sync_each_cpu(). */
  private void sync(RoutineFrame f) {
    long doSyncCore = f.port().symbol("do_sync_core");
    f.call(f.port().symbol("on_each_cpu_cond_mask"), f.local(CONDITION), doSyncCore, 0, 1);
  }

  private void syncIfWritten(RoutineFrame f) {
    if (f.local(DO_SYNC) == 0) {
      f.goTo(f.label() + 2);
      return;
    }
    f.setLocal(DO_SYNC, 0);
    sync(f);
  }

  private static void synced(RoutineFrame f) {
    long index = f.local(INDEX);
    f.port()
        .events()
        .textSynced(f.port(), TextPokeArray.address(f, index), TextPokeArray.length(f, index));
    next(f, f.local(ENTRIES), f.label());
  }

  private static void done(RoutineFrame f) {
    TextPokeArray.setEntries(f, 0);
    f.ret();
  }
}
