package org.emukernel.mm.routine;

import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A mutex or spinlock of the kernel: a word of emulated memory, 0 when free.
 *
 * <p>A lock that is held over several steps is taken with {@link #tryTake} and released with {@link
 * #release}. A lock whose whole critical section is one step on data that nothing else reaches
 * needs no taking, since steps do not interleave; what remains of it is {@link #pass}: the LOCKed
 * access, which makes the CPU's earlier stores visible before anyone else can pass.
 */
public final class KernelLock {

  private static final int BYTES = 8;

  private final String name;
  private final KernelSymbol word;

  /** Names the lock. */
  public KernelLock(String name) {
    this.name = name;
    this.word = new KernelSymbol(name);
  }

  /** {@return its word} */
  public KernelVariable variable() {
    return new KernelVariable(name, BYTES, KernelVariable.Storage.GLOBAL);
  }

  /** Tries to take it. @return whether it was free; if not, the step is one turn of the wait */
  public boolean tryTake(RoutineFrame f) {
    if (f.compareExchange(word.in(f), BYTES, 0, 1) == 0) {
      return true;
    }
    f.port().relax();
    return false;
  }

  /** Releases it, as mutex_unlock() does with a compare and exchange. */
  public void release(RoutineFrame f) {
    f.compareExchange(word.in(f), BYTES, 1, 0);
  }

  /** Takes and releases it around the private work of this step. */
  public void pass(RoutineFrame f) {
    f.fetchOr(word.in(f), BYTES, 0);
  }
}
