package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.JournalPart;
import org.emukernel.api.arena.StateDelta;

/**
 * The way on which a search is, depth first: a frame for each state of it, with what is still to be
 * tried from there. Part of it can be handed to another thread.
 */
final class SearchStack {

  /* With less to try than this it is not worth while to hand on half of it. */
  private static final int LEAST_SHARED = 4;

  private final Arena arena;
  private final int root;
  private final ActionList actions = new ActionList();

  /* For each frame: journal mark, first action, the next one. Its last one is before the first of the frame above. */
  private int[] marks = new int[1024];
  private int[] firsts = new int[1024];
  private int[] nexts = new int[1024];

  /* Frames of which all that was not tried yet may turn out to be needless, once their first action has been. */
  private BitSet provisional = new BitSet();
  private int depth;
  private int[] before = {};

  /**
   * The upper part of a stack.
   *
   * @param state of its lowest frame, as what differs from the first one
   * @param before the actions that lead there
   * @param journal what was done since
   * @param marks of its frames in that
   * @param firsts first action of each frame
   * @param nexts next action of each frame
   * @param provisional which of them are
   * @param actions of all of them
   */
  record Part(
      StateDelta state,
      int[] before,
      JournalPart journal,
      int[] marks,
      int[] firsts,
      int[] nexts,
      BitSet provisional,
      int[] actions) {}

  /** A stack without frames, whose root is the state that an arena is in. */
  SearchStack(Arena arena) {
    this.arena = arena;
    this.root = arena.mark();
  }

  /** Adds a frame for the state that the arena is in. {@return where its actions are to be put} */
  ActionList push() {
    if (depth == marks.length) {
      marks = Arrays.copyOf(marks, depth * 2);
      firsts = Arrays.copyOf(firsts, depth * 2);
      nexts = Arrays.copyOf(nexts, depth * 2);
    }
    marks[depth] = arena.mark();
    firsts[depth] = actions.size();
    nexts[depth] = actions.size();
    provisional.clear(depth);
    depth++;
    return actions;
  }

  /**
   * What is to be tried from the uppermost frame, of which nothing has been yet, is to be asked for
   * again ({@link #isInQuestion}) when this action has been tried, if it is one of those: it comes
   * first.
   */
  void setProvisional(int action) {
    provisional.set(depth - 1, actions.advance(action, firsts[depth - 1]));
  }

  /** The uppermost frame is provisional no more. */
  void settle() {
    provisional.clear(depth - 1);
  }

  /** {@return whether the uppermost frame is provisional, and its first action has been tried} */
  boolean isInQuestion() {
    return provisional.get(depth - 1) && nexts[depth - 1] > firsts[depth - 1];
  }

  /** {@return the action that was tried first from the uppermost frame} */
  int first() {
    return actions.get(firsts[depth - 1]);
  }

  /** From the uppermost frame no more is to be tried. */
  void dropUntried() {
    actions.cut(nexts[depth - 1]);
  }

  /** Goes back to the state of the uppermost frame. */
  void undo() {
    arena.undoTo(marks[depth - 1]);
  }

  /** Goes back to the first state. */
  void undoAll() {
    arena.undoTo(root);
  }

  /** Shortens what has to be taken back to get from where the arena is to the uppermost frame. */
  void compact() {
    arena.compact(marks[depth - 1]);
  }

  /** {@return whether all was tried from the uppermost frame} */
  boolean isExhausted() {
    return nexts[depth - 1] == actions.size();
  }

  /** {@return what is to be tried next from the uppermost frame} */
  int next() {
    return actions.get(nexts[depth - 1]++);
  }

  /** Drops the uppermost frame. */
  void pop() {
    depth--;
    actions.cut(firsts[depth]);
  }

  boolean isEmpty() {
    return depth == 0;
  }

  /** {@return how many frames there are} */
  int frames() {
    return depth;
  }

  /** {@return how many choices lead from the first state to the uppermost frame, and one more} */
  int depth() {
    return before.length + depth;
  }

  long bytes() {
    return (3L * marks.length + actions.capacity()) * Integer.BYTES;
  }

  /** {@return the actions that lead from the first state to what was tried last} */
  int[] path() {
    return path(depth);
  }

  /** {@return the actions that lead from the first state to that of the uppermost frame} */
  int[] pathToTop() {
    return path(depth - 1);
  }

  private int[] path(int frames) {
    int[] path = Arrays.copyOf(before, before.length + frames);
    for (int i = 0; i < frames; i++) {
      path[before.length + i] = actions.get(nexts[i] - 1);
    }
    return path;
  }

  /**
   * Gives away the upper frames, so that as much is to be tried from these as from those that stay,
   * and goes back to the uppermost of those. The arena must be in the state of the uppermost frame.
   *
   * @return them; nothing if there is too little to try
   */
  Optional<Part> giveAway() {
    int untried = untried();
    if (untried < LEAST_SHARED) {
      return Optional.empty();
    }
    int kept = depth;
    int given = 0;
    while (kept > 1 && given < untried / 2) {
      kept--;
      given += untriedOf(kept);
    }
    boolean divided = given != 0 && given != untried;
    return divided ? Optional.of(cut(kept)) : Optional.empty();
  }

  private int untried() {
    int all = 0;
    for (int i = 0; i < depth; i++) {
      all += untriedOf(i);
    }
    return all;
  }

  private int untriedOf(int frame) {
    return (frame + 1 == depth ? actions.size() : firsts[frame + 1]) - nexts[frame];
  }

  private Part cut(int kept) {
    JournalPart journal = arena.journalSince(marks[kept]);
    arena.undoTo(marks[kept]);
    Part part =
        new Part(
            arena.changesSince(root),
            path(kept),
            journal,
            from(marks, kept, -marks[kept]),
            from(firsts, kept, -firsts[kept]),
            from(nexts, kept, -firsts[kept]),
            provisional.get(kept, depth),
            actions.from(firsts[kept]));
    actions.cut(firsts[kept]);
    depth = kept;
    undo();
    return part;
  }

  private int[] from(int[] frames, int kept, int shift) {
    int[] part = Arrays.copyOfRange(frames, kept, depth);
    Arrays.setAll(part, i -> part[i] + shift);
    return part;
  }

  /**
   * Takes over frames. The stack must be empty, and the arena in the state of the uppermost one.
   *
   * @param base where in the arena's journal the part's begins
   */
  void takeOver(Part part, int base) {
    before = part.before;
    depth = part.marks.length;
    marks = Arrays.copyOf(part.marks, Math.max(depth, marks.length));
    for (int i = 0; i < depth; i++) {
      marks[i] += base;
    }
    firsts = Arrays.copyOf(part.firsts, marks.length);
    nexts = Arrays.copyOf(part.nexts, marks.length);
    provisional = (BitSet) part.provisional.clone();
    actions.cut(0);
    for (int action : part.actions) {
      actions.add(action);
    }
  }
}
