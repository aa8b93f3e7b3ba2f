package org.emukernel.x86.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.PageWriteListener;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.jspecify.annotations.Nullable;

/**
 * The decoded instructions of one machine's memory, by physical page and offset. A write to a page
 * forgets its instructions. It caches what memory holds and so is no state.
 */
public final class OpCache implements PageWriteListener {

  private static final int MAX_ROW = 32;

  /* About as long as it takes to compile a block: half a second. */
  private static final int COLD_RUNS = 1 << 24;

  private final PhysicalMemory memory;
  private final @Nullable Op[] @Nullable [] pages;
  private final @Nullable Op[] outside = new Op[PhysicalMemory.PAGE_BYTES];
  private final boolean[] filled;
  private final int coldRuns;
  private final Map<Integer, List<Runnable>> told = new HashMap<>();
  private final Decoder decoder = new Decoder();
  private final byte[] bytes = new byte[Decoder.MAX_LENGTH];

  /** Makes the cache of a memory and asks to be told of its changes. */
  public OpCache(PhysicalMemory memory) {
    this(memory, COLD_RUNS);
  }

  /**
   * Makes one that finds instructions worth code of their own sooner or later.
   *
   * @param coldRuns after how many runs of a row of instructions
   */
  public OpCache(PhysicalMemory memory, int coldRuns) {
    this.memory = memory;
    this.coldRuns = coldRuns;
    int count = (int) (memory.bytes() >>> PhysicalMemory.PAGE_SHIFT);
    this.pages = new Op[count][];
    this.filled = new boolean[count];
    memory.onChange(this);
  }

  /**
   * {@return the ops of a page by offset, null where nothing is decoded yet; the same array for
   * good}
   */
  @Nullable Op[] page(long number) {
    if (number >= pages.length) {
      return outside;
    }
    Op[] page = pages[(int) number];
    if (page == null) {
      page = new Op[PhysicalMemory.PAGE_BYTES];
      pages[(int) number] = page;
    }
    return page;
  }

  /**
   * {@return the op at an offset of a page, decoded from memory; null if the instruction leaves the
   * page}
   */
  @Nullable Op decode(long number, int offset) {
    if (number >= pages.length) {
      return null;
    }
    Op op = decodeOne(number, offset);
    if (op == null) {
      return null;
    }
    List<Op> row = row(number, offset, op);
    Op stored = row.size() > 1 ? new Block(row, coldRuns) : op;
    page(number)[offset] = stored;
    filled[(int) number] = true;
    memory.watch((int) number);
    return stored;
  }

  private List<Op> row(long number, int offset, Op first) {
    List<Op> row = new ArrayList<>();
    int at = offset;
    Op op = first;
    while (op != null && op.reach != Op.Reach.SYSTEM && row.size() < MAX_ROW) {
      row.add(op);
      at += op.length;
      op = op.branches() || at >= PhysicalMemory.PAGE_BYTES ? null : decodeOne(number, at);
    }
    return row;
  }

  private @Nullable Op decodeOne(long number, int offset) {
    int limit = Math.min(Decoder.MAX_LENGTH, PhysicalMemory.PAGE_BYTES - offset);
    long address = (number << PhysicalMemory.PAGE_SHIFT) + offset;
    memory.readBytes(address, bytes, 0, limit);
    return decode(bytes, limit);
  }

  /**
   * {@return the op of the instruction at the start of {@code code}; null if it needs more than
   * {@code limit} bytes}
   */
  @Nullable Op decode(byte[] code, int limit) {
    Instruction instruction = decoder.decode(code, 0, limit);
    return instruction.mnemonic() == Mnemonic.TRUNCATED
        ? null
        : OpFactory.make(instruction, code, 0);
  }

  /** Somebody else, too, is told from now on when a page changes. */
  void tellOf(int pageNumber, Runnable whom) {
    told.computeIfAbsent(pageNumber, page -> new ArrayList<>()).add(whom);
    memory.watch(pageNumber);
  }

  @Override
  public void pageChanged(int pageNumber) {
    Op[] page = pages[pageNumber];
    if (page != null && filled[pageNumber]) {
      Arrays.fill(page, null);
      filled[pageNumber] = false;
      memory.unwatch(pageNumber);
    }
    List<Runnable> others = told.get(pageNumber);
    if (others != null) {
      memory.watch(pageNumber);
      others.forEach(Runnable::run);
    }
  }
}
