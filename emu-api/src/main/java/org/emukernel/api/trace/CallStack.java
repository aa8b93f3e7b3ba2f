package org.emukernel.api.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel functions that were active when an event was recorded, innermost first.
 *
 * <p>A frame is a symbol's name without offset, size and address, or the address in hexadecimal
 * where the recording knows no symbol. Immutable; equal by content; the hash is computed once,
 * because a recording repeats few stacks many times.
 */
public final class CallStack {
  /** The stack of an event that was recorded without one. */
  public static final CallStack EMPTY = new CallStack(List.of());

  private final List<String> frames;
  private final int hash;

  private CallStack(List<String> frames) {
    this.frames = frames;
    this.hash = frames.hashCode();
  }

  /** {@return the stack with these frames, innermost first} */
  public static CallStack of(List<String> frames) {
    return frames.isEmpty() ? EMPTY : new CallStack(List.copyOf(frames));
  }

  /** {@return the frames, innermost first, unmodifiable} */
  public List<String> frames() {
    return frames;
  }

  /** {@return whether the event was recorded without a stack} */
  public boolean isEmpty() {
    return frames.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CallStack that && hash == that.hash && frames.equals(that.frames));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.join(" <- ", frames);
  }
}
