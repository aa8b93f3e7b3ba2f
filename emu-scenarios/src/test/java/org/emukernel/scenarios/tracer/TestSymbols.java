package org.emukernel.scenarios.tracer;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.kernel.KernelSymbols;

/** Symbols that lie one behind the other in the order in which they are first asked for. */
final class TestSymbols implements KernelSymbols {

  private static final long TEXT = 0xffffffff81000000L;
  private static final long STEP = 0x10000;

  private final Map<String, Long> addresses = new HashMap<>();
  private final Map<String, Long> sizes;

  TestSymbols() {
    this(Map.of());
  }

  TestSymbols(Map<String, Long> sizes) {
    this.sizes = sizes;
  }

  @Override
  public long symbol(String name) {
    return addresses.computeIfAbsent(name, n -> TEXT + STEP * addresses.size());
  }

  @Override
  public long size(String name) {
    return sizes.getOrDefault(name, STEP);
  }

  @Override
  public long perCpu(String name, int cpu) {
    return symbol(name);
  }

  @Override
  public String symbolize(long linear) {
    return "0x" + Long.toHexString(linear);
  }
}
