package org.emukernel.x86.routine;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * The frames of the routines that are active on one CPU. A frame is: the frame below it, the
 * routine's number plus 1, the return address, six arguments, the locals. Slots above the top are
 * zero, so that equal states have equal hashes.
 */
final class RoutineStack {

  static final int SLOTS = 512;
  private static final int BELOW = 0;
  private static final int ROUTINE = 1;
  private static final int RETURN = 2;
  private static final int ARGUMENTS = 3;
  private static final int LOCALS = 9;

  private final Arena arena;
  private final int first;

  RoutineStack(Arena arena, int first) {
    this.arena = arena;
    this.first = first;
  }

  static int reserve(ArenaBuilder builder, String cpu) {
    return builder.slots(cpu + ".routine", SLOTS + 2, SlotKind.STATE);
  }

  /** {@return the top frame, 0 if there is none} */
  int top() {
    return (int) arena.get(first);
  }

  /* Where the next frame would start; frames start at 2. */
  private int end() {
    return Math.max((int) arena.get(first + 1), 2);
  }

  boolean hasRoom(int locals) {
    return end() + LOCALS + locals <= SLOTS + 2;
  }

  /** {@return the new frame} */
  int push(int routine, int locals, long returnAddress) {
    int frame = end();
    arena.set(first + frame + BELOW, top());
    arena.set(first + frame + ROUTINE, routine + 1);
    arena.set(first + frame + RETURN, returnAddress);
    arena.set(first, frame);
    arena.set(first + 1, frame + LOCALS + locals);
    return frame;
  }

  void pop() {
    int frame = top();
    int end = end();
    arena.set(first, arena.get(first + frame + BELOW));
    arena.set(first + 1, frame == 2 ? 0 : frame);
    arena.clear(first + frame, first + end);
  }

  /** {@return the frame below} */
  int below(int frame) {
    return (int) arena.get(first + frame + BELOW);
  }

  /** {@return the number of a frame's routine, -1 for frame 0} */
  int routine(int frame) {
    return frame == 0 ? -1 : (int) arena.get(first + frame + ROUTINE) - 1;
  }

  long returnAddress(int frame) {
    return arena.get(first + frame + RETURN);
  }

  long argument(int frame, int i) {
    return arena.get(first + frame + ARGUMENTS + i);
  }

  void setArgument(int frame, int i, long value) {
    arena.set(first + frame + ARGUMENTS + i, value);
  }

  long local(int frame, int i) {
    return arena.get(first + frame + LOCALS + i);
  }

  void setLocal(int frame, int i, long value) {
    arena.set(first + frame + LOCALS + i, value);
  }
}
