package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The records of all CPUs in the order of their times; of equal times, the CPU with the lower
 * number first.
 */
final class BufferMerge {
  private static final Comparator<CpuBuffer> ORDER =
      ((Comparator<CpuBuffer>) (a, b) -> Long.compareUnsigned(a.time(), b.time()))
          .thenComparingInt(CpuBuffer::cpu);

  private final PriorityQueue<CpuBuffer> others = new PriorityQueue<>(ORDER);
  private @Nullable CpuBuffer current;

  BufferMerge(List<CpuBuffer> buffers) throws IOException {
    for (CpuBuffer buffer : buffers) {
      if (buffer.advance()) {
        others.add(buffer);
      }
    }
  }

  /** {@return the buffer whose record is next, or null after the last} */
  @Nullable CpuBuffer next() throws IOException {
    CpuBuffer last = current;
    if (last == null || !last.advance()) {
      current = others.poll();
    } else {
      CpuBuffer first = others.peek();
      if (first != null && ORDER.compare(first, last) < 0) {
        current = others.poll();
        others.add(last);
      }
    }
    return current;
  }
}
