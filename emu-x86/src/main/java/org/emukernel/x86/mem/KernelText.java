package org.emukernel.x86.mem;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;

/**
 * The kernel text of a machine and how its CPUs see it change: the declared ranges, the patches
 * under way and each CPU's view. One per machine, shared by its {@link Mmu}s.
 *
 * <p>Only declared ranges can be seen stale; all other code is coherent at once. The CPU that
 * stores sees its own store if it stores through the linear address of the text, and may go on with
 * the old bytes if it stores through another one, as text_poke() does (SDM vol. 3A, "Self-Modifying
 * Code": the check is based on the linear address). If the chooser always refetches ({@link
 * Choice#TEXT_REFETCH} is constantly not 0), nothing is ever stale.
 */
public final class KernelText {

  private final Arena arena;
  private final PatchTable patches;
  private final boolean mayBeStale;
  private final List<TextView> views = new ArrayList<>();
  private TextRange[] ranges = {};

  /* The physical addresses between which all of it lies. */
  private long lowest = Long.MAX_VALUE;
  private long end;

  /* How often patches began or ended: tells a caller that what it knew is outdated. No state of the machine. */
  private int changes;

  /**
   * Makes the text of a machine.
   *
   * @param arena where the state lies
   * @param layout slots from {@link #reserve}
   * @param chooser answers whether stale bytes exist at all
   */
  public KernelText(Arena arena, KernelTextLayout layout, Chooser chooser) {
    this.arena = arena;
    this.patches = new PatchTable(arena, layout.patches(), layout.patchOverflows());
    this.mayBeStale = chooser.constant(Choice.TEXT_REFETCH) <= 0;
  }

  /** Reserves the slots. */
  public static KernelTextLayout reserve(ArenaBuilder arena) {
    return new KernelTextLayout(
        PatchTable.reserve(arena, "text.patches"), arena.observer("text.patchOverflows"));
  }

  /**
   * Declares a range of kernel text, before the machine runs.
   *
   * @param linear where it executes
   * @param physical where it lies
   * @param length bytes, positive
   */
  public void declare(long linear, long physical, long length) {
    List<TextRange> all = new ArrayList<>(List.of(ranges));
    all.add(new TextRange(linear, physical, length));
    ranges = all.toArray(TextRange[]::new);
    lowest = Math.min(lowest, physical);
    end = Math.max(end, physical + length);
  }

  /**
   * A patch is under way ({@link org.emukernel.api.machine.MachineEvents#textPokeStarted}). Outside
   * declared ranges there is nothing to watch.
   *
   * @param before the bytes before, at most 16
   * @param after as many bytes after
   */
  public void patchStarted(long linear, byte[] before, byte[] after) {
    changes++;
    long physical = physicalOf(linear);
    if (physical >= 0) {
      patches.add(physical, before, after);
    }
  }

  /**
   * Every CPU has synchronised ({@link org.emukernel.api.machine.MachineEvents#textSynced}): what
   * is still stale in the range is condemned, and the patches there that are complete end.
   */
  public void synced(long linear, long length) {
    changes++;
    long physical = physicalOf(linear);
    if (physical < 0) {
      return;
    }
    for (TextView view : views) {
      view.condemn(physical, length);
    }
    patches.endCompleted(physical, length);
  }

  void attach(TextView view) {
    views.add(view);
  }

  /* A number that changes whenever patches begin or end. */
  int changes() {
    return changes;
  }

  boolean hasPatches() {
    return !patches.isEmpty();
  }

  boolean isTorn(long physical, byte[] instruction, int length) {
    return patches.isTorn(physical, instruction, length);
  }

  /* Where a linear address of kernel text lies, or -1 if it is none. */
  long physicalOf(long linear) {
    for (TextRange range : ranges) {
      if (range.containsLinear(linear)) {
        return range.physical() + (linear - range.linear());
      }
    }
    return -1;
  }

  private boolean overlaps(long physical, long size) {
    for (TextRange range : ranges) {
      if (range.overlapsPhysical(physical, size)) {
        return true;
      }
    }
    return false;
  }

  private boolean isNear(long physical, long size) {
    return physical < end && lowest < physical + size;
  }

  /* Whether stores into these bytes must be told to storeBecomesVisible. */
  boolean watchesStores(long physical, long size) {
    return mayBeStale && isNear(physical, size) && overlaps(physical, size);
  }

  StoreKind kindOf(long linear, long physical, int size) {
    if (!mayBeStale || !isNear(physical, size)) {
      return StoreKind.PLAIN;
    }
    for (TextRange range : ranges) {
      if (range.overlapsPhysical(physical, size)) {
        return linear - range.linear() == physical - range.physical()
            ? StoreKind.PLAIN
            : StoreKind.ALIAS;
      }
    }
    return StoreKind.PLAIN;
  }

  /* A store of up to 8 bytes is about to reach memory. */
  void storeBecomesVisible(TextView storing, StoreKind kind, long physical, int size, long value) {
    for (int i = 0; i < size; i++) {
      if (overlaps(physical + i, 1)) {
        byteBecomesVisible(storing, kind, physical + i, (int) (value >>> i * 8) & 0xff);
      }
    }
  }

  private void byteBecomesVisible(TextView storing, StoreKind kind, long physical, int newByte) {
    int oldByte = arena.memory().readByte(physical);
    for (TextView view : views) {
      if (view == storing && kind == StoreKind.PLAIN) {
        view.refetch(physical);
      } else {
        view.memoryChanges(physical, oldByte, newByte);
      }
    }
  }
}
