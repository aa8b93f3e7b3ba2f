package org.emukernel.scenarios.redrive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.emukernel.scenarios.replay.RecordedCall;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a recording, which one thread reads from the file and others take from here, each
 * from the first on and while the file is still being read. So the text is read once, however many
 * strategies there are. The memory is bounded: of a recording that has more calls, those beyond the
 * bound are read again by each that needs them.
 */
final class CallLog {

  /** In words of memory, of which a call takes one and a half: 64 MiB. */
  static final long WORDS = 8L << 20;

  private static final int CHUNK = 1024;
  private static final int CHUNK_WORDS = CHUNK * 3 / 2;

  /** A shape with its mask and system call. */
  private static final int SHAPE_WORDS = 24;

  private final long words;
  private final Beyond beyond;
  private final CallShapes shapes = new CallShapes();
  private final List<Chunk> chunks = new ArrayList<>();
  private Chunk filling = new Chunk();
  private long calls;
  private OptionalLong all = OptionalLong.empty();
  private State state = State.GROWS;

  /** Reads the calls that a log does not hold. */
  @FunctionalInterface
  interface Beyond {

    /**
     * {@return the calls of the recording behind its first ones}
     *
     * @param skipped how many are left out
     * @throws IOException if the recording cannot be read
     */
    CallSource after(long skipped) throws IOException;
  }

  private enum State {
    /** More calls may come. */
    GROWS,
    /** It holds all calls of the recording. */
    COMPLETE,
    /** The recording has calls that are not held. */
    FULL,
    /** The recording could not be read to its end. */
    GIVEN_UP
  }

  /* Written by the one thread until it stands in the list, and never after. */
  private static final class Chunk {

    private long[] timestamps = new long[CHUNK];
    private CallShape[] shapes = new CallShape[CHUNK];
    private int size;

    boolean isFull() {
      return size == CHUNK;
    }

    void add(long timestampNs, CallShape shape) {
      timestamps[size] = timestampNs;
      shapes[size++] = shape;
    }

    void trim() {
      timestamps = Arrays.copyOf(timestamps, size);
      shapes = Arrays.copyOf(shapes, size);
    }

    TimedCall get(int index) {
      return new TimedCall(timestamps[index], shapes[index]);
    }
  }

  /**
   * Makes an empty log.
   *
   * @param words how much memory it may take, in words of 8 bytes
   * @param beyond reads what is too much for it
   */
  CallLog(long words, Beyond beyond) {
    this.words = words;
    this.beyond = beyond;
  }

  /** {@return whether no call was added yet} Asked by who adds them. */
  boolean isEmpty() {
    return calls == 0;
  }

  /** Takes the next call of the recording. */
  void add(RecordedCall call) {
    calls++;
    if (state == State.FULL) {
      return;
    }
    filling.add(call.sender().timestampNs(), shapes.of(call));
    if (filling.isFull()) {
      publish();
    }
  }

  private synchronized void publish() {
    chunks.add(filling);
    filling = new Chunk();
    if (chunks.size() * (long) CHUNK_WORDS + shapes.made() * SHAPE_WORDS > words) {
      state = State.FULL;
    }
    notifyAll();
  }

  /** The recording has no more calls. */
  synchronized void complete() {
    if (state == State.GROWS) {
      filling.trim();
      chunks.add(filling);
      state = State.COMPLETE;
    }
    all = OptionalLong.of(calls);
    notifyAll();
  }

  /** If the recording could not be read to its end, who waits for calls gets an error. */
  synchronized void giveUpUnlessComplete() {
    if (all.isEmpty()) {
      state = State.GIVEN_UP;
      notifyAll();
    }
  }

  /** {@return how many calls the recording has, once it has been read} */
  synchronized OptionalLong calls() {
    return all;
  }

  /** {@return all calls from the first; waits for those that have not been read yet} */
  CallSource source() {
    return new Source();
  }

  /* Null if there will be none. */
  private synchronized @Nullable Chunk chunk(int index) throws InterruptedIOException {
    while (index >= chunks.size() && state == State.GROWS) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    if (state == State.GIVEN_UP || Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the recording was not read to its end");
    }
    return index < chunks.size() ? chunks.get(index) : null;
  }

  private synchronized boolean isFull() {
    return state == State.FULL;
  }

  private final class Source implements CallSource {

    private @Nullable Chunk chunk;
    private int taken;
    private int next;
    private @Nullable CallSource rest;

    @Override
    public @Nullable TimedCall next() throws IOException {
      CallSource reading = rest;
      if (reading != null) {
        return reading.next();
      }
      Chunk current = chunk;
      if (current != null && next < current.size) {
        return current.get(next++);
      }
      return nextChunk();
    }

    private @Nullable TimedCall nextChunk() throws IOException {
      Chunk following = chunk(taken);
      if (following != null) {
        taken++;
        chunk = following;
        next = 0;
        return following.size == 0 ? null : following.get(next++);
      }
      if (!isFull()) {
        return null;
      }
      CallSource reading = beyond.after((long) taken * CHUNK);
      rest = reading;
      return reading.next();
    }

    @Override
    public void close() throws IOException {
      CallSource reading = rest;
      if (reading != null) {
        reading.close();
      }
    }
  }
}
