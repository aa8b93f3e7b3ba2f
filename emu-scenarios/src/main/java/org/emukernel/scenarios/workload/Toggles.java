package org.emukernel.scenarios.workload;

import java.util.function.LongFunction;
import org.emukernel.api.spi.SystemCall;

/**
 * One thing turned on and straight off again, so that toggles of different CPUs do not meet half
 * way.
 *
 * @param write makes the write() for the value 1 or 0
 */
record Toggles(LongFunction<SystemCall> write) implements PoissonWorkload.Script {

  @Override
  public int length() {
    return 2;
  }

  @Override
  public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
    return write.apply(1 - index);
  }
}
