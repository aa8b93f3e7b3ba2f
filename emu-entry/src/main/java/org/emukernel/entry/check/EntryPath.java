package org.emukernel.entry.check;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What ran on one way into the kernel.
 *
 * @param steps every instruction, up to the one that leaves the user's context or where it ended
 * @param cr3Write index in {@code steps} of the first MOV to CR3, if one was reached
 * @param toContext index in {@code steps} of the atomic that leaves the user's context, if one was
 *     reached
 * @param end why it went no further, if it did not reach the latter
 */
public record EntryPath(
    WayIn way, List<Step> steps, OptionalInt cr3Write, OptionalInt toContext, Optional<End> end) {

  /**
   * One instruction.
   *
   * @param text as objdump writes it
   */
  public record Step(
      long address,
      int length,
      String text,
      Nature nature,
      int stackAccesses,
      int gsAccesses,
      List<Long> otherAccesses) {
    /** Copies the list. */
    public Step {
      otherAccesses = List.copyOf(otherAccesses);
    }
  }

  /** What a step is, where that counts. */
  public enum Nature {
    /** Does nothing. */
    NOP,
    /** Anything else. */
    OTHER
  }

  /**
   * Why a path ended.
   *
   * @param kind which of them
   * @param address of the instruction that did not run, linear
   * @param text one line for people
   */
  public record End(Kind kind, long address, String text) {
    /** Kinds of ends. */
    public enum Kind {
      /** The memory is not mapped by the page tables in use. */
      UNMAPPED,
      /** A fault of another kind, or an instruction that says that it must not be reached. */
      FAULT,
      /** Outside the image. */
      OUTSIDE,
      /** A kernel routine of this project's own image, which is no machine code. */
      ROUTINE,
      /** Too long. */
      BOUND
    }
  }

  /** Copies the list. */
  public EntryPath {
    steps = List.copyOf(steps);
  }

  /** {@return the steps up to and including the MOV to CR3; all if there is none} */
  public List<Step> dangerZone() {
    return cr3Write.isPresent() ? steps.subList(0, cr3Write.getAsInt() + 1) : steps;
  }
}
