package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;

/** Says in words what a machine reports. */
final class ToldEvents implements MachineEvents {

  private static final Map<Integer, String> EXCEPTIONS =
      Map.of(1, "#DB", 3, "#BP", 6, "#UD", 8, "#DF", 13, "#GP", 14, "#PF", 18, "#MC");

  private Consumer<String> told = text -> {};
  private LongFunction<String> symbolize = Long::toHexString;
  private List<Long> pages = List.of();

  /** Tells from now on; what comes before a machine is ready says nothing. */
  void tell(Consumer<String> to, LongFunction<String> symbols, List<Long> changingPages) {
    told = to;
    symbolize = symbols;
    pages = List.copyOf(changingPages);
  }

  private String function(long address) {
    String symbol = symbolize.apply(address);
    return symbol.endsWith("+0x0") ? symbol.substring(0, symbol.length() - 4) : symbol;
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    String why = callback == 0 ? message.name() : function(callback);
    told.accept("IPI to CPU " + target + ": " + why);
  }

  @Override
  public void doneAtOnce(CpuPort sender, int target) {
    told.accept("done on CPU " + target + " without an IPI");
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    told.accept("no IPI to CPU " + target + ": deferred");
  }

  @Override
  public void csdFunctionEntry(CpuPort cpu, long function, long csd) {
    told.accept("runs " + function(function) + " for a sender");
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    pages.stream()
        .filter(page -> page >= start && page < end)
        .forEach(page -> told.accept("flush of " + MemoryNames.linear(page) + " completes"));
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    told.accept("page table at 0x%x is freed".formatted(physical));
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    told.accept("sync of all CPUs completes");
  }

  @Override
  public void waitStarted(CpuPort sender, int target) {
    told.accept("waits for CPU " + target);
  }

  @Override
  public void kernelEntry(int cpu, int vector) {
    exception(vector);
  }

  @Override
  public void kernelInterrupted(int cpu, int vector, long at) {
    exception(vector);
  }

  private void exception(int vector) {
    if (EXCEPTIONS.containsKey(vector)) {
      told.accept(EXCEPTIONS.get(vector));
    }
  }
}
