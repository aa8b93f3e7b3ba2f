package org.emukernel.scenarios.verify;

import java.util.BitSet;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * What interrupts one CPU in the kernel, and whether it would come to the same before a step as
 * after it: if the step and the handler touch no word in common that one of them stores to, the
 * step changes no register that a handler does not save. Then it need be tried after it only.
 *
 * <p>Which words these are is found out as {@link SharedWords} does: what a handler touches but its
 * own part of the stacks, and what everything else touches.
 */
final class Interruptions {

  /** The flags that a handler saves and that say nothing to it. */
  private static final long HARMLESS_FLAGS = Flags.STATUS | Flags.DF | Flags.AC;

  private static final Interruption[] KINDS = Interruption.values();
  private static final int FIELDS = 3;
  private static final int MAX_DEPTH = 24;
  private static final int SLOTS = 1 + FIELDS * MAX_DEPTH;
  private static final long ALL = -1;

  /* A word beyond all physical memory that stands for what the monitors note of the calls that the CPU makes. */
  private static final long CALL_NOTES = 1L << 58;

  private final Arena arena;
  private final int depth;
  private final RegisterFile registers;
  private final KernelStacks stacks;
  private final SharedWords words;
  private final NmiText nmiText;
  private final BitSet saved;
  private final int flags;
  private final ChangedSlots changed = new ChangedSlots();
  private long minding;
  private long flagsBefore;
  private Interruption before = Interruption.NONE;

  /**
   * The entry of NMIs, which looks whether it has interrupted itself.
   *
   * @param start of the first instruction
   * @param end behind those that it looks for
   */
  record NmiText(long start, long end) {

    boolean holds(long rip) {
      return rip >= start && rip < end;
    }
  }

  /**
   * Watches a CPU.
   *
   * @param first what {@link #reserve} gave
   * @param words of this CPU, by {@link Interruption} instead of by CPU
   */
  Interruptions(
      Arena arena,
      int cpu,
      int first,
      RegisterFile registers,
      KernelStacks stacks,
      SharedWords words,
      NmiText nmiText) {
    this.arena = arena;
    this.depth = first + cpu * SLOTS;
    this.registers = registers;
    this.stacks = stacks;
    this.words = words;
    this.nmiText = nmiText;
    this.flags = registers.firstSlot() + Reg.RFLAGS;
    this.saved = arena.slotsNamed(name -> isOfNoConcern(name, "cpu" + cpu + "."));
    saved.set(registers.firstSlot() + Reg.RAX, registers.firstSlot() + Reg.RIP + 1);
  }

  static int reserve(ArenaBuilder slots, int cpus) {
    return slots.slots("interrupted", cpus * SLOTS, SlotKind.STATE);
  }

  /*
   * Frames of routines, above which a handler puts its own, and translations: those of pages whose mapping changes are visible. What the
   * monitors note of calls is told as touches of a word.
   */
  private static boolean isOfNoConcern(String name, String cpu) {
    if (name.equals("monitor.wait") || name.equals("monitor.flush")) {
      return true;
    }
    if (!name.startsWith(cpu)) {
      return false;
    }
    String part = name.substring(cpu.length());
    return part.equals("routine") || part.startsWith("tlb");
  }

  /** {@return what the CPU executes} */
  Interruption current() {
    long at = arena.get(depth);
    return at == 0 ? Interruption.NONE : KINDS[(int) arena.get(frame(at))];
  }

  private int frame(long number) {
    return depth + 1 + FIELDS * (int) (number - 1);
  }

  /** {@return where the CPU is and where each handler that it is in has interrupted it} */
  long place() {
    long place = registers.get(Reg.RIP);
    long at = arena.get(depth);
    for (long i = 1; i <= at; i++) {
      int frame = frame(i);
      place = SplitMix64.mix(place + arena.get(frame)) ^ arena.get(frame + 1);
    }
    return place;
  }

  /** Something is about to be taken. */
  void arrived(Interruption what) {
    if (registers.cpl() == 3) {
      return;
    }
    if (arena.get(depth) == MAX_DEPTH) {
      throw new IllegalStateException("more than " + MAX_DEPTH + " handlers interrupt each other");
    }
    arena.add(depth, 1);
    int frame = frame(arena.get(depth));
    arena.set(frame, what.ordinal());
    arena.set(frame + 1, registers.get(Reg.RIP));
    arena.set(frame + 2, registers.get(Reg.RSP));
  }

  /** A step begins. */
  void begin() {
    minding = nmiText.holds(registers.get(Reg.RIP)) ? ALL : 0;
    flagsBefore = registers.get(Reg.RFLAGS);
    before = current();
  }

  /** A step of the CPU was made. */
  void stepped() {
    long at = arena.get(depth);
    if (at != 0) {
      int frame = frame(at);
      if (registers.get(Reg.RIP) == arena.get(frame + 1)
          && registers.get(Reg.RSP) == arena.get(frame + 2)) {
        arena.clear(frame, frame + FIELDS);
        arena.add(depth, -1);
      }
    }
  }

  void loaded(long physical, int size) {
    if (!isOwnStack(physical) && words.loaded(current().ordinal(), physical, size)) {
      minding |= words.touchers(physical, size);
    }
  }

  void stored(long physical, int size) {
    if (!isOwnStack(physical) && words.stored(current().ordinal(), physical, size)) {
      minding |= words.touchers(physical, size);
    }
  }

  /** The monitors note something of a call that the CPU makes, or look at what they have noted. */
  void notedOfCalls() {
    stored(CALL_NOTES, Long.BYTES);
  }

  /* A handler's frames lie below the interrupted RSP, or on a stack of its own. */
  private boolean isOwnStack(long physical) {
    long at = arena.get(depth);
    if (at == 0 || !stacks.hold(physical)) {
      return false;
    }
    for (long i = 1; i <= at; i++) {
      if (stacks.isLive(physical, arena.get(frame(i) + 2))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return which handlers could come to something else before the last step than after it: a bit
   * for each {@link Interruption}} A handler always minds what another of its kind does.
   *
   * @param mark the journal before the step
   */
  long minding(int mark) {
    if (minding == ALL || ((flagsBefore ^ registers.get(Reg.RFLAGS)) & ~HARMLESS_FLAGS) != 0) {
      return ALL;
    }
    changed.concern = false;
    arena.changedSince(mark, changed);
    return changed.concern ? ALL : minding | before.bit();
  }

  /** Looks for registers that no handler saves. */
  private final class ChangedSlots implements CellVisitor {

    private boolean concern;

    @Override
    public void slot(int slot) {
      concern |= !saved.get(slot) && slot != flags && !arena.isObserver(slot);
    }

    @Override
    public void word(long address) {}
  }
}
