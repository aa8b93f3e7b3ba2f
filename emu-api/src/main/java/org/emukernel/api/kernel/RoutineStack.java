package org.emukernel.api.kernel;

import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.arena.SplitMix64;

/**
 * The frames of the routines that are active on one CPU. A frame is: the frame below it, the
 * routine's number plus 1, the return address, six arguments, the locals. Slots above the top are
 * zero, so that equal states have equal hashes.
 */
public final class RoutineStack {

  private static final int SLOTS = 512;
  private static final int BELOW = 0;
  private static final int ROUTINE = 1;
  private static final int RETURN = 2;
  private static final int ARGUMENTS = 3;
  private static final int LOCALS = 9;

  /* One for each slot: what they hold is hashed by a sum of products, which takes one multiplication each. */
  private static final long[] FACTORS =
      LongStream.range(0, SLOTS).map(slot -> SplitMix64.mix(slot) | 1).toArray();

  private final Arena arena;
  private final int first;

  /**
   * Makes one CPU's.
   *
   * @param first what {@link #reserve} returned
   */
  public RoutineStack(Arena arena, int first) {
    this.arena = arena;
    this.first = first;
  }

  /** Reserves the slots of one CPU. @return the first */
  public static int reserve(ArenaBuilder builder, String cpu) {
    return builder.slots(cpu + ".routine", SLOTS + 2, SlotKind.STATE);
  }

  /** {@return the top frame, 0 if there is none} */
  public int top() {
    return (int) arena.get(first);
  }

  /* Where the next frame would start; frames start at 2. */
  private int end() {
    return Math.max((int) arena.get(first + 1), 2);
  }

  /** {@return whether one more frame fits} */
  public boolean hasRoom(int locals) {
    return end() + LOCALS + locals <= SLOTS + 2;
  }

  /** Begins a frame. {@return it} */
  public int push(int routine, int locals, long returnAddress) {
    int frame = end();
    arena.set(first + frame + BELOW, top());
    arena.set(first + frame + ROUTINE, routine + 1);
    arena.set(first + frame + RETURN, returnAddress);
    arena.set(first, frame);
    arena.set(first + 1, frame + LOCALS + locals);
    return frame;
  }

  /** Ends the top frame. */
  public void pop() {
    int frame = top();
    int end = end();
    arena.set(first, arena.get(first + frame + BELOW));
    arena.set(first + 1, frame == 2 ? 0 : frame);
    arena.clear(first + frame, first + end);
  }

  /** {@return the frame below} */
  public int below(int frame) {
    return (int) arena.get(first + frame + BELOW);
  }

  /** {@return the number of a frame's routine, -1 for frame 0} */
  public int routine(int frame) {
    return frame == 0 ? -1 : (int) arena.get(first + frame + ROUTINE) - 1;
  }

  /** {@return a hash of what the frames hold} */
  public long hash() {
    long hash = 0;
    int end = top() == 0 ? 0 : end();
    for (int slot = 2; slot < end; slot++) {
      hash += arena.get(first + slot) * FACTORS[slot];
    }
    return SplitMix64.mix(hash);
  }

  /** {@return where a frame's caller goes on} */
  public long returnAddress(int frame) {
    return arena.get(first + frame + RETURN);
  }

  /** {@return an argument of a frame, 0 to 5} */
  public long argument(int frame, int i) {
    return arena.get(first + frame + ARGUMENTS + i);
  }

  /** Sets it. */
  public void setArgument(int frame, int i, long value) {
    arena.set(first + frame + ARGUMENTS + i, value);
  }

  /** {@return a local of a frame} */
  public long local(int frame, int i) {
    return arena.get(first + frame + LOCALS + i);
  }

  /** Sets it. */
  public void setLocal(int frame, int i, long value) {
    arena.set(first + frame + LOCALS + i, value);
  }
}
