package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.SystemCall;

/**
 * What the CPUs of an exhaustive search do: the system calls that user programs may make at any
 * time, the kernel functions behind them, and what the search must vary.
 */
interface VerifyModel {

  /** What happens to the mapping of pages. */
  enum Mappings {
    /** Anything: rights change, too, or page tables come and go with them. */
    CHANGE,
    /** The pages are mapped and unmapped, always with the same rights. */
    COME_AND_GO,
    /** The same, and writing CR3 does not drop what is cached of them. */
    COME_AND_GO_GLOBALLY
  }

  /** {@return how many CPUs do housekeeping; the isolated ones come after them} */
  default int housekeepingCpus() {
    return 1;
  }

  /** {@return the functions behind its system calls} */
  KernelPart kernelPart();

  /** {@return its system calls by number} */
  Map<Integer, String> systemCalls();

  /** {@return the instructions that it adds to the entry code} */
  default List<PlacedHooks.Code> entryCode() {
    return List.of();
  }

  /** {@return the calls that a CPU makes before the search begins, CPU 0 first} */
  default List<SystemCall> setup(int cpu) {
    return List.of();
  }

  /** {@return the calls that a CPU may make at any time} */
  List<SystemCall> calls(int cpu);

  /** {@return the pages whose mapping changes, by linear address} */
  default List<Long> changingPages() {
    return List.of();
  }

  /**
   * {@return whether a CPU ever touches these pages} What the hardware translates for one that does
   * not, nobody uses.
   */
  default boolean touches(int cpu) {
    return true;
  }

  /** {@return what happens to the mapping of these pages} */
  default Mappings mappings() {
    return Mappings.CHANGE;
  }

  /** {@return what is forgotten before states are compared} */
  default List<Counter> counters() {
    return List.of();
  }

  /** {@return whether kernel text is patched} */
  default boolean patchesText() {
    return false;
  }

  /** {@return the monitors that do not count} */
  default Set<String> allowed() {
    return Set.of();
  }
}
